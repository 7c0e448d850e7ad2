"""Reading each piece before it goes out, and blacking out what is about others (S2-169; GDPR 15(4))."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import crypto
from privacyadmin.access.catalogue import VETTED, Category, Right
from privacyadmin.workflow import NotAllowed
from requests import blackout, events
from requests.models import DossierItem, ItemState, PrivacyRequest, Redaction, RedactionGround, Status
from requests.workflow import is_handler
from students.models import Student

from . import vetting
from .gathering import protected_categories, text_of
from .steps import tell


def why_not(item: DossierItem, scope, student: Student) -> str:
    """Why this person may not read this piece: sealed ones are for those whose role reads the category (SETTLED 9)."""
    if item.privacy_request.student_id is None:
        return _("The data of this pupil has been destroyed.")
    if item.category not in VETTED and (reason := is_handler(item.privacy_request, scope)):
        return reason
    if not scope.can(student, Category(item.category), Right.READ) or (item.category in VETTED and not vetting.may_vet(item, scope)):
        return _("This piece is sealed: it is read by somebody whose role may see this category.")
    return ""


def why_not_work(item: DossierItem, scope, student: Student) -> str:
    """Why nothing can be changed in this piece now."""
    if reason := why_not(item, scope, student):
        return reason
    if item.privacy_request.status != Status.COLLECTING:
        return _("Black-outs are made while the dossier is being collected.")
    return ""


def student_of(privacy_request: PrivacyRequest, scope) -> Student:
    """The pupil with what single checks need."""
    return Student.objects.with_places(on=scope.on).get(pk=privacy_request.student_id)


def _held(item: DossierItem, by) -> DossierItem:
    """The piece and its request, locked; raises NotAllowed for one who may not work on it."""
    privacy_request = PrivacyRequest.objects.select_for_update().get(pk=item.privacy_request_id)
    item = DossierItem.objects.select_for_update().get(pk=item.pk)
    item.privacy_request = privacy_request
    if reason := why_not_work(item, by, student_of(privacy_request, by)):
        raise NotAllowed(reason)
    return item


@transaction.atomic
def black_out(item: DossierItem, passages: Iterable[tuple[int, int, str, str]], *, by, at: datetime) -> list[Redaction]:
    """Black out passages (start, end, ground, reason); what of them was blacked out before stays as it was."""
    item, passages = _held(item, by), list(passages)
    length = len(text_of(item, crypto.Keyring.for_subjects([item.privacy_request.student_id])))
    if not all(0 <= start < end <= length for start, end, _ground, _reason in passages):
        raise NotAllowed(_("This passage does not stand in the text."))
    return _add(item, passages, by=by, at=at)


def _add(item: DossierItem, passages: Iterable[tuple[int, int, str, str]], *, by, at: datetime) -> list[Redaction]:
    taken = list(item.redactions.in_force().values_list("start", "end"))
    made = []
    for start, end, ground, reason in passages:
        for first, last in blackout.free(start, end, taken):
            made.append(Redaction.objects.create(item=item, start=first, end=last, ground=ground, reason=reason, at=at, by=by.user))
            taken.append((first, last))
        tell(events.PASSAGE_BLACKED_OUT, item.privacy_request, at=at, by=by, item=item.pk, ground=str(ground))
    return made


@transaction.atomic
def show_again(redaction: Redaction, *, by, at: datetime) -> Redaction:
    """Take a black-out back. One that stands by rule stays: a secret address is shown to no other guardian."""
    item = _held(redaction.item, by)
    if redaction.by_id is None and redaction.ground == RedactionGround.ADDRESS:
        raise NotAllowed(_("A secret address stays blacked out."))
    redaction.undone_at, redaction.undone_by = at, by.user
    redaction.save(update_fields=["undone_at", "undone_by"])
    tell(events.PASSAGE_SHOWN_AGAIN, item.privacy_request, at=at, by=by, item=item.pk)
    return redaction


@transaction.atomic
def clear(item: DossierItem, *, by, at: datetime) -> DossierItem:
    """Read: it goes into the answer as it stands here, with its black-outs."""
    item = _held(item, by)
    if item.category in protected_categories(item.privacy_request, at=at):
        raise NotAllowed(_("A protection stands on this category: it is reviewed first."))
    item.is_protected = False
    return _finish(item, ItemState.CLEARED, by=by, at=at)


@transaction.atomic
def leave_out(item: DossierItem, *, why: str, reason: str, by, at: datetime) -> DossierItem:
    """The whole piece stays out, with the reason."""
    item = _held(item, by)
    item.left_out_why, item.left_out_reason = why, reason
    return _finish(item, ItemState.LEFT_OUT, by=by, at=at)


@transaction.atomic
def reopen(item: DossierItem, *, by, at: datetime) -> DossierItem:
    """Look at it once more."""
    item = _held(item, by)
    item.state = ItemState.VETTING if item.category in VETTED else ItemState.OPEN
    item.left_out_why = item.left_out_reason = ""
    item.done_at = item.done_by = None
    item.save(update_fields=["state", "left_out_why", "left_out_reason", "done_at", "done_by"])
    return item


def _finish(item: DossierItem, state: ItemState, *, by, at: datetime) -> DossierItem:
    item.state, item.done_at, item.done_by = state, at, by.user
    if state == ItemState.CLEARED:
        item.left_out_why = item.left_out_reason = ""
    item.save(update_fields=["state", "done_at", "done_by", "left_out_why", "left_out_reason", "is_protected"])
    tell(events.PIECE_DONE, item.privacy_request, at=at, by=by, item=item.pk, state=str(state))
    vetting.finished(item, item.privacy_request, by=by, at=at)
    return item
