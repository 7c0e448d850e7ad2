"""The letters about a request: from receipt to answer, each with what the law wants told (GDPR 12(3), 12(4); S2-198…201)."""
from django.utils.translation import gettext_lazy as _

from privacyadmin.letters.registry import FAMILY, Audience, Kind, Placeholder, kind

NUMBER = Placeholder("number", _("the number of the request"), "V-2026-0012", "V-2026-0012")
RIGHT = Placeholder("right", _("what was asked"), "inzage", "access")
DUE = Placeholder("due", _("the last day for the answer"), "20 december 2026", "20 December 2026")
REASON = Placeholder(
    "reason", _("the reason, in the words of the one who decided"), "Er staan ook gegevens van andere kinderen in.",
    "It also holds data of other children.",
)
COMPLAINTS = Placeholder(
    "complaints", _("where somebody goes who disagrees, as the law wants it told"),
    "- Praat eerst met de privacycoördinator.\n- Helpt dat niet? Gebruik dan de klachtenregeling van de school.\n"
    "- Klagen bij de Autoriteit Persoonsgegevens kan ook. Net als naar de rechter gaan.",
    "- Talk to the privacy coordinator first.\n- Does that not help? Then use the complaints regulation of the school.\n"
    "- You can also complain to the Dutch Data Protection Authority. Or you go to court.",
)
HOW = Placeholder(
    "how", _("where the answer can be collected, and until when"),
    "Het staat in het portaal, bij de vraag. Downloaden kan tot en met 29 november 2026.",
    "It is in the portal, with the request. It can be downloaded up to and including 29 November 2026.",
)
WHY_REMEDIES = _("Who gets no, or has to wait, is told why and where to complain (GDPR 12(3), 12(4)).")

RECEIVED = kind(Kind(
    code="requests.received", label=_("Request received"), help=_("When a request has come in, with the day of the answer."),
    audiences=FAMILY, own=(NUMBER, RIGHT, DUE), required=("due",), why=_("The family is told by when there is an answer."),
))
IDENTITY = kind(Kind(
    code="requests.identity", label=_("Show who you are"), help=_("When the school cannot tell who asks; no copy of a document is wanted."),
    audiences=FAMILY, own=(NUMBER, DUE),
))
QUESTION = kind(Kind(
    code="requests.question", label=_("A question about a request"), help=_("When the school has to know more before it can answer."),
    audiences=FAMILY,
    own=(NUMBER, Placeholder("question", _("the question"), "Over welk schooljaar gaat het?", "Which school year is it about?")),
    required=("question",), why=_("It is the question that the letter is for."),
))
EXTENDED = kind(Kind(
    code="requests.extended", label=_("More time is needed"), help=_("When an answer takes longer; with the reason, within one month."),
    audiences=FAMILY, own=(NUMBER, DUE, REASON, COMPLAINTS), required=("due", "reason", "complaints"), why=WHY_REMEDIES,
))
DECIDED = kind(Kind(
    code="requests.decided", label=_("The answer is ready"), help=_("When a request is granted and the answer can be collected."),
    audiences=FAMILY,
    own=(NUMBER, RIGHT, HOW), required=("how",), why=_("The letter is for telling where the answer is."),
))
PARTLY = kind(Kind(
    code="requests.partly", label=_("A part of the answer"),
    help=_("When a request is granted in part, with the reason and where to complain."),
    audiences=FAMILY, own=(NUMBER, RIGHT, HOW, REASON, COMPLAINTS), required=("how", "reason", "complaints"), why=WHY_REMEDIES,
))
REFUSED = kind(Kind(
    code="requests.refused", label=_("The school says no"), help=_("When a request is refused, with the reason and where to complain."),
    audiences=FAMILY, own=(NUMBER, RIGHT, REASON, COMPLAINTS), required=("reason", "complaints"), why=WHY_REMEDIES,
))
DELIVERED = kind(Kind(
    code="requests.delivered", label=_("The answer was given"),
    help=_("When the answer was collected or handed over, with where to complain."),
    audiences=FAMILY, own=(NUMBER, RIGHT, COMPLAINTS), required=("complaints",), why=WHY_REMEDIES,
))
HELP = kind(Kind(
    code="requests.help", label=_("Help with a request"),
    help=_("To a colleague or a supplier who keeps data that the answer needs (GDPR 28(3)(e))."),
    audiences=(Audience.STAFF, Audience.THIRD),
    own=(NUMBER, RIGHT, Placeholder("before", _("the day before which it is needed"), "4 december 2026", "4 December 2026"),
         Placeholder("wanted", _("what is needed"), "alle aantekeningen van dit schooljaar", "all notes of this school year")),
    required=("wanted", "before"), why=_("The reader has to know what is asked, and by when."),
))
