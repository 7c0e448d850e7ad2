"""One click puts the whole dossier together: copied, sealed again, and each piece to the one who may read it (SETTLED 9)."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from privacyadmin import crypto
from privacyadmin.access.catalogue import VETTED
from requests import events
from requests.addresses import name_patterns, secret_patterns, spans
from requests.blackout import free
from requests.collecting import Piece, pieces
from requests.models import Capacity, DossierItem, ItemState, LeftOut, PrivacyRequest, Redaction, RedactionGround, Step
from students import marks

from . import cases, handling
from .steps import keep, locked, move, note, tell

LABEL = "requests.DossierItem.sealed"
BY_RULE = _("Secret address: never shown to another guardian.")
SAME_CASE = _("Another pupil of the same case.")


@transaction.atomic
def gather(privacy_request: PrivacyRequest, *, by, at: datetime) -> PrivacyRequest:
    """Whoever gathers handles the request, and reads the dossier through a case that lasts until it closes."""
    privacy_request = locked(privacy_request)
    move(privacy_request, "gather", by)
    if privacy_request.handler_id is None:
        handling.make_handler(privacy_request, by.user, by=by, at=at)
    cases.open_for_handler(privacy_request, by=by, at=at)
    return _collect(privacy_request, by=by, at=at, family=True)


@transaction.atomic
def gather_again(privacy_request: PrivacyRequest, *, by, at: datetime) -> PrivacyRequest:
    """Add what was written down since; what is there already stays as it is, with its black-outs."""
    privacy_request = locked(privacy_request)
    move(privacy_request, "gather_again", by)
    return _collect(privacy_request, by=by, at=at, family=False)


def _collect(privacy_request: PrivacyRequest, *, by, at: datetime, family: bool) -> PrivacyRequest:
    made = copy(privacy_request, at=at)
    keep(privacy_request, by=by, at=at)
    sealed = sum(item.state == ItemState.VETTING for item in made)
    note(privacy_request, Step.GATHERED, at=at, by=by, family=family, count=len(made), sealed=sealed)
    tell(events.REQUEST_GATHERED, privacy_request, at=at, by=by, count=len(made), sealed=sealed)
    return privacy_request


def copy(privacy_request: PrivacyRequest, *, at: datetime) -> list[DossierItem]:
    """The pieces that are not there yet, by one insert; secret addresses in them are blacked out by rule."""
    known = set(privacy_request.items.values_list("kind", "source_id"))
    protected = protected_categories(privacy_request, at=at)
    keyring = crypto.Keyring.ensure([privacy_request.student_id], at=at)
    patterns = secret_patterns(privacy_request)
    language = privacy_request.requester.language if privacy_request.requester else settings.LANGUAGE_CODE
    items: list[DossierItem] = []
    redactions: list[Redaction] = []
    with translation.override(language):
        for piece in pieces(privacy_request, protected=protected):
            if (piece.kind, piece.source_id) in known:
                continue
            item = _item(privacy_request, piece, keyring, piece.category in protected, at)
            items.append(item)
            redactions += _by_rule(item, piece.text, patterns, piece.others, at)
    DossierItem.objects.bulk_create(items, batch_size=1000)
    Redaction.objects.bulk_create(redactions, batch_size=1000)
    return items


def _by_rule(item: DossierItem, text: str, secret: list[re.Pattern], others: Collection[str], at: datetime) -> Iterator[Redaction]:
    """What nobody needs to decide on: a secret address, and the name of another pupil of the same case."""
    addresses = spans(text, secret)
    for start, end in addresses:
        yield Redaction(item=item, start=start, end=end, ground=RedactionGround.ADDRESS, reason=str(BY_RULE), at=at)
    for first, last in spans(text, name_patterns(others)):
        for start, end in free(first, last, addresses):
            yield Redaction(item=item, start=start, end=end, ground=RedactionGround.CHILD, reason=str(SAME_CASE), at=at)


def _item(privacy_request: PrivacyRequest, piece: Piece, keyring, is_protected: bool, at: datetime) -> DossierItem:
    item = DossierItem(
        privacy_request=privacy_request,
        kind=piece.kind,
        category=piece.category,
        source_id=piece.source_id,
        happened_on=piece.happened_on,
        author_name=piece.author_name,
        source=piece.source,
        nature=piece.nature,
        data_category=piece.data_category,
        school_name=piece.school_name,
        gathered_at=at,
        is_protected=is_protected,
    )
    if is_protected:
        item.state, item.left_out_why, item.done_at = ItemState.LEFT_OUT, LeftOut.PROTECTED, at
    elif piece.category in VETTED:
        item.state = ItemState.VETTING
    item.sealed = keyring.seal(privacy_request.student_id, piece.text, label=LABEL, row_id=item.pk)
    return item


def protected_categories(privacy_request: PrivacyRequest, *, at: datetime) -> set[str]:
    """What is hidden from the one who asks until somebody reviews it (C-25; S1-117, S2-199)."""
    found = marks.of_pupil(privacy_request.pupil.pk, at=at)
    return found.from_pupil if privacy_request.capacity == Capacity.PUPIL else found.from_guardians


def protect_since(privacy_request: PrivacyRequest, *, at: datetime) -> int:
    """A protection that came after a piece was read keeps it out of the answer all the same (S1-117)."""
    protected = protected_categories(privacy_request, at=at)
    return privacy_request.items.filter(category__in=protected, is_protected=False).update(is_protected=True) if protected else 0


def text_of(item: DossierItem, keyring) -> str:
    """The words of a piece, opened for one who may read it."""
    return keyring.open(item.privacy_request.student_id, item.sealed, label=LABEL, row_id=item.pk)
