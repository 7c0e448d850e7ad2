"""What the register says of itself."""
from django.utils.translation import gettext_lazy as _

from .kinds import EventKind

CHECKPOINT = EventKind("audit.checkpoint", _("The end of the register was signed for %(day)s."), seen_by={"fg", "coordinator"})
READINGS_OF_MONTH = EventKind(
    "audit.readings_of_month", _("The reading log of %(month)s was closed with %(count)s entries."), seen_by={"fg", "coordinator"}
)
