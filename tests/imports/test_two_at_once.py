"""Two imports of one school at the same moment."""
import threading

import pytest
from django.db import connection

from privacyadmin.organisation.models import Board, School
from students.imports import apply, edexml
from students.imports.difference import Stale
from students.models import Enrolment, Student
from tests.edexml.build import make_edexml
from tests.factories import NOW, TODAY


@pytest.fixture
def school(transactional_db):
    return School.objects.create(board=Board.objects.create(name="De Waaier"), name="De Vlieger", brin="99ZA", sector="po")


def both(work) -> list:
    """Run the same work in two connections, started together."""
    start, results = threading.Barrier(2), []

    def run() -> None:
        try:
            start.wait()
            results.append(work())
        except Stale as stale:
            results.append(stale)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_second_waits_and_finds_nothing_left_to_do(school):
    file = edexml.read(make_edexml(80), on=TODAY)
    found = both(lambda: apply.apply(file, by=None, at=NOW))
    assert sorted(len(each.new) for each in found) == [0, 80]
    assert Student.objects.count() == Enrolment.objects.count() == 80


def test_of_two_people_who_saw_the_same_difference_the_second_must_look_again(school):
    file = edexml.read(make_edexml(80), on=TODAY)
    shown = apply.difference(file, at=NOW).digest()
    found = both(lambda: apply.apply(file, by=None, at=NOW, shown=shown))
    assert sum(isinstance(each, Stale) for each in found) == 1
    assert Student.objects.count() == 80
