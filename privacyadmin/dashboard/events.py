from django.utils.translation import gettext_lazy as _

from privacyadmin.audit import EventKind

RESTORED = EventKind(
    "installation.restored", _("Put back the backup of %(of)s: ended %(sessions)s sessions, kept back %(mails)s messages")
)
