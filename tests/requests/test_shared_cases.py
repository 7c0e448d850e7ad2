"""A care case about several pupils: each gets what is about him, and no name of another comes out unread (GDPR 15(1), 15(4); S2-169)."""
from datetime import date

import pytest
from django.urls import reverse

from privacyadmin.access.catalogue import Category
from privacyadmin.files import correspondence
from privacyadmin.files.checking import Checked
from requests.models import ItemState, Part, RedactionGround
from requests.services import redacting
from tests.factories import case, pupil
from tests.requests.cast import NOW, collecting, item_of, page, signed_in
from tests.requests.test_files import answered

pytestmark = pytest.mark.usefixtures("clock")
WORDS = "Noor en FINN de Boer ruzieden; finn huilde, en F. de Boer belde. Finns moeder wil praten."


@pytest.fixture
def shared(cast):
    """A letter about a quarrel of Noor and Finn, with a file."""
    file = case(cast.noor, cast.finn, school=cast.school, categories=[Category.CAR])
    found = correspondence.case_of("students.case", file.pk, cast.scope(cast.counsellor))
    assert found is not None and found.subject == file.pk
    told = {"direction": "in", "happened_on": date(2026, 10, 30), "channel": "email", "party": "Moeder van Finn", "words": WORDS}
    files = [Checked("Finn en Noor.pdf", "application/pdf", b"%PDF-1.7 samen")]
    return correspondence.add(found, **told, files=files, by=cast.scope(cast.counsellor), at=NOW)


def test_the_letter_is_in_the_answer_without_the_name_of_the_other(cast, shared):
    cast.finn.first_name, cast.finn.prefix, cast.finn.last_name = "Finn", "de", "Boer"
    cast.finn.save()
    privacy_request = collecting(cast)
    letter = privacy_request.items.get(kind="letter")
    assert (letter.category, letter.state) == ("CAR", ItemState.VETTING)
    assert set(letter.redactions.values_list("ground", "by")) == {(RedactionGround.CHILD, None)}
    assert WORDS.split()[0] in page(signed_in(cast.counsellor).get(letter.get_absolute_url()))
    assert signed_in(cast.coordinator).get(letter.get_absolute_url()).status_code == 403
    file = item_of(privacy_request, "CAR", "file")
    opened = signed_in(cast.counsellor).get(reverse("requests:file", args=[privacy_request.pk, file.pk]))
    assert b"".join(opened.streaming_content) == b"%PDF-1.7 samen"
    given = answered(cast, privacy_request)[Part.JSON].decode()
    text = given[given.index("Moeder van") : given.index("wil praten")].casefold()
    assert "noor en" in text and "huilde" in text
    assert "finn" not in text and "boer" not in text and "finn en noor.pdf" not in given.casefold()


def test_until_it_is_read_nothing_is_given(cast, shared):
    privacy_request = collecting(cast)
    assert {item.state for item in privacy_request.items.filter(category="CAR")} == {ItemState.VETTING}


def test_a_name_that_is_an_ordinary_word_there_is_shown_again_by_who_reads_it(cast, shared):
    letter = collecting(cast).items.get(kind="letter")
    redaction = letter.redactions.first()
    redacting.show_again(redaction, by=cast.scope(cast.counsellor), at=NOW)
    assert redaction.undone_by == cast.counsellor


def test_twins_keep_the_name_that_they_share(cast, vlieger, group6a):
    twin = pupil(vlieger, group6a, first_name="Fay", prefix=cast.noor.prefix, last_name=cast.noor.last_name)
    file = case(cast.noor, twin, school=cast.school, categories=[Category.CAR])
    found = correspondence.case_of("students.case", file.pk, cast.scope(cast.counsellor))
    assert found is not None
    words = f"Noor {cast.noor.last_name} en Fay {cast.noor.last_name}"
    correspondence.add(
        found, direction="in", happened_on=date(2026, 10, 30), channel="email", party="Arts", words=words, files=[],
        by=cast.scope(cast.counsellor), at=NOW,
    )
    privacy_request = collecting(cast)
    letter = privacy_request.items.get(kind="letter")
    blacked = letter.redactions.count()
    assert blacked == 1


def test_the_adviser_and_a_case_of_others_stay_outside(cast, vlieger, group6a):
    """S1-115."""
    other = pupil(vlieger, group6a)
    for file in (case(cast.finn, other, school=cast.school, categories=[Category.CAR]),):
        found = correspondence.case_of("students.case", file.pk, cast.scope(cast.counsellor))
        assert found is not None
        correspondence.add(
            found, direction="in", happened_on=date(2026, 10, 30), channel="email", party="Arts", words=WORDS, files=[],
            by=cast.scope(cast.counsellor), at=NOW,
        )
    assert not collecting(cast).items.filter(kind="letter").exists()
