"""Answers of another system come in from a list: shown first, written whole, and nothing assumed of who answered (S2-152)."""
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from consent.models import AnswerUpload, Channel, Decision, Evidence
from consent.taking_over.comparing import State, choices_of, compare, guess
from consent.taking_over.reading import headings, rows_of
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from students.imports.messages import Refused
from students.models import Enrolment
from tests.consent.making import answers, may
from tests.factories import NOW, TODAY, guardian, pupil, staff

DAY = timedelta(days=1)
PAGE = reverse("consent:take_over")
LIST_DAY = TODAY - 10 * DAY


@pytest.fixture
def office(vlieger):
    return staff(Role.OFFICE, vlieger, name="Olga Meijer", language="en")


@pytest.fixture
def keyed(noor, vlieger):
    enrolment = Enrolment.objects.get(student=noor)
    enrolment.key = "L1"
    enrolment.save()
    return noor


def csv(*rows: str) -> bytes:
    return "\n".join(("sleutel;ouder;Foto's op de website;IMG_SOCIAL", *rows)).encode()


def compared(content, school, by, on=LIST_DAY):
    texts = choices_of(school, on=TODAY)
    columns = {heading: next(key for key in texts if str(key) == value) for heading, value in guess(headings(content), texts).items()}
    return compare(rows_of(content, columns), school=school, texts=texts, answered_on=on, scope=resolve(by, NOW), at=NOW)


def send(client, school, content, name="lijst.csv"):
    return client.post(PAGE, {
        "school": school.pk, "source_name": "Parro", "answered_on": LIST_DAY, "file": SimpleUploadedFile(name, content),
    })


def test_a_list_is_shown_first_and_then_written_whole(client, office, vlieger, keyed, mother, father, asked):
    """S2-152: marked as taken over, of the day of the list, with who took it over."""
    client.force_login(office)
    shown = send(client, vlieger, csv("L1;Anna Ouder;ja;nee", "L1;Bram Ouder;ja;"))
    page = client.get(shown.url).content.decode()
    assert "Anna Ouder" in page and not Decision.objects.exists()
    assert client.post(shown.url, {"step": "write"}).url == reverse("consent:index")
    assert Decision.objects.count() == 3 and not AnswerUpload.objects.exists()
    row = Decision.objects.filter(guardian=mother, purpose=asked["IMG_WEB"]).get()
    assert row.channel == Channel.TAKEN_OVER and row.recorded_by == office and row.evidence.source_name == "Parro"
    assert row.evidence.answered_on == LIST_DAY and Evidence.objects.count() == 1
    assert may(keyed, asked["IMG_WEB"]).is_yes and not may(keyed, asked["IMG_SOCIAL"]).is_yes


def test_a_later_answer_given_here_stays(office, vlieger, keyed, mother, asked):
    answers(keyed, asked["IMG_WEB"], yes=False, guardian=mother)
    found = compared(csv("L1;Anna Ouder;ja;ja"), vlieger, office)
    assert {each.choice.purpose.code: each.state for each in found.rows} == {"IMG_WEB": State.LATER, "IMG_SOCIAL": State.NEW}
    assert [each.choice.purpose.code for each in found.to_write] == ["IMG_SOCIAL"]


def test_a_yes_without_a_name_is_nobodys_and_a_no_is_of_all_who_decide(office, vlieger, keyed, mother, father, asked):
    """DOMAIN 2.4: no answer is not yes; in doubt the answer is no."""
    guardian(keyed, authority="nee", first_name="Cor")
    found = compared(csv("L1;;ja;nee"), vlieger, office)
    assert {each.relation.guardian_id for each in found.rows} == {mother.pk, father.pk}
    assert not any(each.choice.is_yes for each in found.rows)
    assert "nothing is assumed" in found.left_out[0][1]


def test_rows_that_cannot_be_read_are_named_by_their_number(office, vlieger, group6a, keyed, mother, asked):
    """Unknown, double, neither yes nor no, a parent who is none of this pupil: said with the row, the rest goes on."""
    twin = pupil(vlieger, group6a, first_name="Tim", last_name="Wit")
    guardian(twin, first_name="Dora")
    found = compared(
        csv("L9;Anna Ouder;ja;ja", "L1;Dora Ouder;ja;ja", "L1;Anna Ouder;misschien;ja", "L1;Anna Ouder;;nee"), vlieger, office
    )
    assert {row for row, _words in found.left_out} == {2, 3, 4, 5} and not found.rows
    assert "different things" in " ".join(words for row, words in found.left_out if row == 5)


def test_a_pupil_is_known_by_name_and_birth_date_and_a_sheet_reads_as_a_csv(office, vlieger, noor, mother, asked):
    book = Workbook()
    book.active.append(["Voornaam", "Achternaam", "Geboortedatum", "E-mail ouder", "Foto's op de website"])
    book.active.append(["Noor", "Wit", noor.birth_on, mother.email, "Ja"])
    out = io.BytesIO()
    book.save(out)
    found = compared(out.getvalue(), vlieger, office)
    assert [each.relation.guardian for each in found.rows] == [mother] and not found.left_out
    with pytest.raises(Refused, match="No column names the pupil"):
        headings(b"voornaam;achternaam;foto\nNoor;Wit;ja\n")


def test_columns_are_chosen_and_what_changed_meanwhile_is_shown_again(client, office, vlieger, keyed, mother, asked):
    client.force_login(office)
    url = send(client, vlieger, b"sleutel;ouder;Website\nL1;Anna Ouder;ja\n").url
    assert "nothing to write" not in client.get(url).content.decode()
    client.post(url, {"step": "columns", "column_0": str(asked["IMG_WEB"].pk)})
    assert "Write this" in client.get(url).content.decode()
    answers(keyed, asked["IMG_WEB"], yes=False, guardian=mother, at=NOW)
    assert client.post(url, {"step": "write"}).status_code == 200 and Decision.objects.count() == 1


def test_a_file_that_is_no_list_is_refused_and_a_colleague_cannot_open_it(client, office, vlieger, keyed, asked, group6a):
    client.force_login(office)
    assert send(client, vlieger, b"%PDF-1.4 geen lijst", "lijst.pdf").status_code == 422
    url = send(client, vlieger, csv("L1;;nee;")).url
    client.force_login(staff(Role.OFFICE, vlieger, name="Piet Smit"))
    assert client.get(url).status_code == 404
    client.force_login(staff(Role.GROUP_TEACHER, group6a))
    assert client.get(PAGE).status_code == 403
