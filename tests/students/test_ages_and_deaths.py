"""Pupils of age, and pupils who died: what their families, letters and colleagues see (U7; SETTLED 10; GDPR recital 27)."""
from datetime import timedelta

import pytest
from django.urls import reverse

from privacyadmin import audit
from privacyadmin.access.catalogue import Category
from privacyadmin.access.scope import resolve
from privacyadmin.letters.addressees import Matter
from privacyadmin.workflow import NotAllowed
from requests.services import receiving
from students import addressees
from students.models import Student
from students.services import deaths
from tests.factories import NOW, TODAY, FamilyUserFactory, guardian, pupil

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def page(client, address: str) -> str:
    return client.get(address).content.decode()


def loaded(student: Student) -> Student:
    return Student.objects.with_places(on=TODAY).get(pk=student.pk)


def test_the_office_records_a_death_and_takes_a_mistake_back(client, office, teacher, noor):
    client.force_login(office)
    address = reverse("students:death", args=[noor.pk])
    assert address in page(client, noor.get_absolute_url())
    assert client.post(address, {"died_on": (TODAY + DAY).isoformat()}).status_code == 200
    client.post(address, {"died_on": (TODAY - DAY).isoformat()})
    client.force_login(teacher)
    for shown in (noor.get_absolute_url(), reverse("students:list"), reverse("students:category", args=[noor.pk, "RES"])):
        assert "eceased" in page(client, shown)
    client.force_login(office)
    client.post(address, {"died_on": ""})
    assert Student.objects.get().died_on is None and "eceased" not in page(client, reverse("students:list"))
    assert {event.name for event in audit.trail(noor.pk)} == {"pupil.death_recorded", "pupil.death_taken_back"}


def test_only_who_keeps_the_file_records_it(client, teacher, coordinator, noor):
    for person in (teacher, coordinator):
        client.force_login(person)
        assert client.get(reverse("students:death", args=[noor.pk])).status_code == 403
        with pytest.raises(NotAllowed):
            deaths.record(noor, died_on=TODAY, by=resolve(person, NOW), at=NOW)


def test_the_portal_closes_and_says_so_gently(client, office, noor):
    mother = guardian(noor)
    client.force_login(mother.user)
    assert "Noor" in page(client, reverse("portal:home"))
    deaths.record(noor, died_on=TODAY, by=resolve(office, NOW), at=NOW)
    shown = page(client, reverse("portal:home"))
    assert "Noor" not in shown and ("is closed" in shown or "is dicht" in shown)
    assert client.get(reverse("portal:child", args=[noor.pk])).status_code == 404
    assert client.get(reverse("portal:holdings", args=[noor.pk])).status_code == 404
    assert not resolve(mother.user, NOW).can(loaded(noor), Category.ID)


def test_no_letter_goes_out_by_itself_and_nobody_asks_on_paper(office, noor):
    guardian(noor)
    deaths.record(noor, died_on=TODAY, by=resolve(office, NOW), at=NOW)
    found = addressees.find(Student.objects.get(), matter=Matter.GENERAL, on=TODAY)
    assert not found.to and found.not_to
    assert not any(asker.standing.may_ask for asker in receiving.askers_on_paper(Student.objects.get(), on=TODAY))


def test_of_age_the_parents_lose_everything_and_the_pages_say_so(client, director, kompas, vlieger, class4h1):
    """U7: from 18 the pupil alone; the parent reads why, the colleague sees that the parent does not decide."""
    sam = pupil(kompas, class4h1, first_name="Sam", birth_on=TODAY.replace(year=TODAY.year - 18), user=FamilyUserFactory())
    father = guardian(sam)
    client.force_login(father.user)
    shown = page(client, reverse("portal:child", args=[sam.pk]))
    assert "is an adult" in shown or "volwassen" in shown
    assert reverse("portal:holdings", args=[sam.pk]) not in shown
    client.force_login(sam.user)
    assert reverse("portal:holdings", args=[sam.pk]) in page(client, reverse("portal:child", args=[sam.pk]))
    from_school = director
    sam.enrolments.create(school=vlieger, status="enrolled", entry_on=TODAY)
    client.force_login(from_school)
    shown = page(client, sam.get_absolute_url())
    assert "of age" in shown and "decides for the pupil" not in shown
    assert "Het Kompas College" in shown and "De Vlieger" in shown, "in two schools: both stand there"


def test_a_day_younger_the_parent_still_reads(kompas, class4h1):
    sam = pupil(kompas, class4h1, birth_on=(TODAY + DAY).replace(year=TODAY.year - 18))
    assert resolve(guardian(sam).user, NOW).can(loaded(sam), Category.RES)
