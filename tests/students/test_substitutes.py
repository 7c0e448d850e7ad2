"""A substitute's access: given by the director in one step, with an end (S2-116; DOMAIN 2.12)."""
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacyadmin import outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.accounts import services as accounts
from privacyadmin.accounts.models import User
from privacyadmin.organisation.services import school_year_on
from students.models import ClassGrant, Student
from tests.factories import ClassGroupFactory, UserFactory, pupil, staff

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def group(vlieger, today):
    return ClassGroupFactory(school=vlieger, name="6A", school_year=school_year_on(today))


@pytest.fixture
def director(vlieger, client):
    user = staff(Role.DIRECTOR, vlieger, language="en")
    client.force_login(user)
    client.post(reverse("set_language"), {"language": "en"})
    return user


def give(client, group, today, **changed):
    told = {
        "email": "invaller@elders.example", "name": "Ilse Vermeer", "classes": [group.pk], "role": "group_teacher",
        "until": (today + 7 * DAY).isoformat(),
    }
    return client.post(reverse("students:substitute"), told | changed)


def test_director_gives_somebody_new_access_in_one_step(client, director, group, today, vlieger, mailoutbox):
    child = pupil(vlieger, group)
    assert give(client, group, today).url == reverse("access:grants")
    user = User.objects.get(email="invaller@elders.example")
    scope = resolve(user, timezone.now())
    assert Student.objects.visible_to(scope).filter(pk=child.pk).exists()
    assert resolve(user, timezone.now() + 8 * DAY).held == []
    outbox.work(at=timezone.now())
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_colleague_with_an_account_needs_no_name_and_gets_no_invitation(client, director, group, today):
    colleague = UserFactory()
    give(client, group, today, email=colleague.email.upper(), name="")
    assert ClassGrant.objects.get().user == colleague
    assert User.objects.filter(email=colleague.email).count() == 1


@pytest.mark.parametrize(("changed", "words"), [
    ({"name": ""}, "give the name too"), ({"until": ""}, "required"), ({"classes": []}, "required"),
    ({"until": "2020-01-01"}, "has passed"), ({"until": "2099-01-01"}, "school year at the latest"),
    ({"role": "director"}, "valid choice"), ({"classes": ["6f3b2c1e-0000-7000-8000-000000000000"]}, "valid choice"),
])
def test_what_is_refused_says_why_and_gives_nothing(client, director, group, today, changed, words):
    assert words in give(client, group, today, **changed).content.decode()
    assert not ClassGrant.objects.exists()
    assert not User.objects.filter(email="invaller@elders.example").exists()


def test_nobody_gives_himself_access_and_a_closed_account_stays_closed(client, director, group, today):
    assert "Nobody gives a role to himself" in give(client, group, today, email=director.email).content.decode()
    gone = UserFactory()
    accounts.close(gone, by=None, at=timezone.now())
    assert "closed" in give(client, group, today, email=gone.email).content.decode()


def test_only_classes_of_the_own_school_are_offered(client, director, group, today, kompas):
    elsewhere = ClassGroupFactory(school=kompas, school_year=school_year_on(today))
    assert list(client.get(reverse("students:substitute")).context["form"].fields["classes"].queryset) == [group]
    assert "valid choice" in give(client, group, today, classes=[elsewhere.pk]).content.decode()


def test_only_a_director_does_this(board, vlieger, group):
    met = {}
    for role, on in ((Role.COORDINATOR, board), (Role.OFFICE, vlieger), (Role.GROUP_TEACHER, group)):
        client = Client()
        client.force_login(staff(role, on))
        met[role] = client.get(reverse("students:substitute")).status_code
    assert set(met.values()) == {403}
