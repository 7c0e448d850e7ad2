"""At 18 parents see nothing any more, unless the pupil allows it: which kinds, until when, and taken back with one tap (U9)."""
from datetime import date, timedelta

import pytest
from django.urls import reverse

from privacyadmin import outbox
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import resolve
from privacyadmin.letters.addressees import Matter, addressees
from privacyadmin.letters.services.writing import may_read
from students.models import AgreedAccess, Authority, Student
from tests.factories import FamilyUserFactory, guardian, pupil, staff
from tests.letters.making import write_to
from tests.requests.cast import NOW, page, signed_in

pytestmark = pytest.mark.usefixtures("clock")
SHARING = reverse("portal:sharing")
TODAY = NOW.date()
UNTIL = TODAY + timedelta(days=30)


@pytest.fixture
def lot(board, kompas, class4h1):
    return pupil(kompas, class4h1, first_name="Lot", last_name="Prins", birth_on=date(2008, 5, 5), user=FamilyUserFactory(name="Lot"))


@pytest.fixture
def father(lot):
    return guardian(lot, first_name="Ruud", last_name="Prins")


def reads(user, student, at=NOW) -> set[str]:
    scope, loaded = resolve(user, at), Student.objects.with_places(on=at.date()).get(pk=student.pk)
    single = {category.value for category in Category if scope.can(loaded, category)}
    lists = {category.value for category in Category if Student.objects.visible_to(scope, category=category).filter(pk=student.pk).exists()}
    assert single == lists
    return single


def allow(lot, father, *categories, until=UNTIL):
    relation = father.relations.get()
    return signed_in(lot).post(reverse("portal:sharing_allow", args=[relation.pk]), {"categories": categories, "until_on": until})


def test_nothing_is_seen_until_the_pupil_says_what_and_until_when(lot, father, mailoutbox):
    assert reads(father.user, lot) == set()
    assert SHARING in page(signed_in(lot).get("/portal/")) and father.full_name in page(signed_in(lot).get(SHARING))
    allow(lot, father, "RES", "ABS")
    assert reads(father.user, lot) == {"RES", "ABS"}
    assert reads(father.user, lot, NOW + timedelta(days=30)) and not reads(father.user, lot, NOW + timedelta(days=31))
    own = page(signed_in(father).get(reverse("portal:child", args=[lot.pk])))
    assert reverse("portal:holdings", args=[lot.pk]) in own
    assert signed_in(father).get(reverse("portal:holdings", args=[lot.pk])).status_code == 200
    outbox.work(at=NOW)
    assert {mail.to[0] for mail in mailoutbox} == {lot.user.email, father.user.email}
    assert not any("Prins" in mail.body + mail.subject for mail in mailoutbox)


def test_one_tap_takes_it_back(lot, father, kompas):
    allow(lot, father, "RES")
    letter = write_to(father, lot, kompas)
    letter.standing = "guardian_18"
    assert may_read(letter, resolve(father.user, NOW))
    signed_in(lot).post(reverse("portal:sharing_withdraw", args=[AgreedAccess.objects.get().pk]))
    assert reads(father.user, lot) == set() and not may_read(letter, resolve(father.user, NOW))
    assert AgreedAccess.objects.get().ended_by == lot.user


def test_a_new_choice_takes_the_place_of_the_one_before(lot, father):
    allow(lot, father, "RES", "ABS")
    allow(lot, father, "FIN")
    assert reads(father.user, lot) == {"FIN"} and AgreedAccess.objects.count() == 2


@pytest.mark.parametrize(("categories", "until"), [
    ([], UNTIL), (["BSN"], UNTIL), (["CAR"], UNTIL), (["ADV"], UNTIL), (["RES"], TODAY - timedelta(days=1)),
    (["RES"], TODAY + timedelta(days=400)),
])
def test_what_cannot_be_chosen_changes_nothing(lot, father, categories, until):
    assert allow(lot, father, *categories, until=until).status_code == 200
    assert not AgreedAccess.objects.exists()


def test_a_parent_without_authority_can_be_allowed_and_one_with_a_contact_block_cannot(lot):
    without = guardian(lot, authority=Authority.NO, last_name="Los")
    blocked = guardian(lot, relation={"has_contact_block": True}, last_name="Dicht")
    allow(lot, without, "RES")
    assert reads(without.user, lot) == {"RES"}
    assert allow(lot, blocked, "RES").status_code == 404
    relation = without.relations.get()
    relation.has_contact_block = True
    relation.save()
    assert reads(without.user, lot) == set()


def test_it_is_for_the_pupil_of_age_alone(lot, father, kompas, class4h1):
    yara = pupil(kompas, class4h1, birth_on=date(2010, 1, 1), user=FamilyUserFactory())
    assert signed_in(yara).get(SHARING).status_code == 403
    assert signed_in(father).get(SHARING).status_code == 404
    allow(lot, father, "RES")
    other = pupil(kompas, class4h1, birth_on=date(2008, 1, 1), user=FamilyUserFactory())
    client = signed_in(other)
    assert client.get(reverse("portal:sharing_allow", args=[father.relations.get().pk])).status_code == 404
    assert client.post(reverse("portal:sharing_withdraw", args=[AgreedAccess.objects.get().pk])).status_code == 404
    assert reads(father.user, lot) == {"RES"}


def test_letters_about_such_a_part_go_to_both(lot, father):
    """SETTLED 10: the default stays that only the pupil is written to."""
    allow(lot, father, "RES")

    def names(**more):
        return sorted(each.name for each in addressees(lot, on=TODAY, **more).to)

    assert names(matter=Matter.CHILD, category="RES") == ["Lot Prins", "Ruud Prins"]
    assert names(matter=Matter.CHILD, category="ABS") == names(matter=Matter.CHILD) == names(matter=Matter.CONSENT) == ["Lot Prins"]


def test_staff_see_it_on_the_page_of_the_pupil(lot, father, kompas):
    allow(lot, father, "RES")
    shown = page(signed_in(staff(Role.OFFICE, kompas)).get(lot.get_absolute_url()))
    assert "Kijkt mee" in shown


def test_the_page_takes_the_same_number_of_queries_for_one_parent_or_four(lot, father, django_assert_num_queries):
    client = signed_in(lot)
    client.get(SHARING)
    with django_assert_num_queries(COUNT):
        client.get(SHARING)
    for number in range(3):
        allow(lot, guardian(lot, last_name=f"Ouder{number}"), "RES")
    with django_assert_num_queries(COUNT):
        client.get(SHARING)


COUNT = 12
