"""Data of pupils for a third party: written down, decided on by the right person, given once (S1-78, S2-102…110, S2-155…160)."""
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyadmin import audit
from privacyadmin.access.catalogue import Role
from privacyadmin.files.checking import Checked
from privacyadmin.outbox.models import Item
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist.tasks import worklist_of
from processors import reviews
from processors.models import Disclosure, DisclosurePupil
from processors.services import circles
from processors.services import disclosures as services
from students import consents
from students.consents import Consent
from students.models import ClassMembership, RestrictedUse, Student
from students.services import protections, restrictions
from tests.factories import NOW, TODAY, pupil, staff
from tests.processors import giving, making

DAY = timedelta(days=1)


@pytest.fixture
def sam(vlieger, group6a):
    return pupil(vlieger, group6a, first_name="Sam", last_name="Bakker")


@pytest.fixture
def approver(board_member, scope_of):
    return scope_of(board_member)


@pytest.fixture
def leerplicht(writer, approver):
    giving.allow("absence", writer, approver)
    return giving.authority(writer)


@pytest.fixture
def politie(writer, approver):
    giving.allow("absence", writer, approver)
    return giving.authority(writer, name="Politie Oost", kind="government")


def loaded(student):
    return Student.objects.with_places(on=TODAY).get(pk=student.pk)


def test_coordinator_writes_down_names_the_pupil_decides_and_gives_it(sign_in, coordinator, leerplicht, vlieger, noor, sam):
    """S2-102, S2-108…110: one page for what and why, pupils one by one, then the decision and the day."""
    browser = sign_in(coordinator)
    asked = {name: "1" if value is True else value for name, value in giving.ASKED.items()} | {"school": str(vlieger.pk), "kind": "third"}
    page = browser.get(reverse("processors:disclosure_new", args=[leerplicht.pk]))
    assert b"checked" not in page.content.split(b"data_categories")[1].split(b"is_subsidiary")[0]
    assert browser.post(reverse("processors:disclosure_new", args=[leerplicht.pk]), asked).status_code == 302
    disclosure = Disclosure.objects.get()
    step = lambda name: reverse("processors:disclosure_step", args=[disclosure.pk, name])  # noqa: E731
    assert browser.post(step("decide")).status_code == 403                      # nobody is named yet
    pupils = reverse("processors:disclosure_pupils", args=[disclosure.pk])
    found = browser.post(pupils, {"q": "noor"}, follow=True)
    assert "Noor Wit" in found.content.decode() and "noor" not in found.redirect_chain[0][0].lower()
    assert browser.post(pupils, {"pupil": str(noor.pk)}).status_code == 302
    assert browser.post(step("decide"), {"decision": ""}).status_code == 302
    assert browser.post(step("give"), {"on": (TODAY + DAY).isoformat(), "method": "mail"}).status_code == 400
    assert browser.post(step("give"), {"on": TODAY.isoformat(), "method": "mail"}).status_code == 302
    disclosure.refresh_from_db()
    assert (disclosure.status, disclosure.given_on, disclosure.pupil_count, disclosure.categories) == ("given", TODAY, 1, ["ABS", "ID"])
    assert list(disclosure.pupils.values_list("student", flat=True)) == [noor.pk]
    assert [event.name for event in audit.trail(disclosure.pk)][-2:] == ["disclosure.decided", "disclosure.given"]


def test_what_was_answered_stands_there_again_when_a_draft_is_changed(sign_in, coordinator, writer, leerplicht, vlieger):
    """S2-108…110: who mends one thing does not lose the tests."""
    draft = giving.draft(leerplicht, writer, school=vlieger, is_minimal=False)
    shown = sign_in(coordinator).get(reverse("processors:disclosure_change", args=[draft.pk])).context["form"]
    assert [shown[name].value() for name in ("is_subsidiary", "is_proportionate", "is_minimal")] == ["1", "1", "0"]


def test_what_was_given_is_only_voided_with_a_reason(writer, leerplicht, vlieger, noor, sign_in, coordinator):
    """It stays as it is, and is shown as recorded in error."""
    made = giving.given(leerplicht, writer, school=vlieger, pupils=[noor])
    with pytest.raises(NotAllowed):
        services.change(made, values={"subject": "anders"}, by=writer, at=NOW)
    with pytest.raises(NotAllowed):
        services.drop_pupil(made, noor.pk, by=writer, at=NOW)
    services.void(made, why="Verkeerde gemeente.", by=writer, at=NOW)
    page = sign_in(coordinator).get(made.get_absolute_url()).content.decode()
    assert "Verkeerde gemeente." in page


def test_a_purpose_that_the_register_does_not_allow_refuses_it(writer, leerplicht, vlieger, noor):
    """S1-11, S2-60: the kinds of data as well as the purpose."""
    made = giving.draft(leerplicht, writer, school=vlieger, pupils=[noor], data_categories=["name", "results"])
    with pytest.raises(NotAllowed, match=r"does not allow|staat deze soorten gegevens niet toe"):
        services.decide(made, by=writer, at=NOW)
    other = giving.draft(leerplicht, writer, school=vlieger, pupils=[noor], purpose="cameras")
    with pytest.raises(NotAllowed):
        services.decide(other, by=writer, at=NOW)


def test_police_get_nothing_without_an_order(sign_in, coordinator, director, politie, writer, vlieger, noor, scope_of):
    """S2-157; Bad input: no document, no decision; the director or the board decides, never who wrote it down."""
    told = {"order_reference": "PL-2026-1", "order_authority": "officier van justitie", "order_on": TODAY}
    made = giving.draft(politie, writer, school=vlieger, pupils=[noor], kind="third", **told)
    assert made.is_police                                                       # whatever was chosen
    with pytest.raises(NotAllowed, match=r"written order|Zonder schriftelijk|of police|van politie"):
        services.decide(made, by=scope_of(director), at=NOW)
    order = SimpleUploadedFile("vordering.txt", b"Vordering gegevens", content_type="text/plain")
    browser = sign_in(coordinator)
    assert browser.post(reverse("processors:disclosure_papers", args=[made.pk]), {"uploads": order}).status_code == 302
    decide = reverse("processors:disclosure_step", args=[made.pk, "decide"])
    assert browser.post(decide).status_code == 403
    assert sign_in(director).post(decide, {"decision": "Vordering gecontroleerd."}).status_code == 302
    paper = reverse("processors:disclosure_file", args=[made.files.get().pk])
    assert b"".join(browser.get(paper).streaming_content) == b"Vordering gegevens"
    own = giving.draft(politie, scope_of(director), school=vlieger, pupils=[noor], **told)
    assert sign_in(director).post(reverse("processors:disclosure_step", args=[own.pk, "decide"])).status_code == 403


def test_ict_reads_the_register_but_neither_pupils_nor_the_order(sign_in, politie, writer, vlieger, noor):
    """2.14: S:r on the register, nothing on pupils."""
    made = giving.draft(politie, writer, school=vlieger, pupils=[noor])
    order = SimpleUploadedFile("vordering.txt", b"Vordering", content_type="text/plain")
    from_file = services.add_files(made, checked=_checked(order), by=writer, at=NOW)[0]
    page = sign_in(staff(Role.ICT, vlieger.board, name="Ivo Kabel"))
    answer = page.get(made.get_absolute_url()).content.decode()
    assert "Noor" not in answer and "vordering.txt" not in answer
    assert page.get(reverse("processors:disclosure_file", args=[from_file.pk])).status_code == 403


def _checked(upload):
    return [Checked(upload.name, "text/plain", upload.read())]


def test_consent_is_asked_per_pupil_and_nobody_without_it_is_included(writer, approver, vlieger, noor, sam, monkeypatch):
    """S2-107, S2-159: the answer is no until somebody gave one for this very occasion."""
    giving.allow("images", writer, approver)
    photographer = making.party(writer, name="Foto Vlinder", kind="photographer")
    asked = {"role": "controller", "purpose": "informing", "ground": "a", "law": "", "data_categories": ["name", "images"]}
    made = giving.draft(photographer, writer, school=vlieger, pupils=[noor, sam], **asked)
    with pytest.raises(NotAllowed, match=r"has said yes|toestemming van iemand"):
        services.decide(made, by=writer, at=NOW)
    yes = {noor.pk: Consent(is_valid=True, why="ja")}
    monkeypatch.setattr(consents, "_answer", [lambda pupils, purpose, occasion, on: yes if occasion == made.pk else {}])
    with pytest.raises(NotAllowed):
        services.decide(made, by=writer, at=NOW)
    services.drop_pupil(made, sam.pk, by=writer, at=NOW)
    assert services.decide(made, by=writer, at=NOW).status == "decided"


def test_a_restricted_pupil_only_by_a_use_that_the_law_leaves_open(writer, leerplicht, vlieger, noor):
    """GDPR 18(2), S2-186: who decides answers for it in the restriction."""
    restrictions.restrict(
        loaded(noor), school=vlieger, ground="accuracy", reason="betwist", review_on=TODAY + 30 * DAY, categories=["ABS"], by=writer, at=NOW
    )
    made = giving.draft(leerplicht, writer, school=vlieger, pupils=[noor])
    with pytest.raises(NotAllowed, match="18"):
        services.decide(made, by=writer, at=NOW)
    services.decide(made, allowed_use="public", by=writer, at=NOW)
    assert RestrictedUse.objects.get().ground == "public"


def test_a_protected_part_goes_out_only_when_the_party_knows(writer, leerplicht, vlieger, noor, director, scope_of):
    """C-25: what the family must not learn."""
    protections.protect(
        loaded(noor), school=vlieger, categories=["ABS"], hidden_from="guardians", ground="threat", reason="x", review_on=TODAY + 30 * DAY,
        by=writer, at=NOW,
    )
    made = giving.draft(leerplicht, writer, school=vlieger, pupils=[noor])
    with pytest.raises(NotAllowed, match=r"protected|beschermd"):
        services.decide(made, by=writer, at=NOW)
    assert services.decide(made, is_aware=True, by=writer, at=NOW).status == "decided"


def test_a_processor_is_pointed_to_its_agreement(writer, vlieger, approver):
    """C-26."""
    supplier = making.party(writer)
    making.use(supplier, writer, school=vlieger)
    with pytest.raises(NotAllowed):
        giving.draft(supplier, writer, school=vlieger)


def test_a_standing_disclosure_follows_its_class_and_is_reviewed_each_year(writer, leerplicht, vlieger, group6a, noor, coordinator):
    """S2-102, S2-110: who comes stands in it, who leaves does not; the reminder comes once after missed nights."""
    made = giving.draft(leerplicht, writer, school=vlieger, is_standing=True, circle="class", class_group=group6a)
    made = services.decide(made, by=writer, at=NOW)
    assert made.pupil_count == 1
    later = pupil(vlieger, group6a, first_name="Later")
    ClassMembership.objects.filter(student=noor).update(until=TODAY + DAY)
    assert [circles.follow(TODAY + DAY) for _night in range(2)] == [2, 0]
    rows = {row.student_id: row for row in DisclosurePupil.objects.filter(disclosure=made)}
    assert rows[noor.pk].until == TODAY + DAY and rows[later.pk].until is None
    for _missed in range(2):
        _remind(made.due_on - 20 * DAY)
    assert Item.objects.filter(kind="mail", key__contains=f"review_reminder:{made.pk}").count() == 1
    made = services.review(made, by=writer, at=NOW + 300 * DAY)
    assert made.due_on > TODAY + 600 * DAY
    ended = services.end(made, on=TODAY + 300 * DAY, why="Niet meer nodig.", by=writer, at=NOW + 300 * DAY)
    assert not DisclosurePupil.objects.filter(disclosure=ended, until=None).exists()


def _remind(on):
    reviews.register_reviews(on, NOW + (on - TODAY))


def test_everybody_only_where_the_law_asks_it(writer, leerplicht, vlieger, noor, sam):
    """S2-110: never the full administration for anything else."""
    made = giving.draft(leerplicht, writer, school=vlieger, is_standing=True, circle="school", ground="e")
    with pytest.raises(NotAllowed):
        services.decide(made, by=writer, at=NOW)
    services.change(made, values={"ground": "c"}, by=writer, at=NOW)
    assert services.decide(made, by=writer, at=NOW).pupil_count == 2


def test_a_director_records_for_her_own_school_alone(director, leerplicht, vlieger, kompas, noor, scope_of):
    by = scope_of(director)
    assert giving.draft(leerplicht, by, school=vlieger, pupils=[noor]).made_by == director
    with pytest.raises(NotAllowed):
        giving.draft(leerplicht, by, school=kompas)


def test_a_day_before_the_decision_is_no_day_of_giving(writer, leerplicht, vlieger, noor):
    made = services.decide(giving.draft(leerplicht, writer, school=vlieger, pupils=[noor]), by=writer, at=NOW)
    with pytest.raises(ValidationError):
        services.give(made, on=TODAY - DAY, method="paper", by=writer, at=NOW)


def test_what_waits_is_on_the_list_of_who_decides(writer, politie, vlieger, noor, director, coordinator, scope_of):
    url = giving.draft(politie, writer, school=vlieger, pupils=[noor]).get_absolute_url()
    waits = {person: [task.url for task in worklist_of(scope_of(person), on=TODAY).tasks] for person in (director, coordinator)}
    assert url in waits[director] and url not in waits[coordinator]


def test_the_list_costs_the_same_for_one_as_for_many(sign_in, coordinator, writer, leerplicht, vlieger, noor):
    browser, url = sign_in(coordinator), reverse("processors:disclosures")
    giving.draft(leerplicht, writer, school=vlieger, pupils=[noor])
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for number in range(12):
        giving.draft(leerplicht, writer, school=vlieger, pupils=[noor], subject=f"Melding {number}")
    with CaptureQueriesContext(connection) as many:
        assert browser.get(url, {"state": "open"}).content.count(b'class="when"') == 13
    assert len(many) <= len(few)
    with CaptureQueriesContext(connection) as one:
        browser.get(reverse("processors:touched", args=[leerplicht.pk]))
    for number in range(3):
        giving.given(leerplicht, writer, school=vlieger, pupils=[noor], subject=f"Gegeven {number}")
    with CaptureQueriesContext(connection) as more:
        assert "Gegeven 2" in browser.get(reverse("processors:touched", args=[leerplicht.pk])).content.decode()
    assert len(more) <= len(one)
