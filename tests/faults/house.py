"""An installation that may be killed: web, worker, database and broker as processes of their own, on the instance `fault`."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

import psycopg2
import redis

from privacyadmin import local_services
from privacyadmin.celery import app, broker_url
from tests import databases, environment
from tests.processes import MailServer, Worker, free_port, wait_until

DATABASE = f"fault_{environment.NAME}_{environment.WORKER}"
CSRF = "x" * 32                     # any secret: cookie and field must agree


class House:
    """Everything of an installation, each part to be killed by itself."""

    def __init__(self, smtp: MailServer) -> None:
        self.here = local_services.instance("fault")
        self.smtp, self.port = smtp, free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="privacyadmin-fault-"))
        self.web: subprocess.Popen | None = None
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")} | {
            "DATABASE_URL": self.here.database_url(local_services.WEB, DATABASE), "PRIVACYADMIN_DB": "web",
            "DATABASE_OWNER_URL": self.here.database_url(local_services.OWNER, DATABASE),
            "REDIS_URL": f"unix://{self.here.valkey_socket}?db=0", "CELERY_QUEUE": DATABASE, "SEALED_ROOT": str(self.folder),
            "EMAIL_HOST": smtp.host, "EMAIL_PORT": str(smtp.port), "PYTHONPATH": str(local_services.CHECKOUT),
        }
        self.worker = Worker(self.environment)

    # Database

    def start_servers(self) -> None:
        """Database and broker; what runs already stays."""
        bare = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}}
        words = [sys.executable, "-m", "privacyadmin.local_services", "start", "fault"]
        subprocess.run(words, cwd=local_services.CHECKOUT, env=bare, check=True, capture_output=True)

    def make_database(self) -> None:
        """A copy of the tests' migrated template, brought over from their server."""
        local_services.drop_database(self.here, DATABASE)
        local_services.create_database(self.here, DATABASE)
        source = environment.SERVERS
        dump = [local_services.program("pg_dump", source), "--host", str(source.postgres_sockets), "--username", "postgres"]
        load = [local_services.program("psql", self.here), "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1",
                "--host", str(self.here.postgres_sockets), "--username", "postgres", DATABASE]
        content = subprocess.run([*dump, databases.template()], check=True, capture_output=True).stdout
        subprocess.run(load, input=content, check=True, capture_output=True)

    def empty(self) -> None:
        """No row of an earlier test; what the migrations wrote about models stays."""
        tables = self.ask(
            "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relispartition AND relname <> ALL(%s)", ["django_migrations", "django_content_type", "auth_permission"],
        )
        self.ask(f"TRUNCATE {', '.join(name for (name,) in tables)}")

    def ask(self, statement: str, *values) -> list[tuple]:
        with contextlib.closing(local_services.connect(self.here, database=DATABASE)) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def one(self, statement: str, *values):
        return self.ask(statement, *values)[0][0]

    def kill_database(self) -> None:
        """kill -9 of PostgreSQL, and up again: as after a power cut."""
        pid = int((self.here.postgres_data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not Path(f"/proc/{pid}").exists() or _is_zombie(pid), what="the end of PostgreSQL")
        wait_until(self._starts, what="PostgreSQL")

    def _starts(self) -> bool:
        with contextlib.suppress(subprocess.CalledProcessError):
            self.start_servers()
        with contextlib.suppress(psycopg2.Error):
            return self.one("SELECT true")
        return False

    def kill_broker(self) -> None:
        """The broker is gone, and with it everything that it held."""
        os.kill(int(self.here.valkey_pid_file.read_text()), signal.SIGKILL)
        wait_until(lambda: not local_services.valkey_answers(self.here), what="the end of the broker")

    # Web

    def start_web(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "privacyadmin.wsgi:application", "--bind", f"127.0.0.1:{self.port}", "--workers", "2",
                   "--log-level", "error", "--timeout", "60", "--no-control-socket"]
        with (self.folder / "web.log").open("ab") as log:
            self.web = subprocess.Popen(
                command, env=self.environment, cwd=local_services.CHECKOUT, stdout=log, stderr=log, start_new_session=True,
            )
        wait_until(lambda: self.get("/healthz")[0] == 200, what="the web")

    def kill_web(self) -> None:
        """kill -9 of gunicorn and all its workers."""
        assert self.web is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait(20)
        self.web = None

    def get(self, path: str, session: str = "") -> tuple[int, str]:
        """Status and address; 0 where nobody answers."""
        return self._send("GET", path, session, None)

    def post(self, path: str, session: str, values: dict[str, str]) -> tuple[int, str]:
        return self._send("POST", path, session, urllib.parse.urlencode(values | {"csrfmiddlewaretoken": CSRF}))

    def _send(self, method: str, path: str, session: str, body: str | None) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": f"sessionid={session}; session={session}; csrftoken={CSRF}", "Host": "localhost"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location") or ""
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            line.close()

    def ready(self) -> dict:
        """What /readyz says, with its status."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request("GET", "/readyz", headers={"Host": "localhost"})
            answer = line.getresponse()
            return json.loads(answer.read()) | {"status": answer.status}
        finally:
            line.close()

    def forget_the_living(self) -> None:
        """As if ten minutes had passed since worker and beat were heard of."""
        with redis.Redis.from_url(self.environment["REDIS_URL"]) as broker:
            broker.flushall()

    # Worker and commands

    def ring(self) -> None:
        """What a page or beat does: look what is due."""
        with app.connection_for_write(broker_url(self.environment["REDIS_URL"])) as broker:
            app.send_task("privacyadmin.outbox.work", connection=broker, queue=DATABASE, retry=False, ignore_result=True)

    def ten_minutes_later(self) -> None:
        """The lease of what a dead worker had is over."""
        self.ask("UPDATE outbox_item SET leased_until = now() WHERE state = 'working'")

    def manage(self, *words: str, role: str = "web", check: bool = True) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *words], cwd=local_services.CHECKOUT, env=self.environment | {"PRIVACYADMIN_DB": role},
            check=check, capture_output=True, text=True,
        )

    def make(self, what: str, number: int = 0) -> dict:
        """People and things, made by `tests/faults/made.py` in a process of the house."""
        words = [sys.executable, "-m", "tests.faults.made", what, str(number)]
        given = self.environment | {"PRIVACYADMIN_DB": "owner"}
        done = subprocess.run(words, cwd=local_services.CHECKOUT, env=given, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def close(self) -> None:
        if self.web:
            self.kill_web()
        self.worker.kill()
        self.start_servers()
        local_services.drop_database(self.here, DATABASE)


def _is_zombie(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return ") Z" in Path(f"/proc/{pid}/stat").read_text()
    return True


def retrying(attempt, *, seconds: float = 90.0):
    """What a client does that gets no answer, or one that says «later»: the same again, until it is told that it was received."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = attempt()
        if answer:
            return answer
        time.sleep(0.15)
    raise TimeoutError("never received")
