"""Two people make the same two records one at the same moment (issue 3: clear words, nothing half done)."""
import threading

import pytest
from django.db import connection

from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.workflow import NotAllowed
from students.models import Enrolment, Merge, Student
from students.services import comparing, merging
from tests.factories import NOW, TODAY, pupil, staff


@pytest.mark.parametrize("is_turned_round", [False, True])
def test_the_second_hears_that_it_was_done_already(transactional_db, board, vlieger, is_turned_round):
    """Also when each wants another record to stay: the rows are locked in one order, so nobody waits for ever."""
    one, other = (pupil(vlieger, first_name="Noor", last_name="Wit") for _record in range(2))
    by = resolve(staff(Role.COORDINATOR, board), NOW)
    pairs = [(one, other), (other, one) if is_turned_round else (one, other)]
    start, results = threading.Barrier(2), []

    def run(stays, goes) -> None:
        try:
            loaded = [Student.objects.with_places(on=TODAY).get(pk=each.pk) for each in (stays, goes)]
            found = comparing.pupils(*loaded, by=by, at=NOW)
            start.wait()
            decisions = merging.Decisions(reason="x")
            results.append(merging.merge_pupils(stays.pk, goes.pk, decisions=decisions, shown=found.digest, by=by, at=NOW))
        except NotAllowed as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(each).__name__ for each in results) == ["Merge", "NotAllowed"]
    assert Student.objects.count() == Enrolment.objects.count() == Merge.objects.count() == 1
