import pytest
from django.urls import reverse

from privacyadmin.access.catalogue import Role
from tests.factories import pupil, staff


@pytest.fixture
def director(client, vlieger, group6a, settings):
    """A director with 30 pupils."""
    settings.SECOND_FACTOR_REQUIRED = False
    for number in range(30):
        pupil(vlieger, group6a, first_name=f"Kind{number:02d}", last_name="Wit")
    person = staff(Role.DIRECTOR, vlieger)
    client.force_login(person)
    return person


def shown(client, **query) -> str:
    return client.get(reverse("students:list"), query, headers={"accept-language": "en"}).content.decode()


def test_a_long_list_is_turned_page_by_page_without_being_counted(client, director):
    first, last = shown(client), shown(client, page=2)
    assert "Kind24" in first
    assert "Kind25" not in first
    assert "1 to 25" in first
    assert 'rel="next"' in first
    assert "Kind29" in last
    assert "26 to 30" in last
    assert 'rel="prev"' in last
    assert 'rel="next"' not in last


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "²", "99999999999999999999"])
def test_a_page_that_is_none_is_no_error(client, director, page):
    answer = client.get(reverse("students:list"), {"page": page})
    assert answer.status_code == 200


def test_whoever_searches_finds_a_pupil_of_a_later_page(client, director):
    text = shown(client, q="Kind29")
    assert "Kind29" in text
    assert "Kind28" not in text
