"""A protection that comes while a request runs holds from that moment on (C-25; S1-117, S2-199)."""

import json

import pytest

from privacyadmin import audit, crypto
from privacyadmin.access.catalogue import Category
from privacyadmin.documents import services as documents
from requests.models import Part
from requests.services import deciding, delivering
from requests.services.gathering import text_of
from tests.requests.cast import NOW, collecting, item_of, page, protect, ready, signed_in, submitted, work

pytestmark = pytest.mark.usefixtures("clock")


def data_of(privacy_request) -> dict:
    row = next(row for row in delivering.latest(privacy_request) if row.part == Part.JSON)
    return json.loads(b"".join(documents.open_document(row.document)))


def categories(told: dict) -> set[str]:
    return {each["category"] for each in told["entries"]}


def test_what_is_protected_after_it_was_read_stays_out_of_the_answer(cast):
    """S1-117, S2-199: read and cleared first, protected then, decided after."""
    privacy_request = submitted(cast)
    protect(cast, "GUI")
    deciding.decide(privacy_request, outcome="granted", by=cast.scope(cast.board_member), at=NOW)
    work()
    told = data_of(privacy_request)
    assert "GUI" not in categories(told) and "RES" in categories(told)
    assert told["left_out"] == []


def test_what_is_protected_while_the_answer_lies_ready_is_not_handed_out(cast, clock):
    """S1-117, S2-199: the family hears a neutral reason."""
    privacy_request = ready(cast)
    protect(cast, "GUI")
    row = delivering.latest(privacy_request)[0]
    client = signed_in(cast.mother)
    answer = client.post(f"/portal/requests/{privacy_request.pk}/download/{row.pk}/")
    assert answer.status_code == 403
    assert "rotec" not in page(answer).lower().replace("protection authority", "")


def test_the_list_of_readings_does_not_tell_of_what_is_protected(cast):
    """S1-117: that it exists would tell what is protected."""
    audit.reading(by=cast.counsellor, student_id=cast.noor.pk, category="CAR", right="counsellor", at=NOW)
    audit.reading(by=cast.teacher, student_id=cast.noor.pk, category="GUI", right="group_teacher", at=NOW)
    protect(cast, "CAR")
    item = item_of(collecting(cast), "ID", "readings")
    text = text_of(item, crypto.Keyring.for_subjects([cast.noor.pk]))
    assert len(text.splitlines()) == 1 and str(Category.CAR.label) not in text


def test_the_list_of_readings_does_not_tell_whom_the_adviser_speaks_with(cast):
    """S1-114, S1-115: that a pupil came to her is as confidential as what was said."""
    audit.reading(by=cast.adviser, student_id=cast.noor.pk, category="ADV", right="adviser", at=NOW)
    privacy_request = collecting(cast)
    keyring = crypto.Keyring.for_subjects([cast.noor.pk])
    assert not any("ertrouw" in text_of(item, keyring) for item in privacy_request.items.all())
    assert not privacy_request.items.filter(kind="readings").exists()
