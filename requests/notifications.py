"""Mails say that there is news, and where; what it is stands in the portal."""

from collections.abc import Iterable
from datetime import datetime

from privacyadmin import outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.access.holders import holders
from privacyadmin.accounts.models import User
from privacyadmin.times import local_day
from students.models import GuardianRelation

from .models import PrivacyRequest
from .workflow import decider_by_mandate

LETTER = "requests.letter"


def _to_requester(template: str, privacy_request: PrivacyRequest, *, key: str, at: datetime, **more) -> None:
    """A mail to the one who asked; somebody without an account gets paper, and one who may not be contacted nothing by itself."""
    if privacy_request.requester is None:
        return
    if is_blocked(privacy_request):
        to_handler(privacy_request, what=f"blocked:{key}", at=at)
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


def is_blocked(privacy_request: PrivacyRequest) -> bool:
    """Whether contact with the one who asked is blocked: the school still owes an answer (GDPR 12(4)), a person sees how it is given."""
    return GuardianRelation.objects.filter(
        student=privacy_request.student_id, guardian=privacy_request.guardian_id, has_contact_block=True
    ).exists()


def received(privacy_request: PrivacyRequest, *, at: datetime) -> None:
    """A receipt for the family; the coordinator hears that something came in."""
    _to_requester("request_received", privacy_request, key="request_received", at=at)
    letter(privacy_request, what="received", at=at)
    _to_staff("request_new", privacy_request, coordinators(privacy_request.school_id, at=at), key="request_new", at=at)


def news(privacy_request: PrivacyRequest, *, what: str, at: datetime) -> None:
    """There is news; `what` tells one piece of news from another, in the key only."""
    _to_requester("request_news", privacy_request, key=f"request_news:{what}", at=at)
    letter(privacy_request, what=what, at=at)


def letter(privacy_request: PrivacyRequest, *, what: str, at: datetime) -> None:
    """The same as a letter, which the worker writes: in the portal, or on paper for somebody without an account."""
    if is_blocked(privacy_request):
        return
    outbox.put(LETTER, key=f"{LETTER}:{what}:{privacy_request.pk}", about={"request": privacy_request.pk, "what": what}, at=at)


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
    """Whoever the policy or a mandate names (C-29), but for the handler."""
    mandate = decider_by_mandate(privacy_request, local_day(at))
    if mandate is not None and mandate.user is not None:
        return [mandate.user] if mandate.user.is_active and mandate.user_id != privacy_request.handler_id else []
    role = Role.DIRECTOR if privacy_request.policy.request_decider == "school_director" else Role.BOARD_MEMBER
    return [user for user in holders(role, school=privacy_request.school_id, at=at) if user.pk != privacy_request.handler_id]
