"""What stands in an answer, once for the readable and once for the data file: the same words, with the same gaps (GDPR 15; SETTLED 19)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin import crypto
from privacyadmin.access.catalogue import Category
from privacyadmin.access.models import DataCategory
from privacyadmin.organisation.appointments import Contact, contacts
from privacyadmin.organisation.identity import controller_name
from privacyadmin.organisation.models import Function
from privacyadmin.policy.services import notices
from privacyadmin.times import local_day
from students import given, marks
from students.given import Giving
from students.models import Nature, Source

from . import blackout
from .addresses import secret_patterns, spans
from .blackout import Part, Span
from .models import Capacity, DossierItem, ItemKind, ItemState, LeftOut, PrivacyRequest, RedactionGround
from .services.gathering import text_of

CHARACTERS_ON_A_PAGE = 2600
HEAD_WEIGHT = 0.08


@dataclass(frozen=True)
class Block:
    """One piece: what it is, when, by whom, from where, and its words with gaps."""

    kind: str
    kind_label: str
    category: str
    category_label: str
    on: date | None
    author: str
    source: str
    nature: str
    data_category: str
    school: str
    parts: list[Part]

    @property
    def heading(self) -> str:
        """«3 March 2026 · Guidance notes», or the name of a part that has no day."""
        is_plain = self.kind == ItemKind.ENTRY or self.kind_label.casefold() == self.category_label.casefold()
        what = self.category_label if is_plain else f"{self.category_label}: {self.kind_label}"
        return f"{date_format(self.on, 'j F Y')} · {what}" if self.on else what

    @property
    def meta(self) -> str:
        return " · ".join(part for part in (self.author, self.source, self.nature, self.data_category, self.school) if part)

    @property
    def weight(self) -> float:
        return HEAD_WEIGHT + sum(len(part.text) for part in self.parts) / CHARACTERS_ON_A_PAGE


@dataclass(frozen=True)
class Content:
    """Everything that the answer says."""

    privacy_request: PrivacyRequest
    blocks: list[Block]
    left_out: list[tuple[str, int]]
    notices: dict[str, Any] = field(default_factory=dict)
    givings: list[Giving] = field(default_factory=list)

    @property
    def categories(self) -> list[tuple[str, str, Any]]:
        """Each category in the answer with its label and its notice."""
        labels = dict(Category.choices)
        found = dict.fromkeys(block.category for block in self.blocks)
        return [(code, str(labels[code]), self.notices.get(code)) for code in found]


def content_of(privacy_request: PrivacyRequest, *, language: str) -> Content:
    """The pieces that are given, in the order of the categories; a secret address is looked for once more in each."""
    assert privacy_request.decided_at is not None  # an answer follows a decision
    keyring = crypto.Keyring.for_subjects([privacy_request.student_id])
    patterns = secret_patterns(privacy_request)
    told = notices(local_day(privacy_request.decided_at), language)
    rows = privacy_request.items.given().prefetch_related("redactions")
    order = {code: place for place, code in enumerate(Category.values)}
    names = {each.code: each.name for each in DataCategory.objects.all()}
    kinds = {kind: place for place, kind in enumerate(ItemKind.values)}
    items = sorted(rows, key=lambda item: (order[item.category], kinds[item.kind], item.happened_on or date.min, str(item.pk)))
    blocks = []
    for item in items:
        item.privacy_request = privacy_request
        blocks.append(_block(item, keyring, patterns, names))
    return Content(privacy_request, blocks, _left_out(privacy_request), told, givings_of(privacy_request))


def givings_of(privacy_request: PrivacyRequest) -> list[Giving]:
    """Who got something of what was asked for (GDPR 15(1)(c)), without what is kept from the one who asks (C-25; UAVG 41)."""
    assert privacy_request.decided_at is not None and privacy_request.student_id is not None
    pupil, on = privacy_request.student_id, local_day(privacy_request.decided_at)
    found = given.of_kinds(given.of([pupil], on=on)[pupil], privacy_request.categories)
    limits, from_pupil = marks.of_pupil(pupil, at=privacy_request.decided_at), privacy_request.capacity == Capacity.PUPIL
    protected = set(privacy_request.items.filter(is_protected=True).values_list("category", flat=True)) if found else set()
    return [each for each in given.for_family(found, limits, from_pupil=from_pupil) if protected.isdisjoint(each.hidden_with)]


def spans_of(item: DossierItem) -> list[Span]:
    """The black-outs of a piece, with the words of their ground."""
    labels = dict(RedactionGround.choices)
    return [Span(r.start, r.end, r.ground, labels[r.ground], r) for r in item.redactions.all() if r.undone_at is None]


def _block(item: DossierItem, keyring, patterns, names: Mapping[str, str]) -> Block:
    text = str(_("File, added as a separate file")) if item.kind == ItemKind.FILE else text_of(item, keyring)
    hidden = [] if item.kind == ItemKind.FILE else spans_of(item)
    label = dict(RedactionGround.choices)[RedactionGround.ADDRESS]
    hidden += [Span(start, end, RedactionGround.ADDRESS, label) for start, end in spans(text, patterns)]
    return Block(
        kind=item.kind,
        kind_label=str(item.get_kind_display()),
        category=item.category,
        category_label=str(item.get_category_display()),
        on=item.happened_on,
        author=item.author_name,
        source=str(dict(Source.choices).get(item.source, "")),
        nature=str(dict(Nature.choices).get(item.nature, "")),
        data_category=names.get(item.data_category, ""),
        school=item.school_name,
        parts=blackout.given(text, hidden),
    )


def _left_out(privacy_request: PrivacyRequest) -> list[tuple[str, int]]:
    """How many pieces stay out, and why. A protected piece is not counted: that it exists would tell what is protected (S1-117)."""
    counts: dict[str, int] = {}
    rows = privacy_request.items.filter(state=ItemState.LEFT_OUT, is_protected=False).exclude(left_out_why=LeftOut.PROTECTED)
    for why in rows.values_list("left_out_why", flat=True):
        counts[why] = counts.get(why, 0) + 1
    labels = dict(LeftOut.choices)
    return [(str(labels[why]), number) for why, number in sorted(counts.items())]


def rights_in_words() -> list[str]:
    """GDPR 15(1)(e)."""
    return [
        str(_("You may ask the school to correct what is wrong, or to add what is missing (GDPR 16).")),
        str(_("You may ask the school to erase data that it no longer needs (GDPR 17).")),
        str(_("You may ask that data is not used for a while (GDPR 18).")),
        str(_("You may object, for reasons of your own situation, to the use of data (GDPR 21).")),
    ]


def people_of(privacy_request: PrivacyRequest, on: date) -> list[Contact]:
    """Whom to ask on a day: coordinator, FG, confidential advisers (S2-43, S2-48, S1-114)."""
    return contacts([privacy_request.school], on)


def reached(people: Iterable[Contact], function: Function) -> str:
    """«Name (mail, phone)» of those who hold a function; empty where nobody does."""
    return ", ".join(f"{each.name} ({each.email}, {each.phone})" for each in people if each.function == function)


def complaint_route(privacy_request: PrivacyRequest, people: Iterable[Contact]) -> list[str]:
    """Where somebody goes who disagrees (S2-200, S2-201; GDPR 12(4))."""
    people = list(people)
    contact = reached(people, Function.COORDINATOR) or privacy_request.school.email or privacy_request.school.board.email
    where = (
        _("Talk to the privacy coordinator first: %(email)s.") % {"email": contact}
        if contact
        else _("Talk to the privacy coordinator first.")
    )
    officer = reached(people, Function.FG)
    return [
        str(where),
        *([str(_("You can also ask the data protection officer (FG): %(who)s.") % {"who": officer})] if officer else []),
        str(_("If that does not help, use the complaints regulation of the school. It is on the website of the school.")),
        str(_("You can also complain to the Dutch Data Protection Authority (Autoriteit Persoonsgegevens), or go to court.")),
    ]


def adviser_sentence(people: Iterable[Contact]) -> str:
    """S1-115, S2-199: told to everybody, so that it says nothing of anybody."""
    sentence = str(
        _(
            "Notes of a confidential adviser, if there are any, are not part of this answer. The adviser alone can see them, "
            "and decides with the board whether a part can be given. You can ask the adviser."
        )
    )
    advisers = reached(people, Function.ADVISER)
    return f"{sentence} {advisers}." if advisers else sentence


def data_file(content: Content) -> bytes:
    """The same as data: identifiers in English, texts as they are, gaps with their ground only."""
    privacy_request = content.privacy_request
    assert privacy_request.decided_at is not None  # an answer follows a decision
    decided_on = local_day(privacy_request.decided_at)
    people = people_of(privacy_request, decided_on)
    return json.dumps(
        {
            "format": "privacyadmin.access_answer",
            "version": 1,
            "request": privacy_request.number,
            "received_on": privacy_request.received_on.isoformat(),
            "decided_on": decided_on.isoformat(),
            "outcome": privacy_request.outcome,
            "reason": privacy_request.reason,
            "controller": controller_name(privacy_request.school.board, decided_on),
            "school": privacy_request.school.name,
            "categories": [_category(code, label, notice) for code, label, notice in content.categories],
            "recipients": [_recipient(giving) for giving in content.givings],
            "entries": [_entry(block) for block in content.blocks],
            "left_out": [{"reason": reason, "count": count} for reason, count in content.left_out],
            "confidential_adviser": adviser_sentence(people),
            "rights": rights_in_words(),
            "complaints": complaint_route(privacy_request, people),
        },
        ensure_ascii=False,
        indent=1,
    ).encode()


def _category(code: str, label: str, notice) -> dict[str, str]:
    told = {name: getattr(notice, name) for name in ("purposes", "ground", "recipients", "retention")} if notice else {}
    return {"code": code, "label": label} | told


def _recipient(giving: Giving) -> dict[str, Any]:
    return {
        "name": giving.to,
        "on": giving.on.isoformat(),
        "until": giving.until.isoformat() if giving.until else None,
        "standing": giving.is_standing,
        "categories": list(giving.categories),
        "purpose": str(giving.purpose),
        "ground": str(giving.ground),
    }


def _entry(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "category": block.category,
        "date": block.on.isoformat() if block.on else None,
        "author": block.author,
        "source": block.source,
        "nature": block.nature,
        "data_category": block.data_category,
        "school": block.school,
        "text": list(_text(block.parts)),
    }


def _text(parts: Iterable[Part]) -> Iterable[dict[str, str]]:
    for part in parts:
        yield {"left_out": str(part.span.label)} if part.span else {"text": part.text}
