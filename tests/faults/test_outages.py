"""What pages say and do while a part of the installation is away (issue 3: /healthz and /readyz tell the truth)."""

import os
import signal
import subprocess
import sys
import time

from django.urls import reverse

from privacyadmin import local_services
from tests.processes import wait_until

PARTS = ("database", "broker", "worker", "beat")


def parts(house) -> dict[str, bool]:
    told = house.ready()
    found = {name: told[name] for name in PARTS}
    assert told["ready"] is all(found.values())
    assert told["status"] == (200 if told["ready"] else 503)
    assert house.get("/healthz")[0] == 200
    return found


def test_readyz_names_the_part_that_is_away_and_comes_back_by_itself(house):
    house.start_web()
    house.forget_the_living()
    assert parts(house) == {"database": True, "broker": True, "worker": False, "beat": False}
    house.worker.start()
    beat = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "privacyadmin", "--quiet", "beat", "--schedule", str(house.folder / "beat"), "--pidfile",
         str(house.folder / "beat.pid")],
        cwd=local_services.CHECKOUT, env=house.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )
    try:
        wait_until(lambda: all(parts(house).values()), what="a ready installation")
    finally:
        os.killpg(beat.pid, signal.SIGKILL)
        beat.wait(20)
    house.worker.kill()
    house.forget_the_living()
    assert parts(house) == {"database": True, "broker": True, "worker": False, "beat": False}


def test_without_the_broker_pages_answer_and_nobody_guesses_codes(house):
    """RELIABILITY 5: Redis stopped. Sign-in counts its tries there, so it closes; everything else goes on."""
    [family] = house.make("families", 1)["families"]
    house.start_web()
    house.kill_broker()
    assert parts(house) == {"database": True, "broker": False, "worker": False, "beat": False}
    begin = time.monotonic()
    for path in (reverse("portal:home"), reverse("portal:new"), reverse("portal:child", args=[family["child"]])):
        assert house.get(path, family["session"])[0] == 200
    values = {"child": family["child"], "right": "access", "wish": "", "send": "1"}
    status, address = house.post(reverse("portal:new"), family["session"], values)
    assert status == 302 and house.get(address, family["session"])[0] == 200
    assert time.monotonic() - begin < 20
    for path, typed in (
        (reverse("account_login"), {"login": "n@waaier.example", "password": "wrong"}),
        (reverse("account_request_login_code"), {"email": "ouder@thuis.example"}),
    ):
        assert house.post(path, "", typed)[0] == 503, path
    house.start_servers()
    assert parts(house)["broker"]
    assert house.one("SELECT count(*) FROM outbox_item WHERE state = 'pending'") >= 1
    house.worker.start()
    house.ring()
    wait_until(lambda: house.smtp.messages, what="the mail of what was asked meanwhile")


def test_a_broker_that_hangs_does_not_hang_the_pages(house):
    """Half dead is worse than dead: it takes connections and never answers."""
    [family] = house.make("families", 1)["families"]
    house.start_web()
    pid = int(house.here.valkey_pid_file.read_text())
    os.kill(pid, signal.SIGSTOP)
    try:
        assert house.get(reverse("portal:home"), family["session"])[0] == 200
        assert house.ready()["broker"] is False
    finally:
        os.kill(pid, signal.SIGCONT)
    wait_until(lambda: parts(house)["broker"], what="the broker again")


def test_without_the_database_every_page_says_so_and_it_comes_back_without_a_restart(house):
    [family] = house.make("families", 1)["families"]
    house.start_web()
    assert house.get(reverse("portal:home"), family["session"])[0] == 200
    os.kill(int((house.here.postgres_data / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
    wait_until(lambda: not local_services.status("fault")["postgres"], what="the end of PostgreSQL")
    told = house.ready()
    assert (told["status"], told["database"], told["broker"]) == (503, False, True)
    assert house.get(reverse("portal:home"), family["session"])[0] == 503
    house.start_servers()
    wait_until(lambda: house.get(reverse("portal:home"), family["session"])[0] == 200, what="the page again", seconds=10)
    assert house.ready()["database"]
