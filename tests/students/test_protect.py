"""A protective exception (C-25) hides at once, is decided on by another, and stays until somebody looks again."""
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from privacyadmin import audit
from privacyadmin.access.catalogue import Category, Right, Role
from privacyadmin.access.scope import resolve
from privacyadmin.outbox.models import Item
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist.tasks import worklist_of
from students.models import Protection, Student
from students.services import protections
from tests.factories import NOW, TODAY, guardian, pupil, staff

DAY = timedelta(days=1)


def loaded(student: Student) -> Student:
    return Student.objects.with_places(on=TODAY).get(pk=student.pk)


def protect(student, school, by, *, at=NOW, **values) -> Protection:
    asked = {
        "categories": ["GUI", "ABS"], "hidden_from": "guardians", "ground": "reporting", "reason": "zie register", "reporting_step": 2,
        "review_on": TODAY + 30 * DAY, **values,
    }
    return protections.protect(loaded(student), school=school, by=resolve(by, at), at=at, **asked)


@pytest.fixture
def member(board):
    return staff(Role.BOARD_MEMBER, board, name="Bea Bos", language="en")


def test_it_hides_at_once_and_nobody_waits_for_a_decision(counsellor, teacher, noor, vlieger):
    """S1-117: what leaks meanwhile cannot be taken back."""
    mother = guardian(noor).user
    assert resolve(mother, NOW).can(loaded(noor), Category.ABS)
    protect(noor, vlieger, counsellor)
    assert not resolve(mother, NOW).can(loaded(noor), Category.ABS)
    assert resolve(teacher, NOW).can(loaded(noor), Category.ABS) and not resolve(teacher, NOW).can(loaded(noor), Category.ABS, Right.WRITE)


def test_what_is_hidden_from_the_guardians_stays_open_to_the_pupil(kompas, class4h1):
    yara = pupil(kompas, class4h1, birth_on=TODAY.replace(year=TODAY.year - 17), user=staff(kind="family"))
    parent = guardian(yara).user
    protect(yara, kompas, staff(Role.DIRECTOR, kompas), categories=["ABS"])
    assert resolve(yara.user, NOW).can(loaded(yara), Category.ABS) and not resolve(parent, NOW).can(loaded(yara), Category.ABS)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.BOARD_MEMBER, Role.FG, Role.ICT])
def test_who_does_not_care_for_pupils_does_not_protect(board, noor, vlieger, role):
    with pytest.raises(NotAllowed):
        protect(noor, vlieger, staff(role, vlieger if role == Role.OFFICE else board))


def test_in_primary_education_the_board_decides_and_hears_of_it(counsellor, director, member, noor, vlieger):
    """S2-199, C-29."""
    protection = protect(noor, vlieger, counsellor)
    assert [item.get("to") for item in Item.objects.filter(kind="mail")] == [str(member.pk)]
    assert "zie register" not in str(list(Item.objects.values()))
    with pytest.raises(NotAllowed):
        protections.confirm(protection, advice="x", by=resolve(director, NOW), at=NOW)
    assert protections.confirm(protection, advice="eens", by=resolve(member, NOW), at=NOW).status == "confirmed"
    assert {event.name for event in audit.trail(protection.pk)} == {"protection.set", "protection.confirmed"}


def test_where_the_director_decides_he_does_not_decide_on_his_own(member, sam, kompas):
    """C-29: S1 names the director; then the board decides on what he asked himself."""
    director = staff(Role.DIRECTOR, kompas)
    protection = protect(sam, kompas, director)
    assert [item.get("to") for item in Item.objects.filter(kind="mail")] == [str(member.pk)]
    with pytest.raises(NotAllowed):
        protections.confirm(protection, advice="x", by=resolve(director, NOW), at=NOW)
    other = protect(sam, kompas, staff(Role.CARE_COORDINATOR, kompas))
    assert protections.confirm(other, advice="x", by=resolve(director, NOW), at=NOW).is_confirmed


def test_declined_or_ended_it_hides_nothing_any_more(counsellor, member, noor, vlieger):
    mother, scope = guardian(noor).user, resolve(member, NOW)
    declined = protections.decline(protect(noor, vlieger, counsellor), why="onvoldoende", by=scope, at=NOW)
    assert declined.status == "ended" and declined.is_confirmed is False
    second = protect(noor, vlieger, counsellor)
    protections.confirm(second, advice="x", by=scope, at=NOW)
    with pytest.raises(NotAllowed):
        protections.end_protection(second, why="x", by=resolve(counsellor, NOW), at=NOW)
    protections.end_protection(second, why="voorbij", by=scope, at=NOW)
    assert resolve(mother, NOW).can(loaded(noor), Category.ABS)


def test_it_never_lapses_by_itself_but_asks_to_be_looked_at(counsellor, member, noor, vlieger):
    protection = protect(noor, vlieger, counsellor, review_on=TODAY + DAY)
    protections.confirm(protection, advice="x", by=resolve(member, NOW), at=NOW)
    later = NOW + 90 * DAY
    assert not resolve(guardian(noor).user, later).can(loaded(noor), Category.ABS)
    tasks = worklist_of(resolve(counsellor, later), later.date()).late
    assert [task.url for task in tasks if task.title == "A protection to review"] == [protection.get_absolute_url()]
    protections.review(protection, review_on=later.date() + 30 * DAY, why="duurt", by=resolve(counsellor, later), at=later)
    assert not worklist_of(resolve(counsellor, later), later.date()).late


def test_the_board_member_decides_on_the_page_without_opening_the_file(client, counsellor, member, noor, vlieger):
    """2.14: bestuur K:r; the name and the page of the decision are enough."""
    protection = protect(noor, vlieger, counsellor, at=timezone.now() - DAY, review_on=timezone.localdate() + DAY)
    client.force_login(member)
    assert client.get(noor.get_absolute_url()).status_code == 404
    assert protection.get_absolute_url() in client.get(reverse("home")).content.decode()
    assert "Noor" in client.get(protection.get_absolute_url()).content.decode()
    client.post(reverse("students:protection_step", args=[protection.pk, "confirm"]), {"advice": "eens"})
    assert Protection.objects.get().is_confirmed


def test_the_counsellor_protects_on_the_page_and_the_family_sees_nothing_of_it(client, counsellor, teacher, noor, vlieger):
    client.force_login(counsellor)
    asked = {
        "school": vlieger.pk, "hidden_from": "family", "ground": "threat", "categories": ["ABS"], "why": "zie register",
        "review_on": (timezone.localdate() + DAY).isoformat(), "reporting_step": "", "evidence": "map 3",
    }
    sent = client.post(reverse("students:protection_new", args=[noor.pk]), asked)
    assert "map 3" in client.get(sent["Location"]).content.decode()
    client.force_login(teacher)
    assert "Protected." in client.get(noor.get_absolute_url()).content.decode()
    assert client.get(sent["Location"]).status_code == 403, "a teacher sees that, and not why"
    client.force_login(guardian(noor).user)
    shown = client.get(reverse("portal:child", args=[noor.pk])).content.decode()
    assert "rotect" not in shown and "zie register" not in shown
    assert client.get(sent["Location"]).status_code == 404
