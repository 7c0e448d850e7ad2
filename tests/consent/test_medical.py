"""Medical data is closed until the family says yes, somebody is told to ask, and a no opens the check (C-10, S2-77, S2-78, S2-174)."""
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consent.models import FollowUp, FollowUpKind
from consent.occasions import medical
from consent.services import occasions
from consent.tasks.medical import tasks_of
from privacyadmin.access.catalogue import Category, Right, Role
from privacyadmin.access.models import DataCategory
from privacyadmin.access.scope import resolve
from privacyadmin.policy.models import PolicyVersion
from students.models import CaseKind, DossierEntry, Student
from students.services import cases, dossier, transfers
from students.transfers import seed as transfer_seed
from students.transfers.candidates import candidates
from students.transfers.content import pieces
from tests.access.conftest import _today  # noqa: F401 - the clock
from tests.consent.making import answers
from tests.factories import NOW, TODAY, case, entry, pupil, staff
from tests.students.test_restrict import restrict

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def kind(code: str) -> DataCategory:
    return DataCategory.objects.get(code=code)


@pytest.fixture
def counsellor(vlieger):
    return staff(Role.COUNSELLOR, vlieger, name="Ingrid Bos")


@pytest.fixture
def writer(group6a):
    return staff(Role.GROUP_TEACHER, group6a, name="Wil Smit")


@pytest.fixture
def teacher(group6a):
    return staff(Role.GROUP_TEACHER, group6a, name="Tess de Vries")


@pytest.fixture
def care(vlieger, noor, counsellor, teacher, writer):
    opened = case(noor, school=vlieger, categories=["ID", "MED"])
    for user, role in ((counsellor, Role.COUNSELLOR), (teacher, Role.GROUP_TEACHER), (writer, Role.GROUP_TEACHER)):
        cases.join(opened, user=user, role=role, by=None, why="medisch", at=NOW)
    return opened


@pytest.fixture
def report(vlieger, noor, care, writer):
    entry(noor, vlieger, Category.MED, "Bril nodig.", data_category=kind("support"))
    return entry(noor, vlieger, Category.MED, "Verslag van de arts.", data_category=kind("medical"), author=writer)


def read_by(user, student, at=NOW) -> set:
    loaded = Student.objects.with_places(on=at.date()).get(pk=student.pk)
    return set(DossierEntry.objects.of_pupil(loaded, resolve(user, at), categories=[Category.MED], right=Right.READ))


def ask(report, by, *, until=TODAY + 30 * DAY):
    return occasions.ask(
        [report.student_id], medical.CODE, source=report.pk, school=report.school, label="", until=until, by=resolve(by, NOW), at=NOW
    )


def says(who, occasion, student, *, yes, at=NOW):
    return answers(student, occasion.purpose, yes=yes, guardian=who, at=at, occasion=occasion)


def tasks(user, at=NOW) -> list:
    return list(tasks_of(resolve(user, at), at.date()))


def test_it_is_read_by_its_author_and_by_who_asks_until_the_family_says_yes(noor, report, counsellor, teacher, writer, mother):
    support = DossierEntry.objects.get(data_category="support")
    assert read_by(teacher, noor) == {support}, "support needs rest on necessity (S2-77)"
    assert read_by(counsellor, noor) == read_by(writer, noor) == {support, report}
    occasion = ask(report, counsellor)
    assert read_by(teacher, noor) == {support}, "silence is no yes"
    says(mother, occasion, noor, yes=True)
    assert read_by(teacher, noor) == {support, report}
    assert read_by(teacher, noor, NOW + 30 * DAY) == {support}, "the yes has run out"
    says(mother, occasion, noor, yes=False, at=NOW + MINUTE)
    assert read_by(teacher, noor, NOW + DAY) == {support}


def test_the_list_of_all_pupils_and_that_of_one_agree(noor, report, counsellor, teacher, writer, mother):
    """A copy of it is put before the same people for a request of the family."""
    everybody = (counsellor, writer, teacher)

    def agree(at=NOW) -> list[int]:
        for user in everybody:
            assert set(DossierEntry.objects.visible_to(resolve(user, at), categories=[Category.MED])) == read_by(user, noor, at)
        return [len(read_by(user, noor, at)) for user in everybody]

    assert agree() == [2, 2, 1]
    says(mother, ask(report, counsellor), noor, yes=True)
    assert agree() == [2, 2, 2]


def test_what_is_marked_as_wrong_stays_closed(noor, report, counsellor, teacher):
    dossier.void_entry(report, why="verkeerde leerling", by=resolve(counsellor, NOW), at=NOW)
    assert report not in read_by(teacher, noor) and not tasks(counsellor)


def test_its_page_and_its_file_are_closed_too(client, noor, report, teacher, mother, counsellor):
    client.force_login(teacher)
    page = reverse("students:category", args=[noor.pk, "MED"])
    assert "Verslag van de arts." not in client.get(page).content.decode()
    assert client.get(reverse("students:concern_new", args=[noor.pk, report.pk])).status_code == 404
    says(mother, ask(report, counsellor), noor, yes=True)
    assert "Verslag van de arts." in client.get(page).content.decode()


def test_whoever_adds_it_reads_at_once_that_it_is_closed_and_where_to_ask(client, noor, care, counsellor):
    client.force_login(counsellor)
    address = reverse("students:entry_new", args=[noor.pk, "MED"])
    for code, closed in (("support", 0), ("medical", 1)):
        chosen = {
            "data_category": code, "purpose": "conditions" if code == "medical" else "teaching", "source": "guardian", "nature": "fact",
            "necessity": "nodig", "school": str(care.school_id), "happened_on": TODAY.isoformat(), "text": "Verslag van de arts.",
        }
        assert client.post(address, chosen).status_code == 302
        page = client.get(reverse("students:category", args=[noor.pk, "MED"])).content.decode()
        assert page.count(reverse("consent:ask", args=["entry", DossierEntry.objects.get(data_category=code).pk])) == closed


def test_support_rests_on_consent_where_the_house_says_so(noor, report, teacher):
    """C-10: `health_ground_support`."""
    version = PolicyVersion.objects.get(school=None)
    version.values["health_ground_support"] = "consent"
    version.save()
    assert read_by(teacher, noor) == set()


def test_it_goes_to_no_other_school_either(noor, vlieger, report, counsellor, mother):
    """C-05: whoever may ask reads it, and still does not send it."""
    transfer_seed.write()
    loaded = Student.objects.with_places(on=TODAY).get(pk=noor.pk)
    by = resolve(counsellor, NOW)
    transfer = transfers.start(loaded, school=vlieger, to_kind="po", to_name="Het Baken", to_brin="12AB", by=by, at=NOW)

    def offered() -> set:
        return {each.entry.pk for each in candidates(transfer, loaded, by) if each.entry}

    assert report.pk not in offered() and len(offered()) == 1
    says(mother, ask(report, counsellor), noor, yes=True)
    assert report.pk in offered()


def test_who_may_ask_has_a_task_until_the_answer(noor, report, counsellor, teacher, mother):
    [task] = tasks(counsellor)
    assert task.url == f"{reverse('students:category', args=[noor.pk, 'MED'])}#e-{report.pk}" and task.due_on == TODAY + 7 * DAY
    assert noor.last_name not in task.title + task.kind and not tasks(teacher)
    occasion = ask(report, counsellor)
    assert tasks(counsellor)
    says(mother, occasion, noor, yes=True)
    assert not tasks(counsellor)
    assert tasks(counsellor, NOW + 30 * DAY), "it has run out: ask again"


def test_who_runs_the_care_of_the_school_has_it_without_a_case(noor, report, vlieger, kompas):
    [task] = tasks(staff(Role.COUNSELLOR, vlieger))
    assert task.url == noor.get_absolute_url()
    assert not tasks(staff(Role.CARE_COORDINATOR, kompas)) and not tasks(staff(Role.OFFICE, vlieger))


@pytest.mark.parametrize("before", [True, False])
def test_a_no_ends_the_task_and_opens_the_check(before, noor, report, counsellor, mother):
    """S2-174: after a yes that is taken back, and after a no at once, for the entry is there already."""
    occasion = ask(report, counsellor)
    if before:
        says(mother, occasion, noor, yes=True)
    says(mother, occasion, noor, yes=False, at=NOW + MINUTE)
    assert not tasks(counsellor, NOW + DAY)
    [check] = FollowUp.objects.open()
    assert (check.kind, check.student, check.purpose) == (FollowUpKind.ERASE, noor, occasion.purpose)


def test_a_no_to_something_that_is_not_kept_yet_leaves_nothing_to_check(noor, counsellor, mother, vlieger):
    purpose = occasions.purpose_of(vlieger, medical.CODE, at=NOW)
    until, by = TODAY + 30 * DAY, resolve(counsellor, NOW)
    says(mother, occasions.open_for(purpose, [noor.pk], kind="medical", until=until, by=by, at=NOW), noor, yes=False)
    assert not FollowUp.objects.exists()


def test_the_tasks_take_the_same_number_of_queries_for_any_number_of_entries(vlieger, group6a, report, counsellor):
    ask(report, counsellor)
    scope, counts = resolve(counsellor, NOW), []
    for _round in range(2):
        with CaptureQueriesContext(connection) as seen:
            list(tasks_of(scope, TODAY))
        counts.append(len(seen))
        for _number in range(3):
            other = entry(pupil(vlieger, group6a), vlieger, Category.MED, "Verslag.", data_category=kind("medical"))
            ask(other, counsellor)
    assert counts[0] == counts[1] <= 5
    scope = resolve(staff(Role.OFFICE, vlieger), NOW)
    with CaptureQueriesContext(connection) as seen:
        list(tasks_of(scope, TODAY))
    assert not seen


@pytest.mark.parametrize("category", [Category.MED, Category.GUI])
def test_a_restriction_closes_nothing_that_the_family_agreed_to(category, noor, vlieger, report, counsellor, teacher, mother, coordinator):
    """GDPR 18: what is restricted is kept and may be read; and who may ask reads it, also while he may change nothing."""
    restrict(noor, vlieger, coordinator, categories=[category])
    support = set(DossierEntry.objects.filter(category=Category.MED)) - {report}
    assert read_by(counsellor, noor) == {report, *support} and read_by(teacher, noor) == support
    assert not tasks(counsellor) if category == Category.MED else tasks(counsellor)
    says(mother, ask(report, counsellor), noor, yes=True)
    assert read_by(teacher, noor) == {report, *support} and not tasks(counsellor)


def test_an_exception_that_was_approved_opens_it(noor, vlieger, report, coordinator, group6a):
    """GDPR 9(2)(c): a vital interest does not wait for an answer."""
    helper = staff(Role.GROUP_TEACHER, group6a)
    exception = case(
        noor, school=vlieger, categories=[Category.MED], kind=CaseKind.EXCEPTION, asked_by=helper, approved_by=coordinator
    )
    cases.join(exception, user=helper, role=Role.GROUP_TEACHER, by=None, why="spoed", at=NOW)
    assert report in read_by(helper, noor)
    assert report in DossierEntry.objects.visible_to(resolve(helper, NOW), categories=[Category.MED])


def test_what_was_chosen_and_lost_its_yes_goes_nowhere_and_is_taken_out(noor, vlieger, report, counsellor, mother):
    """S2-78: decision 007, «also where it was chosen before»."""
    transfer_seed.write()
    loaded = Student.objects.with_places(on=TODAY).get(pk=noor.pk)
    by, occasion = resolve(counsellor, NOW), ask(report, counsellor)
    says(mother, occasion, noor, yes=True)
    transfer = transfers.start(loaded, school=vlieger, to_kind="po", to_name="Het Baken", to_brin="12AB", by=by, at=NOW)
    chosen = [transfers.Wanted(each.key, why="nodig") for each in candidates(transfer, loaded, by) if each.entry == report]
    transfers.choose(transfer, wanted=chosen, by=by, at=NOW)
    assert [piece.text for piece in pieces(transfer, for_family=False, at=NOW)] == ["Verslag van de arts."]
    says(mother, occasion, noor, yes=False, at=NOW + MINUTE)
    assert pieces(transfer, for_family=False, at=NOW + DAY) == []
    later = resolve(counsellor, NOW + DAY)
    transfers.choose(transfer, wanted=[], by=later, at=NOW + DAY)
    assert not transfer.items.exists()


def test_the_check_names_the_pupil_only_to_who_may_know_and_he_confirms_it(sign_in, noor, report, counsellor, mother, vlieger):
    """2.14: the office keeps the consents, and hears of no medical data; S2-174."""
    occasion = ask(report, counsellor)
    says(mother, occasion, noor, yes=False, at=NOW + MINUTE)
    [check] = FollowUp.objects.open()
    office = sign_in(staff(Role.OFFICE, vlieger))
    seen = office.get(reverse("consent:follow_ups")).content.decode() + office.get(check.get_absolute_url()).content.decode()
    assert check.get_absolute_url() in seen and noor.last_name not in seen and noor.call_name not in seen
    done = {"outcome": "erased", "on": TODAY.isoformat(), "note": ""}
    assert office.post(check.get_absolute_url(), done).status_code == 403
    care = sign_in(counsellor)
    assert noor.last_name in care.get(check.get_absolute_url()).content.decode()
    assert care.post(check.get_absolute_url(), done).status_code == 302
    assert FollowUp.objects.get().done_by == counsellor
