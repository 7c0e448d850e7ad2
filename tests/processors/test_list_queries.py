"""Every list of the registers asks the same number of queries, however many rows there are (PERFORMANCE, 1)."""
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyadmin import audit
from processors import suggestions
from processors.models import Activity
from processors.services import activities, dpia
from processors.services import application_forms as forms
from tests.factories import NOW, TODAY
from tests.processors import making
from tests.processors.test_application_form import NAME, approved, kind

ROWS = 6


def parties(by, school, board_member) -> None:
    for number in range(ROWS):
        party = making.party(by, name=f"Leverancier {number} B.V.")
        making.use(party, by, school=school if number % 2 else None)
        if number % 3:
            making.signed(party, by, end_on=TODAY + timedelta(days=number * 40))


def dpias(by, school, board_member) -> None:
    for number in range(ROWS):
        made = dpia.begin(title=f"DPIA {number}", school=school, activity=None, by=by, at=NOW)
        dpia.prescan(made, criteria=["public_area"], note="test", by=by, at=NOW)


def register(by, school, board_member) -> None:
    for activity in Activity.objects.filter(taken_up_at=None).order_by("pk")[:ROWS]:
        activities.take_up(activity, by=by, at=NOW)


def versions(by, school, board_member) -> None:
    for number in range(ROWS // 2):
        version = forms.begin(title="Aanmeldformulier", note=f"versie {number}", by=by, at=NOW)
        version = forms.approve(forms.propose(version, by=by, at=NOW), by=board_member, at=NOW)
        forms.use(version, school, since=TODAY + timedelta(days=number), by=by, at=NOW)


def questions(by, school, board_member) -> None:
    version = forms.begin(title="Aanmeldformulier", note="vragen", by=by, at=NOW)
    for _number in range(ROWS):
        forms.save_field(version, NAME | {"data_category": kind("birth")}, by=by, at=NOW)


LISTS = [
    ("processors:dpias", dpias), ("processors:activities", register), ("processors:activities_suggested", register),
    ("processors:agreements", parties), ("processors:red", parties), ("processors:list", parties),
    ("processors:application_forms", versions), ("processors:purposes", register),
]


@pytest.mark.parametrize(("page", "more"), LISTS)
def test_a_list_asks_the_same_however_many_rows_there_are(
    page, more, writer, scope_of, sign_in, coordinator, board_member, vlieger, kompas
):
    suggestions.seed_activities(at=NOW)
    approved(writer, scope_of(board_member))
    browser, counts = sign_in(coordinator), []
    for school in (kompas, vlieger):
        more(writer, school, scope_of(board_member))
        browser.get(reverse(page))
        audit.flush()
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse(page)).status_code == 200
        counts.append([each["sql"].split(" WHERE ")[0][:90] for each in asked])
    assert len(counts[0]) == len(counts[1]), (counts[0], counts[1])


def test_a_version_with_many_questions_asks_the_same(writer, scope_of, sign_in, coordinator, board_member):
    version = approved(writer, scope_of(board_member))
    questions(writer, None, None)
    browser, counts = sign_in(coordinator), []
    draft = forms.FormVersion.objects.open().get()
    browser.get(draft.get_absolute_url())
    for _time in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(draft.get_absolute_url()).status_code == 200
        counts.append(len(asked))
        for _number in range(ROWS):
            forms.save_field(draft, NAME | {"data_category": kind("birth")}, by=writer, at=NOW)
    assert counts[0] == counts[1] and version.pk != draft.pk
