"""Two records of one child become one: the no of either is a no to what the other holds (issue 3; DOMAIN 1.6; S1-94, S2-174)."""
from datetime import timedelta

import psycopg2
import pytest
from django.db import Error, connection, transaction

from consent import checking
from consent.models import Decision, Disagreement, FollowUp
from consent.services import checks, publications
from privacyadmin.access.scope import resolve
from students.models import GuardianRelation, Student
from students.services import comparing, merging
from tests.access.conftest import _today  # noqa: F401 - the clock
from tests.consent.making import answers
from tests.factories import NOW, TODAY, guardian, pupil

DAY = timedelta(days=1)
PLACED = {"title": "Foto's van de sportdag", "place": "web", "where": "Nieuws", "url": "", "published_on": TODAY}


@pytest.fixture
def double(vlieger, group6a):
    return pupil(vlieger, group6a, first_name="Noor", last_name="Wit")


def merge(survivor, absorbed, user) -> None:
    by = resolve(user, NOW)
    kept, gone = (Student.objects.with_places(on=TODAY).get(pk=child.pk) for child in (survivor, absorbed))
    found = comparing.pupils(kept, gone, by=by, at=NOW)
    trusted = GuardianRelation.objects.filter(student__in=[kept, gone]).values_list("pk", flat=True)
    chosen = merging.Decisions(reason="Zelfde kind.", trusted=list(trusted))
    merging.merge_pupils(kept.pk, gone.pk, decisions=chosen, shown=found.digest, by=by, at=NOW)


def test_answers_that_meet_and_differ_are_looked_at_and_what_was_placed_goes(coordinator, vlieger, teacher, asked, noor, mother, double):
    web, data = asked["IMG_WEB"], next(each for each in asked.values() if each.on_withdrawal == "erase" and each.mode != "event")
    for purpose in (web, data):
        answers(noor, purpose, yes=True, guardian=mother, at=NOW - DAY)
        answers(double, purpose, yes=False, guardian=guardian(double), at=NOW - DAY)
    teacher = resolve(teacher, NOW)
    uses = [use for use in checking.uses_of(teacher, vlieger, on=TODAY) if use.purpose == web]
    check = checks.make(vlieger, [noor], uses, on=TODAY, by=teacher, at=NOW)
    publications.record(check, [noor.pk], PLACED, by=teacher, at=NOW)
    assert not Disagreement.objects.exists() and not FollowUp.objects.exists()
    merge(noor, double, coordinator)
    assert set(Disagreement.objects.open().values_list("student", "purpose")) == {(noor.pk, web.pk), (noor.pk, data.pk)}
    assert set(FollowUp.objects.values_list("student", "kind")) == {(noor.pk, "remove"), (noor.pk, "erase")}


def test_answers_that_agree_ask_nothing_of_anybody(coordinator, asked, noor, mother, double):
    for child, parent in ((noor, mother), (double, guardian(double))):
        answers(child, asked["IMG_WEB"], yes=False, guardian=parent, at=NOW - DAY)
    merge(noor, double, coordinator)
    assert Decision.objects.filter(student=noor).count() == 2
    assert not Disagreement.objects.exists() and not FollowUp.objects.exists()


@pytest.mark.parametrize("field", ["student_id", "guardian_id"])
def test_an_answer_becomes_another_s_by_a_merge_alone(asked, noor, mother, father, double, field):
    """S2-17: also for who may write in the database."""
    answers(noor, asked["IMG_WEB"], yes=True, guardian=mother)
    with pytest.raises(Error, match="were merged"), transaction.atomic():
        Decision.objects.update(**{field: {"student_id": double.pk, "guardian_id": father.pk}[field]})
        connection.check_constraints()                                   # as at the end of a transaction


@pytest.mark.django_db(transaction=True)
def test_the_web_changes_no_proof_and_ends_an_occasion_at_most(web_connection):
    """SETTLED 26; GDPR 7(1)."""
    refused = [
        "DELETE FROM consent_noticerecord", "UPDATE consent_noticerecord SET is_given = true", "DELETE FROM consent_evidencefile",
        "UPDATE consent_evidencefile SET sha256 = ''", "DELETE FROM consent_occasion",
        "UPDATE consent_occasion SET purpose_id = purpose_id", "UPDATE consent_occasion SET label = ''",
    ]
    allowed = [
        "UPDATE consent_occasion SET until = until, ended_at = ended_at", "UPDATE consent_evidencefile SET state = state",
        "SELECT 1 FROM consent_occasion FOR UPDATE", "UPDATE consent_noticerecord SET student_id = student_id",
    ]
    with web_connection.cursor() as cursor:
        for statement in refused:
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(statement)
            web_connection.rollback()
        for statement in allowed:
            cursor.execute(statement)
