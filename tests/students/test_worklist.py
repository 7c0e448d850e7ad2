"""What waits for the administration, the director and the coordinator stands on their one list (DESIGN)."""
from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.accounts.models import User
from students.models import Appointment
from students.services import cases
from students.worklist import of_the_school
from tests.factories import NOW, TODAY, StaffMemberFactory, guardian, staff


def titles(user) -> set[str]:
    return {task.kind for task in of_the_school(resolve(user, NOW), TODAY)}


def test_the_office_sees_appointments_departures_and_addresses_of_its_school(office, kompas, noor, group6a, vlieger):
    member = StaffMemberFactory(school=vlieger)
    Appointment.objects.create(staff_member=member, class_group=group6a, role="mentor", source="import", proposed_at=NOW)
    enrolment = noor.enrolments.get()
    enrolment.departure_candidate_on = date(2026, 10, 1)
    enrolment.save()
    guardian(noor, needs_own_address=True)
    assert len(titles(office)) == 3
    assert titles(staff(Role.OFFICE, kompas)) == set()
    assert titles(staff(Role.COUNSELLOR, vlieger)) == set()
    with CaptureQueriesContext(connection) as captured:
        list(of_the_school(resolve(office, NOW), TODAY))
    assert len(captured) <= 6


def test_a_changed_address_waits_until_it_is_confirmed(office, noor):
    mother = guardian(noor)
    assert not titles(office)
    User.objects.filter(pk=mother.user_id).update(email="oud@thuis.example", username="family:oud@thuis.example")
    assert len(titles(office)) == 1


def test_the_coordinator_sees_the_exception_to_approve(coordinator, director, teacher, noor, vlieger):
    cases.ask_exception(
        school=vlieger, student=noor, person=teacher, role=Role.GROUP_TEACHER, categories=["MED"], reason="kamp",
        until_on=TODAY + timedelta(days=5), by=resolve(director, NOW), at=NOW,
    )
    assert len(titles(coordinator)) == 1 and not titles(director)
