from datetime import date

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from privacyadmin.worklist import Task


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def rendered(source: str, query: dict | None = None, **context) -> str:
    return Template(source).render(Context({"request": RequestFactory().get("/students/", query or {}), **context}))


def test_turning_a_page_keeps_the_search_words_and_filters():
    html = rendered("{% pagination page %}", {"q": "de wit", "class": "6A", "page": "2"}, page=Paginator(range(100), 25).page(2))
    assert 'href="?q=de+wit&amp;class=6A&amp;page=3"' in html and "26 to 50 of 100" in html


def test_a_short_list_has_no_page_numbers():
    assert rendered("{% pagination page %}", page=Paginator(range(10), 25).page(1)).strip() == ""


def test_a_filter_link_changes_one_thing_and_leaves_the_rest():
    assert rendered("{% query_url school='v' page=None %}", {"q": "noor", "page": "3"}) == "?q=noor&amp;school=v"


def test_search_words_cannot_leave_the_address():
    assert '"><' not in rendered("{% page_url 2 %}", {"q": '"><script>'})


def test_breadcrumbs_lead_back_and_name_this_page():
    html = rendered("{% breadcrumbs 'Requests' '/requests/' 'V-2026-031' %}")
    assert '<a href="/requests/">Requests</a>' in html and '<span>V-2026-031</span></li>' in html and 'aria-current="page"' in html


def test_a_task_shows_its_term_and_for_whom_it_waits():
    tasks = [Task("Access, group 6A", "/requests/1/", due_on=date(2026, 11, 20)), Task("Sign", "/x/", waiting_for="The board")]
    html = rendered("{% include 'components/task_list.html' %}", tasks=tasks, today=date(2026, 11, 22))
    assert "2 days late" in html and "<b>you</b>" in html and "The board" in html


def test_a_dialogs_content_and_a_cards_heading_are_escaped():
    parts = "{% card title=name %}{{ name }}{% endcard %}{% page_head title=name lede=name tag=name %}{% endpage_head %}"
    html = rendered(parts + "{% dialog 'd' name %}{% enddialog %}", name="<b>x</b>")
    assert "<b>x</b>" not in html
