"""Mails say that there is news, and where; what it is stands in the portal."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from privacyadmin import outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.access.models import BoardGrant, SchoolGrant
from privacyadmin.accounts.models import User

from .models import PrivacyRequest


def _to_requester(template: str, privacy_request: PrivacyRequest, *, key: str, at: datetime, **more) -> None:
    """A mail to the one who asked; somebody without an account gets paper."""
    if privacy_request.requester is None:
        return
    outbox.mail(
        template,
        to=privacy_request.requester,
        about=privacy_request,
        key=f"{key}:{privacy_request.pk}",
        at=at,
        path=privacy_request.get_portal_url(),
        school=privacy_request.school_id,
        **more,
    )


def _to_staff(template: str, privacy_request: PrivacyRequest, people: Iterable[User], *, key: str, at: datetime) -> None:
    for person in people:
        outbox.mail(
            template,
            to=person,
            about=privacy_request,
            key=f"{key}:{privacy_request.pk}",
            at=at,
            path=privacy_request.get_absolute_url(),
            school=privacy_request.school_id,
        )


def received(privacy_request: PrivacyRequest, *, at: datetime) -> None:
    """A receipt for the family; the coordinator hears that something came in."""
    _to_requester("request_received", privacy_request, key="request_received", at=at)
    _to_staff("request_new", privacy_request, coordinators(privacy_request.school_id, at=at), key="request_new", at=at)


def news(privacy_request: PrivacyRequest, *, what: str, at: datetime) -> None:
    """There is news; `what` tells one piece of news from another, in the key only."""
    _to_requester("request_news", privacy_request, key=f"request_news:{what}", at=at)


def code(privacy_request: PrivacyRequest, typed: str, *, which, at: datetime, expires_at: datetime) -> None:
    """The one-time code by which an answer is issued again."""
    _to_requester("request_code", privacy_request, key=f"request_code:{which}", at=at, extra={"code": typed}, expires_at=expires_at)


def to_vet(privacy_request: PrivacyRequest, person: User, *, which, at: datetime) -> None:
    outbox.mail(
        "request_to_vet",
        to=person,
        about=privacy_request,
        key=f"request_to_vet:{which}",
        at=at,
        path="/requests/vetting/",
        school=privacy_request.school_id,
    )


def to_decide(privacy_request: PrivacyRequest, *, at: datetime) -> None:
    """Whoever decides hears that a request waits."""
    _to_staff("request_to_decide", privacy_request, deciders(privacy_request, at=at), key=f"request_to_decide:{at:%Y%m%d%H%M%S}", at=at)


def to_handler(privacy_request: PrivacyRequest, *, what: str, at: datetime) -> None:
    """News for the handler, or the coordinator where there is none."""
    people = [privacy_request.handler] if privacy_request.handler else coordinators(privacy_request.school_id, at=at)
    _to_staff("request_handler", privacy_request, people, key=f"request_handler:{what}", at=at)


def coordinators(school, *, at: datetime) -> list[User]:
    """The privacy coordinators of a school, and of the board."""
    return holders(Role.COORDINATOR, school=school, at=at)


def deciders(privacy_request: PrivacyRequest, *, at: datetime) -> list[User]:
    """Whoever the policy names (C-29), but for the handler."""
    role = Role.DIRECTOR if privacy_request.policy.request_decider == "school_director" else Role.BOARD_MEMBER
    return [user for user in holders(role, school=privacy_request.school_id, at=at) if user.pk != privacy_request.handler_id]


def holders(role: Role, *, school, at: datetime) -> list[User]:
    """Active accounts that hold a role on the board or in this school."""
    codename = f"role_{role.value}"
    on_board = BoardGrant.objects.in_force(at=at).filter(permission__codename=codename).values("user")
    at_school = SchoolGrant.objects.in_force(at=at).filter(permission__codename=codename, content_object=school).values("user")
    return list(User.objects.filter(Q(pk__in=on_board) | Q(pk__in=at_school), is_active=True).order_by("pk"))
