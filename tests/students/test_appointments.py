"""Who teaches what is proposed by an import and confirmed by a person (SETTLED 8)."""
from datetime import timedelta

import pytest
from django.urls import reverse

from privacyadmin.access import services
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from students.models import Appointment, AppointmentState, ClassGrant
from students.services.appointments import confirm, settle_grants
from tests.factories import NOW, YEAR_END, YEAR_START, ClassGroupFactory, StaffMemberFactory, UserFactory, staff

URL = reverse("students:appointments")


@pytest.fixture
def proposed(vlieger, group6a):
    member = StaffMemberFactory(school=vlieger, name="Tess de Vries", email="tess@waaier.example")
    return Appointment.objects.create(staff_member=member, class_group=group6a, role="group_teacher", source="import", proposed_at=NOW)


@pytest.fixture
def tess(proposed):
    return UserFactory(email="tess@waaier.example", name="Tess de Vries")


def post(client, school, *appointments, **values):
    return client.post(URL, {"school": school.pk, "appointment": [each.pk for each in appointments], "confirm": "1", **values})


def test_the_office_confirms_and_only_then_the_teacher_sees_her_class(client, office, proposed, tess, noor, vlieger):
    assert not resolve(tess, NOW).held
    client.force_login(office)
    assert "tess@waaier.example" in client.get(URL).content.decode()
    post(client, vlieger, proposed)
    grant = ClassGrant.objects.get()
    assert (grant.user, grant.role, grant.until, grant.by) == (tess, Role.GROUP_TEACHER, YEAR_END, office)
    client.force_login(tess)
    assert client.get(noor.get_absolute_url()).status_code == 200


def test_the_office_may_choose_another_role_of_a_class_but_no_higher_one(client, office, proposed, tess, vlieger):
    client.force_login(office)
    post(client, vlieger, proposed, **{f"role-{proposed.pk}": "director"})
    assert ClassGrant.objects.get().role == Role.GROUP_TEACHER


def test_who_has_no_account_stays_proposed(client, office, proposed, vlieger):
    client.force_login(office)
    post(client, vlieger, proposed)
    proposed.refresh_from_db()
    assert proposed.state == AppointmentState.PROPOSED and not ClassGrant.objects.exists()


def test_nobody_confirms_his_own_appointment(client, proposed, tess, vlieger):
    """2.14 segregation."""
    services.grant(user=tess, role=Role.DIRECTOR, on=vlieger, since=YEAR_START, why="test", by=None, at=NOW)
    client.force_login(tess)
    assert post(client, vlieger, proposed).status_code == 403
    assert not ClassGrant.objects.exists()


def test_a_confirmed_end_ends_the_grant(client, office, proposed, tess, vlieger):
    confirm(vlieger, ids=[proposed.pk], by=resolve(office, NOW), at=NOW)
    Appointment.objects.update(state=AppointmentState.END_PROPOSED)
    later = NOW + timedelta(days=1)
    assert resolve(tess, later).held, "a proposed end is no end"
    confirm(vlieger, ids=[proposed.pk], by=resolve(office, NOW), at=later)
    assert not resolve(tess, later + timedelta(seconds=1)).held


def test_settling_twice_changes_nothing(office, proposed, tess, vlieger):
    by = resolve(office, NOW)
    confirm(vlieger, ids=[proposed.pk], by=by, at=NOW)
    settle_grants(vlieger, by=by, at=NOW + timedelta(days=1))
    assert ClassGrant.objects.count() == 1


def test_grants_given_by_hand_are_left_alone(office, proposed, tess, vlieger, group6a):
    staff(Role.MENTOR, group6a)
    confirm(vlieger, ids=[proposed.pk], by=resolve(office, NOW), at=NOW)
    assert ClassGrant.objects.in_force(at=NOW).count() == 2


@pytest.mark.parametrize("word", ["decline"])
def test_a_declined_proposal_gives_nothing(client, office, proposed, tess, vlieger, word):
    client.force_login(office)
    client.post(URL, {"school": vlieger.pk, "appointment": [proposed.pk], word: "1"})
    proposed.refresh_from_db()
    assert proposed.state == AppointmentState.DECLINED and not ClassGrant.objects.exists()


def test_the_office_of_another_school_cannot_confirm(client, kompas, proposed, tess, vlieger):
    client.force_login(staff(Role.OFFICE, kompas))
    assert post(client, vlieger, proposed).status_code == 404
    other = ClassGroupFactory(school=kompas)
    assert other and post(client, kompas, proposed).status_code == 302
    assert not ClassGrant.objects.exists()


def test_a_teacher_has_no_such_page(client, teacher):
    client.force_login(teacher)
    assert client.get(URL).status_code == 403
