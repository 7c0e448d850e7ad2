"""An import is there as a whole or not at all, wherever it is cut off (issue 3, Must show 4)."""

import contextlib
import itertools
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.urls import reverse

from privacyadmin import local_services
from tests.faults.house import DATABASE, House, retrying
from tests.processes import wait_until
from tests.sizes import SIZES

PUPILS = 600
# Where an import stands still when it is killed: tables that it writes in the middle and at the end; nothing: wherever it is.
PLACES = ("audit_event", "students_enrolment", "")


def begun(house: House) -> bool:
    """Somebody has written, and has not committed yet."""
    return house.one(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE usename = %s AND backend_xid IS NOT NULL AND datname = current_database())",
        local_services.WEB,
    )


def waits(house: House) -> bool:
    """Somebody has written, and cannot go on."""
    return house.one(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE usename = %s AND backend_xid IS NOT NULL AND wait_event_type = 'Lock'"
        " AND datname = current_database())",
        local_services.WEB,
    )


@contextlib.contextmanager
def nobody_writes(house: House, table: str):
    """Others may read the table; who writes in it waits."""
    with contextlib.closing(local_services.connect(house.here, database=DATABASE)) as connection, connection.cursor() as cursor:
        if table:
            cursor.execute(f"BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield


def nothing_or_all(house: House) -> int:
    pupils, events = house.ask(
        "SELECT (SELECT count(*) FROM students_student), (SELECT count(*) FROM audit_event WHERE name LIKE '%%import%%')"
    )[0]
    assert (pupils, events) in {(0, 0), (PUPILS, 1)}
    assert house.one("SELECT count(*) FROM students_enrolment") == pupils
    return pupils


def start(house: House, path: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_edexml", path, "--apply"], cwd=local_services.CHECKOUT, env=house.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )


def test_an_import_that_is_killed_leaves_nothing_and_the_next_one_does_it_all_once(house):
    path = house.make("pupils_file", PUPILS)["file"]
    dice = random.Random(4)
    for kill, place in zip(range(max(2, SIZES.kill_points // 2)), itertools.cycle(PLACES)):
        with nobody_writes(house, place):
            process = start(house, path)
            under_way = waits if place else begun
            wait_until(lambda process=process, there=under_way: there(house) or process.poll() is not None, what="the import")
            time.sleep(0 if place else dice.uniform(0, 0.3))
            if kill % 2:
                house.kill_database()
            else:
                os.kill(process.pid, signal.SIGKILL)
            process.wait(60)
        wait_until(lambda: not begun(house), what="the end of the import")
        if nothing_or_all(house):
            assert not place, f"{place} was written while nobody could"
            house.empty()
            path = house.make("pupils_file", PUPILS)["file"]
    assert start(house, path).wait(120) == 0
    assert nothing_or_all(house) == PUPILS
    assert start(house, path).wait(120) == 0
    assert house.one("SELECT count(*) FROM students_student") == PUPILS
    assert house.manage("audit_verify", check=False).returncode == 0


@pytest.mark.parametrize("victim", ["web", "database"])
def test_an_import_in_the_browser_survives_the_death_of_web_and_database(house, victim):
    """The administration presses «apply» until the page says that it is done; a second press finds the upload used."""
    made = house.make("upload", PUPILS)
    path = reverse("students:import_difference", args=[made["upload"]])
    house.start_web()
    process = subprocess.Popen([sys.executable, "-c", PRESS, str(house.port), path, made["session"]], start_new_session=True)
    wait_until(lambda: begun(house) or process.poll() is not None, what="the import")
    if victim == "web":
        house.kill_web()
        house.start_web()
    else:
        house.kill_database()
    process.wait(60)
    wait_until(lambda: not begun(house), what="the end of the import")
    nothing_or_all(house)
    status = retrying(lambda: house.post(path, made["session"], {})[0] in (302, 404))
    assert status and nothing_or_all(house) == PUPILS


PRESS = """
import http.client, sys
line = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=60)
token = "x" * 32
headers = {"Cookie": f"session={sys.argv[3]}; csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded", "Host": "localhost"}
try:
    line.request("POST", sys.argv[2], f"csrfmiddlewaretoken={token}", headers)
    line.getresponse().read()
except (OSError, http.client.HTTPException):
    pass
"""
