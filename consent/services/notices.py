"""The information notice: every family hears beforehand, and each year, how the school handles data, and the proof of it is kept
(S1-14, S1-35, S1-63, S1-64, S1-83; C-27; GDPR 13).

The letters prove themselves: each is kept with its text, its addressee, and when it was sent and read. What went with the application
form stands there, and what went by hand is recorded.
"""
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from consent import events
from consent.models import NoticeRecord
from privacyadmin import audit, outbox
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.letters.addressees import Addressees, Channel, Matter, addressees
from privacyadmin.letters.models import Letter
from privacyadmin.letters.services import writing
from privacyadmin.organisation.appointments import holder
from privacyadmin.organisation.models import Function, School, SchoolYear
from privacyadmin.outbox import bell
from privacyadmin.times import local_day, start_of_day
from privacyadmin.workflow import NotAllowed
from processors.models import FormSubmission
from students.models import Enrolment, EnrolmentStatus, Student
from students.services import keeping

LETTER = "students.information"
KIND = "consent.notice"                     # the work of the outbox: the notice about one pupil
ORDER = """
insert into outbox_item (id, kind, key, about, state, created_at, due_at, attempts, last_error)
select gen_random_uuid(), %(kind)s, %(kind)s || ':' || %(wave)s || ':' || pupil.key,
       jsonb_build_object('student', pupil.key, 'school', %(school)s, 'wave', %(wave)s), 'pending', %(at)s, %(at)s, 0, ''
from unnest(%(pupils)s::text[]) as pupil(key)
on conflict (key) do nothing
"""


def check_may(scope: Scope, school: UUID, student: UUID | None = None) -> None:
    """Whoever keeps the enrolments of the school."""
    if reason := keeping.why_not(scope, [Category.ENR], school=school, student=student):
        raise NotAllowed(reason)


def sees(scope: Scope, school: UUID) -> bool:
    """Whoever reads or writes the enrolments of a whole school."""
    where = scope.where(Category.ENR, Right.READ)
    return not scope.is_family and (where.is_everybody or school in where.schools)


def year_of(on: date) -> SchoolYear | None:
    return SchoolYear.objects.on(on).first()


def since(on: date) -> date:
    """From when on a notice is this year's."""
    year = year_of(on)
    return year.start_on if year else date(on.year, 1, 1)


def lacking(school: School, *, on: date) -> QuerySet[Enrolment]:
    """Pupils and applicants whose family did not get the notice: a pupil this year, an applicant since he applied."""
    gone = Letter.objects.filter(kind=LETTER, subject=OuterRef("student"), school=school, dropped_at=None, sent_at__isnull=False)
    told = NoticeRecord.objects.filter(student=OuterRef("student"), school=school)
    with_form = FormSubmission.objects.filter(student=OuterRef("student"), school=school, notice_on__isnull=False)
    begin = since(on)
    this_year = gone.filter(sent_at__gte=start_of_day(begin)), told.filter(on__gte=begin), with_form.filter(notice_on__gte=begin)
    got = Q(Exists(this_year[0])) | Q(Exists(this_year[1])) | Q(Exists(this_year[2]))
    ever = Q(Exists(gone)) | Q(Exists(told)) | Q(Exists(with_form))
    rows = Enrolment.objects.filter(school=school, student__died_on=None)
    is_lacking = Q(status=EnrolmentStatus.ENROLLED) & ~got | Q(status=EnrolmentStatus.APPLICANT) & ~ever
    return rows.filter(is_lacking)


def why_not_enrol(enrolment: Enrolment) -> str:
    """Nobody becomes a pupil before his family knows how the school handles data, or somebody recorded why not (S1-14, S1-63)."""
    gone = Letter.objects.filter(kind=LETTER, subject=enrolment.student_id, dropped_at=None, sent_at__isnull=False)
    told = NoticeRecord.objects.filter(student=enrolment.student_id)
    with_form = FormSubmission.objects.filter(student=enrolment.student_id, notice_on__isnull=False)
    if gone.exists() or told.exists() or with_form.exists():
        return ""
    return _("The family has not had the information notice yet. Send it, or record how it was given or why not.")


@transaction.atomic
def order(school: School, pupils: Collection[UUID], *, by: Scope | None, at: datetime, wave: str = "") -> int:
    """Have the notice written about these pupils, once in each wave; in the same wave nobody gets it twice, whatever is killed."""
    if by is not None:
        check_may(by, school.pk)
    wave = wave or f"{since(local_day(at))}"
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"kind": KIND, "wave": wave, "school": str(school.pk), "pupils": [str(key) for key in pupils], "at": at}
        cursor.execute(ORDER, values)
        count = cursor.rowcount
    if count:
        audit.record(events.NOTICES_SENT, about=school, school=school, by=by, at=at, count=count)
        bell.ring_after_commit()
    return count


@transaction.atomic
def write(student: UUID, *, school: UUID, wave: str, at: datetime) -> int:
    """Write it to everybody of the family who is written to, each once in a wave; one mail to each account, however many children."""
    pupil = Student.objects.filter(pk=student).first()
    house = School.objects.select_related("board").get(pk=school)
    if pupil is None:
        return 0
    found = whom(pupil, house, on=local_day(at))
    for to in found.to:
        values = {"child": pupil.call_name, "officer": officer_of(house, to.language, on=local_day(at))}
        letter = writing.write(
            LETTER, to=to, school=house, subject=pupil.pk, about=None, values=values, key=f"{KIND}:{wave}:{pupil.pk}:{to.key}", by=None,
            at=at, tells=False,
        )
        if to.channel == Channel.PORTAL and letter.made_at == at:
            outbox.mail("letter_news", to=to.user, about=None, key=f"{KIND}:{wave}:{school}", at=at, path="/portal/letters/", school=house)
    return len(found.to)


def whom(pupil: Student, school: School, *, on: date) -> Addressees:
    return addressees(pupil, matter=Matter.GENERAL, on=on, school=school)


def officer_of(school: School, language: str, *, on: date) -> str:
    """The data protection officer, whom the law wants to be named; the board where none is appointed yet."""
    found = holder(Function.FG, school, on)
    with translation.override(language):
        if found is None:
            return school.board.email or school.board.name
        return ", ".join(part for part in (found.person_name, found.email) if part)


@transaction.atomic
def record(
    enrolment: Enrolment, *, is_given: bool, on: date, reason: str, by: Scope, at: datetime
) -> NoticeRecord:
    """Somebody gave it by hand, or says why the family does not get it now."""
    check_may(by, enrolment.school_id, enrolment.student_id)
    if on > local_day(at):
        raise NotAllowed(_("This day lies in the future."))
    if not is_given and not reason.strip():
        raise NotAllowed(_("Say why the family does not get it."))
    made = NoticeRecord(
        student_id=enrolment.student_id, school_id=enrolment.school_id, is_given=is_given, on=on, reason=reason.strip(), made_at=at,
        made_by=by.user,
    )
    made.save(force_insert=True)
    audit.record(events.NOTICE_RECORDED, about=enrolment.student_id, school=enrolment.school_id, by=by, at=at)
    return made


def proof(student: UUID) -> tuple[list[Letter], list[NoticeRecord], list[date]]:
    """Every notice about a pupil: to whom, how, in which text, when sent and read; by hand; and with which application form."""
    letters: Any = Letter.objects.filter(kind=LETTER, subject=student).select_related("text", "school").defer("sealed", "school__logo")
    with_form = FormSubmission.objects.filter(student=student, notice_on__isnull=False).order_by("-notice_on")
    records = NoticeRecord.objects.filter(student=student).select_related("made_by")
    days = [day for day in with_form.values_list("notice_on", flat=True) if day]
    return list(letters.order_by("-made_at", "pk")), list(records), days
