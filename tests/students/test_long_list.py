import pytest
from django.urls import reverse

from privacyadmin.access.catalogue import Role
from students.views import loading
from tests.factories import pupil, staff


@pytest.fixture
def director(client, vlieger, group6a, monkeypatch):
    """A director with 30 pupils, where two pages are as far as one turns."""
    monkeypatch.setattr(loading, "MOST_LISTED", 26)
    for number in range(30):
        pupil(vlieger, group6a, first_name=f"Kind{number:02d}", last_name="Wit")
    person = staff(Role.DIRECTOR, vlieger)
    client.force_login(person)
    return person


def test_a_list_that_is_too_long_to_turn_says_that_there_are_more(client, director, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    text = client.get(reverse("students:list"), {"page": 2}, headers={"accept-language": "en"}).content.decode()
    assert "Kind25" in text
    assert "Kind26" not in text
    assert client.get(reverse("students:list")).context["page"].paginator.is_cut


def test_whoever_searches_finds_the_others(client, director, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    answer = client.get(reverse("students:list"), {"q": "Kind29"})
    assert "Kind29" in answer.content.decode()
    assert not answer.context["page"].paginator.is_cut
