"""What is worked out once gives the statement that Django would have made, each time it is asked."""
import pytest
from django.db import connection
from django.db.backends.postgresql.compiler import SQLCompiler as Djangos
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Upper

from privacyadmin.db import compiler
from privacyadmin.organisation.models import School
from students.models import Enrolment, Student
from tests.factories import TODAY, pupil

PUPILS, ENROLLED = Student.objects.all(), Enrolment.objects.all()
QUESTIONS = {
    "in the usual order": PUPILS,
    "in no order": PUPILS.order_by(),
    "in an order of its own": PUPILS.order_by("-birth_on", "pk"),
    "the other way round": PUPILS.order_by("last_name").reverse(),
    "in the order of another table": ENROLLED.order_by("student__last_name", "pk"),
    "in the order of a relation": ENROLLED.order_by("school"),
    "in the order of an expression": PUPILS.order_by(F("birth_on").desc(nulls_last=True), "pk"),
    "in the order of something added": PUPILS.annotate(loud=Upper("last_name")).order_by("loud", "pk"),
    "with something added": PUPILS.with_places(on=TODAY).with_labels(on=TODAY),
    "with what is never true": PUPILS.annotate(none=Q(pk__in=[])),
    "with a number": PUPILS.annotate(number=Count("enrolments")),
    "a page of it": PUPILS.order_by("last_name")[25:50],
    "some columns": PUPILS.only("last_name"),
    "without a column": PUPILS.defer("bsn_sealed"),
    "values": PUPILS.values("pk", "last_name").order_by("last_name"),
    "a list of values": PUPILS.annotate(one=Value(1)).values_list("one", flat=True),
    "with another table": ENROLLED.select_related("student", "school").order_by("pk"),
    "different ones": PUPILS.filter(enrolments__status="enrolled").distinct().order_by("last_name"),
    "the latest of each": ENROLLED.order_by("student", "-entry_on").distinct("student"),
    "of others": PUPILS.filter(pk__in=ENROLLED.filter(school__in=School.objects.order_by("name")[:2]).values("student")),
    "within itself": PUPILS.filter(pk__in=PUPILS.filter(last_name="Wit").order_by("last_name")[:3]),
    "of two lists": PUPILS.filter(last_name="Wit").union(PUPILS.filter(last_name="Zwart")).order_by("last_name"),
    "held": PUPILS.select_for_update(of=("self",)),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", QUESTIONS)
def test_the_statement_is_djangos(name):
    query = QUESTIONS[name].query
    alone = Djangos(query.clone(), connection, "default", elide_empty=False)
    for _time in range(2):
        ours = compiler.SQLCompiler(query.clone(), connection, "default", elide_empty=False)
        assert ours.as_sql() == alone.as_sql()
        assert (_rows(ours), ours.annotation_col_map) == (_rows(alone), alone.annotation_col_map)


def _rows(made: Djangos) -> tuple | None:
    """Of which model objects are made, and from which columns."""
    return made.klass_info and (made.klass_info["model"], made.klass_info["select_fields"])


@pytest.mark.django_db
def test_a_list_gives_whole_pupils_each_time(vlieger, group6a):
    wit, aalbers = (pupil(vlieger, group6a, first_name="Noor", last_name=name) for name in ("Wit", "Aalbers"))
    for _time in range(2):
        found = list(Student.objects.with_places(on=TODAY))
        assert found == [aalbers, wit]
        assert [each.school_ids for each in found] == [[vlieger.pk], [vlieger.pk]]
        assert not found[0].get_deferred_fields()
    assert list(Student.objects.reverse()) == [wit, aalbers]
