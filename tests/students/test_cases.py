"""A case opens parts of one pupil's file to a few people, for a reason and for a while (SETTLED 3, S1-110, S1-111)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from privacyadmin import audit
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import resolve
from privacyadmin.audit.models import Event
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students.models import Case, CaseGrant, CaseKind, ExceptionRequest, ExceptionState, Student
from students.night import note_lapsed_grants
from students.services import cases
from tests.factories import NOW, TODAY, YEAR_END, entry, staff

LIST = reverse("students:cases")


@pytest.fixture
def care(vlieger, noor, counsellor):
    return cases.open_case(
        kind=CaseKind.CARE,
        school=vlieger,
        pupils=[noor],
        categories=["ID", "CAR", "MED"],
        reason="zorgteam",
        by=resolve(counsellor, NOW),
        at=NOW,
    )


def loaded(student) -> Student:
    return Student.objects.with_places(on=TODAY).get(pk=student.pk)


def test_a_counsellor_opens_a_case_and_adds_a_colleague_who_reads_only_what_it_names(client, counsellor, noor, vlieger):
    coach = staff(Role.FAMILY_COACH, vlieger, name="Fatima Aydin")
    client.force_login(counsellor)
    answer = client.post(
        reverse("students:case_new", args=[noor.pk]),
        {"categories": ["ID", "CAR"], "reason": "zorgteam", "until_on": local_day(timezone.now()) + timedelta(days=20)},
    )
    case = Case.objects.get()
    assert answer.url == reverse("students:case", args=[case.pk])
    client.post(reverse("students:case_join", args=[case.pk]), {"person": coach.pk, "role": Role.FAMILY_COACH})
    scope = resolve(coach, timezone.now())
    assert scope.can(loaded(noor), Category.CAR) and not scope.can(loaded(noor), Category.RES)
    assert "Fatima Aydin" in client.get(LIST).content.decode()


def test_a_care_case_lapses_with_the_school_year(care, noor, vlieger):
    """DOMAIN 1.6."""
    assert care.until == YEAR_END
    teacher = staff(Role.GROUP_TEACHER, vlieger)
    grant = cases.join(care, user=teacher, role=Role.GROUP_TEACHER, by=None, why="x", at=NOW)
    assert grant.until == YEAR_END
    assert resolve(teacher, YEAR_END - timedelta(seconds=1)).can(loaded(noor), Category.CAR)
    assert not resolve(teacher, YEAR_END).can(loaded(noor), Category.CAR)


def test_other_cases_lapse_after_thirty_days(vlieger, noor):
    case = cases.open_case(kind=CaseKind.REQUEST, school=vlieger, pupils=[noor], categories=["ID"], reason="V-1", by=None, at=NOW)
    assert (case.until - NOW).days in (29, 30)


def test_closing_ends_everything_at_once(client, care, counsellor, noor, vlieger):
    coach = staff(Role.FAMILY_COACH, vlieger)
    cases.join(care, user=coach, role=Role.FAMILY_COACH, by=None, why="x", at=NOW)
    client.force_login(counsellor)
    client.post(reverse("students:case_close", args=[care.pk]))
    assert not any(held.source == "case" for held in resolve(coach, timezone.now()).held)
    assert cases.close_case(care, by=None, at=NOW).closed_at, "again is no error"


def test_nobody_joins_himself(care, counsellor):
    """2.14 segregation."""
    with pytest.raises(NotAllowed):
        cases.join(care, user=counsellor, role=Role.COUNSELLOR, by=counsellor, why="x", at=NOW)


@pytest.mark.parametrize(
    ("role", "joins"), [(Role.MENTOR, False), (Role.DIRECTOR, False), (Role.ORTHOPEDAGOGUE, True), (Role.FAMILY_COACH, True)]
)
def test_where_s1_holds_care_reports_are_for_the_care_team_alone(kompas, sam, role, joins):
    """2.14 note 8, S1-116."""
    case = cases.open_case(kind=CaseKind.CARE, school=kompas, pupils=[sam], categories=["ID", "CAR"], reason="x", by=None, at=NOW)
    person = staff(role, kompas) if role != Role.MENTOR else staff()
    try:
        cases.join(case, user=person, role=role, by=None, why="x", at=NOW)
    except NotAllowed:
        assert not joins
    assert CaseGrant.objects.exists() == joins


def test_a_case_holds_pupils_of_its_school_and_never_the_adviser_s_notes(vlieger, noor, sam):
    with pytest.raises(NotAllowed):
        cases.open_case(kind=CaseKind.CARE, school=vlieger, pupils=[sam], categories=["ID"], reason="x", by=None, at=NOW)
    with pytest.raises(NotAllowed):
        cases.open_case(kind=CaseKind.CARE, school=vlieger, pupils=[noor], categories=["ADV"], reason="x", by=None, at=NOW)


def test_a_teacher_neither_opens_nor_sees_cases_of_others(client, teacher, care, noor):
    client.force_login(teacher)
    assert client.get(reverse("students:case_new", args=[noor.pk])).status_code == 403
    assert client.get(reverse("students:case", args=[care.pk])).status_code == 404
    assert "zorgteam" not in client.get(LIST).content.decode()


def test_the_adviser_finds_a_pupil_by_name_and_birth_and_nobody_sees_her_case(client, adviser, kompas, sam, coordinator):
    """S1-114, S1-115."""
    client.force_login(adviser)
    url = reverse("students:adviser_case")
    wrong = client.post(url, {"school": kompas.pk, "last_name": "Bakker", "first_name": "Sam", "birth_on": "2001-01-01"})
    assert wrong.status_code == 200 and not Case.objects.exists()
    client.post(url, {"school": kompas.pk, "last_name": "bakker", "first_name": "SAM", "birth_on": sam.birth_on})
    case = Case.objects.get()
    scope = resolve(adviser, timezone.now())
    assert scope.can(loaded(sam), Category.ADV) and not scope.can(loaded(sam), Category.CAR)
    with pytest.raises(NotAllowed):
        cases.join(case, user=coordinator, role=Role.COORDINATOR, by=adviser, why="x", at=timezone.now())
    for other in (coordinator, staff(Role.DIRECTOR, kompas), staff(Role.CARE_COORDINATOR, kompas), staff(Role.ADVISER, kompas)):
        client.force_login(other)
        assert client.get(reverse("students:case", args=[case.pk])).status_code == 404
        assert "Bakker" not in client.get(LIST).content.decode()


def ask(client, noor, person, **values):
    data = {
        "person": person.pk,
        "role": Role.GROUP_TEACHER,
        "categories": ["MED"],
        "reason": "kamp",
        "until_on": local_day(timezone.now()) + timedelta(days=10),
        **values,
    }
    return client.post(reverse("students:exception_new", args=[noor.pk]), data)


def test_an_exception_is_asked_by_one_and_approved_by_another(client, director, coordinator, teacher, noor, vlieger):
    """2.14: asked by the director, approved by the privacy coordinator, with an end."""
    entry(noor, vlieger, Category.MED, text="pinda-allergie")
    client.force_login(director)
    ask(client, noor, teacher)
    asked = ExceptionRequest.objects.get()
    assert not resolve(teacher, timezone.now()).can(loaded(noor), Category.MED)
    url = reverse("students:exception", args=[asked.pk])
    assert client.post(url, {"approve": "1"}).status_code == 403
    client.force_login(coordinator)
    client.post(url, {"approve": "1"})
    asked.refresh_from_db()
    assert (asked.status, asked.case.asked_by, asked.case.approved_by) == (ExceptionState.APPROVED, director, coordinator)
    client.force_login(teacher)
    assert "pinda-allergie" in client.get(reverse("students:category", args=[noor.pk, "MED"])).content.decode()
    assert client.post(url, {"approve": "1"}).status_code == 404


def test_a_declined_exception_says_why_and_opens_nothing(client, director, coordinator, teacher, noor):
    client.force_login(director)
    ask(client, noor, teacher)
    asked = ExceptionRequest.objects.get()
    client.force_login(coordinator)
    client.post(reverse("students:exception", args=[asked.pk]), {"why": "de veiligheidskaart is genoeg"})
    asked.refresh_from_db()
    assert asked.status == ExceptionState.DECLINED and not Case.objects.exists()


def test_nobody_asks_for_himself_and_the_notes_of_the_adviser_are_no_choice(client, director, teacher, noor):
    client.force_login(director)
    assert ask(client, noor, director).status_code == 200
    assert ask(client, noor, teacher, categories=["ADV"]).status_code == 200
    assert not ExceptionRequest.objects.exists()


def test_the_night_tells_once_of_roles_that_ended(care, vlieger, board):
    cases.join(care, user=staff(Role.FAMILY_COACH, vlieger), role=Role.FAMILY_COACH, by=None, why="x", at=NOW)
    later = YEAR_END + timedelta(days=1)
    assert (note_lapsed_grants(later.date(), later), note_lapsed_grants(later.date(), later)) == (1, 0)
    audit.flush()
    assert Event.objects.filter(name="grants.lapsed", chain=vlieger.pk).count() == 1
    assert CaseGrant.objects.get().ended_why == "lapsed"


def test_nobody_joins_a_case_in_a_role_that_he_does_not_hold_at_the_school(care, kompas):
    """DOMAIN 2.14: a role belongs to the function; specialists are invited, other roles are held."""
    stranger = staff(Role.COUNSELLOR, kompas)
    for role in (Role.COUNSELLOR, Role.DIRECTOR):
        with pytest.raises(NotAllowed):
            cases.join(care, user=stranger, role=role, by=None, why="hulp", at=NOW)
    assert cases.join(care, user=stranger, role=Role.ORTHOPEDAGOGUE, by=None, why="hulp", at=NOW).role == Role.ORTHOPEDAGOGUE
