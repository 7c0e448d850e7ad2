import json
from datetime import date, datetime, UTC

import pytest

from privacyadmin import audit, history
from students.imports import apply, edexml
from students.models import Enrolment, Student, ClassMembership, Appointment
from tests.edexml.build import make_edexml
from tests.factories import NOW, TODAY

def run(source, **options):
    return apply.apply(edexml.read(source, on=TODAY), by=None, at=NOW, **options)

def test_first_and_second_import(vlieger):
    found = run(make_edexml(60))
    assert (len(found.new), len(found.changed), found.unchanged) == (60, 0, 0), found.errors
    again = run(make_edexml(60))
    assert (len(again.new), len(again.changed), again.unchanged) == (0, 0, 60)
    assert not again.has_work
