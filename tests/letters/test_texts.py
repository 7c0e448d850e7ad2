"""The board changes the words of its letters: draft, preview, in force from a day."""
from datetime import timedelta

import pytest
from django.urls import reverse

from privacyadmin import audit, outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.letters.models import LetterText
from privacyadmin.letters.registry import KINDS
from privacyadmin.letters.services.texts import in_force
from privacyadmin.letters.views.texts import exact
from tests.factories import NOW, TODAY, pupil, staff
from tests.letters.making import on_paper, pages_of, write_to
from tests.requests.cast import signed_in

TEXT = ("students.information", "parent", "nl")
BODY = "Beste {addressee},\n\nOnze eigen woorden over {child}.\n\nVraag {sender}: {contact}. FG: {officer}."
SENT = {"subject": "Over {child}", "body": BODY, "note": "korter", "seen": ""}
OFFICER = {"officer": "Lotte de Groot"}


@pytest.fixture
def coordinator(board):
    return staff(Role.COORDINATOR, board, name="Mira Bouman")


def url(name, text=TEXT):
    return reverse(f"letters:{name}", args=text)


def draft_of(who, **changed) -> LetterText:
    response = signed_in(who).post(url("edit"), SENT | changed)
    assert response.status_code == 302, response.context["form"].errors
    return LetterText.objects.get(valid_from=None)


def put(who, day=TODAY, draft=None):
    draft = draft or LetterText.objects.get(valid_from=None)
    return signed_in(who).post(url("put_in_force"), {"valid_from": day.isoformat(), "seen": exact(draft.made_at)})


def test_a_text_is_changed_looked_at_and_put_in_force(coordinator, vlieger):
    client = signed_in(coordinator)
    assert "Onze eigen woorden over Noor." in client.post(url("edit"), SENT | {"look": "1"}).content.decode()
    assert not LetterText.objects.exists()
    draft_of(coordinator)
    page = client.get(url("text")).content.decode()
    assert "Onze eigen woorden over Noor." in page and "<ins>" in page and "<del>" in page
    assert in_force(KINDS[TEXT[0]], "parent", "nl", on=TODAY) is None
    put(coordinator)
    found = in_force(KINDS[TEXT[0]], "parent", "nl", on=TODAY)
    assert (found.number, found.words.body) == (1, BODY)
    assert [event.name for event in audit.trail(found.pk)] == ["letter.text_put_in_force"]


def test_letters_have_the_words_of_their_day_and_keep_them(coordinator, vlieger, group6a):
    noor = pupil(vlieger, group6a, first_name="Noor")
    before = write_to(on_paper(noor), noor, vlieger, code=TEXT[0], values=OFFICER)
    draft_of(coordinator)
    put(coordinator)
    after = write_to(on_paper(noor), noor, vlieger, code=TEXT[0], values=OFFICER)
    assert (before.text, after.text) == (None, LetterText.objects.get())


@pytest.mark.parametrize(("field", "text"), [
    ("body", BODY + " {wachtwoord}"), ("body", BODY + " {child"), ("subject", "Over {kind}"), ("body", BODY + " {% now 'Y' %}"),
])
def test_an_unknown_or_broken_place_is_an_error_beside_the_question_that_lists_the_known_ones(coordinator, vlieger, field, text):
    """Bad input."""
    response = signed_in(coordinator).post(url("edit"), SENT | {field: text})
    assert set(response.context["form"].errors) == {field}
    page = response.content.decode()
    assert "{child}, {school}" in page and not LetterText.objects.exists()
    assert any(word in page for word in ("{wachtwoord}", "{child ", "{child<", "{kind}", "{%"))


def test_what_the_law_wants_in_a_letter_cannot_be_left_out(coordinator, vlieger):
    """GDPR 12(4); S2-200, S2-201."""
    text = ("requests.refused", "parent", "nl")
    response = signed_in(coordinator).post(url("edit", text), SENT | {"body": "Nee. {reason}", "subject": "Nee"})
    said = response.context["form"].errors["body"][0]
    assert "{complaints}" in said and "12" in said


def test_two_people_who_edit_one_text_do_not_wipe_out_each_others_words(coordinator, board, vlieger):
    """Bad input."""
    draft_of(coordinator)
    other = staff(Role.COORDINATOR, board)
    response = signed_in(other).post(url("edit"), SENT | {"body": BODY + " Anders."})
    assert response.status_code == 200 and response.context["form"].non_field_errors()
    assert LetterText.objects.get().body == BODY
    seen = signed_in(other).get(url("edit")).context["form"].initial["seen"]
    assert signed_in(other).post(url("edit"), SENT | {"body": BODY + " Anders.", "seen": seen}).status_code == 302


def test_a_text_begins_today_or_later_and_not_before_one_that_holds(coordinator, vlieger):
    draft_of(coordinator)
    put(coordinator, TODAY - timedelta(days=1))
    assert LetterText.objects.get().is_draft
    put(coordinator, TODAY + timedelta(days=9))
    assert in_force(KINDS[TEXT[0]], "parent", "nl", on=TODAY) is None
    draft_of(coordinator, body=BODY + " Nog eens.")
    put(coordinator, TODAY, LetterText.objects.get(number=2))
    assert LetterText.objects.get(number=2).is_draft


def test_a_draft_can_be_thrown_away_and_a_version_in_force_never_changes(coordinator, vlieger):
    draft_of(coordinator)
    signed_in(coordinator).post(url("put_in_force"), {"discard": "1"})
    assert not LetterText.objects.exists()
    with pytest.raises(TypeError):
        LetterText.objects.update(body="x")


@pytest.mark.parametrize(("role", "answers"), [(Role.BOARD_MEMBER, (200, 200)), (Role.FG, (200, 403)), (Role.ICT, (403, 403))])
def test_the_board_edits_the_fg_reads(board, vlieger, role, answers):
    client = signed_in(staff(role, board))
    assert (client.get(url("text")).status_code, client.get(url("edit")).status_code) == answers


def test_a_coordinator_of_one_school_does_not_change_the_words_of_all(board, vlieger):
    assert signed_in(staff(Role.COORDINATOR, vlieger)).get(url("edit")).status_code == 403


@pytest.mark.parametrize("text", ["nothing parent nl", "students.information third nl", "students.information parent fr"])
def test_a_letter_that_does_not_exist_is_not_found(coordinator, vlieger, text):
    assert signed_in(coordinator).get(url("text", text.split())).status_code == 404


def test_a_sample_comes_as_a_pdf_and_goes_after_a_day(coordinator, vlieger):
    client = signed_in(coordinator)
    client.post(url("sample"))
    outbox.work(at=NOW)
    content = b"".join(client.get(url("sample_file")).streaming_content)
    text = " ".join(pages_of(content)[0].split())
    assert "Zo gaan wij om met de gegevens van Noor" in text and "Sanne Smit" in text and "De Vlieger" in text


def test_the_list_asks_the_same_of_the_database_however_many_versions_there_are(coordinator, vlieger, django_assert_max_num_queries):
    client = signed_in(coordinator)
    client.get(url("text"))
    with django_assert_max_num_queries(12) as few:
        client.get(reverse("letters:index"))
    number = len(few.captured_queries)
    for day in range(4):
        draft_of(coordinator, body=BODY + str(day))
        put(coordinator, TODAY + timedelta(days=day))
    with django_assert_max_num_queries(number):
        page = client.get(reverse("letters:index")).content.decode()
    assert page.count("/students.information/") == 4
