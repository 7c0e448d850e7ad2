"""The information notice: sent, proven, recorded by hand, and nobody enrolled before it (S1-14, S1-35, S1-63, S1-64, S1-83; C-27)."""
from datetime import date

import pytest
from django.core import mail

from consent import yearly
from consent.models import NoticeRecord
from consent.services import notices
from privacyadmin import outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.letters.models import Letter
from privacyadmin.workflow import NotAllowed
from students.models import Authority, Enrolment, EnrolmentStatus, Guardian, GuardianRelation
from students.services import enrolments
from tests.access.conftest import _today, sign_in  # noqa: F401 - the same people
from tests.factories import NOW, TODAY, guardian, pupil, staff


@pytest.fixture
def sem(vlieger):
    return pupil(vlieger, status=EnrolmentStatus.APPLICANT, first_name="Sem", last_name="Wit")


@pytest.fixture
def father_of_sem(sem):
    return guardian(sem, first_name="Bram")


def enrol(student, office):
    row = Enrolment.objects.get(student=student)
    return enrolments.enrol(row, entry_on=TODAY, year_group="1", key="", by=resolve(office, NOW), at=NOW)


def test_nobody_is_enrolled_before_the_family_knows(sign_in, vlieger, sem, father_of_sem, office):  # noqa: F811
    """S1-14, S1-63: the notice lies in the portal with a mail that there is news; then the child is enrolled."""
    with pytest.raises(NotAllowed):
        enrol(sem, office)
    page = f"/consent/notices/{Enrolment.objects.get(student=sem).pk}/"
    browser = sign_in(office)
    assert browser.get(page).status_code == 200
    browser.post(page, {"action": "send"})
    outbox.work(at=NOW)
    letter = Letter.objects.get(kind=notices.LETTER, subject=sem.pk)
    assert (letter.user, letter.sent_at) == (father_of_sem.user, NOW)
    assert [message.to for message in mail.outbox] == [[father_of_sem.user.email]] and "Sem" not in mail.outbox[0].body
    assert enrol(sem, office).status == EnrolmentStatus.ENROLLED


def test_a_letter_that_waits_for_the_printer_is_no_proof_yet(vlieger, sem, office):
    """S1-64: proof of delivery for each addressee."""
    person = Guardian(last_name="Papier")
    person.save()
    GuardianRelation(student=sem, guardian=person, authority=Authority.YES).save()
    notices.write(sem.pk, school=vlieger.pk, wave="x", at=NOW)
    with pytest.raises(NotAllowed):
        enrol(sem, office)
    Letter.objects.filter(subject=sem.pk).update(sent_at=NOW, sent_on=TODAY)
    assert enrol(sem, office).status == EnrolmentStatus.ENROLLED


def test_what_went_by_hand_or_why_not_is_recorded_and_lets_the_child_in(sign_in, sem, office):  # noqa: F811
    browser, row = sign_in(office), Enrolment.objects.get(student=sem)
    page = f"/consent/notices/{row.pk}/"
    assert browser.post(page, {"way": "not", "on": TODAY.isoformat(), "reason": " "}).status_code == 400
    assert browser.post(page, {"way": "given", "on": "2027-01-01"}).status_code == 400
    assert not NoticeRecord.objects.exists()
    assert browser.post(page, {"way": "not", "on": TODAY.isoformat(), "reason": "crisisplaatsing"}).status_code == 302
    assert "crisisplaatsing" in browser.get(page).content.decode()
    assert enrol(sem, office).status == EnrolmentStatus.ENROLLED


def test_a_teacher_records_nothing(sign_in, group6a, vlieger):  # noqa: F811
    noor = pupil(vlieger, group6a)
    page = f"/consent/notices/{Enrolment.objects.get(student=noor).pk}/"
    answer = sign_in(staff(Role.GROUP_TEACHER, group6a)).post(page, {"way": "given", "on": TODAY.isoformat()})
    assert answer.status_code in (403, 404) and not NoticeRecord.objects.exists()


def test_a_family_with_three_children_gets_three_letters_and_one_mail_once(vlieger, group6a, office):
    """S1-64; run twice, nobody gets anything twice."""
    children = [pupil(vlieger, group6a) for _number in range(3)]
    guardian(*children)
    keys = [child.pk for child in children]
    for _time in range(2):
        notices.order(vlieger, keys, by=resolve(office, NOW), at=NOW)
        outbox.work(at=NOW)
    assert Letter.objects.filter(kind=notices.LETTER).count() == 3 and len(mail.outbox) == 1
    assert not notices.lacking(vlieger, on=TODAY).exists()


def test_each_year_in_the_month_of_the_house_rules_every_family_hears_it_again(kompas, class4h1):
    """C-27, S1-83; of a school whose rules do not ask it only new applicants hear."""
    mother = guardian(pupil(kompas, class4h1, birth_on=date(2012, 1, 1)))
    september = NOW.replace(month=9, day=3)
    for _night in range(2):
        yearly.notices_of_the_day(september.date(), september)
        outbox.work(at=september)
    assert Letter.objects.get(kind=notices.LETTER).user == mother.user
    yearly.notices_of_the_day(TODAY, NOW)
    outbox.work(at=NOW)
    assert Letter.objects.filter(kind=notices.LETTER).count() == 1


def test_the_night_writes_to_the_family_of_who_applied_lately(vlieger, sem, father_of_sem):
    """S1-35: at application; who applied long ago stands on the list, and somebody looks."""
    assert yearly.notices_of_the_day(TODAY, NOW) == 0
    row = Enrolment.objects.get(student=sem)
    row.applied_on = TODAY
    row.save()
    assert yearly.notices_of_the_day(TODAY, NOW) == 1
    outbox.work(at=NOW)
    assert Letter.objects.get(kind=notices.LETTER).user == father_of_sem.user


def test_office_sees_who_has_not_got_it(sign_in, vlieger, sem, father_of_sem, group6a, office, django_assert_max_num_queries):  # noqa: F811
    browser = sign_in(office)
    assert sem.list_name in browser.get("/consent/notices/").content.decode()
    for _number in range(10):
        pupil(vlieger, group6a)
    with django_assert_max_num_queries(25):
        browser.get("/consent/notices/")
    browser.post("/consent/notices/")
    outbox.work(at=NOW)
    assert sem.list_name not in browser.get("/consent/notices/").content.decode()
