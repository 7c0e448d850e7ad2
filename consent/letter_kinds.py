"""The letters of this app: a pupil turns sixteen, or comes of age (S1-66, S1-69; U9); and word on paper of what others read in the portal
(S1-89, S1-94)."""
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
    help=_("To the pupil and the parents, 60 days before the sixteenth birthday."),
    audiences=FAMILY, own=(DAY, ANSWERS), required=("day", "answers", "contact"),
    why=_("They want to know from when, what becomes of their answers, and whom they can ask."),
))
SIXTEEN = kind(Kind(
    code="consent.sixteen",
    label=_("The pupil is sixteen"),
    help=_("To the pupil, on the sixteenth birthday: the invitation to decide himself."),
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
CHANGED = kind(Kind(
    code="consent.changed",
    label=_("An answer was given or changed"),
    help=_("To the parents and the pupil without an account; the others get a mail. It says of nobody what he answered."),
    audiences=FAMILY, required=("contact",),
    why=_("Who does not know of it must be able to ask."),
))
DEALT_WITH = kind(Kind(
    code="consent.removed",
    label=_("What somebody asked to take away was dealt with"),
    help=_("To who asked it and has no account; the others get a mail."),
    audiences=FAMILY,
    own=(Placeholder("done", _("what was done"), "het is weggehaald", "it was taken away"),), required=("done", "contact"),
    why=_("They want to know what was done, and whom they can ask."),
))
