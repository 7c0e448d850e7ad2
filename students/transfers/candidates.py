"""What one colleague can choose for a transfer: exactly what he reads of this pupil at this school, thing by thing (S1-122, S2-110)."""
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format

from privacyadmin.access.catalogue import SPECIAL, Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.files.models import FileState
from students import consents
from students.models import DossierEntry, DossierFile, Fact, Student, Transfer, TransferItem
from students.models.transfers import CATEGORY_OF_FACT, Place

from . import rules

PRESELECTED = (Fact.NAME, Fact.PARENTS, Fact.ADDRESS, Fact.ENROLMENT)          # S1-43; nothing else is ticked beforehand
MOST = 300                                                                     # entries, the newest


@dataclass(frozen=True)
class Candidate:
    """One thing that may be ticked."""

    key: str
    category: Category
    label: str
    note: str = ""
    fact: str = ""
    entry: DossierEntry | None = None
    file: DossierFile | None = None

    @property
    def needs_why(self) -> bool:
        return not self.fact and rules.needs_why(self.category)

    @property
    def is_special(self) -> bool:
        return self.category in SPECIAL

    @property
    def is_preselected(self) -> bool:
        return self.fact in PRESELECTED


def key_of(item: TransferItem) -> str:
    """By which a thing goes on the page of choices."""
    return item.fact or str(item.entry_id or item.file_id)


def closed_of(transfer: Transfer, *, on: date) -> Collection[UUID]:
    """The entries that were chosen and have lost the yes that they rest on: they go nowhere (S2-78)."""
    chosen = Q(pk__in=transfer.items.values("entry")) | Q(pk__in=transfer.items.values("file__entry"))
    return consents.closed(DossierEntry.objects.filter(chosen), on=on)


def entry_of(item: TransferItem) -> UUID | None:
    """The entry that an item is, or whose file it is."""
    return item.file.entry_id if item.file else item.entry_id


def candidates(transfer: Transfer, student: Student, scope: Scope) -> list[Candidate]:
    """Everything that this person reads and that may go; `student` was loaded with his places. A constant number of queries."""
    return [*_facts(transfer, student, scope), *_entries(transfer, student, scope)]


def _facts(transfer: Transfer, student: Student, scope: Scope) -> Iterator[Candidate]:
    for fact, category in CATEGORY_OF_FACT.items():
        is_nothing = fact == Fact.BSN and (transfer.to_kind == Place.SWV or not student.bsn_sealed)
        if not is_nothing and scope.can(student, category, Right.READ):
            yield Candidate(fact.value, category, str(fact.label).capitalize(), fact=fact.value)


def _entries(transfer: Transfer, student: Student, scope: Scope) -> Iterator[Candidate]:
    readable = [category for category in Category if category not in rules.LEFT_OUT and scope.can(student, category, Right.READ)]
    found = DossierEntry.objects.of_pupil(student, scope, categories=readable).standing().filter(school=transfer.school_id)
    found = found.exclude(pk__in=consents.closed(found, on=scope.on))               # kept, but not used (S2-78)
    rows = list(found.select_related("data_category").defer("sealed", "text")[:MOST])
    files: dict[UUID, list[DossierFile]] = {}
    for file in DossierFile.objects.filter(entry__in=[row.pk for row in rows], state=FileState.RELEASED):
        files.setdefault(file.entry_id, []).append(file)
    for row in sorted(rows, key=lambda row: Category.values.index(row.category)):
        yield Candidate(str(row.pk), Category(row.category), label_of(row), note=row.author_name, entry=row)
        for file in files.get(row.pk, ()):
            yield Candidate(str(file.pk), Category(row.category), label_of(row), note=file.media_type, file=file)


def label_of(entry: DossierEntry) -> str:
    """Of an entry without its words: what kind of thing it is, and from when."""
    what = entry.title or (str(entry.data_category) if entry.data_category else str(entry.get_nature_display()))
    return f"{what}, {date_format(entry.happened_on, 'j F Y')}"


def label_of_item(item: TransferItem) -> str:
    """Of what was chosen, without its words."""
    if item.fact:
        return str(item.get_fact_display()).capitalize()
    entry = item.entry or (item.file.entry if item.file else None)
    return label_of(entry) if entry else ""
