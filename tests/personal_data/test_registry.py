from collections import defaultdict
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.core.checks import run_checks
from django.db import connection

from privacyadmin import history
from privacyadmin import personal_data as pd
from privacyadmin.personal_data import checks, erasing, exporting, registry
from tests.personal_data.models import Loose, Meeting, Note, Pupil

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
FILE = UUID(int=5)
NOTE_FIELDS = {
    "id": pd.Technical, "student": pd.Technical, "category": pd.Plain, "text": pd.Special, "sealed": pd.Sealed, "file": pd.SealedFile
}


@pytest.fixture
def empty(monkeypatch):
    """A registry of its own."""
    own = {}
    for module in (registry, exporting, erasing, checks):
        monkeypatch.setattr(module, "holdings", own)
    for module in (registry, checks):
        monkeypatch.setattr(module, "elsewhere", registry.elsewhere if module is checks else {})
    monkeypatch.setattr(checks, "elsewhere", registry.elsewhere)
    monkeypatch.setattr(registry, "answers", defaultdict(list))
    return own


@pytest.fixture
def registered(empty):
    pd.register(Pupil, pupil="self", category="ID", fields={"id": pd.Technical, "name": pd.Plain}, history="purge")
    pd.register(Note, pupil="student", category="category", fields=NOTE_FIELDS, history="purge", on_destroy=pd.shred)
    pd.register(Meeting, pupil="about", category="GUI", fields={"id": pd.Technical, "about": pd.Technical, "place": pd.Plain},
                on_destroy=pd.keep("the minutes of the year"))


@pytest.fixture
def people(db, registered):
    with connection.schema_editor() as editor:
        for model in (Pupil, history.versions_of(Pupil), Note, history.versions_of(Note), Meeting):
            editor.create_model(model)
    noor, finn = (history.save(Pupil(name=name), at=AT) for name in ("Noor", "Finn"))
    for pupil in (noor, finn):
        history.save(Note(student=pupil, category="GUI", text=f"begeleiding van {pupil}", file=FILE), at=AT)
        history.save(Note(student=pupil, category="MED", sealed=b"\x01cipher"), at=AT)
    Meeting.objects.create(place="school").about.set([noor, finn])
    return noor, finn


def found(model):
    return sorted(error.id.removeprefix("personal_data.") for error in checks.check_model(model))


def test_every_model_and_field_of_the_project_is_classified():
    """SETTLED 16; this is what `manage.py check` says."""
    assert [str(error) for error in run_checks(tags=["personal_data"])] == []


def test_a_registered_model_with_all_its_fields_is_well(registered):
    assert [found(model) for model in (Pupil, Note, Meeting)] == [[], [], []]


def test_a_model_that_nobody_classified_fails_the_check(empty):
    assert "E001" in found(Meeting)


def test_a_field_too_few_and_a_field_too_many_fail_the_check(empty):
    pd.register(Pupil, pupil="self", category="ID", fields={"id": pd.Technical, "nickname": pd.Plain}, history="purge")
    assert found(Pupil) == ["E002", "E003"]


@pytest.mark.parametrize("path", ["nowhere", "student__nowhere", "text", "student__name"])
def test_a_path_that_leads_to_no_pupil_fails_the_check(registered, empty, path):
    del empty[Note]
    pd.register(Note, pupil=path, category="category", fields=NOTE_FIELDS, history="purge")
    assert "E004" in found(Note)


def test_a_historied_model_without_indexed_pupil_purge_guard_or_sealed_file_fails_the_check(registered):
    pd.register(Loose, pupil="note__student", category="GUI", fields={"id": pd.Technical, "note": pd.Technical, "scan": pd.Sealed})
    assert found(Loose) == ["E005", "E005", "E006", "E007", "E008"]


def test_one_model_is_registered_once_and_a_reason_is_needed(registered):
    with pytest.raises(ValueError):
        pd.not_about_pupils(Note, "no")
    with pytest.raises(ValueError):
        pd.not_about_pupils(Loose, "")
    for maker in (pd.NotPersonal, pd.keep):
        with pytest.raises(ValueError):
            maker("")


def test_the_export_has_the_pupils_own_rows_of_the_categories_asked_for(people, django_assert_num_queries):
    """GDPR 15."""
    noor, _finn = people
    with django_assert_num_queries(3):
        sections = pd.export(noor.pk, ["ID", "GUI"])
    assert [(section.title, len(section.rows)) for section in sections] == [("pupils", 1), ("notes", 1), ("meetings", 1)]
    [row] = sections[1].rows
    shown = {value.label: value.value for value in row.values}
    assert row.category == "GUI"
    assert shown["tekst"] == "begeleiding van Noor"
    assert shown["verzegeld"] is None
    assert shown["bestand"].is_file
    assert pd.export(noor.pk, []) == []


def test_sealed_values_come_as_handles_that_only_a_keyring_opens(people):
    noor, _finn = people
    [section] = pd.export(noor.pk, ["MED"])
    sealed = next(value.value for value in section.rows[0].values if value.field == "sealed")
    assert (bytes(sealed.blob), sealed.label, sealed.row_id, sealed.is_file) == (
        b"\x01cipher", "crypto.Note.sealed", section.rows[0].id, False
    )


def test_the_plan_counts_and_changes_nothing(people):
    noor, _finn = people
    plan = pd.plan_erase(noor.pk)
    assert plan == {
        "crypto.Note": {"rows": 2, "versions": 2, "what": "shred"}, "crypto.Pupil": {"rows": 1, "versions": 1, "what": "delete"},
        "crypto.Meeting": {"rows": 1, "versions": 0, "what": "keep"},
    }
    assert list(plan).index("crypto.Note") < list(plan).index("crypto.Pupil")


def test_erasing_takes_rows_versions_and_files_of_one_pupil_and_nobody_elses(people):
    noor, finn = people
    Meeting.objects.all().delete()
    removed = []
    assert pd.erase(noor.pk, at=AT, delete_file=removed.append) == {"crypto.Note": 2, "crypto.Pupil": 1}
    assert removed == [FILE]
    assert set(Note.objects.values_list("student_id", flat=True)) == {finn.pk}
    assert set(Note.history.values_list("student_id", flat=True)) == {finn.pk}
    assert set(Pupil.history.values_list("name", flat=True)) == {"Finn"}


def test_what_cannot_be_deleted_can_be_anonymised(people, empty):
    noor, _finn = people
    seen = []
    del empty[Meeting]
    rid = pd.anonymise(lambda rows, at: seen.append((rows.count(), at)) or 1)
    pd.register(Meeting, pupil="about", category="GUI", fields={}, on_destroy=rid)
    del empty[Pupil]
    assert pd.erase(noor.pk, at=AT, delete_file=seen.append)["crypto.Meeting"] == 1
    assert (1, AT) in seen


def test_apps_answer_questions_through_the_registry(empty):
    pd.provides("retention", lambda category: [f"{category}: 2 years"])
    pd.provides("retention", lambda category: ["after leaving"])
    assert pd.ask("retention", "GUI") == ["GUI: 2 years", "after leaving"]
    with pytest.raises(ValueError):
        pd.provides("anything", print)


def test_what_is_held_in_a_category_can_be_listed(registered):
    assert (Note, "text", pd.Special) in pd.fields_of("MED")
    assert (Meeting, "place", pd.Plain) in pd.fields_of("GUI")
    assert not any(model is Meeting for model, _field, _kind in pd.fields_of("MED"))


def test_nothing_is_found_for_a_pupil_who_is_not_there(people):
    assert pd.export(uuid4(), ["ID", "GUI", "MED"]) == []
    assert pd.plan_erase(uuid4()) == {}
