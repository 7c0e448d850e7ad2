"""A file of the school's own system that still knows the double is about the pupil or the parent that stayed (issue 3; SETTLED 15, 27)."""
import pytest

from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from students.imports import apply, edexml, guardian_apply, guardians
from students.models import ClassMembership, Enrolment, Guardian, Student
from students.services import comparing, merging
from tests.edexml.build import make_edexml, make_pupil
from tests.factories import NOW, TODAY, staff

DOUBLE = make_pupil(0, group="G000", key="DUBBEL").replace("<roepnaam>Noor<", "<roepnaam>Noortje<")
HEAD = "ouder;leerling;relatie;voorletters;voornaam;achternaam;email;telefoon;gezag"


def pupils(source: bytes):
    return apply.apply(edexml.read(source, on=TODAY), by=None, at=NOW)


def parents(*rows: str):
    return guardian_apply.apply(guardians.read("\n".join([HEAD, *rows]).encode()), by=None, at=NOW)


def counts(found) -> tuple[int, int, int]:
    return len(found.new), len(found.changed), found.unchanged


@pytest.fixture
def office(vlieger):
    return resolve(staff(Role.OFFICE, vlieger), NOW)


def merge(survivor, absorbed, by, **chosen):
    is_pupil = isinstance(survivor, Student)
    survivor, absorbed = (type(each).objects.get(pk=each.pk) for each in (survivor, absorbed))
    if is_pupil:
        survivor, absorbed = (Student.objects.with_places(on=TODAY).get(pk=each.pk) for each in (survivor, absorbed))
    compare, service = (comparing.pupils, merging.merge_pupils) if is_pupil else (comparing.guardians, merging.merge_guardians)
    found = compare(survivor, absorbed, by=by, at=NOW)
    decisions = merging.Decisions(reason="Dubbel ingelezen.", fields=chosen)
    return service(survivor.pk, absorbed.pk, decisions=decisions, shown=found.digest, by=by, at=NOW)


def of_key(key: str) -> Student:
    return Enrolment.objects.get(key=key).student


def test_both_rows_in_the_file_are_one_pupil_and_the_second_time_nothing_changes(vlieger, office):
    file = make_edexml(3, extra=DOUBLE)
    pupils(file)
    noor, double = of_key("L00000"), of_key("DUBBEL")
    places = ClassMembership.objects.filter(student=noor).count()
    merge(noor, double, office)
    for _time in range(2):
        found = pupils(file)
        assert counts(found) == (0, 0, 3)
        assert [str(each.text) for each in found.warnings if "merged" in str(each.text)]
    noor.refresh_from_db()
    assert (noor.first_name, Enrolment.objects.get(student=noor).key) == ("Noor", "L00000")
    assert Student.objects.count() == 3 and ClassMembership.objects.filter(student=noor, until=None).count() == places


def test_a_file_that_knows_the_double_alone_goes_on_with_the_pupil_that_stayed(vlieger, office):
    pupils(make_edexml(3, extra=DOUBLE))
    noor, double = of_key("L00000"), of_key("DUBBEL")
    merge(noor, double, office)
    without = make_edexml(2, first=1, extra=DOUBLE)
    assert counts(pupils(without)) == (0, 1, 2), "the name as this row has it"
    found = pupils(without)
    assert counts(found) == (0, 0, 3) and not found.departures
    noor.refresh_from_db()
    assert (noor.first_name, Enrolment.objects.get(student=noor).key) == ("Noortje", "L00000")


def test_a_row_without_a_real_key_is_recognised_by_the_names_of_the_double(vlieger, office):
    nameless = DOUBLE.replace('key="DUBBEL"', 'key="#1"')
    pupils(make_edexml(3, extra=nameless))
    noor, double = of_key("L00000"), Student.objects.get(first_name="Noortje")
    merge(noor, double, office)
    for _time in range(2):
        assert counts(pupils(make_edexml(3, extra=nameless))) == (0, 0, 3)
    assert Student.objects.count() == 3 and Enrolment.objects.get(student=noor).key == "L00000"


def test_a_list_of_guardians_may_name_the_pupil_by_the_key_of_the_double(vlieger, office):
    pupils(make_edexml(3, extra=DOUBLE))
    noor, double = of_key("L00000"), of_key("DUBBEL")
    merge(noor, double, office)
    assert counts(parents("O1;DUBBEL;ouder;A;Anna;Wit;anna@thuis.example;;ja")) == (1, 0, 0)
    assert counts(parents("O1;L00000;ouder;A;Anna;Wit;anna@thuis.example;;ja")) == (0, 0, 1)
    assert Guardian.objects.get().relations.get().student == noor


BOTH = ("O1;L00000;ouder;A;Anna;Wit;anna@thuis.example;;ja", "O2;L00001;ouder;A.M.;Anna;Wit;anna@werk.example;;ja")


def test_a_list_that_still_has_a_parent_twice_changes_nothing(vlieger, office):
    """By the key of the one who went, and, where the file gives none, by the names."""
    pupils(make_edexml(3))
    parents(*BOTH)
    one, other = Guardian.objects.get(key="O1"), Guardian.objects.get(key="O2")
    merge(one, other, office)
    assert counts(parents(*BOTH))[0] == 0 and counts(parents(*BOTH))[0] == 0
    assert Guardian.objects.count() == 1 and Guardian.objects.get().relations.count() == 2
    again = ("O1;L00000;ouder;A;Anna;Wit;anna@thuis.example;;ja", "O2;L00000;ouder;A.M.;Anna;Wit;anna@werk.example;;ja")
    parents(*again)
    found = parents(*again)
    assert counts(found) == (0, 0, 1) and [str(each.text) for each in found.warnings if "merged" in str(each.text)]


def test_parents_without_a_key_are_recognised_by_both_names(vlieger, office):
    pupils(make_edexml(3))
    rows = (";L00000;ouder;A;Anna;Wit;anna@thuis.example;;ja", ";L00000;ouder;A.M.;Anna;de Wit;;;ja")
    parents(*rows)
    one, other = Guardian.objects.get(last_name="Wit"), Guardian.objects.get(last_name="de Wit")
    merge(one, other, office)
    for _time in range(2):
        assert counts(parents(*rows)) == (0, 0, 1)
    assert Guardian.objects.count() == 1


def test_twins_with_the_same_initials_stay_two_in_every_import(vlieger):
    """Same day of birth, same surname, same initials, same mother: two children, with and without keys."""
    noor = make_pupil(0, group="G000", key="#1")
    twin = noor.replace('key="#1"', 'key="#2"').replace("<roepnaam>Noor<", "<roepnaam>Nina<")
    file = make_edexml(2, first=1, extra=noor + twin)
    assert counts(pupils(file)) == (4, 0, 0)
    assert counts(pupils(file)) == (0, 0, 4)
    keyed = file.replace(b'key="#1"', b'key="A1"').replace(b'key="#2"', b'key="A2"')
    pupils(make_edexml(2, first=1, brin="99ZA", extra=noor + twin))
    born = Student.objects.get(first_name="Nina").birth_on
    assert {each.first_name for each in Student.objects.filter(birth_on=born)} == {"Noor", "Nina"}
    pupils(keyed)
    rows = ("O1;A1;ouder;A;Anna;Wit;anna@thuis.example;;ja", "O1;A2;ouder;A;Anna;Wit;anna@thuis.example;;ja")
    assert counts(parents(*rows)) == (2, 0, 0) and counts(parents(*rows)) == (0, 0, 2)
    assert {each.student.first_name for each in Guardian.objects.get().relations.all()} == {"Noor", "Nina"}
