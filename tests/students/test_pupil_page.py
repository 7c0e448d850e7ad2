"""The page of a pupil shows what this reader may see, and who else can (S1-99)."""
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyadmin import audit, crypto
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import resolve
from students.models import Authority, Protection, Restriction, Student
from students.services.numbers import set_bsn
from tests.factories import NOW, entry, guardian, pupil, staff


def page(client, student) -> str:
    answer = client.get(student.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stranger_and_a_parent_do_not_find_the_page(client, sam, office, noor):
    client.force_login(office)
    assert client.get(sam.get_absolute_url()).status_code == 404
    client.force_login(guardian(noor).user)
    assert client.get(noor.get_absolute_url()).status_code == 404


def test_a_group_teacher_reads_results_but_neither_money_nor_care(client, teacher, noor, vlieger):
    """2.14 PO: groepsleerkracht."""
    for category in (Category.RES, Category.FIN, Category.CAR):
        entry(noor, vlieger, category, text=f"tekst van {category}")
    client.force_login(teacher)
    shown = page(client, noor)
    assert "tekst van RES" in shown
    assert "tekst van FIN" not in shown and 'id="FIN"' not in shown and 'id="CAR"' not in shown


def test_what_a_role_may_only_know_of_is_counted_and_not_shown(client, kompas, sam):
    """2.14 VO: directeur FIN is m."""
    entry(sam, kompas, Category.FIN, text="achterstand")
    client.force_login(staff(Role.DIRECTOR, kompas, language="en"))
    shown = page(client, sam)
    assert "There is 1 entry. Your role does not include reading it." in shown and "achterstand" not in shown


def test_sensitive_entries_are_opened_on_their_own_page_and_the_reading_is_recorded(client, counsellor, noor, vlieger):
    """S2-121, S2-128."""
    entry(noor, vlieger, Category.CAR, text="Besproken in het zorgteam.")
    client.force_login(counsellor)
    assert "Besproken" not in page(client, noor)
    assert not audit.readings_of([noor.pk]).exists()
    shown = client.get(reverse("students:category", args=[noor.pk, "CAR"])).content.decode()
    assert "Besproken in het zorgteam." in shown
    (reading,) = audit.readings_of([noor.pk])
    assert (reading.reader, reading.category, reading.right) == (counsellor.pk, "CAR", "school:counsellor")


@pytest.mark.parametrize("code", ["CAR", "MED", "FIN", "ADV", "BSN", "XXX"])
def test_a_category_out_of_reach_is_not_found(client, teacher, noor, vlieger, code):
    client.force_login(teacher)
    assert client.get(reverse("students:category", args=[noor.pk, code])).status_code == 404


def test_the_page_says_who_can_read_each_category(client, office, teacher, counsellor, director, noor):
    """S1-99: computed from the matrix and the grants."""
    client.force_login(teacher)
    found = {readers.category: dict(readers.roles) for readers in client.get(noor.get_absolute_url()).context["readers"]}
    assert found[Category.GUI] == {"Director": ["Dirk Jansen"], "Group teacher": ["Tess de Vries"], "Internal counsellor": ["Ingrid Bos"]}
    assert "Olga Meijer" in str(found[Category.SAF])


def test_restriction_and_protection_are_told_in_words_and_stop_writing(client, teacher, noor):
    """2.14: read-only inside."""
    Restriction(student=noor, categories=["RES"], since=NOW - timedelta(days=1), reason="x", ground="accuracy").save()
    Protection(student=noor, categories=["GUI"], since=NOW - timedelta(days=1), reason="x", review_on=date(2099, 1, 1)).save()
    client.force_login(teacher)
    shown = page(client, noor)
    assert "Processing is restricted." in shown and "Protected." in shown
    assert reverse("students:entry_new", args=[noor.pk, "RES"]) not in shown
    answer = client.get(reverse("students:entry_new", args=[noor.pk, "RES"]))
    assert answer.status_code == 403


def test_a_secret_address_is_shown_to_the_office_alone(client, office, director, noor):
    """DOMAIN 1.6."""
    mother = guardian(noor, has_secret_address=True)
    keyring = crypto.Keyring.ensure([mother.pk], at=NOW)
    mother.address_sealed = keyring.seal(mother.pk, '{"street": "Geheimweg"}', label="students.Guardian.address_sealed", row_id=mother.pk)
    mother.save()
    client.force_login(office)
    assert "Geheimweg" in page(client, noor)
    client.force_login(director)
    assert "Geheimweg" not in page(client, noor) and "secret address" in page(client, noor)


def test_authority_is_shown_as_who_decides(client, office, noor):
    guardian(noor, authority=Authority.NO, last_name="Vos")
    client.force_login(office)
    assert "does not decide" in page(client, noor)


def test_the_office_types_a_number_that_passes_the_test_and_sees_its_end_only(client, office, noor):
    """SETTLED 17."""
    client.force_login(office)
    url = reverse("students:bsn", args=[noor.pk])
    wrong = client.post(url, {"number": "123456789"})
    assert "eleven test" in wrong.content.decode() and not Student.objects.get().bsn_sealed
    client.post(url, {"number": "123456782"})
    shown = page(client, noor)
    assert "ends in 782" in shown and "123456782" not in shown
    stored = Student.objects.get()
    assert b"123456782" not in bytes(stored.bsn_sealed)
    assert "123456782" not in str(list(stored.history.values()))


def test_a_teacher_sees_nothing_of_the_number(client, teacher, office, noor):
    set_bsn(Student.objects.with_places(on=NOW.date()).get(), number="123456782", by=resolve(office, NOW), at=NOW)
    client.force_login(teacher)
    assert "782" not in page(client, noor)
    assert client.get(reverse("students:bsn", args=[noor.pk])).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_file(client, counsellor, noor, vlieger):
    client.force_login(counsellor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, noor)
        return len(captured)

    entry(noor, vlieger, Category.RES)
    guardian(noor)
    queries()
    few = queries()
    for number in range(40):
        entry(noor, vlieger, Category.RES if number % 2 else Category.GUI)
    guardian(noor)
    pupil(vlieger)
    assert queries() == few
