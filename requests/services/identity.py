"""Who asks this? Established before anything is given, with nothing kept of a document (S2-166…168, C-24)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin.access.scope import Scope
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from requests import events, notifications
from requests.models import Attribute, Channel, IdentityCheck, PrivacyRequest, Step

from .steps import keep, locked, move, note, tell


@transaction.atomic
def identify(
    privacy_request: PrivacyRequest,
    *,
    method: str,
    attribute_one: str,
    attribute_two: str,
    document_seen: str,
    checked_on: date,
    by: Scope,
    at: datetime,
) -> PrivacyRequest:
    """Note how the identity was established: method, who, when, and two things that matched."""
    privacy_request = locked(privacy_request)
    move(privacy_request, "identify", by)
    _check(privacy_request, attribute_one, attribute_two, checked_on, at)
    IdentityCheck.objects.create(
        privacy_request=privacy_request,
        method=method,
        attribute_one=attribute_one,
        attribute_two=attribute_two,
        document_seen=document_seen,
        checked_on=checked_on,
        checked_at=at,
        checked_by=by.user,
    )
    privacy_request.identified_at = at
    keep(privacy_request, by=by, at=at)
    note(privacy_request, Step.IDENTIFIED, at=at, by=by, family=True, method=str(method))
    tell(events.REQUEST_IDENTIFIED, privacy_request, at=at, by=by, method=str(method))
    notifications.news(privacy_request, what="identified", at=at)
    return privacy_request


def _check(privacy_request: PrivacyRequest, one: str, two: str, checked_on: date, at: datetime) -> None:
    if one == two:
        raise NotAllowed(_("Compare two different things with what the school knows."))
    if Attribute.SIGN_IN_ADDRESS in (one, two) and privacy_request.channel != Channel.PORTAL:
        raise NotAllowed(_("This request did not come from the portal: nobody signed in."))
    if checked_on > local_day(at):
        raise NotAllowed(_("An identity cannot be established after today."))
