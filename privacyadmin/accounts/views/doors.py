"""The doors of this app: open, for everybody who signed in, or for staff; all shut when tries cannot be counted."""
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from privacyadmin.access.doors import View, needs_staff, public
from privacyadmin.access.http import SignedInRequest
from privacyadmin.accounts.rules import keeps_accounts
from privacyadmin.workflow import NotAllowed


def shut_without_count(view: View) -> View:
    """Without the cache nobody counts wrong codes and passwords: then nobody comes in, and is told to come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except RedisError:
            return render(request, "account/unavailable.html", status=503)

    return guarded


def open_door(view: View) -> View:
    """Before signing in."""
    return public(shut_without_count(view))


def staff_door(view: View) -> View:
    """A member of staff and his own account."""
    return needs_staff(shut_without_count(view))


def keepers_door(view: View) -> View:
    """Those who look after the accounts of the board's staff."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_family:
            raise Http404
        if not keeps_accounts(request.scope):
            raise NotAllowed(_("Accounts are looked after by ICT and the privacy coordinator of the board. Ask one of them."))
        return view(request, *args, **kwargs)

    guarded.door = "users:technical|propose"           # type: ignore[attr-defined]
    return guarded
