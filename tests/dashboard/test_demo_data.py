"""The demo board of CONTRACT: the same for the same seed, never mixed with a real one."""
import itertools
import random
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from consent.asking import verdicts
from consent.models import Decision, Purpose
from consent.services.disagreements import DIFFERS, waiting
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import resolve
from privacyadmin.accounts import demo as listed
from privacyadmin.accounts.models import User
from privacyadmin.dashboard.demo import people, pupils
from privacyadmin.organisation.models import Board
from students.models import Student

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(db):
    call_command("demo_data", pupils=60, verbosity=0)


def scope_of(name: str):
    return resolve(User.objects.get(email=f"{name}@{people.DOMAIN}"), timezone.now())


def test_every_account_that_the_demo_lists_exists_and_the_other_way_round():
    shown = {email for email, _who in listed.ACCOUNTS}
    made = {f"{person.email}@{people.DOMAIN}" for person in people.STAFF} | {f"{name}@{people.DOMAIN}" for name in people.FAMILY}
    assert shown == made


@override_settings(SECOND_FACTOR_REQUIRED=False)
def test_everybody_lands_on_a_page_of_his_own(demo, client):
    for person in people.STAFF:
        client.force_login(User.objects.get(email=f"{person.email}@{people.DOMAIN}"))
        assert client.get("/").status_code == 200, person.email
    for name in people.FAMILY:
        client.force_login(User.objects.get(email=f"{name}@{people.DOMAIN}"))
        assert client.get("/", follow=True).redirect_chain[-1][0] == reverse("portal:home"), name


def test_a_teacher_sees_her_own_group_and_no_medical_report(demo):
    scope = scope_of("teacher.vlieger")
    seen = Student.objects.visible_to(scope)
    assert {"Noor", "Finn"} <= set(seen.values_list("first_name", flat=True))
    noor = seen.get(first_name="Noor", last_name="Wit")
    assert scope.can(noor, Category.GUI, Right.WRITE)
    assert not scope.can(noor, Category.MED)


def test_parents_of_the_demo_differ_only_where_it_is_a_task(demo):
    """DOMAIN 1.6, U7: an answer that stands in no list of differing answers would be nobody's to look at."""
    scope = scope_of("coordinator")
    pupils = list(Decision.objects.values_list("student", flat=True).distinct())
    found = verdicts(pupils, list(Purpose.objects.values_list("pk", flat=True)), at=scope.at)
    differ = {(pupil, purpose) for pupil, each in found.items() for purpose, verdict in each.items() if verdict.reason in DIFFERS}
    assert differ == {(row.student_id, row.purpose_id) for row, _verdict in waiting(scope)} and len(differ) == 1


def test_the_same_seed_draws_the_same_people(class4h1):
    first, again, other = (
        pupils.draw(random.Random(seed), [class4h1], 30, date(2026, 8, 1), itertools.count()) for seed in (7, 7, 8)
    )
    assert names_of(first) == names_of(again) != names_of(other)


def names_of(drawn: pupils.Drawn) -> list[tuple]:
    return [(student.full_name, student.birth_on, student.postcode) for student in drawn.students]


def test_it_refuses_a_database_that_holds_a_real_board(db):
    Board.objects.create(name="Stichting Echt")
    with pytest.raises(CommandError, match="real board"):
        call_command("demo_data")
    assert Student.objects.count() == 0


def test_a_second_time_it_changes_nothing(demo):
    call_command("demo_data", pupils=60, verbosity=0)
    assert Student.objects.count() == 71           # 60 drawn, 4 with a part of their own, 4 who applied, twins, and Finn once more
