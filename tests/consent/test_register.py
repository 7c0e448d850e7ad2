"""The register of answers: who answered is found out by the program, rows only grow, and the verdict is read from them in one query."""
from datetime import timedelta

import pytest
from django.db import Error, connection, transaction

from consent.asking import verdicts
from consent.models import Capacity, Channel, Decision, Outcome, PurposeText
from consent.rules.verdict import Reason
from privacyadmin.access.catalogue import Role
from privacyadmin.workflow import NotAllowed
from students.models import Authority, GuardianRelation, Protection, Restriction, RestrictionGround
from tests.consent.making import answers, may, on_paper, purposes, text_of
from tests.factories import NOW, TODAY, FamilyUserFactory, guardian, pupil, staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def web(vlieger):
    return purposes(vlieger)["IMG_WEB"]


def test_silence_is_no(noor, mother, web):
    assert may(noor, web).reason == Reason.UNANSWERED


def test_one_yes_is_enough_while_the_other_is_silent_and_one_no_decides(noor, mother, father, web):
    answers(noor, web, yes=True, guardian=mother)
    assert may(noor, web).is_yes
    answers(noor, web, yes=False, guardian=father)
    assert may(noor, web).reason == Reason.CONFLICT


def test_who_answered_as_what_and_when_is_written_by_the_program(noor, mother, web):
    row = answers(noor, web, yes=True, guardian=mother)[0]
    assert (row.capacity, row.decided_at, row.recorded_by, row.text) == (Capacity.HOLDER, NOW, mother.user, text_of(web))


def test_taking_back_holds_at_once_and_is_kept_beside_the_yes(noor, mother, web):
    answers(noor, web, yes=True, guardian=mother)
    answers(noor, web, yes=False, guardian=mother, at=NOW + timedelta(seconds=1))
    assert [row.outcome for row in Decision.objects.all()] == [Outcome.WITHDRAWN, Outcome.GIVEN]
    assert may(noor, web).reason == Reason.WITHDRAWN


def test_the_same_answer_twice_is_one_row(noor, mother, web):
    for seconds in range(3):
        answers(noor, web, yes=True, guardian=mother, at=NOW + timedelta(seconds=seconds))
    assert Decision.objects.count() == 1


def test_both_parents_in_the_same_second_each_have_their_answer(noor, mother, father, web):
    answers(noor, web, yes=True, guardian=mother)
    answers(noor, web, yes=False, guardian=father)
    assert Decision.objects.count() == 2
    assert not may(noor, web).is_yes


def test_a_parent_whose_authority_ended_yesterday_does_not_answer_and_her_yes_is_gone(noor, mother, web):
    answers(noor, web, yes=True, guardian=mother, at=NOW - 3 * DAY)
    relation = GuardianRelation.objects.get(guardian=mother)
    relation.authority_until = TODAY - DAY
    relation.save()
    assert may(noor, web).reason == Reason.NOBODY
    with pytest.raises(NotAllowed):
        answers(noor, web, yes=True, guardian=mother)


def test_unknown_authority_may_answer_and_counts_from_the_day_that_it_is_recorded(noor, web):
    aunt = guardian(noor, authority=Authority.UNKNOWN)
    assert answers(noor, web, yes=True, guardian=aunt)[0].capacity == Capacity.UNKNOWN
    assert may(noor, web).reason == Reason.NOBODY
    relation = GuardianRelation.objects.get(guardian=aunt)
    relation.authority = Authority.YES
    relation.save()
    assert may(noor, web).is_yes


def test_from_16_the_pupil_answers_and_a_parent_can_only_take_back(vlieger, group6a, web):
    yara = pupil(vlieger, group6a, birth_on=TODAY.replace(year=TODAY.year - 16), user=FamilyUserFactory())
    parent = guardian(yara)
    answers(yara, web, yes=True, guardian=parent, at=NOW - 2 * DAY)
    assert may(yara, web).reason == Reason.YES_UNTIL_PUPIL
    with pytest.raises(NotAllowed):
        answers(yara, web, yes=True, guardian=parent)
    answers(yara, web, yes=False, guardian=parent, at=NOW)
    assert not may(yara, web).is_yes
    answers(yara, web, yes=True, guardian=None)
    assert may(yara, web).is_yes


def test_nobody_of_fifteen_answers_himself(vlieger, group6a, web):
    young = pupil(vlieger, group6a, birth_on=TODAY.replace(year=TODAY.year - 16) + DAY, user=FamilyUserFactory())
    with pytest.raises(NotAllowed):
        answers(young, web, yes=True, guardian=None)


@pytest.mark.parametrize("limit", [Restriction, Protection])
def test_a_restricted_or_protected_pupil_is_no(noor, mother, web, limit):
    answers(noor, web, yes=True, guardian=mother)
    words = {"ground": RestrictionGround.ACCURACY} if limit is Restriction else {"ground": "threat"}
    limit(student=noor, categories=["RES"], since=NOW - DAY, reason="-", review_on=TODAY + DAY, **words).save()
    assert may(noor, web).reason == Reason.LIMITED


def test_a_paper_is_of_its_day_and_in_doubt_the_no_comes_last(noor, mother, vlieger, web):
    office = staff(Role.OFFICE, vlieger)
    yesterday = TODAY - DAY
    answers(noor, web, yes=True, guardian=mother, at=NOW - DAY)
    paper = on_paper(noor, vlieger, answered_on=yesterday, noted_by=office)
    answers(noor, web, yes=False, guardian=mother, channel=Channel.PAPER, evidence=paper)
    assert may(noor, web).reason == Reason.WITHDRAWN
    answers(noor, web, yes=True, guardian=mother)
    later = on_paper(noor, vlieger, answered_on=yesterday, noted_by=office)
    answers(noor, web, yes=False, guardian=mother, channel=Channel.PAPER, evidence=later)
    assert may(noor, web).is_yes                      # what she tapped today is newer than the paper of yesterday


def test_a_new_text_that_asks_again_ends_the_old_yes(noor, mother, web):
    answers(noor, web, yes=True, guardian=mother)
    old = text_of(web)
    PurposeText.objects.create(
        purpose=web, number=2, title_nl="-", title_en="-", body_nl="-", body_en="-", valid_from=TODAY + DAY, asks_again=True, made_at=NOW
    )
    assert may(noor, web).is_yes
    assert may(noor, web, at=NOW + DAY).reason == Reason.OLD_TEXT
    with pytest.raises(Error), transaction.atomic():
        PurposeText.objects.filter(pk=old.pk).update(body_nl="something else")


def test_an_answer_cannot_be_changed_or_taken_out_by_the_web(noor, mother, web):
    row = answers(noor, web, yes=False, guardian=mother)[0]
    with pytest.raises(Error), transaction.atomic():
        Decision.objects.filter(pk=row.pk).update(outcome=Outcome.GIVEN)


def test_any_number_of_pupils_and_purposes_is_one_query(vlieger, group6a, django_assert_num_queries):
    asked = purposes(vlieger)
    children = [pupil(vlieger, group6a) for _each in range(4)]
    parents = [guardian(child) for child in children]
    for child, parent in zip(children, parents, strict=True):
        answers(child, asked["IMG_WEB"], yes=True, guardian=parent)
    six = [asked[code].pk for code in ("IMG_WEB", "IMG_SOCIAL", "IMG_NIEUWS", "IMG_APP", "IMG_GIDS", "IMG_PERS")]
    with django_assert_num_queries(1):
        found = verdicts([child.pk for child in children], six, at=NOW)
    assert sum(each.is_yes for pupil_verdicts in found.values() for each in pupil_verdicts.values()) == 4


def test_the_latest_answers_are_found_by_the_index(noor, mother, web):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'consent_latest'")
        assert "(student_id, purpose_id, guardian_id, decided_at DESC, id DESC)" in cursor.fetchone()[0]
