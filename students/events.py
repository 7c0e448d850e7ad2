from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category, Role
from privacyadmin.audit import EventKind, labels_of
from students.transfers.words import Deed, RequestDeed

from .models.cases import CaseKind
from .models.concerns import ConcernAnswer
from .models.guardians import Authority
from .models.limits import AllowedUse, RestrictionGround
from .models.merging import WhyTwo
from .models.pupils import EnrolmentStatus

LIMIT_WORDS = {"categories": labels_of(Category), "ground": labels_of(RestrictionGround)}
SEE_PROTECTION = {Role.DIRECTOR, Role.COUNSELLOR, Role.CARE_COORDINATOR, Role.COORDINATOR, Role.FG, Role.FG_CONTACT, Role.BOARD_MEMBER}

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
PUPIL_APPLIED = EventKind("pupil.applied", _("Recorded an application"))
PUPIL_CHANGED = EventKind("pupil.changed", _("Changed what is known of a pupil"))
ENROLMENT_CHANGED = EventKind("enrolment.changed", _("Changed an enrolment: %(status)s"), words={"status": labels_of(EnrolmentStatus)})
CLASS_OPENED = EventKind("class.opened", _("Added a class"))
CLASS_CHANGED = EventKind("class.changed", _("Changed a class"))
PUPIL_PLACED = EventKind("pupil.placed", _("Put a pupil in a class"))
PUPIL_TAKEN_OUT = EventKind("pupil.taken_out", _("Took a pupil out of a class"))
GUARDIAN_ADDED = EventKind("guardian.added", _("Added a guardian; authority: %(authority)s"), words={"authority": labels_of(Authority)})
GUARDIAN_CHANGED = EventKind("guardian.changed", _("Changed what is known of a guardian"))
RELATION_CHANGED = EventKind(
    "guardian.relation_changed",
    _("Changed the relation of a guardian; authority: %(authority)s"),
    words={"authority": labels_of(Authority)},
)
DEPARTURES_SETTLED = EventKind("departure.settled", _("Settled departures together: %(left)s left, %(stays)s still here"))
GUARDIAN_SPLIT = EventKind("guardian.split", _("Parted a guardian who had been taken for one person"))
ADDRESS_CONFIRMED = EventKind("guardian.address_confirmed", _("Confirmed a new sign-in address of a guardian"))
FILE_DOWNLOADED = EventKind("dossier.file_downloaded", _("Downloaded a file of an entry in %(category)s"))
GRANTS_LAPSED = EventKind("grants.lapsed", _("Roles that ended by themselves: %(count)s"))
RESTRICTION_SET = EventKind("restriction.set", _("Restricted the processing of %(categories)s: %(ground)s"), words=LIMIT_WORDS)
RESTRICTION_ANNOUNCED = EventKind("restriction.announced", _("Told the family that a restriction will be lifted on %(on)s"))
RESTRICTION_KEPT = EventKind("restriction.kept", _("Withdrew the announced lifting of a restriction"))
RESTRICTION_LIFTED = EventKind("restriction.lifted", _("Lifted a restriction"))
RESTRICTION_REVIEWED = EventKind("restriction.reviewed", _("Reviewed a restriction; it stays until the next review on %(on)s"))
RESTRICTION_USED = EventKind("restriction.used", _("Used restricted data: %(ground)s"), words={"ground": labels_of(AllowedUse)})
PROTECTION_SET = EventKind("protection.set", _("Protected %(categories)s from the family"), seen_by=SEE_PROTECTION, words=LIMIT_WORDS)
PROTECTION_CONFIRMED = EventKind("protection.confirmed", _("Confirmed a protection"), seen_by=SEE_PROTECTION)
PROTECTION_DECLINED = EventKind("protection.declined", _("Did not confirm a protection, which ended it"), seen_by=SEE_PROTECTION)
PROTECTION_REVIEWED = EventKind(
    "protection.reviewed", _("Reviewed a protection; it stays until the next review on %(on)s"), seen_by=SEE_PROTECTION
)
PROTECTION_ENDED = EventKind("protection.ended", _("Ended a protection"), seen_by=SEE_PROTECTION)
CONCERN_TOLD = EventKind("concern.told", _("Said that something in %(category)s is not right"))
CONCERN_ANSWERED = EventKind(
    "concern.answered", _("Answered a remark on a file: %(answer)s"), words={"answer": labels_of(ConcernAnswer)}
)
ACTIVATION_ISSUED = EventKind("guardian.activation_issued", _("Wrote a letter with a code to sign in for the first time"))
ACTIVATION_USED = EventKind("guardian.activation_used", _("A guardian made an account with the code of a letter"))
CONTACT_ADDED = EventKind("guardian.contact_added", _("Added a contact person of an organisation that is a guardian"))
CONTACT_CHANGED = EventKind("guardian.contact_changed", _("Changed a contact person of an organisation that is a guardian"))
ACCESS_AGREED = EventKind(
    "pupil.access_agreed", _("A pupil of age let somebody go on seeing %(categories)s until %(until)s"),
    words={"categories": labels_of(Category)},
)
ACCESS_WITHDRAWN = EventKind("pupil.access_withdrawn", _("A pupil of age took back who could go on seeing"))
PUPIL_ACTIVATED = EventKind("pupil.activated", _("A pupil made an account with the code of a letter"))
DEATH_RECORDED = EventKind("pupil.death_recorded", _("Recorded that a pupil has died"))
DEATH_TAKEN_BACK = EventKind("pupil.death_taken_back", _("Took back that a pupil has died"))
PUPILS_MERGED = EventKind("pupil.merged", _("Merged two records of one pupil: %(moved)s moved, %(united)s became one"))
GUARDIANS_MERGED = EventKind("guardian.merged", _("Merged two records of one guardian: %(moved)s moved, %(united)s became one"))
TWO_PEOPLE = EventKind("doubles.two_people", _("Noted that two records are two people: %(why)s"), words={"why": labels_of(WhyTwo)})
TRANSFER_STEP = EventKind("transfer.step", _("Transfer of a file: %(step)s"), words={"step": labels_of(Deed)})
TRANSFER_TAKEN = EventKind("transfer.taken", _("Downloaded the file that goes to a next school"))
FILE_REQUEST_STEP = EventKind("transfer.file_request", _("File of the previous school: %(step)s"), words={"step": labels_of(RequestDeed)})
TRANSFERS_OPENED = EventKind("transfer.opened", _("Files to be sent to a next school, since pupils left: %(count)s"))
FILES_REQUESTED = EventKind("transfer.files_requested", _("Files to be asked of a previous school: %(count)s"))
