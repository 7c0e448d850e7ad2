"""A letter in the portal: for whom it is, and as long as it may be read."""
import pytest
from django.core import mail
from django.urls import reverse

from privacyadmin import crypto, outbox
from privacyadmin.letters.models import Letter
from students.models import GuardianRelation
from tests.factories import NOW, FamilyUserFactory, guardian, pupil
from tests.letters.making import write_to
from tests.requests.cast import signed_in

OFFICER = {"officer": "Lotte de Groot"}


@pytest.fixture
def mother(noor):
    return guardian(noor, first_name="Sanne", last_name="Smit", user=FamilyUserFactory(name="Sanne Smit"))


@pytest.fixture
def letter(mother, noor, vlieger) -> Letter:
    return write_to(mother, noor, vlieger, code="students.information", values=OFFICER)


def read(who, letter):
    return signed_in(who).get(reverse("letters:letter", args=[letter.pk]))


def test_a_parent_reads_the_letter_and_the_mail_says_only_that_there_is_news(mother, letter):
    outbox.work(at=NOW)
    assert len(mail.outbox) == 1
    assert not [word for word in ("Noor", "Sanne", "gegevens van") if word in mail.outbox[0].body + mail.outbox[0].subject]
    page = signed_in(mother).get(reverse("letters:mine")).content.decode()
    assert "Zo gaan wij om met de gegevens van Noor" in page
    assert "Dit mag u altijd" in read(mother, letter).content.decode()
    letter.refresh_from_db()
    assert letter.read_at == NOW


def test_it_is_written_once_under_its_key(mother, noor, vlieger, letter):
    assert write_to(mother, noor, vlieger, code="students.information", values=OFFICER) == letter
    assert Letter.objects.count() == 1


def test_it_is_for_nobody_else(letter, noor, vlieger):
    father, stranger = guardian(noor, last_name="Wit"), guardian(pupil(vlieger))
    assert read(father, letter).status_code == read(stranger, letter).status_code == 404
    assert "Noor" not in signed_in(father).get(reverse("letters:mine")).content.decode()


@pytest.mark.parametrize("change", [{"authority": "nee"}, {"has_contact_block": True}])
def test_who_loses_authority_no_longer_reads_what_came_before(mother, letter, noor, change):
    """U8."""
    relation = GuardianRelation.objects.get(guardian=mother, student=noor)
    for name, value in change.items():
        setattr(relation, name, value)
    relation.save()
    assert read(mother, letter).status_code == 404
    assert "gegevens van Noor" not in signed_in(mother).get(reverse("letters:mine")).content.decode()


def test_what_somebody_typed_as_a_name_is_shown_as_text(mother, noor, vlieger):
    noor.first_name = "<script>alert(1)</script>{officer}"
    noor.save()
    page = read(mother, write_to(mother, noor, vlieger, code="students.information", values=OFFICER, key="x")).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;" in page and "{officer}" in page


def test_once_the_pupil_is_destroyed_the_letter_is_gone(mother, letter, noor):
    crypto.shred(noor.pk)
    assert read(mother, letter).status_code == 404
    assert signed_in(mother).get(reverse("letters:mine")).status_code == 200
