from django.utils.translation import gettext_lazy as _

from privacyadmin.audit import EventKind

APPOINTED = EventKind("organisation.appointed", _("Recorded an appointment: %(function)s, from %(since)s"))
APPOINTMENT_CORRECTED = EventKind("organisation.appointment_corrected", _("Corrected an appointment: %(function)s"))
APPOINTMENT_ENDED = EventKind("organisation.appointment_ended", _("Ended an appointment: %(function)s, on %(until)s"))
MANDATED = EventKind("organisation.mandated", _("Recorded a mandate: %(subject)s, from %(since)s"))
MANDATE_ENDED = EventKind("organisation.mandate_ended", _("Ended a mandate: %(subject)s, on %(until)s"))
IDENTIFIED = EventKind("organisation.identified", _("Recorded who the controller is, from %(valid_from)s"))
HOUSE_CHANGED = EventKind("organisation.house_changed", _("Changed the page and letter settings: %(fields)s"))
