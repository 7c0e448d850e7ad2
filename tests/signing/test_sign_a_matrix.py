"""The board signs a version of the matrix: what it saw, after showing once more who signs, kept for good and printable (S1-134)."""

import html
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import InternalError, ProgrammingError, connection, transaction
from django.urls import reverse

from privacyadmin import audit, outbox
from privacyadmin.access import versions
from privacyadmin.access.catalogue import Category, Reach, Right, Role
from privacyadmin.access.forms import said
from privacyadmin.access.models import MatrixVersion
from privacyadmin.documents import signing
from privacyadmin.documents.models import Signature
from privacyadmin.workflow import NotAllowed
from tests.factories import NOW, TODAY, staff
from tests.files.samples import words_of

PASSWORD = "vier woorden die nergens bij horen"


@pytest.fixture
def version(scope_of, coordinator):
    """A changed row that lies before the board."""
    by = scope_of(coordinator)
    draft = versions.begin("po", by=by, at=NOW)
    versions.change_row(draft, Role.OFFICE, {Category.RES: (Reach.SCHOOL, Right.READ)}, by=by, at=NOW)
    versions.propose(draft, valid_from=TODAY, note="de administratie leest de rapporten", by=by, at=NOW)
    return draft


@pytest.fixture
def at_the_board(sign_in, board_member):
    board_member.set_password(PASSWORD)
    board_member.save()
    return sign_in(board_member)


def address(version) -> str:
    return reverse("documents:sign", args=["access.matrix", version.pk])


def show_who_you_are(client, password=PASSWORD):
    return client.post(reverse("account_reauthenticate"), {"password": password})


def shown_on(page) -> str:
    return page.context["shown"]


def sign(client, version, **more):
    page = client.get(address(version))
    return client.post(address(version), {"shown": shown_on(page), "agreed": "on", **more})


def test_who_signs_shows_once_more_who_he_is_reads_and_signs(at_the_board, version, board_member):
    first = at_the_board.get(address(version))
    assert first.status_code == 302 and urlsplit(first.url).path == reverse("account_reauthenticate")
    assert parse_qs(urlsplit(first.url).query)["next"] == [address(version)]
    show_who_you_are(at_the_board)
    page = at_the_board.get(address(version)).content.decode()
    assert str(Role.OFFICE.label) in page and "→" in page and "de administratie leest de rapporten" in page
    assert said("S:r") in html.unescape(page), "the letters of the matrix in words"
    assert sign(at_the_board, version).status_code == 302
    signature = Signature.objects.get()
    assert (signature.signer, signature.signer_name, signature.proven_by) == (board_member, "Carolien Brand", "password")
    assert signing.holds(signature) and all(line in html.unescape(page) for line in signature.text.split("\n"))
    version.refresh_from_db()
    assert version.approved_by == board_member
    assert [event.name for event in audit.trail(version.pk)][-2:] == ["matrix.approved", "document.signed"]
    after = at_the_board.get(address(version)).content.decode()
    assert signature.sha256 in after and "Carolien Brand" in after


def test_the_copy_that_is_printed_holds_the_words_the_name_and_the_fingerprint(at_the_board, version):
    show_who_you_are(at_the_board)
    sign(at_the_board, version)
    signature = Signature.objects.get()
    copy = reverse("documents:signed_copy", args=[signature.pk])
    assert at_the_board.get(copy).status_code == 404, "not made yet"
    outbox.work(at=NOW)
    answer = at_the_board.get(copy)
    text = words_of(b"".join(answer.streaming_content))
    assert answer["Content-Disposition"].startswith("attachment") and "Carolien Brand" in text
    assert signature.sha256 in "".join(text.split()) and "de administratie leest de rapporten" in text


def test_a_wrong_password_signs_nothing(at_the_board, version):
    show_who_you_are(at_the_board, "iets anders")
    assert at_the_board.get(address(version)).status_code == 302
    assert at_the_board.post(address(version), {"shown": "x", "agreed": "on"}).status_code == 302
    assert not Signature.objects.exists()


def test_after_some_minutes_it_is_asked_again(at_the_board, version):
    show_who_you_are(at_the_board)
    page = at_the_board.get(address(version))
    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
        answer = at_the_board.post(address(version), {"shown": shown_on(page), "agreed": "on"})
    assert answer.status_code == 302 and reverse("account_reauthenticate") in answer.url and not Signature.objects.exists()


def test_what_changed_since_it_was_read_is_not_signed(at_the_board, version, scope_of, coordinator, board_member):
    show_who_you_are(at_the_board)
    page = at_the_board.get(address(version))
    versions.send_back(version, by=scope_of(board_member), at=NOW)
    by = scope_of(coordinator)
    versions.change_row(version, Role.OFFICE, {Category.MED: (Reach.SCHOOL, Right.READ)}, by=by, at=NOW)
    versions.propose(version, valid_from=TODAY, note="toch anders", by=by, at=NOW)
    assert at_the_board.post(address(version), {"shown": shown_on(page), "agreed": "on"}).status_code == 403
    assert not Signature.objects.exists() and MatrixVersion.objects.get(pk=version.pk).approved_at is None


def test_nothing_is_signed_without_the_tick(at_the_board, version):
    show_who_you_are(at_the_board)
    page = at_the_board.get(address(version))
    answer = at_the_board.post(address(version), {"shown": shown_on(page)})
    assert answer.status_code == 200 and "Tick that you have read it" in answer.content.decode() and not Signature.objects.exists()


def test_nobody_else_signs_and_who_reads_no_policy_does_not_see_the_paper(sign_in, version, coordinator):
    assert sign_in(coordinator).get(address(version)).status_code == 403
    assert sign_in(staff()).get(address(version)).status_code == 404


def test_a_signature_never_changes_not_even_by_the_owner_of_the_database(at_the_board, version):
    show_who_you_are(at_the_board)
    sign(at_the_board, version)
    for statement in ("UPDATE documents_signature SET signer_name = 'x'", "DELETE FROM documents_signature"):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_nothing_is_signed_twice(at_the_board, version, scope_of, board_member):
    show_who_you_are(at_the_board)
    sign(at_the_board, version)
    act = signing.act_named("access.matrix")
    proof = signing.Proof("password", NOW)
    with pytest.raises(NotAllowed):
        signing.sign(act, version.pk, shown=Signature.objects.get().sha256, proof=proof, by=scope_of(board_member), at=NOW)
