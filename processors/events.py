"""What the register of events says of parties, agreements and processings."""
from django.utils.translation import gettext_lazy as _

from privacyadmin.audit import EventKind
from privacyadmin.audit.kinds import labels_of

from .models.catalogue import AgreementStatus, FileKind, PartyRole, Signer, SubprocessorState
from .models.disclosure_words import DisclosureKind, Method
from .models.publishing import PublicList
from .models.register_words import Advice, Asking, Verdict

# --- parties, agreements, products and what is public
PARTY_ADDED = EventKind("party.added", _("Added a party"))
PARTY_CHANGED = EventKind("party.changed", _("Changed a party: %(fields)s"))
PARTY_USED = EventKind("party.used", _("Recorded the use of a party as %(role)s"), words={"role": labels_of(PartyRole)})
PARTY_USE_ENDED = EventKind("party.use_ended", _("Ended the use of a party on %(until)s"))
PARTY_CONTACT_CHANGED = EventKind("party.contact_changed", _("Changed a contact of a party"))
PARTIES_IMPORTED = EventKind("party.imported", _("Imported a list of parties: %(new)s new, %(changed)s changed"))
AGREEMENT_DRAFTED = EventKind("agreement.drafted", _("Drew up an agreement"))
AGREEMENT_CHANGED = EventKind("agreement.changed", _("Changed an agreement: %(fields)s"))
AGREEMENT_MOVED = EventKind(
    "agreement.moved", _("An agreement went from %(source)s to %(target)s"),
    words={"source": labels_of(AgreementStatus), "target": labels_of(AgreementStatus)},
)
AGREEMENT_SIGNED = EventKind("agreement.signed", _("An agreement was signed for us by %(signer)s"), words={"signer": labels_of(Signer)})
AGREEMENT_REVIEWED = EventKind("agreement.reviewed", _("Reviewed an agreement; next review %(next)s"))
AGREEMENT_FILE_ADDED = EventKind("agreement.file_added", _("Filed a paper of an agreement: %(kind)s"), words={"kind": labels_of(FileKind)})
AGREEMENT_FILE_OPENED = EventKind(
    "agreement.file_opened", _("Opened a paper of an agreement: %(kind)s"), words={"kind": labels_of(FileKind)}
)
PROOF_ASKED = EventKind("agreement.proof_asked", _("Asked for proof of return or destruction, due on %(due)s"))
PROOF_RECEIVED = EventKind("agreement.proof_received", _("Filed the proof of return or destruction"))
PROOF_WAIVED = EventKind("agreement.proof_waived", _("Recorded that no proof is needed"))
SUBPROCESSOR_ANNOUNCED = EventKind("subprocessor.announced", _("A sub-processor was announced; we may object until %(until)s"))
SUBPROCESSOR_DECIDED = EventKind("subprocessor.decided", _("Sub-processor: %(state)s"), words={"state": labels_of(SubprocessorState)})
ANNEX_CHANGED = EventKind("agreement.annex_changed", _("Changed the security annex of an agreement"))
SHEET_FILED = EventKind("product.sheet_filed", _("Filed a version of a product sheet"))
PRODUCT_CHANGED = EventKind("product.changed", _("Changed a product"))
PURPOSE_CHOSEN = EventKind("product.purpose_chosen", _("Chose about an optional purpose of a product"))
LIST_PUBLISHED = EventKind(
    "public_list.changed", _("The public page changed: %(kind)s, %(rows)s rows"), words={"kind": labels_of(PublicList)}
)
LIST_CONFIRMED = EventKind("public_list.confirmed", _("Confirmed that the list of parties is complete: %(parties)s parties"))
DUTIES_REMINDED = EventKind("agreement.duties_reminded", _("Sent reminders about %(count)s agreements"))
# --- activities, DPIA, application forms
ACTIVITY_ADDED = EventKind("activity.added", _("Added a processing activity"))
ACTIVITY_TAKEN_UP = EventKind("activity.taken_up", _("Took up a suggested activity in the register: %(code)s"))
ACTIVITY_CHANGED = EventKind("activity.changed", _("Changed version %(number)s of a processing activity"))
ACTIVITY_PROPOSED = EventKind("activity.proposed", _("Laid version %(number)s of a processing activity before the board"))
ACTIVITY_APPROVED = EventKind("activity.approved", _("Approved version %(number)s of a processing activity, in force from %(valid_from)s"))
ACTIVITY_RETURNED = EventKind("activity.returned", _("Returned version %(number)s of a processing activity"))
ACTIVITY_REVIEWED = EventKind("activity.reviewed", _("Reviewed a processing activity; next review before %(due)s"))
ACTIVITY_STOPPED = EventKind("activity.stopped", _("Ended a processing activity on %(on)s"))
DPIA_BEGUN = EventKind("dpia.begun", _("Began a DPIA"))
DPIA_CHANGED = EventKind("dpia.changed", _("Changed a DPIA: %(part)s"))
DPIA_PRESCANNED = EventKind("dpia.prescanned", _("Did the pre-scan of a DPIA: %(criteria)s criteria apply"))
DPIA_STEP = EventKind("dpia.step", _("A DPIA went from %(source)s to %(target)s"))
DPIA_ADVISED = EventKind("dpia.advised", _("Advised on a DPIA: %(advice)s"), words={"advice": labels_of(Advice)})
DPIA_DECIDED = EventKind("dpia.decided", _("Decided on a DPIA: %(verdict)s; review before %(due)s"), words={"verdict": labels_of(Verdict)})
FORM_BEGUN = EventKind("application_form.begun", _("Began version %(number)s of the application form"))
FORM_CHANGED = EventKind("application_form.changed", _("Changed version %(number)s of the application form"))
FORM_FIELD_ADDED = EventKind(
    "application_form.field_added", _("Added a question to the application form: %(asking)s"), words={"asking": labels_of(Asking)}
)
FORM_FIELD_CHANGED = EventKind("application_form.field_changed", _("Changed question %(place)s of the application form"))
FORM_FIELD_DROPPED = EventKind("application_form.field_dropped", _("Took question %(place)s out of the application form"))
FORM_PROPOSED = EventKind("application_form.proposed", _("Laid version %(number)s of the application form before the board"))
FORM_APPROVED = EventKind("application_form.approved", _("Approved version %(number)s of the application form"))
FORM_RETURNED = EventKind("application_form.returned", _("Returned version %(number)s of the application form"))
FORM_REVIEWED = EventKind("application_form.reviewed", _("Reviewed the application form; next review before %(due)s"))
FORM_USED = EventKind("application_form.used", _("Uses version %(number)s of the application form from %(since)s"))
FORM_PRINTED = EventKind("application_form.printed", _("Printed version %(number)s of the application form"))
FORM_FIELD_MOVED = EventKind("application_form.field_moved", _("Moved question %(place)s of the application form"))
FORM_RECEIVED = EventKind("application_form.received", _("Recorded a filled-in application form: version %(number)s"))
FORM_ANSWERED = EventKind("application_form.answered", _("Changed answers on an application form: %(count)s"))
FORM_NOTICE_NOTED = EventKind("application_form.notice", _("Noted when the family got the privacy notice"))
REGISTER_REMINDED = EventKind("activity.reminded", _("Sent reminders about %(count)s reviews"))
# --- disclosures
DISCLOSURE_DRAFTED = EventKind("disclosure.drafted", _("Wrote down a disclosure: %(kind)s"), words={"kind": labels_of(DisclosureKind)})
DISCLOSURE_CHANGED = EventKind("disclosure.changed", _("Changed a disclosure: %(fields)s"))
DISCLOSURE_PUPIL_ADDED = EventKind("disclosure.pupil_added", _("Added a pupil to a disclosure"))
DISCLOSURE_PUPIL_DROPPED = EventKind("disclosure.pupil_dropped", _("Took a pupil out of a disclosure"))
DISCLOSURE_DECIDED = EventKind(
    "disclosure.decided", _("Decided to give data of %(pupils)s pupils: %(kind)s"), words={"kind": labels_of(DisclosureKind)}
)
DISCLOSURE_REFUSED = EventKind("disclosure.refused", _("Decided not to give data"))
DISCLOSURE_GIVEN = EventKind(
    "disclosure.given", _("Gave data of %(pupils)s pupils to a party: %(method)s"), words={"method": labels_of(Method)}
)
DISCLOSURE_ENDED = EventKind("disclosure.ended", _("Ended a standing disclosure on %(on)s"))
DISCLOSURE_VOIDED = EventKind("disclosure.voided", _("Marked a disclosure as recorded in error"))
DISCLOSURE_REVIEWED = EventKind("disclosure.reviewed", _("Reviewed a standing disclosure; next review before %(due)s"))
DISCLOSURE_FILE_ADDED = EventKind("disclosure.file_added", _("Filed a paper of a disclosure"))
DISCLOSURE_FILE_OPENED = EventKind("disclosure.file_opened", _("Opened a paper of a disclosure"))
