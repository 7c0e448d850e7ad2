import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from privacyadmin import db

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def handed():
    return []


def test_items_are_handed_over_once_together_inside_the_transaction(handed):
    def callback(items):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
            handed.append((items, cursor.fetchone()[0]))

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE something (id int) ON COMMIT DROP")
        for number in range(3):
            with transaction.atomic():
                db.before_commit("numbers", callback, number)
        assert handed == []
    assert handed == [([0, 1, 2], True)]


def test_nothing_is_handed_over_after_a_rollback_nor_in_the_next_transaction(handed):
    with pytest.raises(ValueError), transaction.atomic():
        db.before_commit("numbers", handed.append, 1)
        raise ValueError
    with transaction.atomic():
        pass
    assert handed == []


def test_a_rolled_back_savepoint_drops_its_own_and_what_was_inside_it(handed):
    with transaction.atomic():
        db.before_commit("numbers", handed.append, 1)
        with pytest.raises(ValueError), transaction.atomic():
            db.before_commit("numbers", handed.append, 2)
            with transaction.atomic():
                db.before_commit("numbers", handed.append, 3)
            raise ValueError
        db.before_commit("numbers", handed.append, 4)
    assert handed == [[1, 4]]


def test_when_the_last_work_fails_nothing_is_committed_and_the_connection_is_well(handed):
    def callback(items):
        raise KeyError

    def later():
        handed.append("after commit")

    with pytest.raises(KeyError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE should_not_be (id int)")
        transaction.on_commit(later)
        db.before_commit("numbers", callback, 1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('should_not_be')")
        assert cursor.fetchone() == (None,)
    assert handed == []


def test_without_a_transaction_there_is_no_end_of_it(handed):
    with pytest.raises(TransactionManagementError):
        db.before_commit("numbers", handed.append, 1)


def test_a_test_that_never_commits_can_hand_over_by_hand(handed):
    with transaction.atomic():
        db.before_commit("numbers", handed.append, 1)
        assert db.waiting("numbers") == [1]
        db.flush_before_commit()
        assert handed == [[1]]
        assert db.waiting("numbers") == []
    assert handed == [[1]]
