"""What no import knows is entered by hand, by whom the matrix lets write it (issue 2; DOMAIN 2.12, 2.14, S1-27, U6-U9)."""
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyadmin import crypto
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import resolve
from privacyadmin.accounts.models import Kind, User
from privacyadmin.workflow import NotAllowed
from students.models import (
    Authority,
    ClassGroup,
    ClassMembership,
    Enrolment,
    EnrolmentStatus,
    Guardian,
    GuardianRelation,
    Restriction,
    Student,
)
from students.services import family
from tests.consent.making import informed
from tests.factories import NOW, TODAY, ClassGroupFactory, guardian, pupil, staff

APPLY = reverse("students:application")


def application(**values):
    return {
        "first_name": "Mila", "given_names": "Mila", "initials": "M.", "prefix": "", "last_name": "Bos", "birth_on": "2022-03-04",
        "sex": "2", "email": "", "postcode": "", "applied_on": "2026-11-02", "year_group": "1",
    } | values


def relation(**values):
    return {
        "kind": "ouder", "authority": "onbekend", "authority_since": "", "authority_until": "", "authority_evidence": "",
        "has_information_right": "on",
    } | values


def person(**values):
    return {
        "first_name": "Rosa", "initials": "R.", "prefix": "", "last_name": "Bos", "organisation_name": "", "email": "", "phone": "",
        "language": "nl", "street": "Laan", "house_number": "7", "postcode": "1234 AB", "city": "Helmond", "country": "",
    } | values


@pytest.fixture
def as_office(client, office):
    client.force_login(office)
    return client


def sees(parent, child) -> bool:
    return resolve(parent.user, NOW).can(Student.objects.with_places(on=TODAY).get(pk=child.pk), Category.ID)


def step(client, enrolment, name, **values):
    return client.post(reverse("students:enrolment_step", args=[enrolment.pk, name]), values)


def test_a_child_applies_is_enrolled_leaves_and_comes_back(as_office, office, vlieger):
    """S1-27, S2-178, R01."""
    page = as_office.post(APPLY, application(school=vlieger.pk), follow=True)
    assert "Mila Bos" in page.content.decode()
    enrolment = Enrolment.objects.get()
    assert (enrolment.status, enrolment.applied_on) == (EnrolmentStatus.APPLICANT, date(2026, 11, 2))
    step(as_office, enrolment, "reject", rejected_on="2026-11-10")
    informed(enrolment, by=office)
    step(as_office, enrolment, "enrol", entry_on="2026-11-16", year_group="2", key="L77")
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.rejected_on, enrolment.key) == (EnrolmentStatus.ENROLLED, None, "L77")
    step(as_office, enrolment, "leave", left_on="2026-11-20")
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.left_on) == (EnrolmentStatus.LEFT, date(2026, 11, 20))
    assert [version.status for version in enrolment.history.order_by("history_date", "history_id")][-1] == EnrolmentStatus.LEFT
    assert step(as_office, enrolment, "reject", rejected_on="2026-11-10").status_code == 403, "not from here"


def test_a_child_whom_the_board_knows_is_not_made_twice(as_office, vlieger, kompas):
    """SETTLED 2."""
    known = pupil(kompas, first_name="Mila", last_name="Bós", birth_on=date(2022, 3, 4))
    asked = as_office.post(APPLY, application(school=vlieger.pk))
    assert "Is it the same child?" in asked.content.decode() and Student.objects.count() == 1
    as_office.post(APPLY, application(school=vlieger.pk, identity="same"))
    assert set(known.enrolments.values_list("school", flat=True)) == {vlieger.pk, kompas.pk}
    again = as_office.post(APPLY, application(school=vlieger.pk, identity="same"))
    assert "on the list of the school already" in again.content.decode() and Enrolment.objects.count() == 2
    as_office.post(APPLY, application(school=vlieger.pk, first_name="Lila"))
    assert Student.objects.count() == 2, "twins are two"


@pytest.mark.parametrize(
    "field, value",
    [("birth_on", "2099-01-01"), ("birth_on", "1950-05-05"), ("applied_on", "2099-01-01"), ("last_name", ""), ("year_group", "99")],
)
def test_what_cannot_be_is_said_at_the_field(as_office, vlieger, field, value):
    page = as_office.post(APPLY, application(school=vlieger.pk, **{field: value}))
    assert page.status_code == 200 and f'id="id_{field}_error"' in page.content.decode() and not Student.objects.exists()


def test_a_postcode_is_kept_as_an_import_writes_it(as_office, vlieger):
    as_office.post(APPLY, application(school=vlieger.pk, postcode="5701 ab"))
    assert Student.objects.get().postcode == "5701AB"


def test_only_the_administration_of_the_school_enters_and_elsewhere_nothing_is_found(client, as_office, kompas, vlieger, sam, teacher):
    assert as_office.post(APPLY, application(school=kompas.pk)).status_code == 200 and Enrolment.objects.count() == 1, "another school"
    elsewhere = sam.enrolments.get()
    assert step(as_office, elsewhere, "leave", left_on="2026-11-20").status_code == 404
    assert as_office.get(reverse("students:guardian_new", args=[sam.pk])).status_code == 404
    client.force_login(teacher)
    assert client.get(APPLY).status_code == 403 and client.get(reverse("students:classes")).status_code == 403


def test_the_director_of_a_secondary_school_reads_and_does_not_write(client, kompas, sam):
    """2.14: VO directeur ID S:r, FAM S:r, ENR S:r."""
    client.force_login(staff(Role.DIRECTOR, kompas))
    for name in ("students:pupil_change", "students:guardian_new", "students:place"):
        assert client.get(reverse(name, args=[sam.pk])).status_code == 403
    assert step(client, sam.enrolments.get(), "leave", left_on="2026-11-20").status_code == 403
    assert "students/enrolments/" not in client.get(reverse("students:detail", args=[sam.pk])).content.decode()


def test_restricted_data_of_a_pupil_are_not_changed(as_office, noor):
    """GDPR 18; 2.14."""
    Restriction.objects.create(student=noor, categories=["ID", "ENR", "FAM"], since=NOW, ground="accuracy", reason="test")
    assert as_office.post(reverse("students:pupil_change", args=[noor.pk]), application()).status_code == 403
    assert step(as_office, noor.enrolments.get(), "leave", left_on="2026-11-20").status_code == 403
    assert as_office.get(reverse("students:guardian_new", args=[noor.pk])).status_code == 403


def test_a_pupil_moves_to_a_class_that_was_added_by_hand(as_office, vlieger, noor, group6a):
    year = group6a.school_year
    as_office.post(reverse("students:class_new"), {
        "school": vlieger.pk, "school_year": year.pk, "kind": "base", "name": "7B", "year_group": "7",
    })
    new = ClassGroup.objects.get(name="7B")
    as_office.post(reverse("students:place", args=[noor.pk]), {"group": new.pk, "since": "2026-11-20"})
    places = {place.class_group.name: (place.since, place.until) for place in ClassMembership.objects.select_related("class_group")}
    assert places == {group6a.name: (date(2026, 8, 1), date(2026, 11, 20)), "7B": (date(2026, 11, 20), None)}
    page = as_office.get(reverse("students:class", args=[new.pk])).content.decode()
    assert "Wit, Noor" in page
    as_office.post(reverse("students:take_out", args=[ClassMembership.objects.get(class_group=new).pk]))
    assert not ClassMembership.objects.filter(student=noor, until=None).exists()
    twice = as_office.post(reverse("students:class_new"), {
        "school": vlieger.pk, "school_year": year.pk, "kind": "base", "name": "7b", "year_group": "",
    })
    assert twice.status_code == 403 and ClassGroup.objects.filter(name__iexact="7b").count() == 1


def test_the_list_of_classes_asks_the_same_number_of_questions_however_long(as_office, vlieger):
    ClassGroupFactory(school=vlieger)
    url, counts = reverse("students:classes"), []
    as_office.get(url)                                                      # the first visit also opens the session
    for _each in range(2):
        with CaptureQueriesContext(connection) as found:
            rows = as_office.get(url).content.decode().count("<tr>")
        counts.append(len(found))
        for _number in range(30):
            ClassGroupFactory(school=vlieger)
    assert counts[0] == counts[1] and rows == 26


def test_a_parent_without_evidence_does_not_decide(as_office, noor):
    """U6-U9; DOMAIN 1.6: authority is recorded with its evidence."""
    url = reverse("students:guardian_new", args=[noor.pk])
    refused = as_office.post(url, person(email="rosa@thuis.example") | relation(authority="ja"))
    assert "id_authority_evidence_error" in refused.content.decode() and not Guardian.objects.exists()
    as_office.post(url, person(email="rosa@thuis.example") | relation(authority="ja", authority_evidence="Gezagsregister 3 maart"))
    mother = Guardian.objects.get()
    assert GuardianRelation.objects.with_authority(on=TODAY).get().guardian == mother
    assert mother.user.kind == Kind.FAMILY and sees(mother, noor)


def test_a_contact_block_works_at_once(as_office, noor):
    father = guardian(noor)
    found = GuardianRelation.objects.get()
    as_office.post(reverse("students:relation_change", args=[found.pk]), relation(authority="ja", has_contact_block="on"))
    found.refresh_from_db()
    assert found.has_contact_block and found.authority == Authority.YES, "authority that was there needs no new evidence"
    assert not sees(father, noor)
    assert found.history.count() == 2


def test_two_with_one_address_and_one_person_twice(as_office, noor, sam, vlieger):
    """SETTLED 15."""
    url = reverse("students:guardian_new", args=[noor.pk])
    as_office.post(url, person(email="thuis@thuis.example") | relation())
    as_office.post(url, person(email="Thuis@thuis.example", first_name="Bram", initials="B.") | relation())
    assert Guardian.objects.get(initials="B.").needs_own_address and User.objects.filter(kind=Kind.FAMILY).count() == 1
    finn = pupil(vlieger, first_name="Finn", last_name="Bos")
    url = reverse("students:guardian_new", args=[finn.pk])
    asked = as_office.post(url, person(email="thuis@thuis.example") | relation())
    assert "Is it the same person?" in asked.content.decode() and Guardian.objects.count() == 2
    as_office.post(url, person(email="thuis@thuis.example") | relation() | {"identity": "same"})
    both = Guardian.objects.get(initials="R.")
    assert Guardian.objects.count() == 2 and both.relations.count() == 2
    assert "These are two persons" in as_office.get(reverse("students:detail", args=[finn.pk])).content.decode()
    as_office.post(reverse("students:split_guardian", args=[both.pk]), {"relations": [str(both.relations.get(student=finn).pk)]})
    assert finn.guardian_relations.get().guardian.needs_own_address and both.relations.get().student == noor


def test_administration_of_another_school_does_not_reach_a_secret_address_by_adding_a_child(client, noor, sam, kompas):
    """DOMAIN 1.6; RELIABILITY T3: who knows the name and the mail of somebody in hiding learns nothing here."""
    hidden = guardian(sam, first_name="Rosa", initials="R.", prefix="", last_name="Bos", has_secret_address=True)
    email = hidden.email
    elsewhere = resolve(staff(Role.OFFICE, noor.enrolments.get().school), NOW)
    client.force_login(elsewhere.user)
    url = reverse("students:guardian_new", args=[noor.pk])
    asked = client.post(url, person(email=email) | relation())
    assert asked.status_code == 302, "answered as for somebody whom nobody knows"
    made = noor.guardian_relations.get().guardian
    assert made != hidden and made.needs_own_address and hidden.relations.count() == 1
    details = {name: person()[name] for name in ("last_name", "initials", "organisation_name")} | {"email": email}
    assert family.same_person(details, elsewhere) == made
    assert hidden == family.same_person(details, resolve(staff(Role.OFFICE, kompas), NOW))
    with pytest.raises(NotAllowed):
        family.add_guardian(noor, person=person(), relation=_known(relation()), known=hidden, by=elsewhere, at=NOW)


def _known(values: dict) -> dict:
    """A relation as its form gives it."""
    empty = {"authority_since": None, "authority_until": None, "has_contact_block": False, "has_information_right": True}
    return values | empty


def test_a_secret_address_is_seen_by_the_administration_only(client, as_office, director, noor):
    """DOMAIN 1.6, secret address."""
    as_office.post(reverse("students:guardian_new", args=[noor.pk]), person(has_secret_address="on") | relation())
    found = GuardianRelation.objects.select_related("guardian").get()
    url = reverse("students:guardian_change", args=[found.pk])
    assert "1234 AB" in as_office.get(url).content.decode()
    client.force_login(director)
    assert "1234 AB" not in client.get(url).content.decode()
    client.post(url, person(last_name="Boss", street="Elders", has_secret_address=""))
    mother = Guardian.objects.get()
    assert (mother.last_name, mother.has_secret_address) == ("Boss", True)
    assert mother.address_parts(crypto.Keyring.for_subjects([mother.pk]))["street"] == "Laan"


def test_a_new_address_is_no_sign_in_address_until_it_is_confirmed(as_office, noor):
    father = guardian(noor, initials="R.")
    old = father.user.email
    as_office.post(reverse("students:guardian_change", args=[GuardianRelation.objects.get().pk]), person(email="nieuw@thuis.example"))
    father.refresh_from_db()
    assert father.email == "nieuw@thuis.example" and father.user.email == old
    assert "nieuw@thuis.example" in as_office.get(reverse("students:addresses")).content.decode()
