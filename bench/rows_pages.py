"""Whole pages as a person gets them: through every middleware, the view and its template (PERFORMANCE 7)."""
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import time_machine
from django.db import connection
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from privacyadmin.access.scope import resolve
from privacyadmin.accounts.models import User
from students.models import Student
from students.views import pupils

from .measure import Row, compare
from .people import AT, readers

ROUNDS = 21                 # one of ours, one of theirs, and so on: several in a row would each find their own caches warm


def rows() -> Iterator[Row]:
    people = readers()
    readings = (("teacher", people.teacher), ("school", people.counsellor), ("all schools", people.everybody))
    with time_machine.travel(AT, tick=True), override_settings(ROOT_URLCONF="bench.urls"):
        for name, user in readings:
            client = client_of(user)
            yield compare(
                f"page of the list of pupils, {name} / a page that only signs in", page(client, "/students/"), page(client, "/bench/"),
                goal=6, rounds=ROUNDS,
            )
        for name, user in readings:
            yield pupil_page(name, user)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, url: str) -> Callable[[], None]:
    def get() -> None:
        answer = client.get(url)
        if answer.status_code != 200:
            raise AssertionError(f"{url} answers {answer.status_code}")

    return get


def pupil_page(name: str, user: User) -> Row:
    """A pupil's page beside its floor: signing in, its own statements, run bare, and its template on a context that is ready."""
    student = Student.objects.visible_to(resolve(user, AT)).order_by("pk").first()
    return beside_its_floor(f"a pupil's page, {name}", client_of(user), f"/students/{student.pk}/", pupils)


def beside_its_floor(work: str, client: Client, url: str, views: Any, *, goal: float = 2.2) -> Row:
    statements, template, context, request = seen(client, url, views)
    sign_in = page(client, "/bench/")

    def floor() -> None:
        sign_in()
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                if cursor.description:
                    cursor.fetchall()
        render_to_string(template, context, request)

    work = f"{work} / signing in, its {len(statements)} statements and its template"
    return compare(work, page(client, url), floor, goal=goal, rounds=ROUNDS)


def bare(statement: str) -> str:
    """What a choice reads piece by piece, as one statement."""
    return statement.split(" FOR ", 1)[-1] if statement.startswith("DECLARE") else statement


def seen(client: Client, url: str, views: Any) -> tuple[list[str], str, dict, object]:
    """What a page asks of the database and gives to its template, without what signing in and the template itself ask."""
    given: list = []

    def keep(request, template, context):
        given.append((template, context, request))
        return render(request, template, context)

    page(client, url)()
    with mock.patch.object(views, "render", keep), CaptureQueriesContext(connection) as queries:
        page(client, url)()
    template, context, request = given[0]
    with CaptureQueriesContext(connection) as of_others:
        render_to_string(template, context, request)
        page(client, "/bench/")()
    again = {query["sql"] for query in of_others}
    words = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    statements = [bare(query["sql"]) for query in queries if query["sql"] not in again and not query["sql"].startswith(words)]
    return [statement for statement in statements if not statement.startswith(("UPDATE", "INSERT", "DELETE"))], template, context, request
