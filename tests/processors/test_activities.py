"""The register of processing: taken up from the catalogue, completed, approved, frozen, looked at again (GDPR 30; S1-10…13, S2-104…110)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from privacyadmin import audit
from privacyadmin.access.catalogue import Role
from privacyadmin.access.purposes import Purpose
from privacyadmin.outbox import nightly
from privacyadmin.outbox.models import Item
from privacyadmin.workflow import NotAllowed
from processors import publishing, suggestions
from processors.models import Activity, ActivityRecipient, ActivityVersion, Party, Publication, PublicList
from processors.models.register_words import VersionState
from processors.services import activities as services
from tests.factories import NOW, TODAY, staff

TESTED = {
    "is_subsidiary": True, "subsidiarity": "Zonder deze gegevens is er geen onderwijs.", "is_proportionate": True,
    "proportionality": "Alleen eigen leraren lezen mee.", "is_minimal": True, "minimality": "Per veld nagelopen.", "risk": 2,
}


@pytest.fixture
def seeded(board):
    suggestions.seed_activities(at=NOW)


def suggestion(code: str) -> Activity:
    return Activity.objects.get(code=code)


def taken_up(code: str, by) -> Activity:
    return services.take_up(suggestion(code), by=by, at=NOW)


def approved(code: str, writer, approver) -> Activity:
    activity = taken_up(code, writer)
    version = services.change(activity, TESTED, note="", by=writer, at=NOW)
    services.approve(services.propose(version, by=writer, at=NOW), by=approver, at=NOW)
    return Activity.objects.get(pk=activity.pk)


def test_coordinator_takes_a_suggestion_up_completes_it_and_the_board_approves(seeded, sign_in, coordinator, board_member):
    """S1-10…13, S2-108…110: taken up, tested, laid before the board; approved by another than who wrote it."""
    browser, activity = sign_in(coordinator), suggestion("teaching")
    page = browser.get(reverse("processors:activities_suggested")).content.decode()
    assert "Onderwijs geven en de voortgang volgen" in page
    browser.post(reverse("processors:activity_step", args=[activity.pk, "take-up"]))
    refused = browser.post(reverse("processors:activity_step", args=[activity.pk, "propose"]))
    assert refused.status_code == 403
    tests = {name: "1" if value is True else value for name, value in TESTED.items() if name != "risk"}
    browser.post(reverse("processors:activity_change", args=[activity.pk, "tests"]), tests)
    answer = browser.post(reverse("processors:activity_change", args=[activity.pk, "safety"]), {
        "risk": "2", "availability": "2", "integrity": "2", "confidentiality": "3", "measures": ["matrix"], "note": "na overleg",
    })
    assert answer.status_code == 302
    assert browser.post(reverse("processors:activity_step", args=[activity.pk, "propose"])).status_code == 302
    assert browser.post(reverse("processors:activity_step", args=[activity.pk, "approve"])).status_code == 403
    board = sign_in(board_member)
    assert board.post(reverse("processors:activity_step", args=[activity.pk, "approve"])).status_code == 302
    version = activity.versions.get()
    assert (version.status, version.valid_from, version.approved_by) == (VersionState.APPROVED, TODAY, board_member)
    activity.refresh_from_db()
    assert activity.due_on.year == TODAY.year + 1
    names = [event.name for event in audit.trail(activity.pk)]
    assert names[0] == "activity.taken_up" and names[-1] == "activity.approved"


@pytest.mark.parametrize(("field", "empty"), [("purposes", []), ("ground", "")])
def test_an_activity_without_purpose_or_ground_is_not_approved_and_the_page_says_which(
    seeded, scope_of, coordinator, board_member, sign_in, field, empty
):
    """Issue 4, bad input; S1-10, S1-12. The database refuses it as well."""
    by = scope_of(coordinator)
    activity = taken_up("teaching", by)
    version = services.change(activity, {**TESTED, field: empty}, note="", by=by, at=NOW)
    with pytest.raises(NotAllowed) as refused:
        services.propose(version, by=by, at=NOW)
    assert list(version.objections(on=TODAY)) == [field]
    assert version.objections(on=TODAY)[field] == refused.value.reason             # and nothing else is missing
    assert refused.value.reason in sign_in(coordinator).get(activity.get_absolute_url()).content.decode().replace("&#x27;", "'")
    ActivityVersion.objects.filter(pk=version.pk).update(status=VersionState.PROPOSED)
    with pytest.raises(NotAllowed):
        services.approve(version, by=scope_of(board_member), at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityVersion.objects.filter(pk=version.pk).update(
            status=VersionState.APPROVED, approved_at=NOW, approved_by=board_member, valid_from=TODAY
        )


def test_what_was_approved_never_changes_a_change_is_a_new_version_with_its_difference(
    seeded, scope_of, coordinator, board_member, sign_in
):
    by = scope_of(coordinator)
    activity = approved("teaching", by, scope_of(board_member))
    first = activity.versions.get()
    for broken in (lambda: ActivityVersion.objects.filter(pk=first.pk).update(name="Anders"), lambda: first.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()
    second = services.change(activity, {"system": "LeerVolg"}, note="nieuw systeem", by=by, at=NOW)
    assert (second.number, second.status, second.purposes) == (2, VersionState.DRAFT, first.purposes)
    assert ActivityVersion.objects.in_force(on=TODAY).get() == first
    page = sign_in(coordinator).get(reverse("processors:activity_version", args=[activity.pk, 2])).content.decode()
    assert "LeerVolg" in page and 'class="changed"' in page
    party = Party(name="Uitgeverij Noord")
    party.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityRecipient(version=first, party=party, ground="e").save(force_insert=True)


def test_a_second_seed_never_touches_what_a_board_made_of_it(seeded, scope_of, coordinator):
    by = scope_of(coordinator)
    services.change(taken_up("teaching", by), {"name": "Lesgeven bij ons"}, note="", by=by, at=NOW)
    Activity.objects.filter(code="cameras").exclude(versions=None)[0].versions.all().delete()
    Activity.objects.get(code="cameras").delete()
    assert suggestions.seed_activities(at=NOW) == 1
    assert suggestions.seed_activities(at=NOW) == 0
    assert suggestion("teaching").versions.get().name == "Lesgeven bij ons"


def test_the_catalogue_names_every_purpose_of_the_policy_and_only_known_data(seeded):
    """S2-88…101, S2-160: the list of purposes is closed; a commercial one does not exist."""
    used = {purpose for version in ActivityVersion.objects.all() for purpose in version.purposes}
    assert used == {
        "teaching", "materials", "informing", "contributions", "accounting", "government", "partnership", "other_law", "health_risks",
        "bullying", "complaints", "conditions", "calamities", "cameras",
    }
    assert not any("commerc" in purpose or "sale" in purpose for purpose in Purpose.values)
    for version in ActivityVersion.objects.all():
        left = {name for name in version.objections(on=TODAY) if not name.startswith("interest")}
        assert left == {"risk", "is_subsidiary", "is_proportionate", "is_minimal"}, version.name


def test_a_legitimate_interest_counts_for_four_ends_and_after_weighing(seeded, scope_of, coordinator, board_member):
    """S2-104, S2-105."""
    by = scope_of(coordinator)
    activity = taken_up("disputes", by)
    version = services.change(activity, TESTED, note="", by=by, at=NOW)
    assert set(version.objections(on=TODAY)) == {
        "interest", "interest_impact", "interest_safeguards", "interest_weighed_on", "interest_weighed_by", "interest_prevails"
    }
    weighed = {
        "interest": "Verweer in een geschil", "interest_impact": "Stukken komen bij de commissie",
        "interest_safeguards": "Alleen wat nodig is", "interest_weighed_on": TODAY, "interest_weighed_by": "Mirjam Bouman",
    }
    lost = services.change(activity, weighed | {"interest_prevails": False}, note="", by=by, at=NOW)
    assert list(lost.objections(on=TODAY)) == ["interest_prevails"]
    won = services.change(activity, {"interest_prevails": True, "interest_end": ""}, note="", by=by, at=NOW)
    assert list(won.objections(on=TODAY)) == ["interest_end"]
    services.change(activity, {"interest_end": "disputes"}, note="", by=by, at=NOW)
    version = services.propose(services.latest_of(activity), by=by, at=NOW)
    assert services.approve(version, by=scope_of(board_member), at=NOW).status == VersionState.APPROVED


def test_a_purpose_allows_only_the_data_of_its_activities(seeded, scope_of, coordinator, board_member, vlieger):
    """S1-11, S2-60: what disclosures and exports ask."""
    approved("absence", scope_of(coordinator), scope_of(board_member))
    assert services.why_not_use("government", {"name", "absence"}, ground="c", school=vlieger.pk, on=TODAY) == ""
    assert services.why_not_use("government", {"medical"}, ground="c", school=vlieger.pk, on=TODAY)
    assert services.why_not_use("government", {"absence"}, ground="f", school=vlieger.pk, on=TODAY)
    assert services.why_not_use("cameras", {"name"}, on=TODAY)


def test_a_recipient_outside_the_eea_needs_a_way_that_the_law_gives(seeded, scope_of, coordinator):
    """GDPR 44, S2-114: the EEA is not the EU."""
    by, party = scope_of(coordinator), Party(name="Cloudia")
    party.save()
    activity = taken_up("materials", by)
    services.change(activity, TESTED, note="", by=by, at=NOW)
    for country, mechanism, is_allowed in (("NO", "", True), ("CH", "", False), ("CH", "adequacy", True), ("IN", "adequacy", False)):
        services.add_recipient(activity, party=party, ground="e", what_for="", country=country, mechanism=mechanism, by=by, at=NOW)
        assert ("recipients" not in services.latest_of(activity).objections(on=TODAY)) == is_allowed, country
        services.drop_recipient(activity, party.pk, by=by, at=NOW)


def test_special_data_ask_for_a_dpia_and_data_that_no_school_keeps_are_pointed_out(seeded, scope_of, coordinator, sign_in):
    """S1-13, S2-57, S2-59: worth a look, and in the way of nothing."""
    guided, taught = taken_up("guidance", scope_of(coordinator)), taken_up("teaching", scope_of(coordinator))
    browser = sign_in(coordinator)
    assert len(browser.get(guided.get_absolute_url()).context["hints"]) == 1
    assert browser.get(taught.get_absolute_url()).context["hints"] == []
    services.change(taught, {"data_categories": ["name", "religion"]}, note="", by=scope_of(coordinator), at=NOW)
    assert len(browser.get(taught.get_absolute_url()).context["hints"]) == 2


def test_a_director_reads_what_his_school_does_and_changes_nothing(seeded, sign_in, scope_of, coordinator, director, vlieger, kompas):
    by = scope_of(coordinator)
    ours, theirs = taken_up("teaching", by), taken_up("cameras", by)
    services.change(ours, {"schools": [vlieger.pk]}, note="", by=by, at=NOW)
    services.change(theirs, {"schools": [kompas.pk]}, note="", by=by, at=NOW)
    browser = sign_in(director)
    page = browser.get(reverse("processors:activities")).content.decode()
    assert "Onderwijs geven" in page and "Cameratoezicht" not in page
    assert browser.get(ours.get_absolute_url()).status_code == 200
    assert browser.get(theirs.get_absolute_url()).status_code == 404
    assert browser.get(reverse("processors:activity_change", args=[ours.pk, "what"])).status_code == 403


def test_the_list_takes_as_many_queries_for_thirty_activities_as_for_one(
    seeded, sign_in, scope_of, coordinator, django_assert_max_num_queries
):
    by, browser = scope_of(coordinator), sign_in(coordinator)
    taken_up("teaching", by)
    browser.get(reverse("processors:activities"))
    with django_assert_max_num_queries(30) as one:
        browser.get(reverse("processors:activities"))
    for activity in Activity.objects.filter(taken_up_at=None):
        services.take_up(activity, by=by, at=NOW)
    with django_assert_max_num_queries(len(one)):
        browser.get(reverse("processors:activities"))


def test_a_review_is_reminded_of_once_after_three_missed_nights(seeded, scope_of, coordinator, board_member):
    activity = approved("teaching", scope_of(coordinator), scope_of(board_member))
    late = activity.due_on + timedelta(days=3)
    for _night in range(2):
        nightly.run(on=late, at=NOW + (late - TODAY))
    assert Item.objects.filter(key__startswith="mail:review_").count() == 1
    activity.refresh_from_db()
    assert activity.next_reminder_on is None


def test_everybody_reads_what_is_in_force_and_a_draft_is_not_public(seeded, scope_of, coordinator, board_member, kompas, client):
    """FEATURES E7; the page holds no measures."""
    approved("teaching", scope_of(coordinator), scope_of(board_member))
    taken_up("cameras", scope_of(coordinator))
    publishing.refresh(at=NOW)
    row = Publication.objects.get(kind=PublicList.ACTIVITIES, school=kompas)
    assert [each["nl"]["name"] for each in row.rows] == ["Onderwijs geven en de voortgang volgen"]
    assert "measures" not in row.rows[0]["nl"]
    answer = client.get(reverse("public:processings", args=[publishing.name_of(kompas)]))
    assert answer.status_code == 200 and "Onderwijs geven" in answer.content.decode()


def test_the_fg_reads_and_a_teacher_is_told_why_not(seeded, sign_in, board, group6a):
    fg, teacher = staff(Role.FG, board), staff(Role.GROUP_TEACHER, group6a)
    assert sign_in(fg).get(reverse("processors:purposes")).status_code == 200
    assert sign_in(teacher).get(reverse("processors:activities")).status_code == 403
