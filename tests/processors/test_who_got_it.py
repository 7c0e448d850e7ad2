"""«Who got data of this pupil?», asked by staff, by a restriction, by the family and by an answer (GDPR 15(1)(c), 19; S1-78)."""
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyadmin.access.scope import resolve
from privacyadmin.exports.registry import OFFERS
from privacyadmin.exports.services import ask
from privacyadmin.portal import holdings
from privacyadmin.workflow import NotAllowed
from processors.exports import purposes
from processors.following import disclosures
from processors.models import DisclosurePupil
from processors.services import disclosures as services
from students import given
from students.merging import Pair, Who
from students.models import Student
from students.services import protections, restrictions
from tests.factories import NOW, TODAY, guardian, pupil
from tests.processors import giving

DAY = timedelta(days=1)


@pytest.fixture
def leerplicht(writer, board_member, scope_of):
    giving.allow("absence", writer, scope_of(board_member))
    return giving.authority(writer)


def loaded(student):
    return Student.objects.with_places(on=TODAY).get(pk=student.pk)


def names(student, on=TODAY, **asked):
    return [each.to for each in given.of([student.pk], on=on, **asked)[student.pk]]


def test_a_draft_a_refusal_and_a_mistake_gave_nobody_anything(writer, leerplicht, vlieger, noor):
    giving.draft(leerplicht, writer, school=vlieger, pupils=[noor])
    services.refuse(giving.draft(leerplicht, writer, school=vlieger, pupils=[noor]), why="niet nodig", by=writer, at=NOW)
    services.void(giving.given(leerplicht, writer, school=vlieger, pupils=[noor]), why="vergissing", by=writer, at=NOW)
    assert names(noor) == []
    giving.given(leerplicht, writer, school=vlieger, pupils=[noor])
    assert names(noor) == ["Gemeente Waterrijk"]
    assert names(noor, on=TODAY - DAY) == []


def test_a_standing_one_counts_while_it_goes_on_and_afterwards(writer, leerplicht, vlieger, noor):
    made = giving.draft(leerplicht, writer, school=vlieger, is_standing=True, circle="school")
    services.decide(made, by=writer, at=NOW)
    (found,) = given.of([noor.pk], on=TODAY)[noor.pk]
    assert (found.is_standing, found.on, found.until, found.categories) == (True, TODAY, None, ("ABS", "ID"))
    services.end(made, on=TODAY + 9 * DAY, why="klaar", by=writer, at=NOW + 9 * DAY)
    (found,) = given.of([noor.pk], on=TODAY + 20 * DAY)[noor.pk]
    assert found.until == TODAY + 9 * DAY
    assert names(noor, on=TODAY + 20 * DAY, since=TODAY + 10 * DAY) == []


def test_one_question_for_many_pupils_is_a_constant_number_of_queries(writer, leerplicht, vlieger, group6a, noor):
    giving.given(leerplicht, writer, school=vlieger, pupils=[noor])
    with CaptureQueriesContext(connection) as one:
        given.of([noor.pk], on=TODAY)
    others = [pupil(vlieger, group6a) for _number in range(5)]
    giving.given(leerplicht, writer, school=vlieger, pupils=others)
    with CaptureQueriesContext(connection) as many:
        found = given.of([noor.pk, *(each.pk for each in others)], on=TODAY)
    assert all(found.values()) and len(many) == len(one)


def test_staff_see_it_and_a_restriction_names_who_must_be_told(sign_in, coordinator, writer, leerplicht, vlieger, noor):
    """GDPR 19: only who got something of what is restricted."""
    giving.given(leerplicht, writer, school=vlieger, pupils=[noor])
    browser = sign_in(coordinator)
    assert "Gemeente Waterrijk" in browser.get(reverse("students:given", args=[noor.pk])).content.decode()
    told = {"ground": "accuracy", "reason": "betwist", "review_on": TODAY + 30 * DAY, "school": vlieger}
    absence, marks_of = (restrictions.restrict(loaded(noor), categories=[code], by=writer, at=NOW, **told) for code in ("ABS", "RES"))
    assert "Gemeente Waterrijk" in browser.get(absence.get_absolute_url()).content.decode()
    assert "Gemeente Waterrijk" not in browser.get(marks_of.get_absolute_url()).content.decode()


def test_the_family_reads_it_but_not_what_is_kept_from_it(writer, leerplicht, vlieger, noor, client):
    """UAVG 41, C-25; a parent without authority reads nothing of it."""
    mother, aunt = guardian(noor).user, guardian(noor, authority="no").user
    giving.given(leerplicht, writer, school=vlieger, pupils=[noor])
    later = {"withheld_until": TODAY + 30 * DAY, "withheld_why": "onderzoek"}
    giving.given(leerplicht, writer, school=vlieger, pupils=[noor], subject="onderzoek", **later)
    assert len(given.of([noor.pk], on=TODAY)[noor.pk]) == 2
    assert len(holdings.given_to(noor.pk, resolve(mother, NOW))) == 1
    assert len(holdings.given_to(noor.pk, resolve(mother, NOW + 31 * DAY))) == 2
    assert holdings.given_to(noor.pk, resolve(aunt, NOW)) == []
    client.force_login(mother)
    page = client.get(reverse("portal:holdings", args=[noor.pk])).content.decode()
    assert page.count("Gemeente Waterrijk") == 1 and "/processors/" not in page
    protections.protect(
        loaded(noor), school=vlieger, categories=["ABS"], hidden_from="guardians", ground="threat", reason="x", review_on=TODAY + 60 * DAY,
        by=writer, at=NOW,
    )
    assert holdings.given_to(noor.pk, resolve(mother, NOW)) == []


def test_after_a_merge_the_survivor_stands_once_in_each_disclosure(writer, leerplicht, vlieger, group6a, noor):
    twin = pupil(vlieger, group6a, first_name="Noor", last_name="Wit")
    both = giving.given(leerplicht, writer, school=vlieger, pupils=[noor, twin])
    alone = giving.given(leerplicht, writer, school=vlieger, pupils=[twin])
    found = disclosures(Pair(Who.PUPIL, twin.pk, noor.pk, writer, NOW))
    assert (found.moved, found.united) == (1, 1)
    assert set(DisclosurePupil.objects.filter(student=noor).values_list("disclosure", flat=True)) == {both.pk, alone.pk}


def test_a_list_of_pupils_names_a_purpose_that_the_register_allows(writer, leerplicht, director, scope_of):
    """S1-11: teaching only where an activity in force keeps names and enrolment for it; a list without pupils is not asked."""
    pupils, told = OFFERS["students.pupils"], {"form": "xlsx", "words": "groepslijst", "school": None, "language": "nl", "at": NOW}
    assert purposes.why_not("cameras", pupils.categories, None, TODAY)
    with pytest.raises(NotAllowed, match=r"does not allow|niet toe"):              # absence keeps names for teaching, not enrolment
        ask(pupils, purpose="teaching", by=scope_of(director), **told)
    assert ask(pupils, purpose="administration", by=scope_of(director), **told).pk
    assert not purposes.why_not("government", ("ABS",), None, TODAY)
