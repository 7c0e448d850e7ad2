"""The letters of this app: how the school handles data, and the code by which a parent signs in for the first time."""
from django.utils.translation import gettext_lazy as _

from privacyadmin.letters.registry import FAMILY, Kind, Placeholder, kind

INFORMATION = kind(Kind(
    code="students.information",
    label=_("How we handle data"),
    help=_("To every family at enrolment, and each school year again (GDPR 13)."),
    audiences=FAMILY,
    own=(Placeholder("officer", _("name and address of the data protection officer"), "Lotte de Groot, fg@waaier.example",
                     "Lotte de Groot, fg@waaier.example"),),
    required=("contact", "officer"),
    why=_("The law wants to see whom one can ask (GDPR 13(1))."),
))
ACTIVATION = kind(Kind(
    code="students.activation",
    label=_("Code to sign in for the first time"),
    help=_("On paper, to a parent or pupil of whom no e-mail address is known."),
    audiences=FAMILY,
    own=(
        Placeholder("code", _("the code, which works once"), "K4TP-9QXM", "K4TP-9QXM"),
        Placeholder("page", _("the address of the page where it is typed"), "portaal.waaier.example/code", "portal.waaier.example/code"),
        Placeholder("until", _("the last day on which it works"), "22 december 2026", "22 December 2026"),
    ),
    required=("code", "page", "until"),
    why=_("Without them nobody can sign in with this letter."),
    keeps=False,
))
