"""What a view behind a door is given: the door has put the person and what the person may see on the request."""
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from privacyadmin.accounts.models import User

from .models import LogOpening
from .scope import Scope


class SignedInRequest(HttpRequest):
    """A request of somebody who signed in; a type only, the request itself stays Django's."""

    user: User
    scope: Scope
    htmx: HtmxDetails
    opening: LogOpening | None               # behind `openings.for_a_purpose`: why a log is open


def sent(request: HttpRequest) -> Any:
    """What was sent with the form; None before it was sent, also when it is empty."""
    return request.POST if request.method == "POST" else None


def sent_files(request: HttpRequest) -> dict[str, Any]:
    """The same for a form with files."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def ask_page(
    request: HttpRequest, form: Any, title: str, *, crumbs: list[tuple[str, str]], back: str, lede: str = "", submit: str = "",
    note: str = "", danger: bool = False, template: str = "components/ask.html", **more: Any,
) -> HttpResponse:
    """The page that asks something of one thing: `crumbs` are the names and addresses above it, `back` is where «cancel» goes.

    A template that extends this page shows `more`.
    """
    context = {
        "form": form, "title": title, "crumbs": [{"label": label, "url": url} for label, url in crumbs], "back_url": back, "lede": lede,
        "submit": submit, "note": note, "danger": danger,
    }
    return render(request, template, context | more, status=400 if form.errors else 200)
