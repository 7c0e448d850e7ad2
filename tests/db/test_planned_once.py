"""Queries of a page that is opened all day are planned once per connection (PERFORMANCE 1 and 7)."""
import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat

from privacyadmin import db
from privacyadmin.db import base
from privacyadmin.organisation.models import School
from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db


def prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select statement from pg_prepared_statements where statement like '%organisation_school%'")
        return [statement for (statement,) in cursor.fetchall()]


def test_the_same_question_with_another_answer_is_planned_once():
    here, there = SchoolFactory(), SchoolFactory()
    before = len(prepared())
    with db.planned_once():
        found = [School.objects.filter(pk=school.pk, name__startswith="").get() for school in (here, there)]
    assert found == [here, there]
    assert len(prepared()) == before + 1


def test_a_sign_for_a_hundredth_stays_a_sign():
    school = SchoolFactory(name="100 % Montessori")
    with db.planned_once():
        name = School.objects.filter(pk=school.pk, name__contains="0 %").values_list(Concat("name", Value(" %s")), flat=True).get()
    assert name == "100 % Montessori %s"


def test_outside_the_block_and_where_the_plan_hangs_on_the_words_nothing_is_kept():
    SchoolFactory()
    before = prepared()
    with db.planned_once(), db.planned_once(unless=True):
        list(School.objects.filter(name__contains="Eik"))
    list(School.objects.filter(name__contains="Eik"))
    assert prepared() == before


def test_a_connection_that_keeps_enough_asks_as_always(monkeypatch):
    school, before = SchoolFactory(), prepared()
    monkeypatch.setattr(base, "MOST_PREPARED", 0)
    with db.planned_once():
        assert School.objects.filter(pk=school.pk, name__endswith="").first() == school
    assert prepared() == before
