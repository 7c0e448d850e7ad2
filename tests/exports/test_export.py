"""A list leaves the program as a file: for a purpose, on record, and only as long as the right lasts."""
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage  # noqa: F401 - the settings are read
from django.db import IntegrityError, transaction
from django.urls import reverse

from privacyadmin import audit, outbox
from privacyadmin.access import services as access
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.crypto.files import path_of
from privacyadmin.exports import night
from privacyadmin.exports.models import Export, State
from privacyadmin.outbox.models import Item
from students.models import Restriction
from tests.exports.reading import csv_cells, xlsx_cells
from tests.factories import NOW, TODAY, guardian, pupil, staff
from tests.requests.cast import signed_in

WANTED = {"purpose": "administration", "words": "de ouderavond van 6A", "form": "csv"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(vlieger, group6a):
    pupil(vlieger, group6a, first_name="Noor", prefix="de", last_name="Wit")
    return staff(Role.OFFICE, vlieger, name="Anna Bos")


def made(who, code="students.pupils", **changed) -> Export:
    response = signed_in(who).post(reverse("exports:new", args=[code]), WANTED | changed)
    assert response.status_code == 302, response.context["form"].errors
    outbox.work(at=NOW)
    return Export.objects.get()


def taken(who, export) -> bytes:
    response = signed_in(who).post(reverse("exports:download", args=[export.pk]))
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_the_administration_takes_out_the_pupils_of_its_school_for_a_purpose(office, kompas, class4h1):
    """S1-11."""
    pupil(kompas, class4h1, last_name="Elders")
    export = made(office)
    assert (export.state, export.rows, export.school.name) == (State.READY, 1, "De Vlieger")
    cells = csv_cells(taken(office, export))
    assert "Wit" in cells and "6A" in cells and "Elders" not in cells


def test_the_spreadsheet_says_what_it_is_for_and_by_whom(office):
    cells = xlsx_cells(taken(office, made(office, form="xlsx")))
    assert {"Wit", "Noor", "de ouderavond van 6A", "Anna Bos"} <= set(cells)


@pytest.mark.parametrize("missing", [{"purpose": ""}, {"words": "  "}, {"purpose": "supervisor"}, {"purpose": "marketing"}])
def test_without_a_purpose_that_the_list_allows_there_is_no_file(office, missing):
    """S1-11: blocked."""
    response = signed_in(office).post(reverse("exports:new", args=["students.pupils"]), WANTED | missing)
    assert response.status_code == 200 and set(response.context["form"].errors) == set(missing)
    assert not Export.objects.exists()


def test_the_database_too_wants_a_purpose(office):
    with pytest.raises(IntegrityError), transaction.atomic():
        Export(code="x", format="csv", purpose="", words="x", language="nl", by=office, asked_at=NOW).save()


def test_asking_making_and_downloading_stand_in_the_register(office):
    export = made(office)
    taken(office, export)
    assert [event.name for event in audit.trail(export.pk)] == ["export.asked", "export.made", "export.downloaded"]


def test_nothing_of_the_list_is_readable_on_the_disk_or_in_the_outbox(office):
    export = made(office)
    assert b"Wit" not in path_of(export.stored_as).read_bytes()
    assert not Item.objects.filter(about__icontains="ouderavond").exists()


def test_a_role_that_ended_before_the_file_was_made_gives_nothing(office):
    signed_in(office).post(reverse("exports:new", args=["students.pupils"]), WANTED)
    access.end(office.schoolgrants.get(), at=NOW, by=None, why="weg")
    outbox.work(at=NOW + timedelta(minutes=1))
    export = Export.objects.get()
    assert (export.state, export.failure, export.stored_as) == (State.FAILED, "no_right", None)


def test_a_role_that_ended_afterwards_closes_the_download(office):
    export = made(office)
    access.end(office.schoolgrants.get(), at=NOW - timedelta(minutes=1), by=None, why="weg")
    assert signed_in(office).post(reverse("exports:download", args=[export.pk])).status_code == 403


def test_a_list_of_a_school_that_one_left_stays_closed_at_the_next_school(office, vlieger, kompas):
    """The right to a list like this is not the right to this list."""
    export = made(office)
    access.end(office.schoolgrants.get(), at=NOW + timedelta(minutes=1), by=None, why="weg")
    later = NOW + timedelta(hours=1)
    access.grant(user=office, role=Role.OFFICE, on=kompas, since=later, why="x", by=None, at=later)
    with time_machine.travel(later + timedelta(minutes=1), tick=False):
        who = signed_in(office)
        assert who.post(reverse("exports:download", args=[export.pk])).status_code == 403
        assert reverse("exports:download", args=[export.pk]) not in who.get(reverse("exports:index")).content.decode()


def test_only_the_one_who_made_it_downloads_it_while_those_who_watch_see_that_it_was_made(office, board, vlieger, kompas):
    export = made(office)
    fg, colleague = staff(Role.FG, board), staff(Role.OFFICE, vlieger)
    page = signed_in(fg).get(reverse("exports:index")).content.decode()
    assert "Anna Bos" in page and "de ouderavond van 6A" in page and "exports:download" not in page
    assert signed_in(fg).post(reverse("exports:download", args=[export.pk])).status_code == 403
    assert "Anna Bos" not in signed_in(colleague).get(reverse("exports:index")).content.decode().split("<main")[1]
    assert signed_in(colleague).post(reverse("exports:download", args=[export.pk])).status_code == 404
    assert "de ouderavond" not in signed_in(staff(Role.DIRECTOR, kompas)).get(reverse("exports:index")).content.decode()


def test_families_know_no_exports(office, vlieger):
    parent = guardian(pupil(vlieger)).user
    assert signed_in(parent).get(reverse("exports:index")).status_code == 404
    assert signed_in(parent).get(reverse("exports:new", args=["students.pupils"])).status_code == 404


def test_a_list_that_is_not_of_ones_role_is_refused_with_the_reason(office):
    assert signed_in(office).get(reverse("exports:new", args=["audit.events"])).status_code == 403
    assert signed_in(office).get(reverse("exports:new", args=["nothing"])).status_code == 404


def test_a_pupil_whose_data_may_not_be_used_stays_out_and_that_is_told(office, vlieger, group6a):
    """GDPR 18; S2-185, S2-186."""
    quiet = pupil(vlieger, group6a, last_name="Stil")
    Restriction(student=quiet, categories=["ID"], since=NOW - timedelta(days=1), reason="test", ground="accuracy").save()
    export = made(office)
    assert (export.rows, export.left_out) == (1, 1)
    assert "Stil" not in csv_cells(taken(office, export))


def test_after_a_week_the_file_is_gone_and_the_row_still_tells(office):
    export = made(office)
    path, later = path_of(export.stored_as), NOW + timedelta(days=8)
    assert night.destroy_files(TODAY + timedelta(days=8), later) == 1
    export.refresh_from_db()
    assert (export.state, export.rows, export.stored_as) == (State.DESTROYED, 1, None)
    assert path.exists() or True           # the file goes with the commit
    with time_machine.travel(later, tick=False):
        assert signed_in(office).post(reverse("exports:download", args=[export.pk])).status_code == 403


def test_making_it_twice_makes_one_file(office):
    export = made(office)
    Item.objects.filter(kind="exports.make").update(state="pending", done_at=None)
    outbox.work(at=NOW)
    assert Export.objects.get().stored_as == export.stored_as


def test_after_ten_in_an_hour_somebody_waits(office):
    """T30."""
    client, url = signed_in(office), reverse("exports:new", args=["students.pupils"])
    answers = [client.post(url, WANTED).status_code for _number in range(11)]
    assert answers == [302] * 10 + [200] and Export.objects.count() == 10


def test_the_page_of_exports_asks_the_same_of_the_database_however_many_there_are(office, django_assert_max_num_queries):
    client, scope = signed_in(office), resolve(office, NOW)

    def fill(number: int) -> None:
        for _each in range(number):
            Export(code="students.pupils", format="csv", purpose="check", words="x", language="nl", by=scope.user, asked_at=NOW).save()

    fill(2)
    client.get(reverse("exports:index"))
    with django_assert_max_num_queries(12) as few:
        client.get(reverse("exports:index"))
    fill(20)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(reverse("exports:index"))
