"""What a parent or a pupil is asked, what he answered himself and what came of it; never what another parent said (U7; GDPR 7; S1-89)."""
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.asking import verdicts
from consent.models import Capacity, Channel, Decision, Kind, Mode, Occasion, OccasionPupil, Outcome, Purpose, PurposeText
from consent.occasions.about import facts_of
from consent.rules.verdict import Reason, Verdict
from consent.rules.words import to_family
from consent.services import decisions, occasions
from consent.services.decisions import OF_AGE, Choice
from privacyadmin import policy
from privacyadmin.access.catalogue import Relation
from privacyadmin.access.scope import Scope
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students.models import Enrolment, Guardian, GuardianRelation, Student

FROM_16 = 16
UNANSWERED = Verdict(False, Reason.UNANSWERED)
GROUPS: tuple[tuple[str | Promise, tuple[Kind, ...]], ...] = (
    (gettext_lazy("Photos and videos"), (Kind.IMAGE,)),
    (gettext_lazy("Data to others"), (Kind.THIRD_PARTY, Kind.RESEARCH)),
)
ONCE, OTHERS, CLOSED = gettext_lazy("Asked for one time"), gettext_lazy("Other questions"), gettext_lazy("What you said before")


@dataclass(frozen=True)
class Answerer:
    """Somebody who answers for one pupil. No guardian: the pupil himself."""

    student: Student
    guardian: Guardian | None
    capacity: Capacity

    @property
    def key(self) -> UUID:
        return self.student.pk

    @property
    def is_pupil(self) -> bool:
        return self.guardian is None


@dataclass(frozen=True)
class Question:
    """One thing that is asked, or that he said yes to before, as this person sees it."""

    purpose: Purpose
    text: PurposeText
    own: Decision | None                    # what he answered last
    found: Verdict | None                   # what it comes to with everybody's answers; not looked up for a count
    binding: int                            # number of the text to which a yes must be
    is_asked: bool                          # his school asks it now, or asks it for this occasion
    why_not: str = ""                       # why he cannot say yes
    waits_for_him: bool = True              # not where he may answer though somebody else is asked
    occasion: Occasion | None = None
    is_pupil: bool = False
    is_of_unknown: bool = False             # whose authority is not known: he hears nothing of what others answered (DOMAIN 1.6)
    on: date = date.min

    @property
    def key(self) -> str:
        return f"{self.purpose.pk}.{self.occasion.pk}" if self.occasion else str(self.purpose.pk)

    @property
    def says_yes(self) -> bool:
        return self.own is not None and self.own.outcome == Outcome.GIVEN

    @property
    def says_no(self) -> bool:
        return self.own is not None and not self.says_yes

    @property
    def may_say_yes(self) -> bool:
        return self.is_asked and not self.why_not

    @property
    def is_shown(self) -> bool:
        """What he can neither give nor take back is not his to see: from 16 it is between the pupil and the school."""
        return self.may_say_yes or self.says_yes

    @property
    def is_new_text(self) -> bool:
        return self.says_yes and self.own is not None and self.own.text.number < self.binding

    @property
    def has_run_out(self) -> bool:
        return self.says_yes and self.own is not None and self.own.valid_until is not None and self.own.valid_until <= self.on

    @property
    def is_open(self) -> bool:
        """Whether the school waits for his answer."""
        return self.may_say_yes and self.waits_for_him and (self.own is None or self.is_new_text or self.has_run_out)

    @property
    def own_words(self) -> str:
        """What he said himself, and when."""
        if self.own is None:
            return ""
        sentences = {
            Outcome.GIVEN: _("You said yes on %(day)s."), Outcome.REFUSED: _("You said no on %(day)s."),
            Outcome.WITHDRAWN: _("You took your yes back on %(day)s."),
        }
        return sentences[Outcome(self.own.outcome)] % {"day": date_format(local_day(self.own.decided_at), "j F Y")}

    @property
    def is_yes(self) -> bool:
        return self.may_say_yes and self.found is not None and self.found.is_yes

    @property
    def outcome(self) -> str:
        """What it comes to now; not told to a parent where from 16 it is the pupil who answers."""
        if self.found is None or self.is_of_unknown or (self.is_asked and self.why_not):
            return ""
        return to_family(self.found, has_answered=self.own is not None, said_no=self.says_no, is_pupil=self.is_pupil)


@dataclass(frozen=True)
class Group:
    """Questions that belong together, under one heading."""

    title: str | Promise
    questions: list[Question]


# Who answers.


def answerer(scope: Scope, student: Student) -> Answerer:
    """As whom this person answers for this pupil. Raises NotAllowed with the reason."""
    found = answerers(scope, [student]).get(student.pk)
    if found is not None:
        return found
    if scope.relation_to(student.pk) == Relation.GUARDIAN_18:
        raise NotAllowed(_("The pupil is of age and decides himself."))
    raise NotAllowed(_("Only somebody with authority over the pupil answers this."))


def answerers(scope: Scope, students: Collection[Student]) -> dict[UUID, Answerer]:
    """For which of these pupils this person answers, and as what; one query."""
    on, keys = scope.on, {student.pk: student for student in students}
    own = Guardian.objects.of_account(scope.user, on=on).order_by().values("pk")
    relations = GuardianRelation.objects.filter(student__in=keys, guardian__in=own).select_related("guardian").order_by("pk")
    found: dict[UUID, Answerer] = {}
    for relation in relations:
        student, capacity = keys[relation.student_id], decisions.capacity_in(relation, on=on)
        if capacity is not None and (student.age_on(on) or 0) < OF_AGE:
            found[student.pk] = Answerer(student, relation.guardian, capacity)
    for student in students:
        if scope.relation_to(student.pk) == Relation.PUPIL_16:
            found[student.pk] = Answerer(student, None, Capacity.PUPIL)
    return found


# What is asked of whom.


def groups(who: Answerer, scope: Scope, *, at: datetime) -> list[Group]:
    """Everything that one person can answer or take back for one pupil, under headings."""
    shown = [question for question in questions([who], scope, at=at)[who.key] if question.is_shown]
    of_heading: dict[str | Promise, list[Question]] = defaultdict(list)
    for question in shown:
        of_heading[_heading(question)].append(question)
    order = (ONCE, *(title for title, _kinds in GROUPS), OTHERS, CLOSED)
    return [Group(title, of_heading[title]) for title in order if title in of_heading]


def _heading(question: Question) -> str | Promise:
    if not question.is_asked:
        return CLOSED
    if question.occasion:
        return ONCE
    return next((title for title, kinds in GROUPS if question.purpose.kind in kinds), OTHERS)


def waiting(scope: Scope, students: Collection[Student], *, at: datetime) -> dict[UUID, int]:
    """For how many questions the school waits for this person, per child for whom he answers; a constant number of queries."""
    who = answerers(scope, students)
    asked = questions(who.values(), scope, at=at, with_outcome=False)
    counts = Counter({key: sum(question.is_open for question in found) for key, found in asked.items()})
    return {key: counts[key] for key in who if any(question.is_shown for question in asked[key])}


def questions(
    who: Collection[Answerer], scope: Scope, *, at: datetime, with_outcome: bool = True
) -> dict[UUID, list[Question]]:
    """Per pupil each question in the order of the list; a constant number of queries."""
    on = local_day(at)
    people = {each.key: each for each in who}
    asked_once = _occasions(people, scope, on)
    own = _own_answers(people, [row.occasion_id for row in asked_once])
    purposes = {each.pk: each for each in _purposes(people, own.values(), asked_once, on)}
    texts = _texts(purposes, on)
    outcomes = _outcomes(people, purposes, asked_once, at) if with_outcome else {}
    schools = _schools(people)
    found: dict[UUID, list[Question]] = {key: [] for key in people}

    def add(each: Answerer, purpose: Purpose, occasion: Occasion | None) -> None:
        before = own.get((each.key, purpose.pk, occasion.pk if occasion else None))
        is_asked = purpose.is_in_use(on=on) and (occasion is not None or purpose.school_id in schools[each.key])
        is_for_each_time = purpose.mode == Mode.PER_EVENT and occasion is None
        if purpose.pk not in texts or is_for_each_time or not (is_asked or before):
            return
        text, binding = texts[purpose.pk]
        choice = Choice(purpose, text, True)
        found[each.key].append(Question(
            purpose, text, before, outcomes.get((each.key, purpose.pk, occasion.pk if occasion else None)), binding, is_asked,
            why_not=decisions.why_not(each.student, choice, each.guardian, occasion=occasion, on=on),
            waits_for_him=not each.is_pupil or pupil_is_asked(each.student, purpose, on), occasion=occasion, is_pupil=each.is_pupil, on=on,
            is_of_unknown=each.capacity == Capacity.UNKNOWN,
        ))

    for each in people.values():
        for row in asked_once:
            if row.student_id == each.key:
                add(each, purposes[row.occasion.purpose_id], row.occasion)
        for purpose in sorted(purposes.values(), key=lambda purpose: (purpose.order, purpose.code)):
            add(each, purpose, None)
    return found


def pupil_is_asked(student: Student, purpose: Purpose, on: date) -> bool:
    """Whether the school waits for the pupil's own answer; where it asks the parents he may answer, and need not (S1-70)."""
    rules = policy.in_force(purpose.school, on)
    decides_himself = student.strict16_on is not None and student.strict16_on <= on
    is_of_age = (student.age_on(on) or 0) >= OF_AGE
    return is_of_age or decides_himself or rules.age16_mode != "parents_until_pupil_asks"


def _occasions(people: Mapping[UUID, Answerer], scope: Scope, on: date) -> list[OccasionPupil]:
    """What is asked for one time; not where that part of the file is kept from this person, or is not used for now (C-25; GDPR 18)."""
    rows = OccasionPupil.objects.filter(student__in=list(people), occasion__until__gt=on, occasion__ended_at=None)
    seen = [
        row for row in rows.select_related("occasion").order_by("asked_at", "pk")
        if not scope.is_limited(row.student_id, row.category)            # type: ignore[arg-type] # stored as its code
        and people[row.student_id].capacity != Capacity.UNKNOWN          # who may be no parent hears of no school, talk or illness
    ]
    about = facts_of([row.occasion for row in seen])                     # what was given up meanwhile, or kept back, is not asked
    for row in seen:
        row.occasion.facts = about.get(row.occasion_id, [])
    return [row for row in seen if row.occasion_id in about]


Place = tuple[UUID, UUID, UUID | None]                   # pupil, purpose, occasion


def _own_answers(people: Mapping[UUID, Answerer], occasions: Collection[UUID]) -> dict[Place, Decision]:
    """The last answer of each of them to each question."""
    himself = [key for key, each in people.items() if each.is_pupil]
    guardians = {each.guardian.pk for each in people.values() if each.guardian is not None}
    by_them = Q(guardian=None, student__in=himself) | Q(guardian__in=guardians, student__in=list(people.keys() - set(himself)))
    rows = Decision.objects.filter(by_them, Q(occasion=None) | Q(occasion__in=occasions)).select_related("text")
    names = ("student_id", "purpose_id", "occasion_id")
    rows = rows.order_by(*names, "-decided_at", "-pk").distinct(*names)
    return {(row.student_id, row.purpose_id, row.occasion_id): row for row in rows}


def _purposes(
    people: Mapping[UUID, Answerer], own: Iterable[Decision], asked_once: Iterable[OccasionPupil], on: date
) -> Iterable[Purpose]:
    known = {row.purpose_id for row in own if row.outcome == Outcome.GIVEN} | {row.occasion.purpose_id for row in asked_once}
    at_schools = Enrolment.objects.current().filter(student__in=list(people)).order_by().values("school")
    in_use = Q(since__lte=on, school__in=at_schools) & (Q(until=None) | Q(until__gt=on)) & ~Q(mode=Mode.PER_EVENT)
    return Purpose.objects.filter(Q(pk__in=known) | in_use).select_related("school").defer("school__logo")


def _schools(people: Collection[UUID]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for student, school in Enrolment.objects.current().filter(student__in=list(people)).values_list("student", "school"):
        found[student].add(school)
    return found


def _texts(purposes: Collection[UUID], on: date) -> dict[UUID, tuple[PurposeText, int]]:
    """Of each purpose the text in force, and the number of the one to which a yes must be."""
    found: dict[UUID, tuple[PurposeText, int]] = {}
    for text in PurposeText.objects.filter(purpose__in=list(purposes), valid_from__lte=on).order_by("purpose", "number"):
        binding = text.number if text.asks_again or text.purpose_id not in found else found[text.purpose_id][1]
        found[text.purpose_id] = (text, binding)
    return found


def _outcomes(
    people: Collection[UUID], purposes: Collection[UUID], asked_once: Iterable[OccasionPupil], at: datetime
) -> dict[Place, Verdict]:
    found: dict[Place, Verdict] = {
        (pupil, purpose, None): verdict
        for pupil, of_purposes in verdicts(list(people), list(purposes), at=at).items() for purpose, verdict in of_purposes.items()
    }
    once = {row.occasion_id: row.occasion for row in asked_once}
    for key, of_pupils in occasions.judged(list(once.values()), people, at=at).items():
        found |= {(pupil, once[key].purpose_id, key): verdict for pupil, verdict in of_pupils.items()}
    return found


# Answering.


def answer(who: Answerer, question: Question, *, is_yes: bool, text: UUID | None, by: Scope, at: datetime) -> list[Decision]:
    """Record what he answers to the words that he saw. Raises NotAllowed with the reason; StaleText where the words changed meanwhile."""
    if is_yes and text != question.text.pk:
        raise StaleText(_("The text has changed meanwhile. Read it once more, and choose again."))
    return decisions.record(
        who.student, [Choice(question.purpose, question.text, is_yes)], guardian=who.guardian, channel=Channel.PORTAL, by=by, at=at,
        occasion=question.occasion,
    )


class StaleText(NotAllowed):
    """He answered to words that are no longer in force."""


def own_history(who: Answerer):
    """Everything that this person himself ever answered for this pupil, the last first (GDPR 15)."""
    rows = Decision.objects.filter(student=who.key, guardian=who.guardian)
    return rows.select_related("purpose", "text", "occasion", "evidence").order_by("-decided_at", "-pk")
