"""«A parent just asked me»: a teacher passes it on, and the term runs from the day on which it was asked (S2-195)."""
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.organisation.services import school_year_on
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist import worklist_of
from requests.models import PrivacyRequest, Status
from requests.services import receiving
from requests.views.intake_short import possible
from students.models import Authority
from tests.factories import ClassGroupFactory, guardian, pupil, staff

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def group(vlieger, today):
    return ClassGroupFactory(school=vlieger, name="6A", school_year=school_year_on(today))


@pytest.fixture
def noor(vlieger, group):
    return pupil(vlieger, group, first_name="Noor")


@pytest.fixture
def mother(noor):
    return guardian(noor, first_name="Sanne", last_name="Visser")


@pytest.fixture
def teacher(group, client):
    user = staff(Role.GROUP_TEACHER, group, until=timezone.now() + 90 * DAY)
    client.force_login(user)
    client.post(reverse("set_language"), {"language": "en"})
    return user


def pass_on(client, student, parent, today, **changed):
    told = {"who": f"{student.pk}:{parent.pk}", "right": "access", "received_on": today.isoformat(), "channel": "oral"}
    return client.post(reverse("requests:asked"), told | changed)


def test_teacher_passes_it_on_and_the_coordinator_finds_it(client, board, teacher, noor, mother, today):
    asked_on = today - 2 * DAY
    assert pass_on(client, noor, mother, today, received_on=asked_on.isoformat()).url == reverse("home")
    asked = PrivacyRequest.objects.get()
    assert (asked.status, asked.guardian, asked.received_on, asked.registered_by) == (Status.RECEIVED, mother, asked_on, teacher)
    assert asked.due_on > asked_on
    scope = resolve(staff(Role.COORDINATOR, board), timezone.now())
    assert any(asked.number in task.title for task in worklist_of(scope, today).mine)


def test_it_is_the_first_button_of_a_teachers_page(client, teacher):
    assert client.get(reverse("home")).context["shortcuts"][0].url == reverse("requests:asked")


def test_second_time_it_is_the_same_request(client, teacher, noor, mother, today):
    for _time in range(2):
        pass_on(client, noor, mother, today)
    assert PrivacyRequest.objects.count() == 1


def test_only_parents_with_authority_of_own_pupils_are_offered(client, vlieger, teacher, noor, mother, today):
    guardian(noor, authority=Authority.NO)
    other = pupil(vlieger, ClassGroupFactory(school=vlieger, school_year=school_year_on(today)))
    stranger = guardian(other)
    form = client.get(reverse("requests:asked")).context["form"]
    assert set(form.people) == {f"{noor.pk}:{mother.pk}"}
    assert pass_on(client, other, stranger, today).status_code == 200
    assert not PrivacyRequest.objects.exists()


def test_service_holds_the_same_line(vlieger, teacher, noor, mother, today):
    other = pupil(vlieger, ClassGroupFactory(school=vlieger, school_year=school_year_on(today)))
    guardian(other)
    office = resolve(staff(Role.OFFICE, vlieger), timezone.now())
    loaded = type(other).objects.visible_to(office).get(pk=other.pk)
    asker = receiving.askers_on_paper(loaded, on=today)[0]
    with pytest.raises(NotAllowed):
        receiving.pass_on(
            student=loaded, right="access", asker=asker, channel="oral", received_on=today, by=resolve(teacher, timezone.now()),
            at=timezone.now(),
        )


@pytest.mark.parametrize("days", [1, -40])
def test_day_in_the_future_or_long_ago_is_refused_in_words(client, teacher, noor, mother, today, days):
    page = pass_on(client, noor, mother, today, received_on=(today + days * DAY).isoformat())
    assert page.context["form"].errors["received_on"]
    assert not PrivacyRequest.objects.exists()


def test_colleague_without_a_class_is_told_whom_to_tell(client, board, vlieger):
    client.force_login(staff(Role.COUNSELLOR, vlieger))
    client.post(reverse("set_language"), {"language": "en"})
    assert "You teach no class now" in client.get(reverse("requests:asked")).content.decode()
    ict = Client()
    ict.force_login(staff(Role.ICT, board))
    assert ict.get(reverse("requests:asked")).status_code == 403


def test_list_costs_the_same_for_one_and_for_thirty_pupils(vlieger, group, teacher, noor, mother, django_assert_max_num_queries):
    scope = resolve(teacher, timezone.now())
    for number in (0, 29):
        for _each in range(number):
            guardian(pupil(vlieger, group))
        with django_assert_max_num_queries(7):
            assert len(list(possible(scope))) == number + 1
