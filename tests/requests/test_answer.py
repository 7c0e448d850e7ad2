"""What stands in the answer, and what never does."""

import json
import zlib
from datetime import date
from io import BytesIO

import pytest
from django.conf import settings
from django.utils import translation
from pypdf import PdfReader

from privacyadmin.documents.services import open_document
from privacyadmin.policy.models import CategoryNotice
from requests.models import Outcome, Part, RedactionGround, Status
from requests.services import deciding, delivering, redacting
from students import given
from students.given import Giving
from tests.factories import TODAY
from tests.requests.cast import ADVISER, NOW, collecting, decided, item_of, protect, read_all, ready, work


def part_of(privacy_request, part):
    delivery = next(row for row in delivering.latest(privacy_request) if row.part == part)
    return b"".join(open_document(delivery.document))


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def everything_in(pdf: bytes) -> bytes:
    """All that the file holds, unpacked: text, titles, bookmarks, structure."""
    reader, found = PdfReader(BytesIO(pdf)), [pdf]
    for number in range(1, len(reader.xref[0]) + 1 if 0 in reader.xref else 400):
        try:
            thing = reader.get_object(number)
            found.append(repr(thing).encode())
            found.append(thing.get_data() if hasattr(thing, "get_data") else b"")
        except (KeyError, ValueError, zlib.error, AttributeError):
            continue
    return b"\n".join(found)


@pytest.fixture
def answered(cast):
    """Finn is blacked out in the guidance note, the care report is left out."""
    privacy_request, scope = collecting(cast), cast.scope(cast.coordinator)
    gui = item_of(privacy_request, "GUI")
    redacting.black_out(gui, [(19, 31, "child", "naam van Finn")], by=scope, at=NOW)
    redacting.leave_out(item_of(privacy_request, "CAR"), why="others", reason="gaat over Finn", by=cast.scope(cast.counsellor), at=NOW)
    read_all(privacy_request, cast)
    deciding.submit(privacy_request, by=scope, at=NOW)
    deciding.decide(privacy_request, outcome=Outcome.GRANTED, by=cast.scope(cast.board_member), at=NOW)
    work()
    privacy_request.refresh_from_db()
    return privacy_request


def test_the_answer_holds_the_dossier_with_gaps_that_name_their_ground(answered):
    """S2-163, S2-169; GDPR 15(3), 15(4)."""
    text = text_of(part_of(answered, Part.PDF))
    assert "Noor had ruzie met" in text and "op het plein" in text
    with translation.override("nl"):
        assert str(RedactionGround.CHILD.label) in text
    assert "orthopedagoog" in text


def test_what_is_blacked_out_or_left_out_is_nowhere_in_the_file(answered):
    """Must show 4; B11: neither words nor length."""
    pdf = part_of(answered, Part.PDF)
    text = text_of(pdf)
    for hidden in ("Finn", "Boer", "naam van Finn", "gaat over Finn", "Verscholen", "5701", ADVISER):
        assert hidden not in text
    raw = everything_in(pdf)
    assert b"Finn" not in raw and "Finn".encode("utf-16-be") not in raw


def test_the_data_file_says_the_same_with_the_same_gaps(answered):
    data = json.loads(part_of(answered, Part.JSON))
    gui = next(entry for entry in data["entries"] if entry["category"] == "GUI")
    assert [next(iter(part)) for part in gui["text"]] == ["text", "left_out", "text"]
    assert gui["text"][0]["text"] == "Noor had ruzie met "
    assert (gui["date"], gui["author"]) == ("2026-10-01", "J. Bakker")
    whole = json.dumps(data, ensure_ascii=False)
    assert [hidden for hidden in ("Finn", "Verscholen", "5701", ADVISER) if hidden in whole] == []
    assert data["left_out"][0]["count"] == 1


def test_two_gaps_tell_nothing_of_their_length(cast):
    """A gap of four characters and one of forty look alike."""
    privacy_request = collecting(cast)
    gui, scope = item_of(privacy_request, "GUI"), cast.scope(cast.coordinator)
    redacting.black_out(gui, [(0, 4, "child", "x")], by=scope, at=NOW)
    redacting.black_out(gui, [(19, 60, "child", "x")], by=scope, at=NOW)
    read_all(privacy_request, cast)
    deciding.submit(privacy_request, by=scope, at=NOW)
    deciding.decide(privacy_request, outcome=Outcome.GRANTED, by=cast.scope(cast.board_member), at=NOW)
    work()
    data = json.loads(part_of(privacy_request, Part.JSON))
    gaps = [part for entry in data["entries"] if entry["category"] == "GUI" for part in entry["text"] if "left_out" in part]
    assert gaps[0] == gaps[1]


def test_purposes_ground_recipients_and_retention_come_from_the_notices(cast):
    """SETTLED 19; GDPR 15(1)(a)-(d)."""
    CategoryNotice.objects.create(
        category="GUI",
        language="nl",
        valid_from=date(2026, 1, 1),
        purposes="Begeleiden van de leerling",
        ground="Publieke taak",
        recipients="Het zorgteam",
        retention="Twee jaar na vertrek",
    )
    text = text_of(part_of(ready(cast), Part.PDF))
    assert all(word in text for word in ("Begeleiden van de leerling", "Publieke taak", "Het zorgteam", "Twee jaar na vertrek"))


def test_the_answer_names_who_got_data_but_nothing_that_is_kept_back(cast, monkeypatch):
    """GDPR 15(1)(c); UAVG 41: of an investigation that runs the answer says nothing."""
    def known(pupils, on, since):
        told = {"on": TODAY, "kind": "eenmalig", "categories": ("ID",), "purpose": "bekostiging", "ground": "de wet vraagt het"}
        for pupil in pupils:
            yield Giving(pupil=pupil, to="DUO", **told)
            yield Giving(pupil=pupil, to="Politie Oost", is_withheld=True, **told)

    monkeypatch.setattr(given, "_providers", [known])
    privacy_request = ready(cast)
    data = json.loads(part_of(privacy_request, Part.JSON))
    assert [each["name"] for each in data["recipients"]] == ["DUO"]
    text = text_of(part_of(privacy_request, Part.PDF))
    assert "DUO" in text and "Politie" not in text


def test_a_protected_piece_leaves_no_trace(cast):
    """S1-117, S2-199: that it exists would tell."""
    protect(cast, "GUI")
    data = json.loads(part_of(ready(cast), Part.JSON))
    assert "GUI" not in {entry["category"] for entry in data["entries"]} and data["left_out"] == []


def test_the_answer_lies_sealed_on_the_disk(answered):
    """SETTLED 17."""
    for path in settings.SEALED_ROOT.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not content.startswith(b"%PDF") and b"Noor" not in content and b"ruzie" not in content


def test_it_waits_seven_days_from_the_moment_it_is_ready(answered):
    """SETTLED 21."""
    assert answered.status == Status.READY
    assert {(row.part, (row.available_until - row.issued_at).days) for row in answered.deliveries.all()} == {("pdf", 7), ("json", 7)}


def test_the_worker_may_run_twice(cast):
    """One answer, however often the work is done."""
    privacy_request = decided(cast)
    work()
    work()
    assert privacy_request.deliveries.count() == 2
