"""The answer is given once, also to two who ask at the same moment (SETTLED 21; ASVS V15.4.2)."""

import pytest
from django.urls import reverse

from requests.services import delivering
from tests.requests.cast import NOW, ready, signed_in

pytestmark = pytest.mark.usefixtures("clock")


def begin(cast, answered, name="pdf"):
    row = next(each for each in delivering.latest(answered) if each.part == name)
    return signed_in(cast.mother).post(reverse("portal:download", args=[answered.pk, row.pk]))


@pytest.mark.parametrize("name", ["pdf", "json"])
def test_of_two_sign_ins_that_begin_at_once_one_gets_the_whole_answer(cast, name):
    """SETTLED 21: single use."""
    answered = ready(cast)
    first, second = begin(cast, answered, name), begin(cast, answered, name)
    whole = b"".join(first.streaming_content)
    part = b""
    with pytest.raises(delivering.TakenMeanwhile):
        for chunk in second.streaming_content:
            part += chunk
    assert len(whole) == int(first["Content-Length"]) > len(part)


def test_what_was_not_taken_of_an_earlier_issue_is_gone_with_the_next(cast):
    """SETTLED 21: one download of each part for each issue."""
    answered = ready(cast)
    old = {row.pk for row in delivering.latest(answered)}
    delivering._issue_again(answered, by=cast.scope(cast.mother), at=NOW)
    client = signed_in(cast.mother)
    for key in old:
        assert client.post(reverse("portal:download", args=[answered.pk, key])).status_code == 403
    new = client.post(reverse("portal:download", args=[answered.pk, delivering.latest(answered)[0].pk]))
    assert b"".join(new.streaming_content)
