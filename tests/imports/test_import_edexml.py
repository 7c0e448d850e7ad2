"""A school reads in its pupils: what is shown, what is written, and what is refused (DOMAIN 2.12, SETTLED 27)."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from privacyadmin import audit, history
from privacyadmin.organisation.models import Board, School
from students.imports import apply, edexml
from students.imports.difference import Stale
from students.imports.messages import Refused
from students.models import Appointment, AppointmentState, ClassGrant, ClassGroup, ClassMembership, Enrolment, EnrolmentStatus, Student
from tests.edexml.build import make_edexml
from tests.factories import NOW, TODAY, pupil

EXAMPLE_OF_VLIEGER = Path(__file__).resolve().parents[1] / "edexml" / "vlieger.xml"
EXAMPLE = Path(__file__).resolve().parents[3] / "shared" / "edexml" / "EDEXML.Voorbeeld.2.1.xml"


def run(source: bytes, **options):
    return apply.apply(edexml.read(source, on=TODAY), by=None, at=NOW, **options)


def counts(found) -> tuple[int, int, int, int]:
    return len(found.new), len(found.changed), found.unchanged, len(found.departures)


def command(tmp_path, capsys, source: bytes, *options: str) -> tuple[int, dict]:
    """The exit code and the object that the command prints."""
    path = tmp_path / "file.xml"
    path.write_bytes(source)
    code = 0
    try:
        call_command("import_edexml", str(path), "--json", *options)
    except SystemExit as stop:
        code = stop.code
    return code, json.loads(capsys.readouterr().out)


def test_a_school_imports_its_pupils_and_a_second_time_nothing_changes(vlieger):
    """SETTLED 27: counts are pupils."""
    assert counts(run(make_edexml(60))) == (60, 0, 0, 0)
    assert Student.objects.count() == Enrolment.objects.count() == 60
    again = run(make_edexml(60))
    assert counts(again) == (0, 0, 60, 0)
    assert not again.has_work


def test_looking_writes_nothing(vlieger, tmp_path, capsys):
    """CONTRACT: writes only with --apply."""
    code, report = command(tmp_path, capsys, make_edexml(5))
    assert (code, report["new"], report["applied"]) == (0, 5, False)
    assert not Student.objects.exists() and not ClassGroup.objects.exists()


def test_the_office_sees_field_by_field_what_changes(vlieger):
    run(make_edexml(3))
    changed = make_edexml(3).replace(b"<roepnaam>Noor</roepnaam>", b"<roepnaam>Noortje</roepnaam>")
    found = apply.difference(edexml.read(changed, on=TODAY), at=NOW)
    assert counts(found) == (0, 1, 2, 0)
    assert [(change.field, change.old, change.new) for change in found.changed[0].changes] == [("first_name", "Noor", "Noortje")]
    run(changed)
    student = Student.objects.get(first_name="Noortje")
    assert "NOORTJE" in student.search_name
    assert list(student.history.order_by("history_date", "history_type").values_list("history_type", "first_name")) == [
        ("+", "Noor"),
        ("~", "Noortje"),
    ]


def test_every_imported_row_has_its_history(vlieger):
    """SETTLED 32."""
    run(make_edexml(20))
    for model in (Student, Enrolment):
        assert history.versions_of(model).objects.filter(history_type="+", history_date=NOW).count() == 20


def test_a_pupil_who_is_missing_becomes_a_candidate_and_is_never_removed(vlieger):
    """DOMAIN 2.12 c."""
    run(make_edexml(10))
    assert counts(run(make_edexml(8))) == (0, 0, 8, 2)
    assert Enrolment.objects.filter(status=EnrolmentStatus.ENROLLED).count() == 10
    assert Enrolment.objects.filter(departure_candidate_on=date(2026, 10, 1)).count() == 2
    assert counts(run(make_edexml(8))) == (0, 0, 8, 2), "still to be looked at"
    assert counts(run(make_edexml(10)))[3] == 0
    assert not Enrolment.objects.filter(departure_candidate_on__isnull=False).exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<jaargroep>1</jaargroep>\n\t\t\t<groep", b"<jaargroep>H</jaargroep>\n\t\t\t<groep"),
        (b"</instroomdatum>", b"</instroomdatum><uitstroomdatum>2026-09-01</uitstroomdatum>"),
    ],
)
def test_a_pupil_who_is_historical_or_left_in_the_file_is_a_candidate_and_counted_too(vlieger, old, new):
    source = make_edexml(1)
    assert old in source
    found = run(source.replace(old, new, 1))
    assert counts(found) == (1, 0, 0, 1)
    assert Enrolment.objects.get().status == EnrolmentStatus.ENROLLED


def test_a_leaving_date_after_the_day_of_the_file_is_no_departure_yet(vlieger):
    source = make_edexml(1).replace(b"</instroomdatum>", b"</instroomdatum><uitstroomdatum>2026-10-02</uitstroomdatum>")
    assert counts(run(source)) == (1, 0, 0, 0)
    assert Enrolment.objects.get().exit_on_file == date(2026, 10, 2)


def test_one_who_had_left_and_is_in_the_file_again_is_enrolled_again_with_a_warning(vlieger):
    run(make_edexml(1))
    enrolment = Enrolment.objects.get()
    enrolment.status, enrolment.left_on = EnrolmentStatus.LEFT, date(2026, 7, 1)
    enrolment.save()
    found = run(make_edexml(1))
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.left_on, len(found.warnings)) == (EnrolmentStatus.ENROLLED, None, 1)


def test_numbers_and_origins_are_counted_and_never_kept(vlieger):
    """DOMAIN 2.12 b: not in a column, not in a version, not in a message."""
    source = make_edexml(4, with_numbers=True)
    found = run(source)
    assert found.ignored == {"bsn": 4, "land": 4}
    assert not Student.objects.filter(bsn_sealed__isnull=False).exists()
    numbers = re.findall(rb"<bsn>(\d+)</bsn>", source)
    kept = str([list(model.objects.values()) for model in (Student, Enrolment, history.versions_of(Student))]) + str(found.warnings)
    assert not any(number.decode() in kept for number in numbers)


def test_one_failing_row_refuses_the_whole_file(vlieger, tmp_path, capsys):
    """All or nothing; the message names the row and what to do."""
    source = make_edexml(5).replace(b"<geslacht>2</geslacht>", b"<geslacht>5</geslacht>", 1)
    code, report = command(tmp_path, capsys, source, "--apply")
    assert (code, report["applied"]) == (1, False)
    assert report["errors"][0]["row"] and report["errors"][0]["message"]
    assert not Student.objects.exists() and not ClassGroup.objects.exists()


@pytest.mark.parametrize("source", [b"", b"geen xml", b"<!DOCTYPE EDEX []><EDEX/>", make_edexml(2)[:900], "<EDEX>".encode("utf-16")])
def test_what_is_no_edexml_is_refused_with_a_message(vlieger, tmp_path, capsys, source):
    code, report = command(tmp_path, capsys, source, "--apply")
    assert code == 1 and report["errors"] and not report["applied"]
    assert not Student.objects.exists()


def test_a_school_that_the_board_does_not_have_is_refused_unless_it_is_named(vlieger, tmp_path, capsys):
    """SETTLED 27, CONTRACT."""
    source = make_edexml(2, brin="11AA")
    assert command(tmp_path, capsys, source, "--apply")[0] == 1
    code, report = command(tmp_path, capsys, source, "--apply", "--new-school", "De Nieuwe", "--sector", "po")
    assert (code, report["new"]) == (0, 2)
    assert School.objects.get(brin="11AA").name == "De Nieuwe"
    assert command(tmp_path, capsys, source, "--new-school", "De Nieuwe", "--sector", "po")[1]["unchanged"] == 2
    assert command(tmp_path, capsys, source, "--new-school", "De Andere", "--sector", "po")[0] == 1


def test_an_empty_installation_takes_its_first_school(db, tmp_path, capsys):
    code, report = command(tmp_path, capsys, make_edexml(2), "--apply", "--new-school", "De Eerste", "--sector", "po")
    assert (code, report["new"], Board.objects.count()) == (0, 2, 1)


def test_a_file_that_misses_much_of_the_school_is_doubted_before_it_is_applied(vlieger):
    """A tiny export would make the whole school seem to have left."""
    run(make_edexml(60))
    assert apply.difference(edexml.read(make_edexml(3), on=TODAY), at=NOW).seems_partial
    assert not apply.difference(edexml.read(make_edexml(55), on=TODAY), at=NOW).seems_partial


def test_a_stale_difference_must_be_looked_at_again(vlieger):
    shown = apply.difference(edexml.read(make_edexml(3), on=TODAY), at=NOW).digest()
    run(make_edexml(2))
    with pytest.raises(Stale):
        run(make_edexml(3), shown=shown)
    assert Student.objects.count() == 2


def test_what_was_shown_of_a_new_pupil_who_seems_to_have_left_can_be_applied(vlieger):
    source = EXAMPLE_OF_VLIEGER.read_bytes()
    found = apply.difference(edexml.read(source, on=TODAY), at=NOW)
    assert found.departures
    run(source, shown=found.digest())
    assert Student.objects.count() == len(found.new)


def test_the_office_of_one_school_cannot_import_a_file_of_another(vlieger, kompas):
    found = run(make_edexml(2), allowed={kompas.pk})
    assert found.is_refused and not Student.objects.exists()


def test_pupils_move_to_the_classes_of_the_new_year_and_their_old_places_end(vlieger):
    run(make_edexml(50))
    run(make_edexml(50, school_year="2027-2028", reference_on="2027-07-01"))
    old, new = ClassMembership.objects.exclude(until=None), ClassMembership.objects.filter(until=None)
    assert old.count() == new.count() == 60
    assert set(old.values_list("until", flat=True)) == {date(2027, 8, 1)} == set(new.values_list("since", flat=True))
    newest = ClassGroup.objects.filter(school_year__name="2027-2028")
    assert all(group.follows.key == group.key for group in newest)


def test_an_import_proposes_appointments_and_gives_no_right(vlieger):
    """DOMAIN 2.12 e, SETTLED 8: rol is read by nobody."""
    assert len(run(make_edexml(50)).appointments) == 2
    assert set(Appointment.objects.values_list("state", "role")) == {("proposed", "group_teacher")}
    assert not ClassGrant.objects.exists()
    Appointment.objects.update(state=AppointmentState.CONFIRMED)
    assert run(make_edexml(50)).appointments == []
    found = run(make_edexml(50).replace(b'<groepen><groep key="G001">', b'<groepen><groep key="G000">'))
    assert (len(found.appointments), len(found.appointments_ended)) == (1, 1)
    assert Appointment.objects.filter(state=AppointmentState.END_PROPOSED).count() == 1
    run(make_edexml(50, teachers=False))
    assert Appointment.objects.filter(state=AppointmentState.END_PROPOSED).count() == 1, "a file without teachers says nothing of them"


def test_a_pupil_from_another_school_of_the_board_stays_the_same_pupil(vlieger, kompas):
    """SETTLED 2: one Student, a second Enrolment."""
    eck = b' eckid="https://ketenid.nl/201703/' + b"a" * 128 + b'"'
    run(make_edexml(1).replace(b'<leerling key="L00000"', b'<leerling key="L00000"' + eck))
    run(make_edexml(1, brin="99ZB", sector="vo").replace(b'<leerling key="L00000"', b'<leerling key="X1"' + eck))
    assert Student.objects.count() == 1 and Enrolment.objects.count() == 2


def test_a_dummy_key_is_not_matched_with_anybody_and_does_not_double_the_pupil(vlieger):
    source = make_edexml(2).replace(b'key="L00001"', b'key="#1"')
    assert counts(run(source)) == (2, 0, 0, 0)
    assert set(Enrolment.objects.values_list("key", flat=True)) == {"L00000", ""}
    assert counts(run(source.replace(b'key="#1"', b'key="#7"'))) == (0, 0, 2, 0)


def test_a_pupil_of_the_board_who_is_not_of_this_school_is_left_alone(vlieger, kompas):
    other = pupil(kompas)
    assert counts(run(make_edexml(3))) == (3, 0, 0, 0)
    assert other.enrolments.get().departure_candidate_on is None


def test_one_event_tells_of_the_import_in_numbers(vlieger):
    """SETTLED 18."""
    run(make_edexml(3))
    (event,) = audit.trail(vlieger.pk)
    assert (event.name, event.details["new"]) == ("pupils.imported", 3)


def test_a_file_with_more_than_half_of_the_pupils_missing_is_questioned(vlieger):
    run(make_edexml(20))
    assert any("half" in str(message.text) for message in run(make_edexml(5)).warnings)


def test_an_unreadable_file_is_no_crash():
    with pytest.raises(Refused):
        edexml.read(b"\xff\xfe\x00", on=TODAY)


if EXAMPLE.exists():

    def test_the_example_of_the_standard_is_shown_applied_and_repeated(board, tmp_path, capsys):
        """Issue 2, must show 2."""
        options = ("--new-school", "Voorbeeld", "--sector", "po")
        code, report = command(tmp_path, capsys, EXAMPLE.read_bytes(), *options)
        assert (code, report["new"], report["departure_candidates"], report["applied"]) == (0, 3, 1, False)
        assert {"bsn": 1, "land": 2, "gewicht_nieuw": 1}.items() <= report["ignored"].items()
        assert not Student.objects.exists() and not School.objects.filter(brin="99ZZ").exists()
        code, report = command(tmp_path, capsys, EXAMPLE.read_bytes(), *options, "--apply")
        assert (code, report["new"], report["applied"]) == (0, 3, True)
        code, report = command(tmp_path, capsys, EXAMPLE.read_bytes(), "--apply")
        assert (code, report["new"], report["changed"], report["unchanged"], report["departure_candidates"]) == (0, 0, 0, 3, 1)
