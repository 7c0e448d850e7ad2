"""What the pages of consent share: who may open them, and the page that asks something."""
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest, ask_page
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School

GET_OR_POST = ["GET", "HEAD", "POST"]
SEES = (Verb.READ, Verb.WRITE, Verb.COUNT)              # the board counts, and reads of nobody what was answered
reads = needs(Register.CONSENTS, Verb.READ, Verb.WRITE)
counts = needs(Register.CONSENTS, *SEES)
writes = needs(Register.CONSENTS, Verb.WRITE)


def sees(scope: Scope) -> bool:
    """Whose menu has consent."""
    return not scope.is_family and any(scope.may(Register.CONSENTS, verb) for verb in SEES)


def reads_any(scope: Scope) -> bool:
    """Whose menu has the check: whoever reads answers of somebody."""
    return not scope.is_family and scope.may(Register.CONSENTS, Verb.READ)


def schools(scope: Scope, *verbs: Verb) -> Any:
    """The schools where this person may do one of these with consents."""
    return School.objects.within(scope.schools(Register.CONSENTS, *verbs))


def ask(request: SignedInRequest, form: Any, title: str, *, back: str, here: str = "", **words: Any) -> HttpResponse:
    """The page that asks something of one thing; `back` is the address of the thing and `here` its name."""
    crumbs = [(_("Consent"), reverse("consent:index")), *([(here, back)] if here else [])]
    return ask_page(request, form, title, crumbs=crumbs, back=back, **words)
