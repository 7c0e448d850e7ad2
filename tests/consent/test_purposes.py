"""What a school asks: its purposes and their texts, and how the answers are shown to who may know what (DOMAIN 2.4; S2-17, S2-101)."""
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consent import seed
from consent.models import Decider, Disagreement, Kind, Mode, Purpose, PurposeText, Settled
from consent.rules.verdict import Reason
from consent.services import purposes as services
from privacyadmin import audit
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.exports.registry import OFFERS
from privacyadmin.letters.readability import PLAIN, read
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist.tasks import worklist_of
from students.models import Authority, Protection
from tests.access.conftest import _today  # noqa: F401 - the clock
from tests.consent.making import answers, may, purposes
from tests.factories import NOW, TODAY, ClassGroupFactory, guardian, pupil, staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WORDS = {
    "title_nl": "Foto's op het scherm", "body_nl": "We willen foto's op het scherm in de hal zetten.",
    "title_en": "Photos on the screen", "body_en": "We would like to show photos on the screen in the hall.",
}
HOW = {"kind": "image", "mode": "once", "decider": "age", "on_withdrawal": "remove", "order": "300"}


@pytest.fixture
def web(vlieger):
    return purposes(vlieger)["IMG_WEB"]


@pytest.fixture
def teacher(group6a):
    return staff(Role.GROUP_TEACHER, group6a, name="Sanne Bos")


def page(name: str, *args) -> str:
    return reverse(f"consent:{name}", args=args)


def test_a_director_adds_a_purpose_and_nobody_is_asked_before_its_text_is_in_force(director, vlieger, sign_in, noor, mother):
    browser = sign_in(director)
    browser.post(f"{page('purpose_new')}?school={vlieger.pk}", WORDS | HOW)
    made = Purpose.objects.get(school=vlieger)
    assert made.code == "EIGEN_01" and made.texts.get().is_draft
    assert may(noor, made).reason == Reason.RETIRED
    browser.post(page("purpose_text_put", made.pk), {"valid_from": TODAY.isoformat()})
    assert may(noor, made).reason == Reason.UNANSWERED
    assert answers(noor, made, yes=True, guardian=mother) and may(noor, made).is_yes


def test_a_school_takes_over_the_list_that_every_school_begins_with(office, vlieger, sign_in):
    sign_in(office).post(page("purposes_take_over"), {"school": vlieger.pk})
    assert Purpose.objects.filter(school=vlieger).count() == sum(vlieger.sector in each.sectors for each in seed.SEEDS)
    assert PurposeText.objects.filter(valid_from=TODAY, put_by=office).count() == Purpose.objects.count()


@pytest.mark.parametrize(("later", "reason"), [("ask", Reason.OLD_TEXT), ("keep", Reason.YES)])
def test_a_new_text_asks_again_or_leaves_the_answers(director, sign_in, noor, mother, web, later, reason):
    """S2-17: the old words stay beside the answers that were given to them."""
    answers(noor, web, yes=True, guardian=mother)
    browser = sign_in(director)
    browser.post(page("purpose_text", web.pk), WORDS)
    assert may(noor, web).is_yes                                       # a draft changes nothing
    browser.post(page("purpose_text_put", web.pk), {"valid_from": (TODAY + DAY).isoformat(), "later": later})
    assert may(noor, web).is_yes
    assert may(noor, web, at=NOW + DAY).reason == reason
    assert web.texts.count() == 2


def test_what_was_in_force_is_not_changed_and_the_past_is_not_rewritten(director, web):
    scope = resolve(director, NOW)
    with pytest.raises(NotAllowed):
        services.put_in_force(web, valid_from=TODAY, asks_again=True, by=scope, at=NOW)       # there is no draft
    services.draft(web, WORDS, by=scope, at=NOW)
    with pytest.raises(NotAllowed):
        services.put_in_force(web, valid_from=TODAY - DAY, asks_again=True, by=scope, at=NOW)
    services.drop_draft(web, by=scope, at=NOW)
    assert web.texts.count() == 1


def test_a_retired_purpose_is_asked_no_more_and_nobody_relies_on_it(director, sign_in, noor, mother, web):
    answers(noor, web, yes=True, guardian=mother)
    sign_in(director).post(page("purpose_retire", web.pk), {"until": TODAY.isoformat(), "why": "We hebben geen website meer."})
    assert may(noor, web).reason == Reason.RETIRED
    web.refresh_from_db()
    with pytest.raises(NotAllowed):
        answers(noor, web, yes=True, guardian=guardian(noor))
    with pytest.raises(NotAllowed):
        services.draft(web, WORDS, by=resolve(director, NOW), at=NOW)
    assert not seed.write(web.school, on=TODAY, at=NOW)                # what the school stopped does not come back by itself


def test_what_was_answered_keeps_its_kind(director, noor, mother, web):
    answers(noor, web, yes=True, guardian=mother)
    for values in ({"kind": Kind.RESEARCH}, {"decider": Decider.PARENTS}, {"mode": Mode.PER_EVENT}):
        with pytest.raises(NotAllowed):
            services.change(web, values, by=resolve(director, NOW), at=NOW)
    assert services.change(web, {"mode": Mode.YEARLY}, by=resolve(director, NOW), at=NOW).mode == Mode.YEARLY


def test_another_school_and_a_teacher_keep_no_purposes(kompas, teacher, sign_in, web):
    elsewhere = staff(Role.DIRECTOR, kompas)
    assert sign_in(elsewhere).get(page("purpose", web.pk)).status_code == 404
    assert sign_in(teacher).get(page("purpose", web.pk)).status_code == 200
    for name in ("purpose_text", "purpose_change", "purpose_retire"):
        assert sign_in(teacher).get(page(name, web.pk)).status_code == 403
    with pytest.raises(NotAllowed):
        services.draft(web, WORDS, by=resolve(elsewhere, NOW), at=NOW)


def test_the_board_counts_and_reads_of_nobody(board_member, sign_in, noor, mother, web):
    answers(noor, web, yes=True, guardian=mother)
    browser = sign_in(board_member)
    assert browser.get(page("purpose", web.pk)).context["numbers"] == {"yes": 1, "no": 0, "unanswered": 0}
    assert browser.get(page("index")).status_code == 200
    assert browser.get(page("pupil", noor.pk)).status_code == 403
    assert browser.get(page("class")).status_code == 403


def test_a_teacher_reads_yes_or_no_and_why_and_not_who_answered(teacher, sign_in, noor, mother, father, web):
    answers(noor, web, yes=True, guardian=mother)
    answers(noor, web, yes=False, guardian=father)
    shown = sign_in(teacher).get(page("pupil", noor.pk))
    assert "The parents do not agree" in shown.content.decode()
    assert mother.full_name not in shown.content.decode() and not shown.context["answers"]


def test_who_keeps_the_consents_and_the_fg_read_who_answered(office, board, sign_in, noor, mother, web):
    answers(noor, web, yes=True, guardian=mother)
    for reader in (office, staff(Role.FG, board)):
        assert mother.full_name in sign_in(reader).get(page("pupil", noor.pk)).content.decode()


def test_of_a_protected_pupil_a_teacher_reads_what_silence_would_give(teacher, sign_in, noor, mother, web):
    """C-25: not even that there is something to know."""
    answers(noor, web, yes=True, guardian=mother)
    Protection(student=noor, categories=["IMG"], since=NOW - DAY, reason="-", review_on=TODAY + DAY, ground="threat").save()
    line = next(each for each in sign_in(teacher).get(page("pupil", noor.pk)).context["lines"] if each["purpose"] == web)
    assert not line["is_yes"] and line["why"] == "Nobody who may decide has said yes."


def test_parents_who_do_not_agree_are_a_task_until_somebody_looked(office, coordinator, teacher, sign_in, noor, mother, father, web):
    """DOMAIN 1.6: conflict is no, plus a task."""
    answers(noor, web, yes=True, guardian=mother)
    answers(noor, web, yes=False, guardian=father)
    tasks = [[each.url for each in worklist_of(resolve(who, NOW), on=TODAY).tasks] for who in (office, coordinator, teacher)]
    assert [page("pupil", noor.pk) in each for each in tasks] == [True, True, False]
    assert sign_in(teacher).post(page("settle", noor.pk), {"outcome": "talked"}).status_code == 403
    browser = sign_in(office)
    assert noor.list_name in browser.get(page("differing")).content.decode()
    browser.post(page("settle", noor.pk), {"outcome": "talked"})
    assert Disagreement.objects.get().outcome == Settled.TALKED and not may(noor, web).is_yes
    assert page("pupil", noor.pk) not in [each.url for each in worklist_of(resolve(office, NOW), on=TODAY).tasks]


def test_a_task_about_parents_ends_by_itself_when_they_agree(noor, mother, father, web):
    answers(noor, web, yes=True, guardian=mother)
    answers(noor, web, yes=False, guardian=father)
    answers(noor, web, yes=True, guardian=father, at=NOW + timedelta(minutes=1))
    assert Disagreement.objects.get().outcome == Settled.GONE


def test_a_no_of_somebody_whose_authority_is_not_known_is_looked_at(office, noor, mother, web):
    """U7: a sign of disagreement."""
    answers(noor, web, yes=True, guardian=mother)
    answers(noor, web, yes=False, guardian=guardian(noor, authority=Authority.UNKNOWN))
    assert may(noor, web).reason == Reason.DOUBT
    assert page("pupil", noor.pk) in [each.url for each in worklist_of(resolve(office, NOW), on=TODAY).tasks]


def test_the_list_of_a_class_and_the_work_list_ask_the_same_number_of_queries_for_any_number(office, sign_in, vlieger, group6a, web):
    browser = sign_in(office)
    counts = []
    browser.get(page("class"))                                         # what a process reads once
    for _round in range(2):
        for _each in range(3):
            child = pupil(vlieger, group6a)
            one, other = guardian(child), guardian(child)
            answers(child, web, yes=True, guardian=one)
            answers(child, web, yes=False, guardian=other)
        with CaptureQueriesContext(connection) as asked:
            browser.get(page("class"), {"group": group6a.pk})
        with CaptureQueriesContext(connection) as of_tasks:
            worklist_of(resolve(office, NOW), on=TODAY)
        with CaptureQueriesContext(connection) as of_list:
            browser.get(page("differing"))
        counts.append((len(asked), len(of_tasks), len(of_list)))
    assert counts[0] == counts[1]


def test_a_teacher_sees_her_own_class_only(teacher, vlieger, group6a, sign_in, noor, web):
    other = ClassGroupFactory(school=vlieger, name="7B", year_group="7")
    assert sign_in(teacher).get(page("class"), {"group": other.pk}).status_code == 404
    assert noor.list_name in sign_in(teacher).get(page("class"), {"group": group6a.pk}).content.decode()


def test_the_list_to_take_out_says_yes_or_no_and_not_who_answered(office, vlieger, noor, mother, father, web):
    answers(noor, web, yes=True, guardian=mother)
    rows = [row for row in OFFERS["consent.answers"].rows(resolve(office, NOW), vlieger.pk) if "website" in row[5].lower()]
    assert ("Wit", "yes") in [(row[0], row[6]) for row in rows]
    assert not any(mother.full_name in str(cell) for row in rows for cell in row)


def test_the_register_of_events_names_codes_and_no_words(director, web):
    services.draft(web, WORDS, by=resolve(director, NOW), at=NOW)
    audit.flush()
    event = audit.Event.objects.filter(name="consent.text_drafted").get()
    assert event.details["code"] == "IMG_WEB" and "scherm" not in str(event.details)


def test_a_draft_is_changed_in_one_place_and_put_in_force_with_its_text_in_sight(sign_in, director, web, vlieger):
    """S2-17: families answer to these words."""
    browser = sign_in(director)
    browser.post(page("purpose_text", web.pk), WORDS)
    shown = browser.get(web.get_absolute_url()).content.decode()
    assert shown.count(f'href="{page("purpose_text", web.pk)}"') == 1
    assert WORDS["body_nl"].replace("'", "&#x27;") in browser.get(page("purpose_text_put", web.pk)).content.decode()


def test_the_answers_of_a_class_name_in_each_row_what_the_pupil_may_not(sign_in, teacher, web, noor, mother):
    """On a phone each pupil is a card that names the noes: the heads of the columns are not there."""
    answers(noor, web, yes=True, guardian=mother)
    shown = sign_in(teacher).get(page("class")).content.decode()
    cells = shown.count('<td class="cell none" data-label="')
    assert cells and f"yes to 1 of {cells + 1}" in shown


@pytest.mark.parametrize("each", seed.SEEDS, ids=lambda each: each.code)
def test_every_question_to_a_family_reads_easily(each):
    """S1-79: Dutch reading ease of 60 or more, as in the letters."""
    assert read(each.body_nl, "nl").ease >= PLAIN
