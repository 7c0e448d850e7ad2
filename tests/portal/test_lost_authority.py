"""A parent who may no longer ask gets nothing more: what changed for the family counts at once (RELIABILITY T3; ASVS V8.3.2)."""

from datetime import date

import pytest
from django.urls import reverse

from requests.models import Status
from requests.services import delivering
from students.models import GuardianRelation
from tests.requests.cast import page, ready, signed_in

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def answered(cast):
    return ready(cast)


def change(cast, **fields) -> None:
    relation = GuardianRelation.objects.get(student=cast.noor, guardian=cast.mother)
    for name, value in fields.items():
        setattr(relation, name, value)
    relation.save()


LOST = [
    {"has_contact_block": True},
    {"authority": "nee"},
    {"authority": "onbekend"},
    {"authority_until": date(2026, 11, 2)},
]


def download(client, answered):
    return client.post(reverse("portal:download", args=[answered.pk, delivering.latest(answered)[0].pk]))


@pytest.mark.parametrize("lost", LOST)
def test_who_lost_authority_downloads_nothing(cast, answered, lost):
    """U6-U9; BW 1:377c."""
    client = signed_in(cast.mother)
    change(cast, **lost)
    answer = download(client, answered)
    assert answer.status_code == 403 and not answer.streaming
    answered.refresh_from_db()
    assert answered.status == Status.READY


@pytest.mark.parametrize("lost", LOST)
def test_who_lost_authority_has_nothing_issued_again(cast, answered, lost):
    """SETTLED 21: a new code is no new right."""
    client = signed_in(cast.mother)
    change(cast, **lost)
    assert client.post(reverse("portal:send_code", args=[answered.pk])).status_code == 403


def test_from_the_sixteenth_birthday_the_answer_is_the_pupils(cast, answered):
    """SETTLED 10; U1: from 16 only the pupil, in every mode."""
    cast.noor.birth_on = date(2010, 11, 2)
    cast.noor.save()
    assert download(signed_in(cast.mother), answered).status_code == 403


def test_the_day_before_it_is_still_the_mothers(cast, answered):
    """SETTLED 10."""
    cast.noor.birth_on = date(2010, 11, 3)
    cast.noor.save()
    assert b"".join(download(signed_in(cast.mother), answered).streaming_content)


def test_the_page_says_why_nothing_can_be_downloaded(cast, answered):
    change(cast, authority="nee")
    shown = page(signed_in(cast.mother).get(answered.get_portal_url()))
    assert reverse("portal:download", args=[answered.pk, delivering.latest(answered)[0].pk]) not in shown
    assert reverse("portal:send_code", args=[answered.pk]) not in shown
