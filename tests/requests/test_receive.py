"""A parent or pupil asks in the portal."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections

from privacyadmin import audit
from privacyadmin.outbox.models import Item
from privacyadmin.policy.catalogue import PRESETS
from privacyadmin.policy.services import put_in_force, use_preset
from privacyadmin.workflow import NotAllowed
from requests.models import PrivacyRequest, Status
from requests.rules import FROM_16, NO_AUTHORITY
from requests.services import receiving
from students.models import GuardianRelation
from tests.factories import FamilyUserFactory, guardian, pupil
from tests.requests.cast import NOW, make_cast, received


def ask(cast, who, student, at=NOW):
    return receiving.receive(student=student, right="access", wish="", by=cast.scope(who, at), at=at)


def test_a_mother_asks_and_the_term_is_a_date(cast):
    """S2-164, C-01: four weeks from receipt, the legal month beside it."""
    privacy_request = received(cast)
    assert privacy_request.status == Status.RECEIVED
    assert (privacy_request.due_on, privacy_request.legal_on) == (date(2026, 11, 30), date(2026, 12, 2))
    assert privacy_request.next_reminder_on == date(2026, 11, 16)
    assert privacy_request.number == "V-2026-0001"


def test_she_gets_a_receipt_and_the_coordinator_hears_it(cast):
    privacy_request = received(cast, wish="Alles over de ruzie.")
    templates = {(item.get("template"), item.get("to")) for item in Item.objects.filter(kind="mail")}
    assert templates == {("request_received", str(cast.mother.user_id)), ("request_new", str(cast.coordinator.pk))}
    assert [event.name for event in audit.trail(privacy_request.pk)] == ["request.received"]


def test_a_second_equal_request_is_the_first_one(cast):
    """Bad input: twice submitted."""
    first, is_new = ask(cast, cast.mother, cast.noor)
    second, is_new_too = ask(cast, cast.mother, cast.noor)
    assert (first, is_new, is_new_too) == (second, True, False)
    assert Item.objects.filter(kind="mail").count() == 2


def test_the_other_parent_asks_his_own_request(cast):
    mine, _new = ask(cast, cast.mother, cast.noor)
    his, is_new = ask(cast, cast.father, cast.noor)
    assert is_new and mine.pk != his.pk
    assert his.number == "V-2026-0002"


@pytest.mark.django_db(transaction=True)
def test_two_browsers_at_once_make_one_request(board, vlieger, group6a):
    """Bad input: twice submitted, at the same moment."""
    cast = make_cast(board, vlieger, group6a)
    start, found = threading.Barrier(2), []

    def send():
        try:
            start.wait()
            found.append(ask(cast, cast.mother, cast.noor))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(is_new for _row, is_new in found) == [False, True]
    assert PrivacyRequest.objects.count() == 1


def test_nobody_asks_for_a_child_that_is_not_his(cast):
    """SETTLED 12."""
    with pytest.raises(NotAllowed):
        ask(cast, cast.stranger, cast.noor)


@pytest.mark.parametrize("authority", ["nee", "onbekend"])
def test_a_parent_without_authority_cannot_use_the_right_and_reads_why(cast, authority):
    """S2-14, U6-U9; SETTLED 11."""
    cast_out = guardian(cast.noor, authority=authority, last_name="Zonder")
    with pytest.raises(NotAllowed) as refusal:
        ask(cast, cast_out, cast.noor)
    assert str(refusal.value) == str(NO_AUTHORITY.reason)


def test_a_contact_block_takes_the_right_away(cast):
    relation = GuardianRelation.objects.get(guardian=cast.mother)
    relation.has_contact_block = True
    relation.save()
    with pytest.raises(NotAllowed):
        ask(cast, cast.mother, cast.noor)


@pytest.mark.parametrize("mode", ["strict", "parents_until_pupil_asks", "both_must_agree"])
def test_from_sixteen_only_the_pupil_asks_in_every_mode(cast, kompas, class4h1, mode):
    """SETTLED 10; S2-161, C-03."""
    values = PRESETS["vo"] | {"age16_mode": mode}
    put_in_force(school=kompas, values=values, valid_from=date(2026, 2, 1), note="test", by=None, at=NOW)
    yara = pupil(kompas, class4h1, first_name="Yara", birth_on=date(2010, 11, 2), user=FamilyUserFactory(name="Yara"))
    parent = guardian(yara)
    with pytest.raises(NotAllowed) as refusal:
        ask(cast, parent, yara)
    assert str(refusal.value) == str(FROM_16.reason)
    own, is_new = ask(cast, yara.user, yara)
    assert is_new and own.capacity == "pupil"


def test_the_day_before_the_sixteenth_birthday_the_parent_still_asks(cast, kompas, class4h1):
    """U1: from the day itself."""
    yara = pupil(kompas, class4h1, first_name="Yara", birth_on=date(2010, 11, 3), user=FamilyUserFactory())
    own, is_new = ask(cast, guardian(yara), yara)
    assert is_new and own.capacity == "guardian"
    with pytest.raises(NotAllowed):
        ask(cast, yara.user, yara)


def test_the_request_keeps_the_rules_of_its_receipt(cast):
    """C-01: stamped with the version in force."""
    privacy_request = received(cast)
    before = privacy_request.policy
    use_preset(school=None, preset="vo", valid_from=date(2026, 11, 2) + timedelta(days=1), by=None, at=NOW)
    privacy_request.refresh_from_db()
    assert privacy_request.policy == before
    assert privacy_request.policy.request_decider == "board"


def test_numbers_start_again_each_year_and_none_is_skipped(cast):
    received(cast)
    received(cast, by=cast.father)
    third, _new = ask(cast, cast.stranger, cast.finn, at=NOW.replace(year=2027, month=1))
    assert third.number == "V-2027-0001"
    assert sorted(PrivacyRequest.objects.values_list("number", flat=True)) == ["V-2026-0001", "V-2026-0002", "V-2027-0001"]
