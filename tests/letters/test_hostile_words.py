"""Letters on paper, with forty ways to fetch something typed into every word of them (RELIABILITY T15)."""
import pytest
from django.db import models

from privacyadmin import outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.documents.models import Document, State
from privacyadmin.documents.services import open_document
from privacyadmin.letters import samples
from privacyadmin.letters.models import LetterText
from privacyadmin.letters.registry import KINDS
from students.models import Guardian, Student
from tests.documents.listener import Listener
from tests.documents.payloads import ASKING, fragment
from tests.factories import NOW, TODAY, pupil, staff
from tests.letters.making import CODE, on_paper, write_to
from tests.letters.test_post import printed

pytestmark = pytest.mark.django_db
SECRET = "the secret that lies on the disk"


@pytest.fixture
def listener():
    with Listener() as listener:
        yield listener


@pytest.fixture
def payloads(listener, tmp_path) -> list[str]:
    """As they are typed; braces are doubled, since in a letter's text they would stand for a place to fill in."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    return [fragment(source, port=listener.port, file=secret) for source in ASKING.values()]


def made(document: Document) -> bytes:
    outbox.work(at=NOW)
    document.refresh_from_db()
    assert document.state == State.READY
    content = b"".join(open_document(document))
    assert content.startswith(b"%PDF") and SECRET.encode() not in content
    return content


def test_a_print_run_fetches_nothing_that_stands_in_a_name_an_address_or_an_answer(vlieger, group6a, listener, payloads):
    noor = pupil(vlieger, group6a, first_name="Noor", last_name="Wit")
    person = on_paper(noor, first_name="Sanne", last_name="Smit")
    short = min(payloads, key=len)
    models.QuerySet(Guardian).filter(pk=person.pk).update(last_name=short[:200], organisation_name="")
    models.QuerySet(Student).filter(pk=noor.pk).update(first_name=short[:64])
    person.refresh_from_db(), noor.refresh_from_db()
    for number, payload in enumerate(payloads):
        write_to(person, noor, vlieger, values={**CODE, "page": payload}, key=f"hostile:{number}")
    run = printed(staff(Role.OFFICE, vlieger), vlieger)
    made(run.document)
    assert listener.hits == 0


@pytest.mark.parametrize("code", KINDS)
def test_the_words_of_the_board_are_words(code, board, vlieger, listener, payloads):
    kind, by = KINDS[code], staff(Role.COORDINATOR, board)
    places = " ".join(f"{{{name}}}" for name in kind.required)
    for audience in kind.audiences:
        body = "\n\n".join(payload.replace("{", "(").replace("}", ")") for payload in payloads)
        LetterText.objects.create(
            kind=code, audience=audience, language="nl", number=1, subject=min(payloads, key=len)[:120], body=f"{body}\n\n{places}",
            note="-", by=by, made_at=NOW, valid_from=TODAY, put_by=by, put_at=NOW,
        )
        made(samples.order(kind, audience, "nl", school=vlieger, at=NOW))
    assert listener.hits == 0
