"""Handling a request: who does it, questions to the requester, more time, and the end of it by the requester."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import resolve
from privacyadmin.accounts.models import User
from privacyadmin.deadlines import RequestPolicy, next_extension_days
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from requests import events, notifications
from requests.models import Extension, Outcome, PrivacyRequest, Question, Step

from . import cases
from .steps import keep, locked, move, note, tell


@transaction.atomic
def assign(privacy_request: PrivacyRequest, *, handler: User, by, at: datetime) -> PrivacyRequest:
    """Name who handles it; the right to read the dossier moves with it (SETTLED 9)."""
    privacy_request = locked(privacy_request)
    move(privacy_request, "assign", by)
    if privacy_request.handler_id == handler.pk:
        return privacy_request
    if not resolve(handler, at).may(Register.REQUESTS, Verb.WRITE, school=privacy_request.school_id):
        raise NotAllowed(_("This colleague has no role that handles requests of this school."))
    return make_handler(privacy_request, handler, by=by, at=at)


def make_handler(privacy_request: PrivacyRequest, handler: User, *, by, at: datetime) -> PrivacyRequest:
    """The request is locked already."""
    privacy_request.handler = handler
    if privacy_request.case_id:
        cases.hand_to(privacy_request, handler, by=by, at=at)
    keep(privacy_request, by=by, at=at)
    note(privacy_request, Step.ASSIGNED, at=at, by=by, person=handler.pk)
    tell(events.REQUEST_ASSIGNED, privacy_request, at=at, by=by, person=handler.pk)
    if handler.pk != by.user.pk:
        notifications.to_handler(privacy_request, what=f"assigned:{at:%Y%m%d%H%M%S}", at=at)
    return privacy_request


@transaction.atomic
def ask(privacy_request: PrivacyRequest, *, kind: str, text: str, by, at: datetime) -> Question:
    """Ask what the school cannot go on without; from tomorrow the clock stands still (DOMAIN 1.6)."""
    privacy_request = locked(privacy_request)
    move(privacy_request, "ask", by)
    day = local_day(at)
    question = Question.objects.create(privacy_request=privacy_request, kind=kind, text=text, asked_on=day, asked_at=at, asked_by=by.user)
    keep(privacy_request, by=by, at=at)
    note(privacy_request, Step.ASKED, at=at, by=by, family=True, kind=str(kind), on=day)
    tell(events.REQUEST_QUESTION_ASKED, privacy_request, at=at, by=by, kind=str(kind))
    notifications.news(privacy_request, what=f"question:{question.pk}", at=at)
    return question


@transaction.atomic
def answer_question(privacy_request: PrivacyRequest, *, answer: str, by, at: datetime) -> Question:
    """The answer is in: the clock runs on, and every date moves by the days that were waited."""
    privacy_request = locked(privacy_request)
    move(privacy_request, "answer_question", by)
    question = privacy_request.open_question
    question.answer, question.answered_on, question.answered_at, question.answered_by = answer, local_day(at), at, by.user
    question.save()
    keep(privacy_request, by=by, at=at)
    note(privacy_request, Step.ANSWERED, at=at, by=by, family=True, until=privacy_request.due_on)
    tell(events.REQUEST_QUESTION_ANSWERED, privacy_request, at=at, by=by)
    notifications.to_handler(privacy_request, what=f"answered:{question.pk}", at=at)
    return question


@transaction.atomic
def extend(privacy_request: PrivacyRequest, *, reason: str, by, at: datetime, seen: date | None = None) -> PrivacyRequest:
    """Take more time, and tell the requester why in the same moment (GDPR 12(3); S1-62, S2-198).

    `seen` is the term that was looked at: raises NotAllowed when it was moved since, by a second click or by a colleague.
    """
    privacy_request = locked(privacy_request)
    if seen is not None and seen != privacy_request.due_on:
        raise NotAllowed(_("The term was moved meanwhile. Look at the request before you extend it."))
    move(privacy_request, "extend", by)
    if not reason.strip():
        raise NotAllowed(_("Give the reason: the requester reads it."))
    day = local_day(at)
    days = next_extension_days(privacy_request.terms(on=day), RequestPolicy.of(privacy_request.policy))
    Extension.objects.create(privacy_request=privacy_request, days=days, reason=reason, told_on=day, at=at, by=by.user)
    keep(privacy_request, by=by, at=at)
    note(privacy_request, Step.EXTENDED, at=at, by=by, family=True, until=privacy_request.due_on)
    tell(events.REQUEST_EXTENDED, privacy_request, at=at, by=by, until=privacy_request.due_on)
    notifications.news(privacy_request, what=f"extended:{privacy_request.due_on}", at=at)
    return privacy_request


@transaction.atomic
def withdraw(privacy_request: PrivacyRequest, *, by, at: datetime) -> PrivacyRequest:
    """The one who asked no longer wants it."""
    privacy_request = locked(privacy_request)
    move(privacy_request, "withdraw", by)
    privacy_request.outcome, privacy_request.answered_at, privacy_request.closed_at = Outcome.WITHDRAWN, at, at
    keep(privacy_request, by=by, at=at)
    cases.close(privacy_request, by=by, at=at)
    note(privacy_request, Step.WITHDRAWN, at=at, by=by, family=True)
    tell(events.REQUEST_WITHDRAWN, privacy_request, at=at, by=by)
    if by.user.pk == privacy_request.requester_id:
        notifications.to_handler(privacy_request, what="withdrawn", at=at)
    else:
        notifications.news(privacy_request, what="withdrawn", at=at)
    return privacy_request


def possible_handlers(privacy_request: PrivacyRequest, *, at: datetime) -> list[User]:
    """Colleagues whose role handles requests of this school."""
    people = {}
    for role in cases.HANDLING_ROLES:
        for user in notifications.holders(role, school=privacy_request.school_id, at=at):
            people[user.pk] = user
    return sorted(people.values(), key=lambda user: user.name)
