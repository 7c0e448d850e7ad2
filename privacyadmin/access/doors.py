"""Every view stands behind exactly one of these; a test walks the resolver for views that stand behind none.

Answers (SETTLED 12): a page for another kind of account is 404, an object outside the scope is 404, a register that
one's role never has is 403 with the reason.
"""
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from privacyadmin.workflow import NotAllowed

from .catalogue import Register, Verb
from .http import SignedInRequest
from .models import ROLE_OR_RELATION
from .scope import resolve

View = Callable[..., HttpResponseBase]


def _door(view: View, name: str, check: Callable[[SignedInRequest], None]) -> View:
    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Here, and not in the middleware, because the database must hear the person's name inside the view's own transaction.
        request.scope = resolve(request.user, timezone.now())
        check(request)
        return view(request, *args, **kwargs)

    guarded.door = name                                # type: ignore[attr-defined] # what the test of the doors reads
    return guarded


def public(view: View) -> View:
    """Open to everybody: sign-in, health, what the board publishes."""
    view.door = "public"                               # type: ignore[attr-defined] # what the test of the doors reads
    view.login_required = False                        # type: ignore[attr-defined] # what Django's middleware reads
    return view


def _staff_only(request: SignedInRequest) -> None:
    if request.user.is_family:
        raise Http404


def _family_only(request: SignedInRequest) -> None:
    if not request.user.is_family:
        raise Http404


def needs_staff(view: View) -> View:
    """Any member of staff; the view itself asks the scope what to show."""
    return _door(view, "staff", _staff_only)


def needs_family(view: View) -> View:
    """A parent or a pupil; the view itself loads only own children and own requests."""
    return _door(view, "family", _family_only)


def needs_account(view: View) -> View:
    """Anybody who signed in: language, own account."""
    return _door(view, "account", lambda request: None)


def needs(register: Register, *verbs: Verb) -> Callable[[View], View]:
    """Staff whose role has one of these verbs on this register somewhere; which school is asked with the object."""

    def check(request: SignedInRequest) -> None:
        _staff_only(request)
        if not any(request.scope.may(register, verb) for verb in verbs):
            raise NotAllowed(_("Your role does not give access to this register. Ask the privacy coordinator if you need it."))

    return lambda view: _door(view, f"{register}:{'|'.join(verbs)}", check)


def role_label(role: str) -> str:
    """The name of a role or relation as people know it."""
    return str(dict(ROLE_OR_RELATION).get(role, role))
