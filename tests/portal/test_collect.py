"""Collecting the answer: once, within seven days, again only by a new code."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from requests.models import ReissueCode, Status
from requests.services import delivering
from tests.requests.cast import NOW, page, ready, signed_in, work

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def answered(cast):
    return ready(cast)


def part(answered, name="pdf"):
    return next(row for row in delivering.latest(answered) if row.part == name)


def url(name, answered, *more):
    return reverse(f"portal:{name}", args=[answered.pk, *more])


def take(client, answered, name="pdf"):
    response = client.post(url("download", answered, part(answered, name).pk))
    return response, b"".join(response.streaming_content) if response.streaming else b""


def test_the_mother_downloads_the_answer_and_the_request_is_closed(cast, answered):
    """S2-164; SETTLED 21."""
    response, content = take(signed_in(cast.mother), answered)
    assert content.startswith(b"%PDF")
    assert int(response["Content-Length"]) == len(content)
    assert response["Content-Disposition"] == f'attachment; filename="{answered.number}.pdf"'
    assert "no-store" in response["Cache-Control"]
    answered.refresh_from_db()
    assert answered.status == Status.CLOSED
    assert answered.timeline.filter(step="delivered", is_for_family=True).count() == 1


def test_the_data_file_is_there_too_and_can_be_taken_after_the_answer(cast, answered):
    client = signed_in(cast.mother)
    take(client, answered)
    _response, data = take(client, answered, "json")
    assert data.startswith(b"{")


def test_a_second_sign_in_gets_it_no_more(cast, answered):
    """SETTLED 21: single use."""
    take(signed_in(cast.mother), answered)
    response, content = take(signed_in(cast.mother), answered)
    assert response.status_code == 403 and content == b""


def test_the_same_sign_in_may_retry_for_a_quarter_of_an_hour(cast, answered, clock):
    client = signed_in(cast.mother)
    take(client, answered)
    clock.shift(timedelta(minutes=14))
    assert take(client, answered)[0].status_code == 200
    clock.shift(timedelta(minutes=1))
    assert take(client, answered)[0].status_code == 403


def test_a_download_that_breaks_off_is_not_used_up(cast, answered):
    """SETTLED 21: used when the last byte is sent."""
    response = signed_in(cast.mother).post(url("download", answered, part(answered).pk))
    next(iter(response.streaming_content))
    response._iterator.close()  # the browser went away
    assert part(answered).used_at is None
    assert take(signed_in(cast.mother), answered)[0].status_code == 200


def test_a_link_is_not_enough_so_that_nothing_that_looks_at_links_uses_it_up(cast, answered):
    assert signed_in(cast.mother).get(url("download", answered, part(answered).pk)).status_code == 405


def test_nobody_else_gets_it(cast, answered):
    for other in (cast.father, cast.stranger):
        assert signed_in(other).post(url("download", answered, part(answered).pk)).status_code == 404
    assert signed_in(cast.coordinator).post(url("download", answered, part(answered).pk)).status_code == 404


def test_after_seven_days_it_is_gone(cast, answered, clock):
    clock.shift(timedelta(days=7, seconds=1))
    assert take(signed_in(cast.mother), answered)[0].status_code == 403


def code_for(cast, answered, client):
    mail.outbox.clear()
    client.post(url("send_code", answered))
    work()
    return "".join(line.strip() for line in mail.outbox[-1].body.splitlines() if line.strip().isdigit())


def test_a_new_code_issues_it_once_more(cast, answered):
    """SETTLED 21: each issue is in the timeline."""
    take(signed_in(cast.mother), answered)
    client = signed_in(cast.mother)
    typed = code_for(cast, answered, client)
    assert client.post(url("issue_again", answered), {"code": f"{typed[:4]} {typed[4:]}"}).status_code == 302
    assert take(client, answered)[0].status_code == 200
    assert answered.timeline.filter(step="issued").count() == 1
    assert part(answered).available_until == NOW + timedelta(days=7, seconds=1)


def test_the_code_works_once(cast, answered):
    client = signed_in(cast.mother)
    typed = code_for(cast, answered, client)
    client.post(url("issue_again", answered), {"code": typed})
    assert client.post(url("issue_again", answered), {"code": typed}).status_code == 400


def test_a_wrong_code_three_times_is_spent(cast, answered):
    client = signed_in(cast.mother)
    typed = code_for(cast, answered, client)
    wrong = "00000000" if typed != "00000000" else "11111111"
    for _number in range(3):
        assert client.post(url("issue_again", answered), {"code": wrong}).status_code == 400
    assert client.post(url("issue_again", answered), {"code": typed}).status_code == 400


def test_an_old_code_no_longer_works(cast, answered, clock):
    client = signed_in(cast.mother)
    typed = code_for(cast, answered, client)
    clock.shift(timedelta(minutes=10))
    assert client.post(url("issue_again", answered), {"code": typed}).status_code == 400


def test_the_code_is_nowhere_in_the_database(cast, answered):
    client = signed_in(cast.mother)
    typed = code_for(cast, answered, client)
    assert typed and typed not in ReissueCode.objects.get().fingerprint


def test_not_more_than_three_codes_in_ten_minutes(cast, answered):
    client = signed_in(cast.mother)
    for _number in range(3):
        assert client.post(url("send_code", answered)).status_code == 302
    assert client.post(url("send_code", answered)).status_code == 403


def test_the_page_says_what_can_be_downloaded_and_why_not(cast, answered):
    client = signed_in(cast.mother)
    assert url("download", answered, part(answered).pk) in page(client.get(answered.get_portal_url()))
    take(client, answered)
    other = page(signed_in(cast.mother).get(answered.get_portal_url()))
    assert url("download", answered, part(answered).pk) not in other
    assert url("send_code", answered) in other
