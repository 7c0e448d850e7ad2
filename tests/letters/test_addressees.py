"""Who is written to about a pupil (S1-66, S2-14, S2-42; U6-U9; SETTLED 10; DOMAIN 1.6)."""
from datetime import date, timedelta

import pytest

from privacyadmin.letters.addressees import Channel, Matter, addressees
from privacyadmin.policy.services import in_force
from students.models import Authority, Protection
from tests.factories import NOW, TODAY, FamilyUserFactory, guardian, pupil
from tests.letters.making import live_at, on_paper

CHILD, GENERAL, CONSENT, FACTS = Matter.CHILD, Matter.GENERAL, Matter.CONSENT, Matter.FACTS


def names(student, matter=CHILD, on=TODAY, **more) -> list[str]:
    student.refresh_from_db()
    return sorted(each.name for each in addressees(student, matter=matter, on=on, **more).to)


@pytest.fixture
def noor(vlieger, group6a):
    return pupil(vlieger, group6a, first_name="Noor", last_name="Wit", birth_on=date(2016, 5, 4))


@pytest.fixture
def yara(kompas, class4h1):
    """Of 16, at a school where parents are asked until the pupil asks."""
    student = pupil(kompas, class4h1, first_name="Yara", last_name="Haan", birth_on=date(2010, 3, 3))
    guardian(student, first_name="Moeder", last_name="Haan")
    return student


def test_both_parents_with_authority_of_a_child(noor):
    guardian(noor, first_name="Sanne", last_name="Smit")
    guardian(noor, first_name="Joris", last_name="Wit", authority=Authority.COURT)
    assert names(noor) == ["Joris Wit", "Sanne Smit"]


@pytest.mark.parametrize(("authority", "relation", "matters"), [
    (Authority.NO, {}, {FACTS}),
    (Authority.NO, {"has_information_right": False}, set()),
    (Authority.UNKNOWN, {}, {GENERAL, CONSENT, FACTS}),
    (Authority.YES, {"has_contact_block": True}, set()),
    (Authority.YES, {"authority_until": TODAY}, {FACTS}),
    (Authority.YES, {"authority_since": TODAY + timedelta(days=1)}, {FACTS}),
    (Authority.YES, {"authority_until": TODAY + timedelta(days=1)}, {GENERAL, CONSENT, CHILD}),
])
def test_authority_its_days_and_a_contact_block_decide(noor, authority, relation, matters):
    """BW 1:377c gives important facts alone, and only after they were asked for."""
    guardian(noor, authority=authority, relation=relation)
    assert {matter for matter in Matter if names(noor, matter)} == matters


def test_who_is_not_written_to_is_told_with_the_reason(noor):
    guardian(noor, first_name="Koen", last_name="Boer", authority=Authority.NO)
    assert [name for name, reason in addressees(noor, matter=CHILD, on=TODAY).not_to if reason] == ["Koen Boer"]


@pytest.mark.parametrize(("mode", "consent", "child"), [
    ("strict", ["Yara Haan"], ["Yara Haan"]),
    ("parents_until_pupil_asks", ["Moeder Haan"], ["Moeder Haan", "Yara Haan"]),
    ("both_must_agree", ["Moeder Haan", "Yara Haan"], ["Moeder Haan", "Yara Haan"]),
])
def test_at_16_the_rules_of_the_school_say_who_is_asked_and_the_pupil_is_always_told(yara, kompas, mode, consent, child):
    """C-03; SETTLED 10."""
    version = in_force(kompas, TODAY)
    version.values["age16_mode"] = mode
    version.save()
    assert (names(yara, CONSENT), names(yara, CHILD)) == (consent, child)


def test_the_day_before_the_sixteenth_birthday_it_is_the_parents(yara):
    assert names(yara, on=date(2026, 3, 2)) == ["Moeder Haan"]
    assert "Yara Haan" in names(yara, on=date(2026, 3, 3))


def test_a_pupil_who_asked_to_decide_himself_is_written_to_alone(yara):
    """S1-70."""
    yara.strict16_on = TODAY
    yara.save()
    assert names(yara, CONSENT) == names(yara) == ["Yara Haan"]


def test_at_18_only_the_pupil(yara):
    """U9."""
    assert names(yara, on=date(2028, 3, 3)) == ["Yara Haan"]


def test_a_protection_keeps_a_category_from_the_family_and_leaves_no_trace_in_the_letters(noor):
    """C-25; S1-117."""
    guardian(noor, last_name="Smit", first_name="Sanne")
    Protection.objects.create(
        student=noor, categories=["CAR"], since=NOW, reason="meldcode", hidden_from="guardians", review_on=date(2027, 1, 1)
    )
    assert (names(noor, category="CAR"), names(noor, category="RES")) == ([], ["Sanne Smit"])


def test_in_the_portal_with_an_account_by_post_with_an_address_else_handed_over(noor):
    live_at(guardian(noor, first_name="A", last_name="Account"))
    on_paper(noor, first_name="B", last_name="Brief", has_secret_address=True)
    nowhere = guardian(noor, first_name="C", last_name="Hand")
    nowhere.user.is_active = False
    nowhere.user.save()
    found = {each.name: (each.channel, each.has_secret_address) for each in addressees(noor, matter=CHILD, on=TODAY).to}
    assert found == {"A Account": (Channel.PORTAL, False), "B Brief": (Channel.POST, True), "C Hand": (Channel.HAND, False)}


def test_an_organisation_that_is_the_guardian_is_written_to_with_its_name(noor):
    on_paper(noor, first_name="R.", last_name="Kok", organisation_name="Voogdij Zuid", relation={"kind": "voogd"})
    assert names(noor) == ["R. Kok, Voogdij Zuid"]


def test_whom_to_write_to_costs_the_same_for_one_parent_and_for_six(noor, django_assert_max_num_queries):
    with django_assert_max_num_queries(6) as few:
        names(noor)
    for number in range(6):
        guardian(noor, user=FamilyUserFactory(), last_name=f"Ouder{number}")
    with django_assert_max_num_queries(len(few.captured_queries)):
        names(noor)
