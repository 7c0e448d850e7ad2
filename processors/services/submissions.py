"""Recording what a family answered on the application form, and mending it (S1-27…32, S1-35, S2-75; C-19)."""
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin import audit, crypto, history
from privacyadmin.access.catalogue import LOGGED, Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed
from processors import events
from processors.models import FormAnswer, FormField, FormSubmission, FormVersion
from processors.models.register_words import Answered, AnswerType, Section, VersionState
from processors.models.submissions import ANSWER_LABEL, KEPT_ELSEWHERE
from processors.rules import submissions as rules
from students.held import Held
from students.models import Enrolment, Guardian, Source, Student
from students.services import dossier, keeping

TYPED, MENDED = "form typed in", "answers mended"          # the reasons in the history


@dataclass(frozen=True)
class Given:
    """What a family answered to one question."""

    answered: str
    text: str = ""


@transaction.atomic
def record(
    student: Student, *, school: School, version: FormVersion, received_on: date, channel: str, handed_in_by: Guardian | None,
    notice_on: date | None, answers: Mapping[UUID, Given], by: Scope, at: datetime,
) -> FormSubmission:
    """A form came in. `student` was loaded through the scope; `answers` by key of the question. Raises NotAllowed.

    Every question gets a row, also where nothing was answered: «does not want to share» is an answer, empty is none (S1-31).
    """
    check_keeps(student, school, by)
    if version.status != VersionState.APPROVED or version.policy_id is None:
        raise NotAllowed(_("Only an approved version can be used."))
    if handed_in_by and not student.guardian_relations.filter(guardian=handed_in_by).exists():
        raise NotAllowed(_("This is no parent or carer of the pupil."))
    Student.objects.select_for_update().filter(pk=student.pk).first()                        # one at a time
    if known := _typed_already(student, school, version, received_on, handed_in_by, answers, by=by):
        return known
    submission = FormSubmission(
        student_id=student.pk, school=school, version=version, policy_id=version.policy_id, received_on=received_on, channel=channel,
        handed_in_by=handed_in_by, notice_on=notice_on, entered_by=by.user, entered_at=at,
    )
    history.save(submission, at=at, by=by, force_insert=True)
    fields = list(version.fields.select_related("data_category"))
    whose = {"submission": submission, "student_id": student.pk}
    rows = [FormAnswer(**whose, field=each, category=each.data_category.category, changed_at=at) for each in fields]
    _put(rows, answers, student, school, by, at)
    with history.bulk(TYPED, at=at, by=by.user.pk):
        FormAnswer.objects.bulk_create(rows)
    audit.record(events.FORM_RECEIVED, about=submission, school=school, by=by, at=at, number=version.number)
    return submission


def _typed_already(
    student: Student, school: School, version: FormVersion, received_on: date, handed_in_by: Guardian | None,
    answers: Mapping[UUID, Given], *, by: Scope,
) -> FormSubmission | None:
    """The same form with the same answers, typed by the same person: somebody clicked twice."""
    rows = FormSubmission.objects.latest_of(student.pk, school.pk).filter(
        version=version, received_on=received_on, handed_in_by=handed_in_by, entered_by=by.user
    )
    last = rows.first()
    keyring = crypto.Keyring.for_subjects([student.pk]) if last else None
    if last is None or keyring is None:
        return None
    nothing = Given(Answered.EMPTY)
    is_same = all(_given(row, keyring, student.pk) == answers.get(row.field_id, nothing) for row in last.answers.all())
    return last if is_same else None


@transaction.atomic
def change(submission: FormSubmission, answers: Mapping[UUID, Given], *, by: Scope, at: datetime, student: Student) -> int:
    """Fill in or mend answers, each by who may write its category; how many changed. Raises NotAllowed."""
    submission = FormSubmission.objects.select_for_update(of=("self",)).select_related("school").get(pk=submission.pk)
    if submission.student_id != student.pk:
        raise NotAllowed(_("This form is of another pupil."))
    rows = list(submission.answers.select_related("field"))
    changed = _put(rows, answers, student, submission.school, by, at)
    with history.bulk(MENDED, at=at, by=by.user.pk):
        FormAnswer.objects.bulk_update(changed, ["answered", "sealed", "changed_by", "changed_at"])
    if changed:
        audit.record(events.FORM_ANSWERED, about=submission, school=submission.school_id, by=by, at=at, count=len(changed))
    return len(changed)


@transaction.atomic
def note_notice(submission: FormSubmission, *, notice_on: date | None, by: Scope, at: datetime, student: Student) -> None:
    """The day on which the family got the privacy notice: the proof that it was told in time (S1-35; GDPR 13)."""
    submission = FormSubmission.objects.select_for_update(of=("self",)).select_related("school").get(pk=submission.pk)
    check_keeps(student, submission.school, by)
    if submission.notice_on != notice_on:
        submission.notice_on = notice_on
        history.save(submission, at=at, by=by)
        audit.record(events.FORM_NOTICE_NOTED, about=submission, school=submission.school_id, by=by, at=at)


def check_keeps(student: Student, school: School, by: Scope) -> None:
    """Whoever keeps enrolments at the school records a form, for a child who applied there. Raises NotAllowed."""
    keeping.check(by, Category.ENR, school=school.pk, student=student.pk)
    if not Enrolment.objects.filter(student=student.pk, school=school).exists():
        raise NotAllowed(_("This child did not apply at this school."))


def _put(
    rows: Collection[FormAnswer], answers: Mapping[UUID, Given], student: Student, school: School, by: Scope, at: datetime,
) -> list[FormAnswer]:
    """The answers into their rows, sealed; those that changed. What this person may not write is refused."""
    writes = rules.categories(student, school, by, Right.WRITE)
    keyring = crypto.Keyring.ensure([student.pk], at=at)
    changed = []
    for row in rows:
        given = answers.get(row.field_id)
        if given is None or given == _given(row, keyring, student.pk):
            continue
        if row.category not in writes:
            raise NotAllowed(_("Your role does not write this kind of data."))
        row.answered, row.changed_by, row.changed_at = given.answered, by.user, at
        is_given = given.answered == Answered.GIVEN
        row.sealed = keyring.seal(student.pk, given.text, label=ANSWER_LABEL, row_id=row.pk) if is_given else None
        changed.append(row)
    return changed


def _given(row: FormAnswer, keyring: "crypto.Keyring", student: UUID) -> Given:
    return Given(row.answered, opened(row, keyring, student))


def opened(row: FormAnswer, keyring: "crypto.Keyring", student: UUID) -> str:
    """The answer as it was recorded; empty where none was given."""
    return keyring.open(student, row.sealed, label=ANSWER_LABEL, row_id=row.pk) if row.sealed else ""


def in_words(field: FormField, text: str) -> str:
    """An answer as a person reads it."""
    if field.answer_type == AnswerType.YES_NO:
        return {"yes": _("yes"), "no": _("no")}.get(text, text)
    day = parse_date(text) if field.answer_type == AnswerType.DAY else None
    return day_in_words(day) if day else text


def day_in_words(day: date) -> str:
    return date_format(day, "j F Y")


def read(submission: FormSubmission, student: Student, *, by: Scope, at: datetime) -> dict[UUID, Given]:
    """The answers that this person may read, by key of the question; reading a sensitive category is recorded (S2-121)."""
    categories = rules.categories(student, submission.school, by, Right.READ)
    keyring = crypto.Keyring.for_subjects([student.pk])
    rows = list(submission.answers.in_categories(categories).select_related("field"))
    for code in sorted({row.category for row in rows if row.sealed} & LOGGED):
        dossier.note_reading(student, Category(code), by=by, at=at)
    return {row.field_id: Given(row.answered, opened(row, keyring, student.pk)) for row in rows}


# What the ground asks.


def why_not_enrol(enrolment: Enrolment) -> str:
    """What is needed to enrol and was not given on the last form (S2-75); without a form nothing stands in the way."""
    submission = FormSubmission.objects.latest_of(enrolment.student_id, enrolment.school_id).first()
    if submission is None:
        return ""
    rows = submission.answers.in_the_way().exclude(category__in=KEPT_ELSEWHERE).order_by("field__place")
    found: dict[str, list[str]] = {Answered.DECLINED: [], Answered.EMPTY: []}
    for answered, label in rows.values_list("answered", "field__label"):
        found[answered].append(label)
    words = []
    if found[Answered.EMPTY]:
        words.append(_("Needed to enrol, and not answered on the application form: %(questions)s") % {
            "questions": " · ".join(found[Answered.EMPTY])})
    if found[Answered.DECLINED]:
        words.append(_("The family does not want to share what is needed to enrol: %(questions)s") % {
            "questions": " · ".join(found[Answered.DECLINED])})
    return " ".join(words)


def held(student: UUID, categories: Collection[str]) -> Iterator[Held]:
    """What a family answered, for the family itself and for whoever answers its request; what nobody answered is not held."""
    rows = FormAnswer.objects.filter(student=student).in_categories(categories).exclude(answered=Answered.EMPTY)
    rows = rows.select_related("field__data_category", "submission__school").defer("submission__school__logo")
    keyring = crypto.Keyring.for_subjects([student])
    for row in rows.order_by("-submission__received_on", "field__place", "pk"):
        submission, asked = row.submission, row.field
        declined = row.answered == Answered.DECLINED
        yield Held(
            key=row.pk, category=row.category, label=asked.label, on=submission.received_on, source=Source.GUARDIAN,
            text=_("does not want to share this") if declined else in_words(asked, opened(row, keyring, student)),
            school_name=submission.school.name, data_category=asked.data_category.code, told_by=submission.handed_in_by_id,
            is_of_family=asked.section == Section.FAMILY or row.category == Category.FAM,
        )
