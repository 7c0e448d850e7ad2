"""The administration reads in guardians with their authority (CONTRACT, SETTLED 15)."""

import json
from datetime import date

import pytest
from django.core.management import call_command

from privacyadmin import crypto, history
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.accounts.models import User
from privacyadmin.workflow import NotAllowed
from students.imports import guardian_apply, guardian_plan, guardians
from students.models import Authority, Enrolment, Guardian, GuardianRelation
from students.services.guardians import confirm_address, split_guardian
from tests.factories import NOW, pupil, staff

HEAD = (
    "ouder;leerling;relatie;voorletters;voornaam;achternaam;email;telefoon;gezag;"
    "gezag_tot;contactblokkade;geheim_adres;straat;huisnummer;postcode;plaats"
)


def file(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *rows]).encode()


def run(source: bytes, **options):
    return guardian_apply.apply(guardians.read(source), by=None, at=NOW, **options)


def counts(found) -> tuple[int, int, int]:
    return len(found.new), len(found.changed), found.unchanged


@pytest.fixture
def noor(vlieger):
    return keyed(vlieger, "L1", first_name="Noor")


@pytest.fixture
def sam(kompas):
    return keyed(kompas, "L2", first_name="Sam")


def keyed(school, key, **fields):
    student = pupil(school, **fields)
    Enrolment.objects.get(student=student).delete()
    Enrolment(student=student, school=school, key=key, status="enrolled", entry_on=date(2026, 8, 1)).save()
    return student


MOTHER = "O1;L1;ouder;A;Anna;Wit;anna@thuis.example;0612345678;ja;;;;Dorpsstraat;1;5701AA;Helmond"


def test_a_mother_is_new_with_an_account_and_a_second_time_nothing_changes(noor):
    assert counts(run(file(MOTHER))) == (1, 0, 0)
    mother = Guardian.objects.get()
    assert (mother.user.username, mother.user.has_usable_password()) == ("family:anna@thuis.example", False)
    assert mother.relations.get().authority == Authority.YES
    again = run(file(MOTHER))
    assert counts(again) == (0, 0, 1) and not again.has_work
    assert resolve(mother.user, NOW).relation_to(noor.pk) == "guardian"


def test_looking_writes_nothing(noor, tmp_path, capsys):
    path = tmp_path / "ouders.csv"
    path.write_bytes(file(MOTHER))
    call_command("import_guardians", str(path), "--json")
    report = json.loads(capsys.readouterr().out)
    assert (report["new"], report["departure_candidates"], report["applied"]) == (1, 0, False)
    assert not Guardian.objects.exists() and not User.objects.exists()


def test_counts_are_of_relations_and_one_key_is_one_person(noor, sam):
    found = run(file(MOTHER, MOTHER.replace("L1", "L2")))
    assert counts(found) == (2, 0, 0)
    assert Guardian.objects.count() == User.objects.count() == 1


def test_an_unknown_pupil_refuses_the_file_and_names_the_row(noor, tmp_path, capsys):
    path = tmp_path / "ouders.csv"
    path.write_bytes(file(MOTHER, MOTHER.replace("L1", "L9").replace("O1", "O2")))
    with pytest.raises(SystemExit):
        call_command("import_guardians", str(path), "--json", "--apply")
    report = json.loads(capsys.readouterr().out)
    assert report["errors"][0]["row"] == 3 and report["errors"][0]["key"] == "L9"
    assert not Guardian.objects.exists()


@pytest.mark.parametrize(
    "source", [file(MOTHER.replace("Wit", "=HYPERLINK(1)")), file(MOTHER).replace(b";", b"|"), b"\xff\xfe\x00\x01", b""]
)
def test_a_formula_a_wrong_delimiter_and_odd_bytes_are_refused(noor, source):
    try:
        found = run(source)
    except guardians.Refused:
        found = None
    assert found is None or found.is_refused
    assert not Guardian.objects.exists()


def test_an_address_is_sealed_under_the_key_of_the_guardian(noor):
    run(file(MOTHER.replace(";ja;;;;", ";ja;;;ja;")))
    mother = Guardian.objects.get()
    assert mother.has_secret_address
    stored = str(list(Guardian.objects.values())) + str(list(history.versions_of(Guardian).objects.values()))
    assert "Dorpsstraat" not in stored and b"Dorpsstraat" not in bytes(mother.address_sealed)
    assert mother.address_parts(crypto.Keyring.for_subjects([mother.pk]))["street"] == "Dorpsstraat"


def test_of_two_guardians_with_one_address_the_second_needs_his_own(noor):
    found = run(file(MOTHER, "O2;L1;ouder;B;Bart;Vos;anna@thuis.example;;ja;;;;;;;"))
    father = Guardian.objects.get(key="O2")
    assert father.needs_own_address and father.user is None
    assert any(message.row == 3 for message in found.warnings)
    assert counts(run(file(MOTHER, "O2;L1;ouder;B;Bart;Vos;anna@thuis.example;;ja;;;;;;;"))) == (0, 0, 2)
    run(file(MOTHER, "O2;L1;ouder;B;Bart;Vos;bart@thuis.example;;ja;;;;;;;"))
    father.refresh_from_db()
    assert not father.needs_own_address and father.user.email == "bart@thuis.example"


def test_a_changed_address_is_no_sign_in_address_until_the_office_confirms_it(noor, vlieger):
    """SETTLED 15."""
    run(file(MOTHER))
    found = run(file(MOTHER.replace("anna@", "anna.wit@")))
    mother = Guardian.objects.get()
    assert (mother.email, mother.user.email) == ("anna.wit@thuis.example", "anna@thuis.example")
    assert found.warnings
    office = resolve(staff(Role.OFFICE, vlieger), NOW)
    confirm_address(mother, by=office, at=NOW)
    assert User.objects.get(pk=mother.user_id).username == "family:anna.wit@thuis.example"


def test_without_a_key_the_same_relation_surname_and_initials_of_one_pupil_are_one_person(noor):
    row = ";L1;ouder;A;Anna;Wit;;;ja;;;;;;;"
    assert counts(run(file(row))) == (1, 0, 0)
    assert counts(run(file(row.replace(";ja;", ";nee;")))) == (0, 1, 0)
    assert Guardian.objects.count() == 1


def test_same_address_and_name_at_two_pupils_is_one_person_with_a_warning_that_can_be_undone(noor, sam, vlieger, kompas):
    """SETTLED 15."""
    row = ";L1;ouder;A;Anna;Wit;anna@thuis.example;;ja;;;;;;;"
    found = run(file(row, row.replace("L1", "L2")))
    assert Guardian.objects.count() == 1 and found.warnings
    person = Guardian.objects.get()
    other = split_guardian(person, relations=[person.relations.get(student=sam)], by=resolve(staff(Role.OFFICE, kompas), NOW), at=NOW)
    assert (other.user, other.needs_own_address) == (None, True)
    assert resolve(person.user, NOW).relation_to(sam.pk) is None


def test_the_office_of_another_school_cannot_split_guardians(noor, kompas):
    run(file(MOTHER))
    person = Guardian.objects.get()
    with pytest.raises(NotAllowed):
        split_guardian(person, relations=list(person.relations.all()), by=resolve(staff(Role.OFFICE, kompas), NOW), at=NOW)


def test_the_same_key_in_another_schools_system_is_another_person(noor, sam):
    run(file(MOTHER))
    found = run(file("O1;L2;ouder;B;Bart;Vos;bart@thuis.example;;ja;;;;;;;"))
    assert Guardian.objects.count() == 2 and found.warnings
    assert {relation.guardian.last_name for relation in GuardianRelation.objects.filter(student=sam)} == {"Vos"}


def test_lifting_a_contact_block_is_warned_of(noor):
    run(file(MOTHER.replace(";ja;;;;", ";ja;;ja;;")))
    assert GuardianRelation.objects.get().has_contact_block
    found = guardian_plan.plan(guardians.read(file(MOTHER.replace(";ja;;;;", ";ja;;nee;;"))))
    assert any("block" in str(message.text) for message in found.warnings)


def test_what_the_file_does_not_speak_of_stays_as_it_is(noor):
    run(file(MOTHER))
    assert counts(run(file("O1;L1;Wit;ja", head="ouder;leerling;achternaam;gezag"))) == (0, 0, 1)
    assert Guardian.objects.get().email == "anna@thuis.example"


def test_every_version_of_a_relation_is_kept(noor):
    run(file(MOTHER))
    run(file(MOTHER.replace(";ja;", ";nee;")))
    assert list(GuardianRelation.objects.get().history.order_by("history_type").values_list("history_type", "authority")) == [
        ("+", "ja"),
        ("~", "nee"),
    ]


def test_the_file_of_one_school_knows_only_its_own_pupils(noor, sam, vlieger):
    found = run(file(MOTHER.replace("L1", "L2")), allowed={vlieger.pk})
    assert found.is_refused
