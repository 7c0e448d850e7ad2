"""The letters of this app: a pupil turns sixteen, or comes of age (S1-66, S1-69; U9)."""
from django.utils.translation import gettext_lazy as _

from privacyadmin.letters.registry import FAMILY, Audience, Kind, Placeholder, kind

DAY = Placeholder("day", _("the birthday"), "3 maart 2027", "3 March 2027")
ANSWERS = Placeholder(
    "answers", _("what becomes of older answers, by the rules of the school"),
    "Wat er al gezegd is, blijft gelden tot je zelf antwoord geeft.", "What was said before holds until you answer.",
)

SIXTEEN_SOON = kind(Kind(
    code="consent.sixteen_soon",
    label=_("A pupil turns sixteen soon"),
    help=_("To the pupil and the parents, 60 days before the sixteenth birthday (S1-66, S1-69)."),
    audiences=FAMILY, own=(DAY, ANSWERS), required=("day", "answers", "contact"),
    why=_("They want to know from when, what becomes of their answers, and whom they can ask."),
))
SIXTEEN = kind(Kind(
    code="consent.sixteen",
    label=_("The pupil is sixteen"),
    help=_("To the pupil, on the sixteenth birthday: the invitation to decide himself (S1-66, S2-161)."),
    audiences=(Audience.PUPIL,), own=(DAY, ANSWERS), required=("answers", "contact"),
    why=_("The pupil wants to know what becomes of older answers, and whom to ask."),
))
EIGHTEEN_SOON = kind(Kind(
    code="consent.eighteen_soon",
    label=_("A pupil turns eighteen soon"),
    help=_("To the pupil and the parents, 60 days before: from eighteen the parents see nothing here any more (U9)."),
    audiences=FAMILY, own=(DAY,), required=("day", "contact"),
    why=_("They want to know from when, and whom they can ask."),
))
