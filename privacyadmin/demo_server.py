"""`make demo`: everything a school needs to look around, on its own machine, until Ctrl-C.

Prepares the database, starts web, worker and beat, prints the address once web and worker answer, and stops all when one of them dies.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psycopg2

from privacyadmin import local_services
from privacyadmin.accounts.demo import ACCOUNTS, PASSWORD

PATIENCE = 90.0
GRACE = 15
ROOT_IS_FINE_HERE = "ignore:You're running the worker with superuser privileges"       # a demo in a container or on a test machine


class Stopped(Exception):
    """The demo cannot start, or one of its processes ended; the message says which."""


def _python(*words: str) -> list[str]:
    return [sys.executable, *words]


def _manage(*words: str, owner: bool = False) -> None:
    environment = os.environ | ({"PRIVACYADMIN_DB": "owner"} if owner else {})
    if subprocess.run(_python("manage.py", *words), cwd=local_services.CHECKOUT, env=environment, check=False).returncode:
        raise Stopped(f"manage.py {words[0]} failed")


def prepare() -> None:
    """Servers, tables, the demo board, and static files with their hashed names."""
    local_services.ensure()
    _manage("migrate", "--verbosity", "0", owner=True)
    if not _has_a_board():
        _say("Filling the demo board …")
        _manage("demo_data")
    _manage("collectstatic", "--noinput", "--verbosity", "0")


def _has_a_board() -> bool:
    with contextlib.closing(psycopg2.connect(os.environ["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM organisation_board)")
        return cursor.fetchone()[0]


def commands(port: int) -> dict[str, list[str]]:
    """The three processes of an installation."""
    celery = _python("-m", "celery", "-A", "privacyadmin", "--quiet")
    schedule = Path(local_services.instance("dev").data) / "beat-schedule"
    return {
        "web": _python(
            "-m", "gunicorn", "privacyadmin.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--log-level", "warning",
            "--timeout", "60", "--no-control-socket",
        ),
        "worker": [*celery, "worker", "--concurrency", "1", "--loglevel", "WARNING", "--without-mingle", "--without-gossip"],
        "beat": [*celery, "beat", "--schedule", str(schedule), "--loglevel", "WARNING"],
    }


class Processes:
    """Each in a session of its own, so that Ctrl-C reaches this supervisor alone, which then stops them in order."""

    def __init__(self, wanted: dict[str, list[str]]) -> None:
        self.running: dict[str, subprocess.Popen] = {}
        self.wanted = wanted

    def start(self) -> None:
        for name, command in self.wanted.items():
            self.running[name] = subprocess.Popen(
                command, cwd=local_services.CHECKOUT, env=os.environ | {"PYTHONWARNINGS": ROOT_IS_FINE_HERE}, start_new_session=True,
            )

    def check(self) -> None:
        """One that ended takes the others with it, loudly."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise Stopped(f"{name} ended by itself (exit {process.returncode}); the lines above say why")

    def stop(self) -> None:
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        for process in self.running.values():
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _web_answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def _worker_answers() -> bool:
    command = _python("-m", "celery", "-A", "privacyadmin", "--quiet", "inspect", "ping", "--timeout", "2")
    return subprocess.run(command, cwd=local_services.CHECKOUT, capture_output=True, check=False).returncode == 0


def _wait(processes: Processes, port: int) -> None:
    end = time.monotonic() + PATIENCE
    questions = {"the web": lambda: _web_answers(port), "the worker": _worker_answers}
    for name, answers in questions.items():
        while not answers():
            processes.check()
            if time.monotonic() > end:
                raise Stopped(f"{name} does not answer")
            time.sleep(0.2)


def _port_is_free(port: int) -> bool:
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _welcome(port: int) -> None:
    width = max(len(address) for address, _who in ACCOUNTS)
    _say(f"\nPrivacyadmin, the demo board:  http://127.0.0.1:{port}/\nMail of the demo:              http://127.0.0.1:{port}/demo/mail/\n")
    _say(f"All accounts have the password {PASSWORD}\n")
    for address, who in ACCOUNTS:
        _say(f"  {address:<{width}}  {who}")
    _say("\nCtrl-C stops web, worker and beat; `make stop` stops the database.")


def _interrupt(_number, _frame) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Exit 0 when asked to stop, 1 when something is wrong."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    port = int(os.environ.get("PORT") or 8000)
    os.environ["DEMO"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "privacyadmin.settings"
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    processes = Processes(commands(port))
    try:
        if not _port_is_free(port):
            raise Stopped(f"port {port} is taken; PORT=8010 make demo takes another")
        prepare()
        processes.start()
        _wait(processes, port)
        _welcome(port)
        while True:
            processes.check()
            time.sleep(0.5)
    except KeyboardInterrupt:
        _say("\nStopping …")
        return 0
    except (Stopped, local_services.NotStarted) as problem:
        sys.stderr.write(f"The demo stopped: {problem}.\n")
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):      # a second Ctrl-C must not leave processes behind
            signal.signal(number, signal.SIG_IGN)
        processes.stop()


if __name__ == "__main__":
    sys.exit(main())
