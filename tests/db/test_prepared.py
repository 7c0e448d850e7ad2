import pytest
from django.db import connection, transaction

STATEMENT = "select $1::int + 1, $2::text"


def ask(number: int, word: str) -> list[tuple]:
    return connection.rows_of_prepared(STATEMENT, "int, text", [number, word])


def prepared() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements where statement like %s", [f"%{STATEMENT}%"])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_what_every_request_asks_is_planned_once_for_a_connection():
    """PERFORMANCE 1: planning the scope costs more than running it."""
    assert ask(1, "a") == [(2, "a")]
    assert ask(2, "b") == [(3, "b")]
    assert prepared() == 1


@pytest.mark.django_db(transaction=True)
def test_it_outlives_a_transaction_that_was_rolled_back():
    with transaction.atomic():
        ask(1, "a")
        transaction.set_rollback(True)
    assert ask(2, "b") == [(3, "b")]


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_plans_anew():
    ask(1, "a")
    connection.close()
    assert ask(2, "b") == [(3, "b")]
    assert prepared() == 1
