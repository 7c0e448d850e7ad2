"""What the web's role can no longer change: earlier versions, the story of a request, a matrix that the board approved."""
import psycopg2
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from privacyadmin import history
from privacyadmin.access.models import MatrixVersion
from privacyadmin.access.seed import seed_matrices
from tests.factories import TODAY

PAST = sorted(history.versions_of(model)._meta.db_table for model in apps.get_models() if history.is_historied(model))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", [*PAST, "requests_timelineentry"])
def test_the_web_adds_to_what_happened_and_takes_nothing_away(web_connection, table):
    """T27; SETTLED 26: destroying a pupil is the owner's work."""
    with web_connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(statement)
            web_connection.rollback()


@pytest.mark.django_db
@pytest.mark.parametrize("statement", [
    "UPDATE access_matrixcell SET \"right\" = 3", "DELETE FROM access_matrixcell", "UPDATE access_registercell SET reach = 'O'",
    "DELETE FROM access_registercell",
])
def test_an_approved_matrix_is_changed_by_nobody(board, statement):
    """S1-134."""
    if not MatrixVersion.objects.exists():
        seed_matrices(valid_from=TODAY)
    with pytest.raises(DatabaseError, match="draft a new version"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
