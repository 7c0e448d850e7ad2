"""What stands in the file that goes to a next school, and in the copy of the family: exactly what was chosen (S1-122)."""
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin import crypto
from privacyadmin.access.catalogue import SEALED, Category
from privacyadmin.times import local_day
from students import marks
from students.models import Fact, GuardianRelation, Student, Transfer, TransferItem
from students.models.transfers import Place
from students.services import numbers

from . import rules as transfer_rules
from .candidates import closed_of, entry_of, label_of
from .picture import has_secret_address, is_allowed

OF_OTHERS = {Category.FAM, Category.BSN}                  # not in the family's copy: of one parent nothing goes to the other (T3)
CHARACTERS_ON_A_PAGE = 2500


@dataclass(frozen=True)
class Piece:
    title: str
    meta: str
    text: str

    @property
    def weight(self) -> float:
        return 0.08 + len(self.text) / CHARACTERS_ON_A_PAGE


def pieces(transfer: Transfer, *, for_family: bool, at) -> list[Piece]:
    """In the order of the categories; without what is restricted, has lost its yes or, for the family, is protected at that moment."""
    closed = closed_of(transfer, on=local_day(at))
    chosen = transfer.items.select_related("entry__data_category", "entry__school", "file__entry__data_category")
    items = [item for item in chosen if entry_of(item) not in closed]
    order = {code: place for place, code in enumerate(Category.values)}
    standing = marks.of_pupil(transfer.student_id, at=at)
    hidden = standing.from_guardians | standing.from_pupil if for_family else set()
    if standing.restricted and not is_allowed(transfer, at=at):
        hidden = hidden | standing.restricted
    keyring = crypto.Keyring.for_subjects([transfer.student_id])
    is_secret = for_family and has_secret_address(transfer.student_id)
    given = [item for item in items if item.category not in hidden and not (for_family and is_of_others(item, is_secret=is_secret))]
    found = [
        piece for item in sorted(given, key=lambda item: (order[item.category], str(item.pk)))
        for piece in _piece(transfer, item, keyring)
    ]
    return [replace(piece, title=without_number(piece.title, transfer, keyring), text=without_number(piece.text, transfer, keyring))
            for piece in found] if transfer.to_kind == Place.SWV else found


def without_number(words: str, transfer: Transfer, keyring: "crypto.Keyring") -> str:
    """The partnership gets no citizen service number, also where somebody wrote it in a text (2.11)."""
    if transfer.to_kind != Place.SWV or not transfer.student.bsn_sealed:
        return words
    return re.sub(r"[ .\-]?".join(numbers.opened(transfer.student, keyring)), "[…]", words)


def is_of_others(item: TransferItem, *, is_secret: bool) -> bool:
    """What no parent reads here: of the other one, and where somebody lives who keeps it secret (DOMAIN 1.6, T3)."""
    return item.category in OF_OTHERS or (is_secret and item.category == Category.CT and not item.fact)


def _piece(transfer: Transfer, item: TransferItem, keyring: "crypto.Keyring") -> Iterator[Piece]:
    category = str(Category(item.category).label)
    if item.fact:
        if not transfer_rules.item_objection(transfer.to_kind, fact=item.fact):      # no number to the partnership, come what may
            yield Piece(str(Fact(item.fact).label).capitalize(), category, "\n".join(FACTS[Fact(item.fact)](transfer.student, keyring)))
    elif item.entry is not None and item.entry.voided_at is None:                       # what was wrong goes nowhere (GDPR 5(1)(d))
        entry = item.entry
        text = entry.opened(keyring) if entry.category in SEALED else entry.text
        meta = " · ".join((category, entry.author_name, str(entry.get_source_display()), str(entry.get_nature_display())))
        yield Piece(label_of(entry), meta, text)
    elif item.file is not None and item.file.entry.voided_at is None:
        yield Piece(label_of(item.file.entry), category, _("File, added as a separate file"))


def _names(student: Student, keyring: "crypto.Keyring") -> Iterator[str]:
    yield student.full_name
    if student.given_names:
        yield student.given_names
    yield _("Date of birth: %(day)s") % {"day": _day(student.birth_on)}
    yield str(student.get_sex_display())


def _contact(student: Student, keyring: "crypto.Keyring") -> Iterator[str]:
    """The postcode of a child tells where a parent lives: it stays out where one keeps his address secret (DOMAIN 1.6)."""
    yield from (part for part in (student.email, "" if has_secret_address(student.pk) else student.postcode) if part)


def _parents(student: Student, keyring: "crypto.Keyring") -> Iterator[str]:
    for relation in _relations(student):
        person = relation.guardian
        reached = [] if person.has_secret_address else [person.email, person.phone]
        words = [person.full_name, str(relation.get_kind_display()), _("authority: %(word)s") % {"word": relation.get_authority_display()}]
        yield ", ".join(part for part in (*words, *reached) if part)


def _addresses(student: Student, keyring: "crypto.Keyring") -> Iterator[str]:
    people = [relation.guardian for relation in _relations(student)]
    if any(person.has_secret_address for person in people):
        yield _("The address is left out: it is secret.")
        return
    opened = crypto.Keyring.for_subjects([person.pk for person in people if person.address_sealed])
    for person in people:
        parts = person.address_parts(opened)
        words = " ".join(parts[name] for name in ("street", "house_number", "postcode", "city") if parts.get(name))
        if words:
            yield f"{person.full_name}: {words}"


def _enrolment(student: Student, keyring: "crypto.Keyring") -> Iterator[str]:
    for row in student.enrolments.select_related("school").defer("school__logo"):
        days = [_day(day) for day in (row.entry_on, row.left_on) if day]
        yield ", ".join(part for part in (row.school.name, " – ".join(days), row.year_group) if part)


def _number(student: Student, keyring: "crypto.Keyring") -> Iterator[str]:
    yield numbers.opened(student, keyring)


FACTS = {
    Fact.NAME: _names, Fact.CONTACT: _contact, Fact.PARENTS: _parents, Fact.ADDRESS: _addresses, Fact.ENROLMENT: _enrolment,
    Fact.BSN: _number,
}


def _relations(student: Student) -> list[GuardianRelation]:
    return list(student.guardian_relations.select_related("guardian").order_by("pk"))


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else "–"
