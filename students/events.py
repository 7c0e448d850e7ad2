from django.utils.translation import gettext_lazy as _

from privacyadmin.audit import EventKind, labels_of

from .models.cases import CaseKind

PUPILS_IMPORTED = EventKind("pupils.imported", _("Imported pupils: %(new)s new, %(changed)s changed, %(unchanged)s unchanged"))
GUARDIANS_IMPORTED = EventKind("guardians.imported", _("Imported guardians: %(new)s new, %(changed)s changed, %(unchanged)s unchanged"))
DEPARTURE_CONFIRMED = EventKind("departure.confirmed", _("Confirmed that a pupil has left"))
DEPARTURE_DECLINED = EventKind("departure.declined", _("Noted that a pupil has not left"))
ENTRY_ADDED = EventKind("dossier.added", _("Added an entry in %(category)s"))
ENTRY_VOIDED = EventKind("dossier.voided", _("Voided an entry in %(category)s"))
BSN_CHANGED = EventKind("bsn.changed", _("Changed the citizen service number"))
CASE_OPENED = EventKind("case.opened", _("Opened a case of kind %(kind)s"), words={"kind": labels_of(CaseKind)})
CASE_CLOSED = EventKind("case.closed", _("Closed a case of kind %(kind)s"), words={"kind": labels_of(CaseKind)})
APPOINTMENTS_CONFIRMED = EventKind("appointments.confirmed", _("Confirmed %(count)s appointments to classes"))
APPOINTMENTS_DECLINED = EventKind("appointments.declined", _("Declined %(count)s appointments to classes"))
EXCEPTION_ASKED = EventKind("exception.asked", _("Asked for an exception to the matrix until %(until)s"))
EXCEPTION_APPROVED = EventKind("exception.approved", _("Approved an exception to the matrix until %(until)s"))
EXCEPTION_DECLINED = EventKind("exception.declined", _("Declined an exception to the matrix"))
GUARDIAN_SPLIT = EventKind("guardian.split", _("Parted a guardian who had been taken for one person"))
ADDRESS_CONFIRMED = EventKind("guardian.address_confirmed", _("Confirmed a new sign-in address of a guardian"))
FILE_DOWNLOADED = EventKind("dossier.file_downloaded", _("Downloaded a file of an entry in %(category)s"))
GRANTS_LAPSED = EventKind("grants.lapsed", _("Roles that ended by themselves: %(count)s"))
