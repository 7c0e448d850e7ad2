"""Who reads which answers in the pages and files of the staff (DOMAIN 2.14; C-03, C-10, C-25)."""
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consent import checking, reach
from consent.models import CampaignKind, Channel, Disagreement, EvidenceFile, FollowUp, OccasionKind, Publication
from consent.models.catalogue import CATEGORY_OF, FOR_ONE_OCCASION
from consent.services import awareness, campaigns, checks, disagreements, noted, occasions, publications
from privacyadmin.access import services as access
from privacyadmin.access.catalogue import Category, Role, Verb
from privacyadmin.access.scope import resolve
from privacyadmin.exports.registry import OFFERS
from privacyadmin.files.checking import Checked
from privacyadmin.workflow import NotAllowed
from students.models import Protection, Restriction, RestrictionGround
from tests.access.conftest import _today  # noqa: F401 - the clock
from tests.consent.making import SINCE, answers, purposes
from tests.factories import NOW, TODAY, YEAR_END, case, guardian, pupil, staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CLASS, SCAN = reverse("consent:class"), Checked("formulier.pdf", "application/pdf", b"%PDF-1.7")
PHOTOGRAPHER = "DATA_FOTOGRAAF"


@pytest.fixture
def asked(vlieger):
    return purposes(vlieger)


@pytest.fixture
def editor(vlieger):
    return staff(Role.WEB_EDITOR, vlieger, language="en")


@pytest.fixture
def office(vlieger):
    return staff(Role.OFFICE, vlieger, language="en")


@pytest.fixture
def fg(board):
    return staff(Role.FG, board, language="en")


@pytest.fixture
def answered(noor, mother, asked):
    """Of images and of data to the photographer."""
    for code in ("IMG_WEB", PHOTOGRAPHER):
        answers(noor, asked[code], yes=True, guardian=mother, at=NOW - DAY)


def scope(user, at=NOW):
    return resolve(user, at)


def about(user, school, code="consent.answers") -> set:
    """For which purposes a list that is taken out has rows."""
    return {row[5] for row in OFFERS[code].rows(scope(user), school.pk)}


def title(purpose) -> str:
    return purpose.texts.get().title


# Images alone


def test_a_web_editor_reads_of_images_and_of_nothing_else(sign_in, editor, vlieger, noor, asked, answered):
    """2.14: «S:r (images)»."""
    browser, other = sign_in(editor), title(asked[PHOTOGRAPHER])
    page = browser.get(reverse("consent:pupil", args=[noor.pk])).content.decode()
    assert title(asked["IMG_WEB"]) in page and other not in page
    third = browser.get(CLASS, {"kind": "third"}).content.decode()
    assert other not in third and "Noor" in browser.get(CLASS, {"kind": "image"}).content.decode()
    counts = [browser.get(asked[code].get_absolute_url()).context["numbers"] for code in ("IMG_WEB", PHOTOGRAPHER)]
    assert counts[0] and counts[1] is None
    found = about(editor, vlieger)
    assert title(asked["IMG_WEB"]) in found and other not in found


def test_a_teacher_who_places_photos_reads_the_rest_of_her_own_class_alone(sign_in, editor, vlieger, group6a, noor, asked, answered):
    """2.14: C:r beside S:r (images)."""
    access.grant(user=editor, role=Role.GROUP_TEACHER, on=group6a, since=NOW - DAY, until=YEAR_END, why="test", by=None, at=NOW)
    elsewhere, both = pupil(vlieger, first_name="Finn"), scope(editor)
    rows = {(row[2], row[5]) for row in OFFERS["consent.answers"].rows(both, vlieger.pk)}
    photos, data = title(asked["IMG_WEB"]), title(asked[PHOTOGRAPHER])
    assert {("Noor", photos), ("Noor", data), ("Finn", photos)} <= rows and ("Finn", data) not in rows
    assert {use.purpose.code for use in checking.uses_of(both, vlieger, on=TODAY, class_group=group6a)} >= {PHOTOGRAPHER}
    assert PHOTOGRAPHER not in {use.purpose.code for use in checking.uses_of(both, vlieger, on=TODAY)}
    uses = [checking.Use(asked[PHOTOGRAPHER], "x")]
    assert checks.make(vlieger, [noor], uses, on=TODAY, by=both, at=NOW).yes_count == 1
    with pytest.raises(NotAllowed):
        checks.make(vlieger, [elsewhere], uses, on=TODAY, by=both, at=NOW)


def test_a_web_editor_sees_nothing_of_a_check_that_is_not_about_images(sign_in, editor, vlieger, office, noor, asked, answered):
    uses = [checking.Use(asked[PHOTOGRAPHER], "x")]
    made = checks.make(vlieger, [noor], uses, on=TODAY, by=scope(office), at=NOW)
    assert noor.full_name not in sign_in(editor).get(made.get_absolute_url()).content.decode()


def test_special_purposes_are_those_of_a_part_of_the_file_that_is_closed():
    """C-10: the two lists are one."""
    assert {CATEGORY_OF[kind] for kind in FOR_ONE_OCCASION} == set(reach.SPECIAL)
    assert set(reach.ABOUT) == set(CATEGORY_OF.values())


@pytest.mark.parametrize("role", [Role.OFFICE, Role.DIRECTOR, Role.COUNSELLOR, Role.WEB_EDITOR, Role.GROUP_TEACHER, Role.FG, Role.ADVISER])
def test_lists_and_single_checks_agree(role, board, vlieger, group6a, noor):
    pupil(vlieger)
    place = {Role.GROUP_TEACHER: group6a, Role.FG: board}.get(role, vlieger)
    who = scope(staff(role, place))
    from_list = {each: {row.pk for row in reach.pupils(who, category=each)} for each in reach.ABOUT}
    for student in type(noor).objects.with_places(on=TODAY):
        assert {each for each in reach.ABOUT if student.pk in from_list[each]} == set(reach.categories(who, student))


# Care, medical data, transfers


@pytest.fixture
def talk(noor, mother, father, vlieger, asked):
    """The parents answered differently, before a talk of the care team."""
    made = occasions.open_for(
        asked["ZORGTEAM"], [noor.pk], kind=OccasionKind.CARE_TALK, label="", until=TODAY + 9 * DAY, by=None, at=NOW - DAY, tells=False
    )
    for who, yes in ((mother, True), (father, False)):
        answers(noor, asked["ZORGTEAM"], yes=yes, guardian=who, at=NOW - DAY, occasion=made)
    return made


def test_the_office_reads_nothing_of_a_talk_of_the_care_team(sign_in, office, noor, asked, talk):
    """2.14: administratie has no CAR, not even that it exists."""
    browser, address = sign_in(office), reverse("consent:pupil", args=[noor.pk])
    page = browser.get(address).content.decode()
    assert title(asked["ZORGTEAM"]) not in page and reverse("consent:settle", args=[noor.pk]) not in page
    assert not list(disagreements.waiting(scope(office)))
    browser.post(reverse("consent:settle", args=[noor.pk]), {"outcome": "talked"})
    assert Disagreement.objects.open().count() == 1
    assert browser.get(f"{reverse('consent:note', args=[noor.pk])}?occasion={talk.pk}").status_code == 404


def test_who_may_know_of_it_reads_the_answers_and_looks_at_what_differs(sign_in, vlieger, noor, asked, talk):
    director = staff(Role.DIRECTOR, vlieger, language="en")
    assert not list(disagreements.waiting(scope(director)))
    access.grant(
        user=director, role=Role.DIRECTOR, on=case(noor, school=vlieger, categories=["ID", "CAR"]), since=NOW - DAY, until=YEAR_END,
        why="test", by=None, at=NOW,
    )
    page = sign_in(director).get(reverse("consent:pupil", args=[noor.pk])).content.decode()
    assert title(asked["ZORGTEAM"]) in page and len(list(disagreements.waiting(scope(director)))) == 1


def test_the_fg_sees_that_it_was_answered_and_not_what_was_said(sign_in, office, fg, noor, mother, asked):
    """2.14: FG reads the register, of a pupil's file only that it exists."""
    student = type(noor).objects.with_places(on=TODAY).get(pk=noor.pk)
    values = {"guardian": mother, "answered_on": TODAY, "scans": [SCAN], "by": scope(office), "at": NOW}
    noted.note(student, [(asked["IMG_WEB"], True)], channel=Channel.TALK, words="Anna belde om negen uur.", **values)
    address, scan = reverse("consent:pupil", args=[noor.pk]), reverse("consent:scan", args=[EvidenceFile.objects.get().pk])
    told, kept = (sign_in(who).get(address).content.decode() for who in (fg, office))
    assert "belde om negen" in kept and "formulier.pdf" in kept
    assert mother.full_name in told and "belde om negen" not in told and "formulier.pdf" not in told
    assert sign_in(fg).get(scan).status_code == 403 and b"".join(sign_in(office).get(scan).streaming_content) == SCAN.content


def test_a_scan_about_a_part_of_the_file_that_is_closed_does_not_open(sign_in, office, noor, mother, vlieger, asked, talk):
    student = type(noor).objects.with_places(on=TODAY).get(pk=noor.pk)
    values = {"guardian": mother, "answered_on": TODAY, "scans": [SCAN], "by": scope(office), "at": NOW, "words": ""}
    noted.note(student, [(asked["ZORGTEAM"], False)], channel=Channel.PAPER, occasion=talk, **values)
    assert sign_in(office).get(reverse("consent:scan", args=[EvidenceFile.objects.get().pk])).status_code == 404


# An event, by a case alone


def test_who_reads_in_a_case_alone_reaches_that_pupil(sign_in, vlieger, group6a, noor, asked):
    """2.14: intern begeleider K:r."""
    counsellor, finn = staff(Role.COUNSELLOR, vlieger, language="en"), pupil(vlieger, group6a, first_name="Finn", last_name="Ander")
    event = occasions.open_for(
        asked["IMG_EXC"], [noor.pk, finn.pk], kind=OccasionKind.EVENT, label="Kamp", until=TODAY + DAY, by=None, at=NOW, tells=False
    )
    address = reverse("consent:occasion", args=[event.pk])
    assert sign_in(counsellor).get(address).status_code == 404
    access.grant(
        user=counsellor, role=Role.COUNSELLOR, on=case(noor, school=vlieger, categories=["ID"]), since=NOW - DAY, until=YEAR_END,
        why="test", by=None, at=NOW,
    )
    page = sign_in(counsellor).get(address).content.decode()
    assert noor.full_name in page and finn.full_name not in page


# A campaign


@pytest.fixture
def campaign(vlieger, asked, office, noor, mother, father):
    """Of images and of data; the mother answered about images."""
    answers(noor, asked["IMG_WEB"], yes=True, guardian=mother, at=NOW - DAY)
    codes = {"purposes": [asked["IMG_WEB"], asked[PHOTOGRAPHER]], "classes": [], "answer_by": TODAY + 9 * DAY, "remind_every": 7}
    by = scope(office)
    return campaigns.start(campaigns.make(vlieger, kind=CampaignKind.ENROLMENT, name="Start", by=by, at=NOW, **codes), by=by, at=NOW)


def waiting_page(browser, campaign) -> str:
    return browser.get(reverse("consent:campaign_waiting", args=[campaign.pk])).content.decode()


def test_a_web_editor_sees_who_has_not_answered_about_images(sign_in, editor, office, campaign, vlieger):
    by_office, by_editor = ([row[7] for row in OFFERS["consent.waiting"].rows(scope(who), vlieger.pk)] for who in (office, editor))
    assert sorted(by_office) == [1, 2] and by_editor == [1]
    figures = [sign_in(who).get(campaign.get_absolute_url()).content.decode() for who in (office, editor)]
    assert "0 / 2" in figures[0] and "1 / 2" in figures[1]


def test_parents_are_named_only_to_who_reads_the_family(sign_in, campaign, office, group6a, vlieger, mother, father):
    """2.14: vakdocent has no FAM; T3."""
    page = waiting_page(sign_in(office), campaign)
    assert father.full_name in page
    teacher = staff(Role.SUBJECT_TEACHER, group6a, language="en")
    page = waiting_page(sign_in(teacher), campaign)
    assert "Noor" in page and page.count("a parent") == 2 and father.full_name not in page and mother.full_name not in page
    rows = list(OFFERS["consent.waiting"].rows(scope(teacher), vlieger.pk))
    assert {row[6] for row in rows} == {"a parent"} and {row[0] for row in rows} == {"Wit"}


def test_the_list_of_a_campaign_is_taken_out_for_a_purpose_as_it_is_shown(sign_in, campaign, office, father, vlieger, kompas):
    """S1-11; S1-88."""
    offer = OFFERS["consent.waiting"]
    assert reverse("exports:new", args=[offer.code]) in waiting_page(sign_in(office), campaign)
    assert father.full_name in {row[6] for row in offer.rows(scope(office), vlieger.pk)}
    assert not list(offer.rows(scope(staff(Role.OFFICE, kompas)), None)) and not offer.may(scope(staff(Role.ICT, kompas)))
    answer = sign_in(office).post(
        reverse("exports:new", args=[offer.code]), {"purpose": "administration", "words": "bellen van wie niets liet horen", "form": "csv"}
    )
    assert answer.status_code == 302
    campaigns.close(campaign, by=scope(office), at=NOW)
    assert not list(offer.rows(scope(office), vlieger.pk))


def test_the_list_asks_the_same_number_of_queries_for_any_number(campaign, editor, group6a, vlieger, office):
    access.grant(user=editor, role=Role.GROUP_TEACHER, on=group6a, since=NOW - DAY, until=YEAR_END, why="test", by=None, at=NOW)
    reader, counted = scope(editor), []
    for _round in range(2):
        with CaptureQueriesContext(connection) as seen:
            list(OFFERS["consent.waiting"].rows(reader, vlieger.pk))
        counted.append(len(seen))
        for place in (group6a, None, None):
            guardian(pupil(vlieger, place))
        campaigns.invite(campaign, at=NOW)
    assert counted[0] == counted[1] <= 12


# A pupil of whom nothing may be told


@pytest.mark.parametrize("limit", [Restriction, Protection])
def test_the_list_that_is_taken_out_says_of_a_limited_pupil_what_the_page_says(office, vlieger, group6a, noor, asked, answered, limit):
    """C-25; GDPR 18: as silence would read, and neither left out nor counted apart."""
    silent = pupil(vlieger, group6a, first_name="Stil", last_name="Wit")
    guardian(silent)
    words = {"ground": RestrictionGround.ACCURACY} if limit is Restriction else {"ground": "threat"}
    limit(student=noor, categories=["ID", "IMG"], since=NOW - DAY, reason="-", review_on=TODAY + DAY, **words).save()
    rows = {(row[2], row[5]): row[6:] for row in OFFERS["consent.answers"].rows(scope(office), vlieger.pk)}
    photos = title(asked["IMG_WEB"])
    assert rows["Noor", photos] == rows["Stil", photos] and rows["Noor", photos][0] == "no"
    assert OFFERS["consent.answers"].left_out(scope(office), vlieger.pk) == 0


# What was placed before there was a check

OLD = {"title": "Kamp 2025", "place": "web", "where": "Archief", "url": "", "published_on": TODAY.replace(year=2025)}


@pytest.fixture
def old_check(vlieger, office, noor, asked):
    return checks.make(vlieger, [noor], [checking.Use(asked["IMG_WEB"], "x")], on=TODAY, by=scope(office), at=NOW)


def test_what_was_placed_before_the_school_asked_is_recorded_without_a_check_and_a_no_finds_it(
    sign_in, office, old_check, noor, mother, asked
):
    """S1-90, S1-94."""
    browser, address = sign_in(office), f"{reverse('consent:publication_new', args=[old_check.pk])}?older"
    assert address in browser.get(old_check.get_absolute_url()).content.decode()
    sent = OLD | {"pupils": [str(noor.pk)], "published_on": OLD["published_on"].isoformat()}
    late = browser.post(address, sent | {"published_on": SINCE.isoformat()})
    assert late.status_code == 400 and not Publication.objects.exists()
    assert browser.post(address.removesuffix("?older"), sent).status_code == 403               # for nobody of the check it may be done
    assert browser.post(address, sent).status_code == 302
    made = Publication.objects.get()
    assert not made.was_checked and list(made.pupils.values_list("student", flat=True)) == [noor.pk]
    assert "without a check" in browser.get(made.get_absolute_url()).content.decode()
    with pytest.raises(ValidationError):
        publications.change(made, OLD | {"published_on": TODAY}, by=scope(office), at=NOW)
    answers(noor, asked["IMG_WEB"], yes=False, guardian=mother, at=NOW)
    assert FollowUp.objects.open().get().publication == made


def test_who_said_no_already_is_to_be_taken_out_at_once(office, old_check, noor, mother, father, asked):
    answers(noor, asked["IMG_WEB"], yes=True, guardian=father, at=NOW - DAY)
    answers(noor, asked["IMG_WEB"], yes=False, guardian=mother, at=NOW - DAY)
    made = publications.record(old_check, [noor.pk], OLD, is_older=True, by=scope(office), at=NOW)
    row = FollowUp.objects.open().get()
    assert (row.publication, row.student, row.asked_by_guardian) == (made, noor, mother)


def test_a_web_editor_who_knows_the_rules_records_what_stood_there_already(sign_in, editor, coordinator, vlieger, noor, asked):
    """S1-92."""
    made = checks.make(vlieger, [noor], [checking.Use(asked["IMG_WEB"], "x")], on=TODAY, by=scope(editor), at=NOW)
    address = f"{reverse('consent:publication_new', args=[made.pk])}?older"
    sent = OLD | {"pupils": [str(noor.pk)], "published_on": OLD["published_on"].isoformat()}
    assert sign_in(editor).post(address, sent).status_code == 403
    rules = {"kind": "publish", "title": "Plaatsen", "body": "Kijk eerst of het mag."}
    topic = awareness.save(None, rules, school=None, by=scope(coordinator), at=NOW)
    awareness.confirm(topic, number=1, by=scope(editor), at=NOW)
    assert sign_in(editor).post(address, sent).status_code == 302 and Publication.objects.get().made_by == editor


def test_nobody_writes_by_a_reach_that_only_reads(editor, office, noor):
    assert reach.pupils(scope(office), Verb.WRITE, Category.ID).filter(pk=noor.pk).exists()
    assert not reach.pupils(scope(editor), Verb.WRITE).exists()
