"""With a scanner, a file that it did not clear is given to nobody, whatever happens to the scanner (RELIABILITY T6; ASVS V5)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from privacyadmin import audit, outbox
from privacyadmin.crypto.files import path_of
from privacyadmin.files import scanning
from privacyadmin.files.models import FileState
from privacyadmin.outbox.models import Item
from students.models import DossierFile
from tests.files import samples
from tests.files.clamd import scanner
from tests.files.test_hostile_files import sent, upload

DOWN = "tcp://127.0.0.1:9"
ILL = [
    b"",
    b"stream: OK",
    b"INSTREAM size limit exceeded. ERROR\0",
    b"stream: OK FOUNDATION\0",
    b"OK\0",
    b"\0",
    b"stream: lstat() failed. ERROR\0",
]


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def file_of(student) -> DossierFile:
    return DossierFile.objects.get(student=student)


def status_of(client, row: DossierFile) -> int:
    answer = client.get(reverse("students:file", args=[row.pk]))
    assert not answer.streaming or answer.getvalue()
    return answer.status_code


def test_a_clean_file_is_there_at_once(signed_in, noor, settings):
    with scanner(settings) as server:
        sent(signed_in, noor, upload("a.pdf", samples.pdf()))
    assert server.scanned == 1 and file_of(noor).state == FileState.RELEASED and status_of(signed_in, file_of(noor)) == 200


def test_a_virus_is_refused_and_not_kept(signed_in, noor, settings):
    with scanner(settings, finds=b"Zeldzaam"):
        answer = sent(signed_in, noor, upload("a.txt", b"Zeldzaam woord"))
    assert "A virus was found in this file." in answer.content.decode() and not DossierFile.objects.exists()


@pytest.mark.parametrize("says", ILL)
def test_an_ill_scanner_clears_nothing(signed_in, noor, settings, says):
    with scanner(settings, says=says):
        sent(signed_in, noor, upload("a.pdf", samples.pdf()))
    assert file_of(noor).state == FileState.HELD and status_of(signed_in, file_of(noor)) == 403


@pytest.mark.parametrize("place", [DOWN, "unix:///nowhere/clamd.ctl", "http://127.0.0.1:9", "nonsense"])
def test_with_the_scanner_down_nothing_is_released_until_it_is_back(signed_in, noor, settings, place):
    settings.CLAMAV = place
    sent(signed_in, noor, upload("foto.png", samples.image()))
    row = file_of(noor)
    shown = signed_in.get(reverse("students:category", args=[noor.pk, "RES"])).content.decode()
    assert "waits for the virus scanner" in shown and reverse("students:file", args=[row.pk]) not in shown
    later = row.created_at
    for _round in range(6):  # more rounds than the outbox has patience for failures
        later += timedelta(hours=1)
        outbox.work(at=later)
        row.refresh_from_db()
        assert row.state == FileState.HELD and status_of(signed_in, row) == 403
    assert not Item.objects.failed().exists(), "a scanner that is down is waited for, not given up"
    with scanner(settings) as server:
        outbox.work(at=later + timedelta(hours=1))
    row.refresh_from_db()
    assert server.scanned == 1 and row.state == FileState.RELEASED and status_of(signed_in, row) == 200
    assert [event.name for event in audit.trail(row.pk)] == ["file.held", "file.released"]


def test_a_virus_that_is_found_later_is_destroyed_and_shown_as_such(signed_in, noor, settings):
    settings.CLAMAV = DOWN
    sent(signed_in, noor, upload("a.txt", b"VIRUS van morgen"))
    row = file_of(noor)
    with scanner(settings):
        outbox.work(at=row.created_at + timedelta(hours=1))
    row.refresh_from_db()
    assert row.state == FileState.INFECTED and status_of(signed_in, row) == 403
    assert "Its content was destroyed" in signed_in.get(reverse("students:category", args=[noor.pk, "RES"])).content.decode()
    assert [event.name for event in audit.trail(row.pk)] == ["file.held", "file.infected"]


@pytest.mark.django_db(transaction=True)
def test_the_content_of_an_infected_file_is_gone_from_the_disk(signed_in, noor, settings):
    settings.CLAMAV = DOWN
    sent(signed_in, noor, upload("a.txt", b"VIRUS van morgen"))
    row = file_of(noor)
    with scanner(settings):
        outbox.work(at=row.created_at + timedelta(hours=1))
    assert not path_of(row.stored_as).exists()


def test_a_file_that_waits_is_not_released_by_taking_the_scanner_away(signed_in, noor, settings):
    settings.CLAMAV = DOWN
    sent(signed_in, noor, upload("a.pdf", samples.pdf()))
    settings.CLAMAV = ""
    row = file_of(noor)
    outbox.work(at=row.created_at + timedelta(hours=1))
    row.refresh_from_db()
    assert row.state == FileState.HELD


def test_who_looks_after_the_installation_can_ask_whether_it_answers(settings):
    with scanner(settings):
        assert scanning.answers()
    settings.CLAMAV = DOWN
    assert not scanning.answers()
