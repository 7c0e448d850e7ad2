"""What a view behind a door is given: the door has put the person and what the person may see on the request."""
from django.http import HttpRequest
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
