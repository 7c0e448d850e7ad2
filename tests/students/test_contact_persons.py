"""An organisation that is a guardian speaks by contact persons, each with a sign-in of his own while he speaks for it (S2-14, U7)."""
from datetime import timedelta

import pytest
from django.urls import reverse

from privacyadmin.access.catalogue import Category
from privacyadmin.access.scope import resolve
from privacyadmin.accounts.models import User
from privacyadmin.letters.addressees import Channel, Matter, addressees
from students.imports import guardian_apply, guardians
from students.models import Authority, ContactPerson, Enrolment, Guardian, Student
from students.services import family
from tests.factories import NOW, TODAY, FamilyUserFactory, guardian

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def relation(noor):
    agency = Guardian.objects.create(organisation_name="Voogdij Zuid", email="info@voogdij.example")
    return noor.guardian_relations.create(guardian=agency, kind="voogd", authority=Authority.COURT)


def details(**values):
    return {"name": "Mara de Boer", "email": "mara@voogdij.example", "phone": "06", "since": "2026-11-01", "until": "",
            "may_sign_in": "on"} | values


@pytest.fixture
def mara(client, office, relation) -> ContactPerson:
    client.force_login(office)
    client.post(reverse("students:contact_new", args=[relation.pk]), details())
    return ContactPerson.objects.get()


def reads(user, child, at=NOW) -> bool:
    return resolve(user, at).can(Student.objects.with_places(on=at.date()).get(pk=child.pk), Category.RES)


def test_a_contact_person_sees_what_the_organisation_may_see_until_his_last_day(client, office, noor, relation, mara):
    page = client.get(noor.get_absolute_url()).content.decode()
    assert "Mara de Boer" in page and reverse("students:contact_change", args=[relation.pk, mara.pk]) in page
    assert mara.user.is_family and mara.user.email == "mara@voogdij.example" and reads(mara.user, noor)
    later = details(until=(TODAY + 3 * DAY).isoformat(), email=mara.email)
    client.post(reverse("students:contact_change", args=[relation.pk, mara.pk]), later)
    assert reads(mara.user, noor, NOW + 2 * DAY) and not reads(mara.user, noor, NOW + 3 * DAY)


def test_a_contact_block_and_lost_authority_hold_for_him_too(noor, relation, mara):
    relation.has_contact_block = True
    relation.save()
    assert not reads(mara.user, noor)


def test_a_shared_mailbox_opens_nothing(client, office, noor, relation):
    """Not by hand, not by an import, and not for an account that was made before."""
    client.force_login(office)
    sent = client.post(reverse("students:contact_new", args=[relation.pk]), details(email="INFO@voogdij.example"))
    assert sent.status_code == 200 and not ContactPerson.objects.exists()
    person = dict.fromkeys((*family.PERSON, *family.ADDRESS), "") | {
        "organisation_name": "Jeugdhulp Oost", "email": "post@jeugdhulp.example", "language": "nl", "has_secret_address": False,
    }
    kinds = dict.fromkeys(family.RELATION) | {"kind": "voogd", "authority": "onbekend", "authority_evidence": "",
                                              "has_contact_block": False, "has_information_right": True}
    added = family.add_guardian(noor, person=person, relation=kinds, known=None, by=resolve(office, NOW), at=NOW)
    assert added.guardian.user is None and not added.guardian.needs_own_address
    old = FamilyUserFactory()
    relation.guardian.user = old
    relation.guardian.save()
    assert not reads(old, noor)


def test_nobody_elses_address_becomes_his(client, office, noor, relation):
    """A parent's account never shows what an organisation may see."""
    mother = guardian(noor)
    client.force_login(office)
    sent = client.post(reverse("students:contact_new", args=[relation.pk]), details(email=mother.email.upper()))
    assert sent.status_code == 200 and not ContactPerson.objects.exists()


def test_letters_go_to_the_organisation_for_the_attention_of_who_speaks_for_it_now(noor, relation, mara):
    relation.guardian.contacts.create(name="Piet Smit", since=TODAY - DAY)
    [to] = addressees(noor, matter=Matter.CHILD, on=TODAY).to
    assert (to.name, to.channel) == ("Voogdij Zuid", Channel.HAND) and "Piet Smit" in to.attention
    [to] = addressees(noor, matter=Matter.CHILD, on=TODAY - 5 * DAY).to
    assert to.user == mara.user and to.channel == Channel.PORTAL and "Mara de Boer" in to.attention


def test_an_import_of_guardians_leaves_contact_persons_as_they_are(noor, relation, mara):
    enrolment = Enrolment.objects.get(student=noor)
    rows = (
        "ouder;leerling;relatie;achternaam;organisatie;email;gezag\n"
        f"V1;{enrolment.key};voogd;;Voogdij Zuid;nieuw@voogdij.example;gerechtelijk\n"
    )
    for _time in range(2):
        found = guardian_apply.apply(guardians.read(rows.encode()), by=None, at=NOW)
        assert not found.is_refused
    agency = Guardian.objects.get()
    assert (agency.key, agency.email, agency.user) == ("V1", "nieuw@voogdij.example", None)
    assert agency.contacts.get() == mara and reads(mara.user, noor)
    assert User.objects.filter(kind="family").count() == 1


def test_the_import_gives_a_parent_no_account_of_a_contact_person(noor, relation, mara):
    enrolment = Enrolment.objects.get(student=noor)
    rows = f"ouder;leerling;relatie;achternaam;email;gezag\nM1;{enrolment.key};ouder;Boer;{mara.email};ja\n"
    guardian_apply.apply(guardians.read(rows.encode()), by=None, at=NOW)
    assert Guardian.objects.get(key="M1").user is None and Guardian.objects.get(key="M1").needs_own_address


def test_only_who_keeps_families_keeps_contact_persons(client, teacher, noor, relation, mara):
    client.force_login(teacher)
    assert client.get(reverse("students:contact_new", args=[relation.pk])).status_code == 403
    assert client.get(reverse("students:contact_change", args=[relation.pk, mara.pk])).status_code == 403
    other = guardian(noor).relations.get()
    client.force_login(mara.user)
    assert client.get(reverse("students:contact_new", args=[other.pk])).status_code == 404
