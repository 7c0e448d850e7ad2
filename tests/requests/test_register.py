"""The register of requests, and who sees what of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from privacyadmin.access.catalogue import Role
from privacyadmin.worklist.menu import Count
from requests import tasks
from requests.services import receiving
from tests.factories import ClassGroupFactory, SchoolFactory, guardian, pupil, staff
from tests.requests.cast import NOW, collecting, identify, make_cast, page, received, signed_in, submitted

pytestmark = pytest.mark.usefixtures("clock")
URL = "/requests/"


@pytest.mark.parametrize(
    "who, status",
    [
        ("coordinator", 200),
        ("director", 200),
        ("office", 200),
        ("fg", 200),
        ("board_member", 200),
        ("teacher", 403),
        ("counsellor", 403),
        ("adviser", 403),
        ("ict", 403),
    ],
)
def test_who_sees_the_register(cast, who, status):
    """2.14, object matrix; SETTLED 11: ICT has no requests."""
    received(cast)
    response = signed_in(getattr(cast, who)).get(URL)
    assert response.status_code == status
    assert status == 403 or "V-2026-0001" in page(response)


def test_a_family_finds_nothing_there(cast):
    """SETTLED 12."""
    assert signed_in(cast.mother).get(URL).status_code == 404


def test_the_fg_reads_the_register_without_names_of_pupils(cast):
    """DESIGN: the FG sees no pupil's content."""
    privacy_request = received(cast)
    assert "Noor" not in page(signed_in(cast.fg).get(URL))
    assert "Noor" not in page(signed_in(cast.fg).get(privacy_request.get_absolute_url()))
    assert "Noor" in page(signed_in(cast.coordinator).get(URL))


def test_another_school_sees_none_of_it(cast, board):
    other = SchoolFactory(board=board)
    director = staff(Role.DIRECTOR, other)
    privacy_request = received(cast)
    assert not signed_in(director).get(URL).context["lines"]
    assert signed_in(director).get(privacy_request.get_absolute_url()).status_code == 404
    assert signed_in(director).post(reverse("requests:extend", args=[privacy_request.pk]), {"reason": "x"}).status_code == 404


def test_late_ones_are_found_by_a_filter(cast, clock):
    received(cast)
    client = signed_in(cast.coordinator)
    assert not client.get(URL, {"term": "late"}).context["lines"]
    clock.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    client = signed_in(cast.coordinator)  # the session of a month ago has ended
    found = client.get(URL, {"term": "late"})
    assert [line["is_late"] for line in found.context["lines"]] == [True]
    assert not client.get(URL, {"state": "closed"}).context["lines"]


def test_a_page_takes_the_same_number_of_queries_for_one_request_or_thirty(cast, vlieger, group6a, django_assert_num_queries):
    """PERFORMANCE 1."""
    received(cast)
    client = signed_in(cast.coordinator)
    client.get(URL)
    with django_assert_num_queries(COUNT):
        client.get(URL)
    for number in range(30):
        child = pupil(vlieger, group6a, first_name=f"K{number}")
        receiving.receive(student=child, right="access", wish="", by=cast.scope(guardian(child)), at=NOW)
    with django_assert_num_queries(COUNT):
        shown = client.get(URL)
    assert len(shown.context["lines"]) == 25


COUNT = 12


def test_the_next_thing_to_do_is_the_one_filled_button(cast):
    privacy_request = received(cast)
    client = signed_in(cast.coordinator)
    assert client.get(privacy_request.get_absolute_url()).context["main"]["name"] == "identify"
    identify(privacy_request, cast)
    assert client.get(privacy_request.get_absolute_url()).context["main"]["name"] == "gather"


def test_the_buttons_say_why_they_are_closed(cast):
    """STYLE 4: the page shows what the service enforces, with the same reason."""
    privacy_request = collecting(cast)
    shown = signed_in(cast.coordinator).get(privacy_request.get_absolute_url())
    closed = {button["name"]: str(button["reason"]) for button in shown.context["buttons"] if button["reason"]}
    assert "submit" in closed
    assert str(shown.context["main"]["label"])


def test_the_page_warns_that_the_other_parent_has_authority_too(cast):
    shown = page(signed_in(cast.coordinator).get(received(cast).get_absolute_url()))
    assert "Joris de Wit" in shown


def test_the_timeline_shows_every_step_to_staff(cast):
    privacy_request = submitted(cast)
    shown = signed_in(cast.coordinator).get(privacy_request.get_absolute_url())
    done = [str(line.title) for line in shown.context["lines"] if not line.todo]
    assert len(done) == 5


@pytest.mark.parametrize("who", ["coordinator", "director"])
def test_the_menu_counts_what_waits_for_an_answer_and_says_when_one_is_late(cast, board, who):
    """Of the own school for who works at one, of all for the board."""
    person = getattr(cast, who)
    elsewhere = make_cast(board, *_another_school(board))
    received(cast)
    received(elsewhere)
    seen = 2 if who == "coordinator" else 1
    assert tasks.count(cast.scope(person)) == Count(seen, bad=False)
    assert tasks.count(cast.scope(person, NOW + timedelta(days=40))) == Count(seen, bad=True)
    assert tasks.count(cast.scope(staff(Role.DIRECTOR, SchoolFactory(board=board)))) == Count(0, bad=False)


def _another_school(board):
    school = SchoolFactory(board=board)
    return school, ClassGroupFactory(school=school)
