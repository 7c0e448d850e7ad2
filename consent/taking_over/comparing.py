"""What a list of answers would change: matched with pupils and with whoever answered, and compared with the register; it only reads.

A yes counts for whom the list names. Where it names nobody, nothing is assumed; a no that names nobody is a no of everybody who decides.
"""
import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from consent import reach
from consent.models import Capacity, Decision, Mode, Outcome, Purpose, PurposeText
from consent.services import decisions
from privacyadmin.access.catalogue import Verb
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from students.models import Enrolment, EnrolmentStatus, GuardianRelation, Student
from students.models.pupils import fold

from .reading import Row

Who = UUID | None                           # a guardian; None: the pupil himself


class State(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LATER = "later"                         # answered here after the day of the list: that stays


@dataclass
class Planned:
    """One answer of one person for one pupil, and what it does to what is known."""

    row: int
    student: Student
    relation: GuardianRelation | None
    capacity: Capacity
    choice: decisions.Choice
    before: Decision | None
    state: State

    @property
    def name(self) -> str:
        return self.relation.guardian.name_for_others if self.relation else str(_("the pupil"))


@dataclass
class Difference:
    """What applying would write, and which rows it leaves out with why."""

    rows: list[Planned] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)

    def of(self, state: State) -> list[Planned]:
        return [each for each in self.rows if each.state == state]

    @property
    def to_write(self) -> list[Planned]:
        return [each for each in self.rows if each.state in (State.NEW, State.CHANGED)]

    def digest(self) -> str:
        """What was shown: applied only where it is still the same."""
        told: list[Any] = [
            (each.row, each.student.pk, each.relation and each.relation.guardian_id, each.choice.purpose.pk, each.choice.is_yes, each.state)
            for each in self.rows
        ]
        return hashlib.sha256(json.dumps([told, [row for row, _words in self.left_out]], default=str).encode()).hexdigest()


def choices_of(school: School, *, on: date) -> dict[UUID, PurposeText]:
    """The purposes that a list can hold answers to, each with its text in force; what is asked for one occasion is never taken over."""
    purposes = Purpose.objects.in_use(on=on).filter(school=school).exclude(mode=Mode.PER_EVENT)
    texts = PurposeText.objects.in_force(on=on).filter(purpose__in=purposes).select_related("purpose")
    return {text.purpose_id: text for text in texts}


def texts_of_day(texts: Mapping[UUID, PurposeText], *, on: date) -> dict[UUID, PurposeText]:
    """The words of each purpose on the day of a list, or its first ones: a yes of that day is no yes to words that came later."""
    rows = PurposeText.objects.filter(purpose__in=texts).exclude(valid_from=None).select_related("purpose")
    rows = rows.order_by("purpose_id", "-number")
    found: dict[UUID, PurposeText] = {}
    for text in rows:
        before = found.get(text.purpose_id)
        if before is None or (before.valid_from is not None and before.valid_from > on):
            found[text.purpose_id] = text
    return found


def guess(headings: Iterable[str], texts: Mapping[UUID, PurposeText]) -> dict[str, str]:
    """Columns that are called as a purpose is."""
    known = {fold(name): str(key) for key, text in texts.items() for name in (text.title_nl, text.title_en, text.purpose.code)}
    return {heading: known[fold(heading)] for heading in headings if fold(heading) in known}


def compare(
    rows: Iterable[Row], *, school: School, texts: Mapping[UUID, PurposeText], answered_on: date, scope: Scope, at: datetime
) -> Difference:
    """Seven queries, whatever the length of the list."""
    return _Comparison(list(rows), school, texts, answered_on, scope, at).work()


class _Comparison:
    def __init__(
        self, rows: list[Row], school: School, texts: Mapping[UUID, PurposeText], answered_on: date, scope: Scope, at: datetime
    ):
        self.rows, self.school, self.texts, self.on, self.at = rows, school, texts, answered_on, at
        self.shown = texts_of_day(texts, on=answered_on)
        self.found = Difference()
        self.read_pupils(scope)

    def read_pupils(self, scope: Scope) -> None:
        """The pupils of this school whose answers this person writes, with their parents and with what they said."""
        enrolled = Enrolment.objects.filter(school=self.school, student__in=reach.pupils(scope, Verb.WRITE)).exclude(
            status=EnrolmentStatus.REJECTED
        )
        keys, born = {row.key for row in self.rows if row.key}, {row.born for row in self.rows if row.born}
        wanted = enrolled.filter(Q(key__in=keys) | Q(student__birth_on__in=born)).select_related("student").defer("student__bsn_sealed")
        self.by_key: dict[str, set[Student]] = defaultdict(set)
        self.by_name: dict[tuple, set[Student]] = defaultdict(set)
        pupils: dict[UUID, Student] = {}
        for enrolment in wanted:
            student = pupils.setdefault(enrolment.student_id, enrolment.student)
            if enrolment.key:
                self.by_key[enrolment.key].add(student)
            for name in (student.last_name, f"{student.prefix} {student.last_name}".strip()):
                self.by_name[_mark(student.first_name), _mark(name), student.birth_on].add(student)
        self.relations: dict[UUID, list[GuardianRelation]] = defaultdict(list)
        for relation in GuardianRelation.objects.filter(student__in=pupils).select_related("guardian").order_by("pk"):
            self.relations[relation.student_id].append(relation)
        self.latest = self.read_answers(pupils)

    def read_answers(self, pupils: Collection[UUID]) -> dict[tuple[UUID, UUID, Who], Decision]:
        said = Decision.objects.filter(student__in=pupils, purpose__in=list(self.texts), occasion=None)
        order = ("student_id", "purpose_id", "guardian_id")
        rows = said.order_by(*order, "-decided_at", "-pk").distinct(*order)
        return {(row.student_id, row.purpose_id, row.guardian_id): row for row in rows}

    def work(self) -> Difference:
        named: dict[tuple[UUID, UUID, Who], tuple[int, bool]] = {}
        doubles: set[int] = set()
        plans: list[tuple[Row, Student, GuardianRelation | None, UUID, bool]] = []
        for row, student in self.known():
            for plan in self.of_row(row, student):
                relation, purpose, is_yes = plan
                who = (student.pk, purpose, relation.guardian_id if relation else None)
                first = named.setdefault(who, (row.number, is_yes))
                if first[0] == row.number:
                    plans.append((row, student, relation, purpose, is_yes))
                elif first[1] != is_yes:
                    doubles |= {first[0], row.number}
                else:
                    self.leave(row, _("The same person answered for the same pupil on row %(row)s.") % {"row": first[0]})
        for number in sorted(doubles):
            self.found.left_out.append((number, _("Two rows say different things for the same person and pupil.")))
        for row, student, relation, purpose, is_yes in plans:
            if row.number not in doubles:
                self.plan(row, student, relation, purpose, is_yes)
        self.found.left_out = sorted(dict.fromkeys(self.found.left_out))
        return self.found

    def leave(self, row: Row, words: str) -> None:
        self.found.left_out.append((row.number, words))

    def known(self) -> Iterator[tuple[Row, Student]]:
        """The rows of one pupil each; of the others it is said why not."""
        for row in self.rows:
            if row.has_formula:
                self.leave(row, _("A cell holds a formula. Put its value there."))
                continue
            if row.unread:
                self.leave(row, _("Neither yes nor no: %(columns)s.") % {"columns": ", ".join(row.unread)[:200]})
            found = self.by_key.get(row.key, set()) if row.key else set()
            found = found or (self.by_name.get((_mark(row.first), _mark(row.last), row.born), set()) if row.born and row.last else set())
            if len(found) == 1:
                yield row, next(iter(found))
            elif found:
                self.leave(row, _("More than one pupil fits."))
            else:
                self.leave(row, _("No pupil of this school has this key, or name and birth date."))

    def of_row(self, row: Row, student: Student) -> Iterator[tuple[GuardianRelation | None, UUID, bool]]:
        """Whose answers these are."""
        if row.is_pupil:
            yield from ((None, purpose, is_yes) for purpose, is_yes in row.answers.items())
        elif not row.names_nobody:
            people = self.named(row, student)
            if len(people) == 1:
                yield from ((people[0], purpose, is_yes) for purpose, is_yes in row.answers.items())
            elif row.answers:
                nobody = _("No parent of this pupil has this name or e-mail address.")
                self.leave(row, _("More than one parent fits.") if people else nobody)
        else:
            yield from self.of_nobody(row, student)

    def of_nobody(self, row: Row, student: Student) -> Iterator[tuple[GuardianRelation | None, UUID, bool]]:
        """Nobody is named: a no is one of each who decides, the safe side; of a yes nothing is assumed."""
        if any(row.answers.values()):
            self.leave(row, _("It does not say who said yes: nothing is assumed."))
        holders = [each for each in self.relations[student.pk] if each.has_authority(on=self.on)]
        refused = [purpose for purpose, is_yes in row.answers.items() if not is_yes]
        if refused and not holders:
            self.leave(row, _("It does not say who said no, and nobody's authority is recorded."))
        yield from ((holder, purpose, False) for purpose in refused for holder in holders)

    def named(self, row: Row, student: Student) -> list[GuardianRelation]:
        by_email = [each for each in self.relations[student.pk] if row.email and each.guardian.email.lower() == row.email]
        if row.parent:
            by_email = [each for each in by_email if _mark(row.parent) in _names(each)]       # an address that is shared names nobody
        if by_email or not row.parent:
            return by_email
        wanted = _mark(row.parent)
        return [each for each in self.relations[student.pk] if wanted in _names(each)]

    def plan(self, row: Row, student: Student, relation: GuardianRelation | None, purpose: UUID, is_yes: bool) -> None:
        text = self.shown[purpose]
        choice = decisions.Choice(text.purpose, text, is_yes)
        capacity = decisions.capacity_in(relation, on=self.on) if relation else Capacity.PUPIL
        if capacity is None:
            return self.leave(row, _("This parent had no authority on the day of the list."))
        if reason := decisions.why_not_by_age(student, choice, relation.guardian if relation else None, on=self.on):
            return self.leave(row, reason)
        before = self.latest.get((student.pk, purpose, relation.guardian_id if relation else None))
        state = self.state(before, decisions.moment(is_yes, self.on, at=self.at), is_yes)
        self.found.rows.append(Planned(row.number, student, relation, capacity, choice, before, state))
        return None

    def state(self, before: Decision | None, moment: datetime, is_yes: bool) -> State:
        if before is None:
            return State.NEW
        has_run_out = before.valid_until is not None and before.valid_until <= self.on
        if (before.outcome == Outcome.GIVEN) == is_yes and not has_run_out:
            return State.SAME
        return State.LATER if before.decided_at >= moment else State.CHANGED


def _mark(name: str) -> str:
    return " ".join(fold(name).replace(".", " ").split())


def _names(relation: GuardianRelation) -> set[str]:
    """How a list may call a parent."""
    person = relation.guardian
    last = f"{person.prefix} {person.last_name}".strip()
    first = {person.first_name, person.initials, person.initials.replace(".", "")} - {""}
    found = {f"{each} {last}" for each in first} | {f"{last}, {each}" for each in first} | {person.organisation_name}
    return {_mark(each) for each in found if each}
