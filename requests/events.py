from django.utils.translation import gettext_lazy as _

from privacyadmin.audit import EventKind, labels_of

from . import rights
from .models.answers import Part
from .models.catalogue import Channel, Outcome, RefusalGround
from .models.dossier import ItemState, RedactionGround
from .models.identity import Method

REQUEST_RECEIVED = EventKind(
    "request.received", _("Received a request: %(right)s, by %(channel)s"), words={"right": rights.name_of, "channel": labels_of(Channel)}
)
REQUEST_IDENTIFIED = EventKind("request.identified", _("Established who asks: %(method)s"), words={"method": labels_of(Method)})
REQUEST_ASSIGNED = EventKind("request.assigned", _("Named the handler of a request"))
REQUEST_GATHERED = EventKind("request.gathered", _("Gathered %(count)s pieces of a dossier"))
REQUEST_VETTING_ASKED = EventKind("request.vetting_asked", _("Asked somebody to vet the sealed pieces in %(category)s"))
REQUEST_VETTED = EventKind("request.vetted", _("Vetted the sealed pieces in %(category)s"))
REQUEST_QUESTION_ASKED = EventKind("request.question_asked", _("Asked the requester a question: the clock stands still"))
REQUEST_QUESTION_ANSWERED = EventKind("request.question_answered", _("The requester answered the question: the clock runs on"))
REQUEST_EXTENDED = EventKind("request.extended", _("Extended the term of a request to %(until)s, and told the requester"))
REQUEST_SUBMITTED = EventKind("request.submitted", _("Submitted a request for decision"))
REQUEST_SENT_BACK = EventKind("request.sent_back", _("Sent a request back to its handler"))
REQUEST_DECIDED = EventKind("request.decided", _("Decided on a request: %(outcome)s"), words={"outcome": labels_of(Outcome)})
REQUEST_REFUSED = EventKind("request.refused", _("Refused a request: %(ground)s"), words={"ground": labels_of(RefusalGround)})
REQUEST_WITHDRAWN = EventKind("request.withdrawn", _("A request was withdrawn"))
ANSWER_READY = EventKind("answer.ready", _("The answer to a request is ready"))
ANSWER_ISSUED = EventKind("answer.issued", _("Issued the answer to a request again"))
ANSWER_DELIVERED = EventKind("answer.delivered", _("The answer was downloaded: %(part)s"), words={"part": labels_of(Part)})
ANSWER_HANDED_OVER = EventKind("answer.handed_over", _("The answer was handed over on paper"))
ANSWER_PRINTED = EventKind("answer.printed", _("Opened the answer to print it"))
ANSWER_LAPSED = EventKind("answer.lapsed", _("The answer was not collected"))
PASSAGE_BLACKED_OUT = EventKind("passage.blacked_out", _("Blacked out a passage: %(ground)s"), words={"ground": labels_of(RedactionGround)})
PASSAGE_SHOWN_AGAIN = EventKind("passage.shown_again", _("Took back a black-out"))
PIECE_DONE = EventKind("piece.done", _("Finished a piece of a dossier: %(state)s"), words={"state": labels_of(ItemState)})
STEP_TAKEN = EventKind("request.step_taken", _("Took the step %(step)s of a request"))
REMINDERS_SENT = EventKind("request.reminders_sent", _("Sent reminders for %(count)s requests"))
TERMS_RECOUNTED = EventKind("request.terms_recounted", _("Counted the terms of %(count)s requests again: the calendar changed"))
