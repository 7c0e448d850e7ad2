"""A page of sealed notes beside a page of plain ones (PERFORMANCE 2)."""
from collections.abc import Iterator

from privacyadmin import crypto
from privacyadmin.ids import new_id
from students.models import Student

from .data import PUPIL, key
from .measure import Row, compare
from .people import AT

NOTE = "Rustig begin van de week, werkt graag samen."
LABEL = "students.DossierEntry.sealed"


def rows() -> Iterator[Row]:
    pupils = [key(PUPIL, number) for number in range(1, 26)]
    keyring = crypto.Keyring.ensure(pupils, at=AT)
    sealed = [(pupil, row := new_id(), keyring.seal(pupil, NOTE, label=LABEL, row_id=row)) for pupil in pupils]

    def encrypted():
        list(Student.objects.filter(pk__in=pupils))
        ring = crypto.Keyring.for_subjects(pupils)
        return [ring.open(pupil, blob, label=LABEL, row_id=row) for pupil, row, blob in sealed]

    def plain():
        list(Student.objects.filter(pk__in=pupils))
        return [NOTE for _ in sealed]

    yield compare("page of 25 pupils with a sealed note / with a plain one", encrypted, plain, goal=3.0, inner=10)
