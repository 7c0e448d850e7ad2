"""A pupil who becomes 16 gets a letter with a code, so that he signs in himself (S1-66, S1-69…71, S2-161; SETTLED 10, 15)."""
from datetime import date, timedelta

import pytest
from django.urls import reverse

from privacyadmin import crypto, outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.letters.models import Letter
from privacyadmin.letters.services import writing
from privacyadmin.outbox import nightly
from privacyadmin.outbox.models import Item
from privacyadmin.outbox.services import extra_of
from privacyadmin.workflow import NotAllowed
from students.models import ActivationCode, Protection
from students.services import activation, invitations
from students.worklist import of_the_school
from tests.factories import NOW, TODAY, FamilyUserFactory, pupil, staff

PAGE = reverse("students:invitations")
ADDRESS = "yara@thuis.example"


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def office_vo(kompas):
    return staff(Role.OFFICE, kompas, language="en")


@pytest.fixture
def yara(kompas, class4h1):
    return pupil(kompas, class4h1, first_name="Yara", last_name="Haan", birth_on=date(2010, 11, 22))


def keys(schools, at=NOW) -> set:
    return set(invitations.waiting(schools, at=at).values_list("student", flat=True))


def typed(student, by) -> ActivationCode:
    code = activation.issue_to_pupil(student, by=resolve(by, NOW), at=NOW)
    letter = Letter.objects.get(key=f"activation:{code.pk}")
    content = writing.content_of(letter, crypto.Keyring.for_subjects([letter.subject]))
    assert content is not None and letter.audience == "pupil" and content.name == student.full_name
    words = next(word for word in content.words.body.split() if len(word.strip(".")) == 9 and word[4] == "-").strip(".")
    found = activation.ask(words, ADDRESS, language="nl", at=NOW)
    assert found is not None
    return found


def test_who_is_sixteen_today_is_on_the_list_and_who_is_so_tomorrow_is_not(kompas, class4h1, yara):
    pupil(kompas, class4h1, birth_on=date(2010, 11, 23))
    pupil(kompas, class4h1, birth_on=date(2009, 1, 1), user=FamilyUserFactory())
    pupil(kompas, class4h1, birth_on=date(2009, 1, 1), died_on=TODAY)
    leap = pupil(kompas, class4h1, birth_on=date(2012, 2, 29))
    assert keys([kompas]) == {yara.pk}
    assert leap.pk not in keys([kompas], NOW.replace(year=2028, month=2, day=28))
    assert leap.pk in keys([kompas], NOW.replace(year=2028, month=2, day=29))


def test_the_office_writes_the_letters_of_all_at_once(client, office_vo, yara, kompas, class4h1, vlieger):
    other = pupil(kompas, class4h1, birth_on=date(2009, 1, 1))
    elsewhere = pupil(vlieger, birth_on=date(2009, 1, 1))
    assert [task.url for task in of_the_school(resolve(office_vo, NOW), TODAY)] == [PAGE]
    client.force_login(office_vo)
    assert "Haan, Yara" in client.get(PAGE).content.decode()
    client.post(PAGE, {"chosen": [yara.pk, other.pk, elsewhere.pk, "nonsense"]})
    assert set(Letter.objects.values_list("addressee", flat=True)) == {yara.pk, other.pk}
    assert not keys([kompas]) and not list(of_the_school(resolve(office_vo, NOW), TODAY))
    assert keys([kompas], NOW + timedelta(days=31)) == {yara.pk, other.pk}, "a letter that nobody used is proposed again"


def test_from_the_letter_to_an_own_sign_in(client, office_vo, yara):
    client.force_login(office_vo)
    assert reverse("students:invitation", args=[yara.pk]) in client.get(yara.get_absolute_url()).content.decode()
    code = typed(yara, office_vo)
    [item] = Item.objects.filter(kind=activation.MAIL)
    assert activation.confirm(code.pk, extra_of(item)["code"], at=NOW) is not None
    yara.refresh_from_db()
    assert yara.user.email == ADDRESS and resolve(yara.user, NOW).relation_to(yara.pk) == "pupil_16"
    with pytest.raises(NotAllowed):
        activation.issue_to_pupil(yara, by=resolve(office_vo, NOW), at=NOW)


def test_a_child_a_protected_pupil_and_a_stranger_to_the_school_get_none(office_vo, office, yara, kompas, class4h1):
    """C-25."""
    child = pupil(kompas, class4h1, birth_on=date(2011, 1, 1))
    Protection.objects.create(student=yara, categories=["ID"], since=NOW, reason="test", hidden_from="pupil", review_on=date(2027, 1, 1))
    for student, by in ((child, office_vo), (yara, office_vo)):
        with pytest.raises(NotAllowed):
            activation.issue_to_pupil(student, by=resolve(by, NOW), at=NOW)
    written, refused = invitations.invite([yara.pk, child.pk], by=resolve(office_vo, NOW), at=NOW)
    assert written == 0 and len(refused) == 1 and not Letter.objects.exists()
    grown = pupil(kompas, class4h1, birth_on=date(2009, 1, 1))
    with pytest.raises(NotAllowed):
        activation.issue_to_pupil(grown, by=resolve(office, NOW), at=NOW)


def test_the_list_is_the_administrations_and_costs_the_same_for_one_and_for_ten(
    client, office_vo, director, yara, kompas, class4h1, django_assert_max_num_queries
):
    client.force_login(director)
    assert client.get(PAGE).status_code == 403
    client.force_login(office_vo)
    client.get(PAGE)
    with django_assert_max_num_queries(20) as few:
        client.get(PAGE)
    for _number in range(9):
        pupil(kompas, class4h1, birth_on=date(2009, 1, 1))
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(PAGE)


def test_an_address_that_was_typed_and_never_confirmed_is_forgotten_by_night(office_vo, yara):
    """Five wrong codes, a new letter and a month that passed: each makes the old code worthless, and its address is nobody's business."""
    code = typed(yara, office_vo)
    for _number in range(activation.MOST_TRIES):
        activation.confirm(code.pk, "0", at=NOW)
    assert not ActivationCode.objects.exclude(typed_email="").exists()
    typed(yara, office_vo)
    nightly.run(on=TODAY, at=NOW)
    assert ActivationCode.objects.exclude(typed_email="").count() == 1, "it may still be confirmed"
    nightly.run(on=TODAY + timedelta(days=31), at=NOW + timedelta(days=31))
    assert not ActivationCode.objects.exclude(typed_email="").exists()
    outbox.work(at=NOW)
