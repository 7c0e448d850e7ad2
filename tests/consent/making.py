"""Purposes and answers for tests, made as the services of the product make them."""
from datetime import date, datetime, timedelta

from consent import seed
from consent.asking import verdicts
from consent.models import Channel, Decision, Evidence, NoticeRecord, Purpose, PurposeText
from consent.services.decisions import Choice, record
from privacyadmin.access.scope import resolve
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from students.models import Enrolment, Guardian, Student
from tests.factories import NOW, TODAY

SINCE = date(2026, 8, 1)


def purposes(school: School) -> dict[str, Purpose]:
    """The list that a school begins with, by code."""
    seed.write(school, on=SINCE, at=NOW)
    return {each.code: each for each in Purpose.objects.filter(school=school)}


def text_of(purpose: Purpose, on: date = TODAY) -> PurposeText:
    return PurposeText.objects.in_force(on=on).get(purpose=purpose)


def answers(
    student: Student, purpose: Purpose, *, yes: bool, guardian: Guardian | None, at: datetime = NOW,
    channel: Channel = Channel.PORTAL, **more,
) -> list[Decision]:
    """What a parent, or the pupil himself, taps in the portal."""
    user = guardian.user if guardian else student.user
    choice = Choice(purpose, text_of(purpose, on=local_day(at)), is_yes=yes)
    return record(student, [choice], guardian=guardian, channel=channel, by=resolve(user, at), at=at, **more)


def on_paper(student: Student, school: School, *, answered_on: date, noted_by, at: datetime = NOW) -> Evidence:
    return Evidence.objects.create(
        student=student, school=school, channel=Channel.PAPER, answered_on=answered_on, noted_by=noted_by, noted_at=at
    )


def may(student: Student, purpose: Purpose, *, at: datetime = NOW + timedelta(minutes=1), **more):
    """The verdict for one pupil and one purpose."""
    return verdicts([student.pk], [purpose.pk], at=at, **more)[student.pk][purpose.pk]


def informed(enrolment: Enrolment, *, by) -> None:
    """The family got the information notice by hand: nothing of consent stands in the way of enrolling the child (S1-63)."""
    NoticeRecord.objects.create(
        student=enrolment.student, school=enrolment.school, is_given=True, on=TODAY, made_at=NOW, made_by=by
    )


def without_account(parent: Guardian) -> Guardian:
    """Who is reached on paper only."""
    parent.user = None
    parent.save()
    return parent
