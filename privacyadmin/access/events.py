from django.utils.translation import gettext_lazy as _

from privacyadmin.audit import EventKind, labels_of
from privacyadmin.organisation.models import Sector

from .catalogue import Log, LogPurpose

MATRIX_WORDS = {"sector": labels_of(Sector)}

GRANT_GIVEN = EventKind("grant.given", _("Gave the role %(role)s"))
GRANT_ENDED = EventKind("grant.ended", _("Ended the role %(role)s"))
GRANTS_GIVEN = EventKind("grants.given", _("Gave %(count)s roles in classes or cases"))
GRANTS_ENDED = EventKind("grants.ended", _("Ended %(count)s roles in classes or cases"))
GRANT_PROPOSED = EventKind("grant.proposed", _("Proposed the role %(role)s"))
GRANT_CONFIRMED = EventKind("grant.confirmed", _("Confirmed the proposed role %(role)s"))
GRANT_DECLINED = EventKind("grant.declined", _("Declined the proposed role %(role)s"))
MATRIX_DRAFTED = EventKind("matrix.drafted", _("Began version %(number)s of the matrix %(sector)s"), words=MATRIX_WORDS)
MATRIX_CHANGED = EventKind(
    "matrix.changed", _("Changed the row of %(role)s in version %(number)s of the matrix %(sector)s"), words=MATRIX_WORDS
)
MATRIX_PROPOSED = EventKind("matrix.proposed", _("Laid version %(number)s of the matrix %(sector)s before the board"), words=MATRIX_WORDS)
MATRIX_APPROVED = EventKind("matrix.approved", _("Approved version %(number)s of the matrix %(sector)s"), words=MATRIX_WORDS)
MATRIX_RETURNED = EventKind("matrix.returned", _("Returned version %(number)s of the matrix %(sector)s"), words=MATRIX_WORDS)
DATA_PROPOSED = EventKind("data_category.proposed", _("Proposed a rule on keeping data of the kind %(kind)s, from %(since)s"))
DATA_APPROVED = EventKind("data_category.approved", _("Approved a rule on keeping data of the kind %(kind)s, from %(since)s"))
DATA_RETURNED = EventKind("data_category.returned", _("Returned a rule on keeping data of the kind %(kind)s"))
LOG_OPENED = EventKind(
    "log.opened", _("Opened the %(log)s, for: %(purpose)s"), words={"log": labels_of(Log), "purpose": labels_of(LogPurpose)}
)
COVER_GIVEN = EventKind("cover.given", _("Let a colleague cover for an absent one, with %(count)s roles"))
COVER_ENDED = EventKind("cover.ended", _("Ended the cover for an absent colleague"))
