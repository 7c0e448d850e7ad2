"""Collecting the answer: one download each, seven days, and again only by a new code (SETTLED 21; S2-164)."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.access.catalogue import LOGGED, Category, Right
from privacyadmin.documents import services as documents
from privacyadmin.documents.models import Document
from privacyadmin.workflow import NotAllowed
from requests import events, notifications
from requests.models import CodeUse, Delivery, DossierItem, Part, PrivacyRequest, ReissueCode, Status, Step
from requests.workflow import is_requester

from . import answering, cases
from .gathering import protected_categories
from .receiving import family_standing
from .redacting import student_of
from .steps import keep, locked, move, note, tell

RETRY = timedelta(minutes=15)
CODE_LIFE = timedelta(minutes=10)
MAX_TRIES = 3
DIGITS = 8


class TakenMeanwhile(RuntimeError):
    """Another sign-in took this part while it was being sent: the last bytes are held back."""


def latest(privacy_request: PrivacyRequest) -> list[Delivery]:
    """The parts of the last issue."""
    rows = list(privacy_request.deliveries.select_related("document").order_by("-issue"))
    last = [row for row in rows if row.issue == rows[0].issue]
    return sorted(last, key=lambda row: Part.values.index(row.part))


def fingerprint(session_key: str) -> str:
    """Names a sign-in without being able to take it over."""
    return sha256(f"delivery|{session_key}".encode()).hexdigest()


def why_not(delivery: Delivery, *, sign_in: str, at: datetime) -> str:
    """Why this part cannot be downloaded now; empty when it can."""
    if delivery.available_until <= at:
        return _("The seven days in which you could collect this answer are over. Ask the privacy coordinator.")
    if delivery.used_at is None:
        return ""
    if delivery.used_in == sign_in and at < delivery.used_at + RETRY:
        return ""
    return _("You have downloaded this already. You can have it issued again with a new code.")


def why_not_any_more(privacy_request: PrivacyRequest, scope, *, at: datetime) -> str:
    """What changed since the request came in: authority, a birthday, a protection; it counts at once (SETTLED 10; S1-117; U6-U9)."""
    if privacy_request.student is None:
        return _("The data of this pupil has been destroyed.")
    standing = family_standing(scope, privacy_request.student)
    if not standing.may_ask:
        return str(standing.reason)
    if protected_categories(privacy_request, at=at) & set(_categories_given(privacy_request)):
        return _("The school looks at this answer once more. Ask the privacy coordinator.")
    return ""


def stream(delivery: Delivery, *, by, sign_in: str, at: datetime) -> Iterator[bytes]:
    """The bytes of a part; only when the last one is sent, it counts as used. Raises NotAllowed with the reason."""
    privacy_request = delivery.privacy_request
    if reason := is_requester(privacy_request, by) or why_not_any_more(privacy_request, by, at=at):
        raise NotAllowed(reason)
    if reason := why_not(delivery, sign_in=sign_in, at=at) or _issued_since(delivery):
        raise NotAllowed(reason)
    return _sent(delivery, documents.open_document(delivery.document), by=by, sign_in=sign_in, at=at)


def _sent(delivery: Delivery, chunks: Iterator[bytes], *, by, sign_in: str, at: datetime) -> Iterator[bytes]:
    """The last piece goes out under a lock, and only while the part is still to be had: of two who begin at once one gets it whole."""
    held = b""
    for chunk in chunks:
        if held:
            yield held
        held = chunk
    with transaction.atomic():
        now = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if why_not(now, sign_in=sign_in, at=at):
            raise TakenMeanwhile
        yield held
        used(delivery, by=by, sign_in=sign_in, at=at)


def _issued_since(delivery: Delivery) -> str:
    """With a new issue the earlier one is spent, taken or not."""
    later = Delivery.objects.filter(privacy_request=delivery.privacy_request_id, issue__gt=delivery.issue)
    return _("The answer was issued again since. Look at the page once more.") if later.exists() else ""


@transaction.atomic
def used(delivery: Delivery, *, by, sign_in: str, at: datetime) -> None:
    """The last byte is sent. With the readable answer in hand the request is closed."""
    privacy_request = locked(delivery.privacy_request)
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.used_at is None:
        delivery.used_at, delivery.used_in = at, sign_in
        delivery.save(update_fields=["used_at", "used_in"])
        note(privacy_request, Step.DELIVERED, at=at, by=by, family=True, part=delivery.part)
        tell(events.ANSWER_DELIVERED, privacy_request, at=at, by=by, part=delivery.part)
    if delivery.part == Part.PDF and privacy_request.status == Status.READY:
        move(privacy_request, "deliver", by)
        _close(privacy_request, by=by, at=at)
        notifications.letter(privacy_request, what="delivered", at=at)


def _close(privacy_request: PrivacyRequest, *, by, at: datetime) -> None:
    privacy_request.closed_at = at
    keep(privacy_request, by=by, at=at)
    cases.close(privacy_request, by=by, at=at)


# Issued again by a new code


def can_be_issued_again(privacy_request: PrivacyRequest, *, at: datetime) -> bool:
    """Until the seven days end."""
    return any(delivery.available_until > at for delivery in privacy_request.deliveries.all())


@transaction.atomic
def send_code(privacy_request: PrivacyRequest, *, by, at: datetime) -> ReissueCode:
    """A new one-time code to the address that the school knows; an earlier one no longer counts."""
    privacy_request = locked(privacy_request)
    if reason := _why_not_again(privacy_request, by, at):
        raise NotAllowed(reason)
    recent = privacy_request.reissue_codes.filter(sent_at__gt=at - CODE_LIFE).count()
    if recent >= MAX_TRIES:
        raise NotAllowed(_("You have asked for several codes. Wait ten minutes, then try again."))
    privacy_request.reissue_codes.filter(use=CodeUse.OPEN).update(use=CodeUse.SPENT)
    typed = "".join(secrets.choice("0123456789") for _number in range(DIGITS))
    code = ReissueCode.objects.create(
        privacy_request=privacy_request, fingerprint=make_password(typed), sent_at=at, expires_at=at + CODE_LIFE
    )
    notifications.code(privacy_request, typed, which=code.pk, at=at, expires_at=code.expires_at)
    return code


@transaction.atomic
def issue_again(privacy_request: PrivacyRequest, *, typed: str, by, at: datetime) -> bool:
    """True when the code was right: each part can be downloaded once more, until the same day as before."""
    privacy_request = locked(privacy_request)
    if reason := _why_not_again(privacy_request, by, at):
        raise NotAllowed(reason)
    code = privacy_request.reissue_codes.select_for_update().filter(use=CodeUse.OPEN).first()
    if code is None or code.expires_at <= at:
        return False
    code.tries += 1
    is_right = check_password("".join(typed.split()), code.fingerprint)
    code.use = CodeUse.USED if is_right else CodeUse.SPENT if code.tries >= MAX_TRIES else CodeUse.OPEN
    code.save(update_fields=["tries", "use"])
    if is_right:
        _issue_again(privacy_request, by=by, at=at)
    return is_right


def _issue_again(privacy_request: PrivacyRequest, *, by, at: datetime) -> None:
    parts = latest(privacy_request)
    answering.issue(privacy_request, {Part(row.part): row.document for row in parts}, at=at, until=parts[0].available_until)
    note(privacy_request, Step.ISSUED, at=at, by=by, family=True)
    tell(events.ANSWER_ISSUED, privacy_request, at=at, by=by)


def _why_not_again(privacy_request: PrivacyRequest, by, at: datetime) -> str:
    if reason := is_requester(privacy_request, by) or why_not_any_more(privacy_request, by, at=at):
        return reason
    if not can_be_issued_again(privacy_request, at=at):
        return _("The seven days in which you could collect this answer are over. Ask the privacy coordinator.")
    return ""


# On paper, for somebody without an account


def why_not_print(privacy_request: PrivacyRequest, scope) -> str:
    """Whoever prints the answer sees it: only somebody who may read every category in it."""
    student = student_of(privacy_request, scope)
    closed = [code for code in _categories_given(privacy_request) if not scope.can(student, Category(code), Right.READ)]
    if not closed:
        return ""
    labels = dict(Category.choices)
    return _("The answer holds what you may not read: %(categories)s. Ask a colleague who may to print it.") % {
        "categories": ", ".join(str(labels[code]) for code in closed)
    }


@transaction.atomic
def print_out(privacy_request: PrivacyRequest, *, by, at: datetime) -> tuple[Document, Iterator[bytes]]:
    """The answer to print, for one who may read all of it; who opened which sensitive category is recorded."""
    privacy_request = locked(privacy_request)
    if reason := privacy_request.steps.why_not("hand_over", privacy_request, by) or why_not_print(privacy_request, by):
        raise NotAllowed(reason)
    student = student_of(privacy_request, by)
    for code in _categories_given(privacy_request):
        if code in LOGGED:
            through = by.through(student, Category(code))
            audit.reading(by=by, student_id=student.pk, category=code, right=through.role, case_id=_case(through), at=at)
    tell(events.ANSWER_PRINTED, privacy_request, at=at, by=by)
    document = next(row.document for row in latest(privacy_request) if row.part == Part.PDF)
    return document, documents.open_document(document)


def _case(through):
    return through.target if through.source == "case" else None


def _categories_given(privacy_request: PrivacyRequest) -> list[str]:
    rows = DossierItem.objects.filter(privacy_request=privacy_request).given()
    return list(rows.values_list("category", flat=True).distinct().order_by())


@transaction.atomic
def hand_over(privacy_request: PrivacyRequest, *, by, at: datetime) -> PrivacyRequest:
    """It was given on paper, against the same identity."""
    privacy_request = locked(privacy_request)
    move(privacy_request, "hand_over", by)
    _close(privacy_request, by=by, at=at)
    note(privacy_request, Step.HANDED_OVER, at=at, by=by, family=True)
    tell(events.ANSWER_HANDED_OVER, privacy_request, at=at, by=by)
    notifications.letter(privacy_request, what="delivered", at=at)
    return privacy_request


@transaction.atomic
def lapse(privacy_request: PrivacyRequest, *, at: datetime) -> bool:
    """Nobody collected it in time: the request is closed; it can be asked again."""
    privacy_request = locked(privacy_request)
    if privacy_request.status != Status.READY or can_be_issued_again(privacy_request, at=at):
        return False
    privacy_request.status = Status.CLOSED
    _close(privacy_request, by=None, at=at)
    note(privacy_request, Step.LAPSED, at=at, by=None, family=True)
    tell(events.ANSWER_LAPSED, privacy_request, at=at, by=None)
    return True
