"""The file of a previous school: a task at application or admission, asked, chased, received, told (S1-33, C-06, S2-82; GDPR 14)."""
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyadmin import crypto
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.outbox.models import Item
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.workflow import NotAllowed
from students.models import Enrolment, EnrolmentStatus, FileRequest, Student, Transfer
from students.models.transfers import REMARK_LABEL
from students.models.transfers import FileRequestStatus as Status
from students.services import comparing, enrolments, file_requests, merging, pupils
from students.transfers.night import open_and_remind
from tests.consent.making import informed
from tests.factories import NOW, TODAY, pupil, staff

DAY = timedelta(days=1)
APPLIED = TODAY - 10 * DAY


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


def scope(user, at=NOW):
    return resolve(user, at)


def apply(school, office, *, applied_on=APPLIED) -> Enrolment:
    details = {"first_name": "Mila", "last_name": "Bos", "birth_on": date(2022, 1, 2), "sex": "2"}
    return pupils.apply(
        school, applied_on=applied_on, year_group="1", details=details, is_another=False, is_same=False, by=scope(office), at=NOW
    )


def rule(school, value) -> None:
    version = PolicyVersion.objects.filter(school=school).first() or PolicyVersion.objects.get(school=None)
    version.values["ask_previous_school"] = value
    version.save()


def asked(row, by, *, asked_on=TODAY, at=NOW) -> FileRequest:
    return file_requests.ask(row, previous_name="De Bries", channel="oso", asked_on=asked_on, reference="", by=scope(by, at), at=at)


def test_an_application_opens_the_task_where_the_rules_say_so(vlieger, office):
    """C-06."""
    rule(None, "at_application")
    apply(vlieger, office)
    row = FileRequest.objects.get()
    assert (row.status, row.since_on, row.due_on) == (Status.OPEN, APPLIED, TODAY + 14 * DAY)


def test_elsewhere_the_admission_does_and_once(vlieger, office):
    rule(None, "at_admission")
    enrolment = apply(vlieger, office)
    assert not FileRequest.objects.exists()
    informed(enrolment, by=office)
    enrolments.enrol(enrolment, entry_on=TODAY, year_group="1", key="", by=scope(office), at=NOW)
    left = enrolments.leave(enrolment, left_on=TODAY, by=scope(office), at=NOW)
    enrolments.enrol(left, entry_on=TODAY, year_group="1", key="", by=scope(office), at=NOW)
    assert FileRequest.objects.count() == 1


def test_it_is_asked_and_asked_again_and_comes_and_the_family_hears_of_it(vlieger, office, director):
    """S2-82; GDPR 14: within a month."""
    rule(None, "at_application")
    apply(vlieger, office)
    row = asked(FileRequest.objects.get(), director)
    later = NOW + 30 * DAY
    row = file_requests.chase(row, chased_on=later.date(), by=scope(director, later), at=later)
    assert row.due_on == later.date() + 28 * DAY
    row = file_requests.receive(
        row, received_on=later.date(), previous_name="De Bries", channel="oso", reference="9", by=scope(director, later), at=later
    )
    assert (row.status, row.due_on) == (Status.RECEIVED, date(2027, 1, 22))
    row = file_requests.tell(row, told_on=later.date(), by=scope(director, later), at=later)
    assert (row.status, row.closed_on, row.next_reminder_on) == (Status.CLOSED, later.date(), None)


def test_no_school_is_asked_before_the_application(vlieger, office, director):
    """T4."""
    rule(None, "at_application")
    apply(vlieger, office)
    with pytest.raises(NotAllowed, match="before the application"):
        asked(FileRequest.objects.get(), director, asked_on=APPLIED - DAY)


def test_nothing_comes_with_a_reason_and_a_child_that_is_not_admitted_is_not_asked_for(vlieger, office, director):
    rule(None, "at_application")
    enrolment = apply(vlieger, office)
    enrolments.reject(enrolment, rejected_on=TODAY, by=scope(office), at=NOW)
    row = FileRequest.objects.get()
    assert row.status == Status.NOTHING and row.closed_why
    other = FileRequest(student=enrolment.student, school=vlieger, since_on=TODAY, due_on=TODAY, made_at=NOW)
    other.save()
    assert file_requests.nothing(other, why="was thuis", by=scope(director), at=NOW).closed_why == "was thuis"


@pytest.mark.parametrize("role", [Role.OFFICE, Role.SUBJECT_TEACHER])
def test_who_keeps_no_transfer_files_does_not_see_it(client, vlieger, group6a, office, role):
    """2.14, TRF: the administration by a case alone."""
    rule(None, "at_application")
    apply(vlieger, office)
    client.force_login(staff(role, vlieger if role == Role.OFFICE else group6a))
    assert client.get(FileRequest.objects.get().get_absolute_url()).status_code == 404


def test_the_pages_take_each_step(client, vlieger, office, director):
    rule(None, "at_application")
    apply(vlieger, office)
    row = FileRequest.objects.get()
    client.force_login(director)
    assert "to ask of a previous school" in client.get("/").content.decode()

    def step(name, **values):
        return client.post(reverse("students:file_request_step", args=[row.pk, name]), values).status_code

    assert step("ask", previous_name="De Bries", channel="oso", asked_on="2099-01-01") == 200, "the future"
    assert step("ask", previous_name="De Bries", channel="oso", asked_on="2026-11-22") == 302
    assert step("receive", previous_name="De Bries", channel="oso", received_on="2026-11-22") == 302
    assert step("ask", previous_name="De Bries", channel="oso", asked_on="2026-11-22") == 403
    assert step("tell", told_on="2026-11-22") == 302
    row.refresh_from_db()
    assert row.status == Status.CLOSED


def test_the_night_opens_what_is_missing_and_reminds_once_after_missed_nights(vlieger, kompas, class4h1, office, director, counsellor):
    """Must show 1."""
    rule(None, "at_application")
    child = pupil(vlieger, status=EnrolmentStatus.APPLICANT)
    enrolment = Enrolment.objects.get(student=child)
    enrolment.applied_on = APPLIED
    enrolment.save()
    gone = pupil(vlieger, status=EnrolmentStatus.LEFT)
    row = gone.enrolments.get()
    row.left_on = TODAY - 3 * DAY
    row.save()
    assert open_and_remind(TODAY, NOW) == 2
    assert (Transfer.objects.get().student, FileRequest.objects.get().student) == (gone, child)
    assert open_and_remind(TODAY, NOW) == 0
    late, missed = TODAY + 40 * DAY, NOW + 40 * DAY
    assert open_and_remind(late, missed) == 2, "of three stages that were missed only the latest"
    assert open_and_remind(late, missed) == 0
    mails = Item.objects.filter(kind="mail")
    assert {(item.get("to"), item.get("template")) for item in mails} == {
        (str(person.pk), "transfer_late") for person in (director, counsellor)
    }
    assert mails.count() == 4, "one for what goes, one for what comes"


def test_both_follow_when_two_records_are_one_pupil(vlieger, kompas, coordinator):
    """No row is left behind, and what the family said still opens."""
    stays, goes = pupil(vlieger, first_name="Noor"), pupil(kompas, first_name="Noor")
    known = {"student": goes, "school": kompas, "due_on": TODAY, "made_at": NOW}
    transfer = Transfer(**known)
    keyring = crypto.Keyring.ensure([goes.pk], at=NOW)
    transfer.remark_sealed = keyring.seal(goes.pk, "Graag gauw.", label=REMARK_LABEL, row_id=transfer.pk)
    transfer.save()
    FileRequest(since_on=TODAY, **known).save()
    by, kept, gone = scope(coordinator), *(Student.objects.with_places(on=TODAY).get(pk=each.pk) for each in (stays, goes))
    shown = comparing.pupils(kept, gone, by=by, at=NOW).digest
    merging.merge_pupils(kept.pk, gone.pk, decisions=merging.Decisions(reason="dubbel"), shown=shown, by=by, at=NOW)
    moved = Transfer.objects.get()
    assert (moved.student_id, FileRequest.objects.get().student_id) == (stays.pk, stays.pk)
    assert moved.remark(crypto.Keyring.for_subjects([stays.pk])) == "Graag gauw."


def test_the_list_asks_as_much_of_the_database_whatever_its_length(client, vlieger, director):
    client.force_login(director)
    url = reverse("students:transfers") + "?what=in"
    client.get(url)
    counts = []
    for _round in range(2):
        for _each in range(3):
            FileRequest(student=pupil(vlieger), school=vlieger, since_on=TODAY, due_on=TODAY, made_at=NOW).save()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
