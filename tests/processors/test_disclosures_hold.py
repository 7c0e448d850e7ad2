"""What people try with a disclosure that they should not (S2-107…110, S2-157; GDPR 18; C-25; 2.11)."""
from datetime import timedelta

import pytest
from django.urls import reverse

from privacyadmin.workflow import NotAllowed
from processors.models import DisclosurePupil
from processors.services import circles, parties
from processors.services import disclosures as services
from processors.workflow import disclosures as workflow
from students import consents
from students.consents import Consent
from students.models import EnrolmentStatus, Restriction
from students.services import restrictions
from tests.factories import NOW, TODAY, pupil
from tests.processors import giving, making
from tests.processors.test_disclosures import loaded

DAY = timedelta(days=1)


@pytest.fixture
def approver(board_member, scope_of):
    return scope_of(board_member)


@pytest.fixture
def leerplicht(writer, approver):
    giving.allow("absence", writer, approver)
    return giving.authority(writer)


def restrict(student, school, by, *, at=NOW, categories=("ABS",)) -> Restriction:
    return restrictions.restrict(
        loaded(student), school=school, ground="accuracy", reason="betwist", review_on=TODAY + 30 * DAY, categories=categories, by=by, at=at
    )


def test_what_was_restricted_after_the_decision_does_not_go(writer, leerplicht, vlieger, noor):
    """GDPR 18(2), S2-186: decided is not given yet; what somebody answered for at the decision goes."""
    made = services.decide(giving.draft(leerplicht, writer, school=vlieger, pupils=[noor]), by=writer, at=NOW)
    restrict(noor, vlieger, writer, at=NOW + timedelta(hours=1))
    with pytest.raises(NotAllowed, match="18"):
        services.give(made, on=TODAY + DAY, method="mail", by=writer, at=NOW + DAY)
    answered = services.decide(
        giving.draft(leerplicht, writer, school=vlieger, pupils=[noor]), allowed_use="public", by=writer, at=NOW + DAY
    )
    assert services.give(answered, on=TODAY + DAY, method="mail", by=writer, at=NOW + DAY).status == "given"


def test_what_went_before_the_restriction_can_be_written_down_after_it(writer, leerplicht, vlieger, noor):
    made = services.decide(giving.draft(leerplicht, writer, school=vlieger, pupils=[noor]), by=writer, at=NOW)
    restrict(noor, vlieger, writer, at=NOW + 3 * DAY)
    assert services.give(made, on=TODAY + DAY, method="mail", by=writer, at=NOW + 4 * DAY).status == "given"


def test_consent_that_was_taken_back_after_the_decision_holds_it_up(writer, approver, vlieger, noor, monkeypatch):
    """S2-107, S2-159."""
    giving.allow("images", writer, approver)
    photographer = making.party(writer, name="Foto Vlinder", kind="photographer")
    asked = {"role": "controller", "purpose": "informing", "ground": "a", "law": "", "data_categories": ["name", "images"]}
    made = giving.draft(photographer, writer, school=vlieger, pupils=[noor], **asked)
    monkeypatch.setattr(consents, "_answer", [lambda pupils, *_of: {key: Consent(is_valid=True, why="ja") for key in pupils}])
    services.decide(made, by=writer, at=NOW)
    monkeypatch.setattr(consents, "_answer", [])
    with pytest.raises(NotAllowed, match=r"has said yes|toestemming van iemand"):
        services.give(made, on=TODAY, method="mail", by=writer, at=NOW)


def test_an_answer_for_one_use_opens_no_standing_disclosure(writer, leerplicht, vlieger, noor):
    """GDPR 18(2): somebody answered for a legal claim, not for the daily list."""
    restriction = restrict(noor, vlieger, writer)
    restrictions.note_use(restriction, ground="claims", what="verweer", by=writer, at=NOW)
    made = services.decide(giving.draft(leerplicht, writer, school=vlieger, is_standing=True, circle="school"), by=writer, at=NOW + DAY)
    circles.follow(TODAY + DAY)
    assert not DisclosurePupil.objects.filter(disclosure=made, student=noor, until=None).exists()


def test_who_took_consent_back_is_in_no_standing_disclosure_from_that_night(writer, approver, vlieger, group6a, noor, monkeypatch):
    """S2-107, S2-159: asked again each night; who says yes again is in it again."""
    giving.allow("images", writer, approver)
    photographer = making.party(writer, name="Foto Vlinder", kind="photographer")
    asked = {"role": "controller", "purpose": "informing", "ground": "a", "law": "", "data_categories": ["name", "images"]}
    other = pupil(vlieger, group6a)
    said_yes = {noor.pk, other.pk}
    monkeypatch.setattr(
        consents, "_answer", [lambda pupils, *_of: {key: Consent(is_valid=key in said_yes, why="-") for key in pupils}]
    )
    draft = giving.draft(photographer, writer, school=vlieger, pupils=[noor, other], is_standing=True, **asked)
    made = services.decide(draft, by=writer, at=NOW)
    said_yes.remove(noor.pk)
    assert [circles.follow(TODAY + DAY) for _night in range(2)] == [1, 0]
    assert standing(made) == [1]
    said_yes.add(noor.pk)
    circles.follow(TODAY + 2 * DAY)
    assert standing(made) == [2]


def standing(*disclosures) -> list[int]:
    return [DisclosurePupil.objects.filter(disclosure=each, until=None).count() for each in disclosures]


def test_who_left_the_school_is_in_no_standing_disclosure_though_he_was_named_in_it(writer, leerplicht, vlieger, noor):
    made = services.decide(giving.draft(leerplicht, writer, school=vlieger, pupils=[noor], is_standing=True), by=writer, at=NOW)
    enrolment = noor.enrolments.get()
    enrolment.status, enrolment.left_on = EnrolmentStatus.LEFT, TODAY
    enrolment.save()
    circles.follow(TODAY + DAY)
    assert standing(made) == [0]


def test_pupils_stay_of_the_school_that_the_disclosure_is_of(writer, leerplicht, vlieger, kompas, noor):
    made = giving.draft(leerplicht, writer, school=vlieger, pupils=[noor])
    with pytest.raises(NotAllowed):
        services.change(made, values={"school": kompas}, by=writer, at=NOW)


def test_no_citizen_number_goes_to_a_partnership(writer, leerplicht, vlieger, noor):
    """2.11: also where somebody names a law."""
    names = ("Samenwerkingsverband Oost", "other"), ("SWV Helmond", "education"), ("Stichting Passend Onderwijs De Peel", "other")
    for name, kind in names:
        to = making.party(writer, name=name, kind=kind)
        made = giving.draft(to, writer, school=vlieger, pupils=[noor], data_categories=["name", "citizen_number"], role="controller")
        with pytest.raises(NotAllowed):
            services.decide(made, by=writer, at=NOW)
        assert any("2.11" in each for each in workflow.missing(services.locked(made), writer))


def test_a_party_that_turns_out_to_be_the_police_needs_an_order(writer, leerplicht, vlieger, noor):
    """S2-157: what the party is now counts, not what it was when somebody wrote it down."""
    to = making.party(writer, name="Team Oost", kind="government")
    made = giving.draft(to, writer, school=vlieger, pupils=[noor])
    parties.change(to, values={"kind": "police"}, by=writer, at=NOW)
    with pytest.raises(NotAllowed, match=r"order of police|vordering van politie"):
        services.decide(made, by=writer, at=NOW)


def test_strange_words_and_days_are_answered_not_crashed_on(sign_in, coordinator, writer, leerplicht, vlieger, noor):
    browser = sign_in(coordinator)
    made = giving.draft(leerplicht, writer, school=vlieger, pupils=[noor])
    for name in ("disclosures", "disclosure_choose"):
        for value in ("\x00", "x" * 5000, "9" * 40, "0"):
            assert browser.get(reverse(f"processors:{name}"), dict.fromkeys(
                ("q", "party", "school", "kind", "state", "year", "page"), value)).status_code < 500
    names = ("subject", "law", "subsidiarity", "withheld_why", "why", "decision", "reference", "order_reference", "q", "pupil")
    urls = [reverse("processors:disclosure_new", args=[leerplicht.pk]) + "?standing=1"]
    urls += [reverse("processors:disclosure_pupils", args=[made.pk])]
    urls += [reverse("processors:disclosure_step", args=[made.pk, step]) for step in ("decide", "give", "refuse", "end", "review", "void")]
    for day in ("0001-01-01", "9999-12-31"):
        for text in ("\x00", "x" * 5000, "<b>=1+1"):
            data = dict.fromkeys(names, text) | dict.fromkeys(("since", "until", "on", "order_on", "withheld_until"), day)
            told = giving.ASKED | {"subject": text, "school": str(vlieger.pk), "frequency": "daily", "circle": "school", "kind": "third"}
            for url in urls:
                assert browser.post(url, told | data).status_code < 500
