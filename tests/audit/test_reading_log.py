from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction

from privacyadmin import audit
from privacyadmin.audit.models import Event, Reading

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def read(reader, student, category="MED", **values):
    audit.reading(by=reader, student_id=student, category=category, right="read:care_coordinator", at=values.pop("at", NOW), **values)


@pytest.mark.django_db(transaction=True)
def test_reading_a_sensitive_category_is_logged_once_per_request_in_one_statement(django_assert_num_queries):
    """S2-121, S2-128."""
    reader, noor, finn = uuid4(), uuid4(), uuid4()
    with django_assert_num_queries(3), transaction.atomic():            # begin, insert, commit
        for student in (noor, noor, finn):
            for category in ("MED", "CAR", "MED"):
                read(reader, student, category)
    assert Reading.objects.count() == 4
    with transaction.atomic():
        read(reader, noor)
    assert audit.readings_of([noor]).count() == 3


@pytest.mark.django_db
def test_who_saw_this_file_has_an_answer_with_the_right_and_the_case():
    reader, student, case = uuid4(), uuid4(), uuid4()
    read(reader, student, case_id=case)
    [row] = audit.readings_of([student])
    assert (row.reader, row.category, row.right, row.case_id, row.at) == (reader, "MED", "read:care_coordinator", case, NOW)


@pytest.mark.django_db
def test_each_month_has_a_table_of_its_own_and_early_rows_are_moved_there():
    march = datetime(2031, 3, 10, tzinfo=UTC)
    read(uuid4(), uuid4(), at=march)
    audit.flush()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM audit_reading")
        assert cursor.fetchone() == ("audit_reading_default",)
        cursor.execute("SELECT audit_reading_partitions('2031-03-05', 1)")
        cursor.execute("SELECT audit_reading_partitions('2031-03-05', 1)")
        cursor.execute("SELECT tableoid::regclass::text FROM audit_reading")
        assert cursor.fetchone() == ("audit_reading_2031_03",)


@pytest.mark.django_db
def test_a_finished_month_is_closed_in_the_register_once_with_count_and_hash():
    """SETTLED 18."""
    for day in (3, 4, 5):
        read(uuid4(), uuid4(), at=datetime(2026, 9, day, tzinfo=UTC))
    read(uuid4(), uuid4(), at=NOW)
    audit.flush()
    for _night in range(2):
        audit.checkpoint(on=date(2026, 11, 22), at=NOW)
        audit.flush()
    closed = Event.objects.filter(name="audit.readings_of_month").order_by("seq")
    assert [(event.details["month"], event.details["count"]) for event in closed] == [("2026-09", 3), ("2026-10", 0)]
    assert len(closed[0].details["digest"]) == 64
