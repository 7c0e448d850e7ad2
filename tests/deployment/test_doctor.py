"""`manage.py doctor` names what is wrong with an installation, and nothing else (issue 3, Must show 6)."""

import base64
import json
import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from privacyadmin import audit, local_services
from privacyadmin.accounts import events
from privacyadmin.crypto.models import DataKey
from privacyadmin.dashboard.installation import database_checks, findings, services_checks
from privacyadmin.dashboard.installation.findings import Visit
from privacyadmin.files.models import Correspondence, CorrespondenceFile
from privacyadmin.ids import new_id
from privacyadmin.organisation.models import Board
from privacyadmin.outbox import health
from privacyadmin.outbox.models import Item, NightRun
from privacyadmin.times import local_day
from tests import environment
from tests.factories import BoardFactory, UserFactory
from tests.processes import free_port

NAME = "privacy.waaier.nl"
KEY = base64.b64decode("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")[:20] + b"abcdefghijkl"
SECRET = "zK4pQ9vT2mX7cW1nB8sL5dF3gH6jR0yU-and-still-longer-than-that"


class Site:
    """What stands at the address of the site: the program's own answer, as a proxy passes it on, or spoils it."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers, self.status = headers, 200
        site = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(site.status)
                for name, value in site.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_all) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.01])
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def as_web(db) -> Iterator[None]:
    """This process speaks to the database as the role of the web, as an installation does; nothing is committed."""
    owner = connections["default"]
    web = owner.copy()
    web.settings_dict = {**owner.settings_dict, "USER": local_services.WEB, "AUTOCOMMIT": False}
    connections["default"] = web
    yield
    web.close()
    connections["default"] = owner


@pytest.fixture
def well(as_web, settings, smtp, tmp_path, monkeypatch) -> Iterator[SimpleNamespace]:
    """An installation in which all is well; the test spoils one thing of it."""
    at = timezone.now()
    findings.load()
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    (tmp_path / "sealed").mkdir(mode=0o700)
    (tmp_path / "last-backup").touch()
    changes = {
        "ENVIRONMENT": "production",
        "SECRET_KEY": SECRET,
        "AUDIT_CHECKPOINT_KEY": SECRET[::-1].encode(),
        "MASTER_KEYS": {1: KEY},
        "MASTER_KEY_VERSION": 1,
        "ALLOWED_HOSTS": [NAME, "127.0.0.1"],
        "SITE_URL": f"https://{NAME}",
        "SECURE_SSL_REDIRECT": True,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "SECOND_FACTOR_REQUIRED": True,
        "DEFAULT_FROM_EMAIL": "privacy@waaier.nl",
        "STATIC_ROOT": tmp_path / "static",
        "SEALED_ROOT": tmp_path / "sealed",
        "BACKUP_STAMP": str(tmp_path / "last-backup"),
    }
    for name, value in changes.items():
        setattr(settings, name, value)
    monkeypatch.setattr(os, "geteuid", lambda: 10001)
    # The servers of the tests are fast instead of durable.
    real = database_checks.server_settings
    monkeypatch.setattr(
        database_checks,
        "server_settings",
        lambda *names: real(*names) | {name: "on" for name in names if name in {"fsync", "full_page_writes"}},
    )
    furnish(at)
    site = Site(dict(Client().get("/healthz", headers={"host": NAME, "x-forwarded-proto": "https"}).items()))
    yield SimpleNamespace(at=at, site=site, settings=settings, smtp=smtp, folder=tmp_path, monkeypatch=monkeypatch)
    site.stop()


def furnish(at) -> None:
    """What an installation that works holds."""
    execute("SET synchronous_commit = on")
    BoardFactory()
    NightRun.objects.create(on=local_day(at), started_at=at, finished_at=at)
    for name in ("worker", "beat", "prompt"):
        health.beat_of(name, at=at)


def execute(statement: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(statement)


def as_superuser(*statements: str) -> None:
    with local_services.connect(environment.SERVERS, database=environment.DATABASE) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def found_by_the_doctor(well) -> set[str]:
    found = findings.examine(Visit(at=well.at, site=well.site.url))
    assert all(len(finding.what) > 20 and len(finding.mend) > 20 for finding in found)
    return {finding.name for finding in found}


def test_where_all_is_well_the_doctor_says_nothing(well):
    assert found_by_the_doctor(well) == set()


# What is spoiled, under the name by which the doctor must call it


def setting(**changes):
    def spoil(well):
        for name, value in changes.items():
            setattr(well.settings, name, value)

    return spoil


def database_gone(well):
    connections["default"].close()
    connections["default"].settings_dict["HOST"] = str(well.folder)


def owner_as_web(well):
    connections["default"].close()
    connections["default"].settings_dict["USER"] = local_services.OWNER
    furnish(well.at)


def talkative_log(well):
    as_superuser(f'ALTER ROLE {local_services.WEB} IN DATABASE "{environment.DATABASE}" SET log_min_duration_statement = 0')
    connections["default"].close()
    furnish(well.at)


def stuck_mail(well):
    Item.objects.create(kind="mail", key="stuck", created_at=well.at, due_at=well.at - timedelta(hours=1))


def file_that_waits(well):
    hour_ago = well.at - timedelta(hours=2)
    told = {"case_kind": "test", "case": new_id(), "subject": new_id(), "category": "CAR", "direction": "in", "channel": "email"}
    letter = Correspondence.objects.create(
        **told, happened_on=local_day(well.at), party_sealed=b"", words_sealed=b"", added_by=UserFactory(), added_at=hour_ago
    )
    CorrespondenceFile.objects.create(
        correspondence=letter, subject=letter.subject, category="CAR", name_sealed=b"", media_type="text/plain", size=1, sha256="0",
        stored_as=new_id(), state="held", created_at=hour_ago,
    )


def given_up_mail(well):
    Item.objects.create(kind="mail", key="given up", created_at=well.at, due_at=well.at + timedelta(hours=1), state="failed")


def night_missed(well):
    NightRun.objects.update(on=local_day(well.at) - timedelta(days=3))


def clock_ahead(well):
    well.at += timedelta(minutes=10)
    for name in ("worker", "beat", "prompt"):
        health.beat_of(name, at=well.at)


def recorded(well, days):
    with transaction.atomic():
        audit.record(events.CODE_REQUESTED, about=None, school=None, by=None, at=well.at + timedelta(days=days))
        audit.flush()


def backup_old(well):
    old = (well.at - timedelta(days=2)).timestamp()
    os.utime(well.settings.BACKUP_STAMP, (old, old))


def evicting_broker(well):
    well.monkeypatch.setattr(
        services_checks, "_broker", lambda: SimpleNamespace(ping=lambda: True, info=lambda _section: {"maxmemory_policy": "allkeys-lru"})
    )


def broker_gone(well):
    address = f"redis://127.0.0.1:{free_port()}/0"
    well.settings.REDIS_URL = address


def without_header(name):
    def spoil(well):
        del well.site.headers[name]

    return spoil


def full_disk(well):
    well.monkeypatch.setattr(services_checks.shutil, "disk_usage", lambda _place: SimpleNamespace(total=10**12, used=10**12, free=10**8))


def sealed_not_writable(well):
    (well.folder / "file").touch()
    well.settings.SEALED_ROOT = well.folder / "file" / "sealed"


def site_refuses(well):
    well.site.status = 400


SPOILED = [
    ("environment", setting(ENVIRONMENT="development")),
    ("debug", setting(DEBUG=True)),
    ("demo", setting(DEMO=True)),
    ("secret_key", setting(SECRET_KEY="changeme")),
    ("secret_key", setting(SECRET_KEY="a" * 60)),
    ("master_key", setting(MASTER_KEYS={1: b"\0" * 32})),
    ("checkpoint_key", setting(AUDIT_CHECKPOINT_KEY=SECRET.encode())),
    ("allowed_hosts", setting(ALLOWED_HOSTS=["*"])),
    ("allowed_hosts", setting(ALLOWED_HOSTS=["other.example.nl"])),
    ("site_url", setting(SITE_URL="http://privacy.waaier.nl")),
    ("proxy", setting(SECURE_PROXY_SSL_HEADER=None)),
    ("cookies", setting(SESSION_COOKIE_SECURE=False)),
    ("second_factor", setting(SECOND_FACTOR_REQUIRED=False)),
    ("time_zone", setting(TIME_ZONE="UTC")),
    ("language", setting(LANGUAGE_CODE="en")),
    ("static_files", lambda well: (well.folder / "static" / "staticfiles.json").unlink()),
    ("database", database_gone),
    ("database_role", owner_as_web),
    ("database_version", lambda well: well.monkeypatch.setattr(database_checks, "EXTENSIONS", {"postgis"})),
    ("privileges", lambda well: as_superuser(f"GRANT UPDATE ON audit_event TO {local_services.WEB}")),
    ("migrations", lambda well: as_superuser("UPDATE django_migrations SET app = 'gone' WHERE app = 'crypto'")),
    ("clock", clock_ahead),
    ("clock", lambda well: recorded(well, 2)),
    ("durability", lambda well: execute("SET synchronous_commit = off")),
    ("database_log", talkative_log),
    ("connections", lambda well: well.monkeypatch.setattr(database_checks, "MOST_USED", 0)),
    ("keys", lambda well: DataKey.objects.create(subject=new_id(), wrapped=b"x", key_version=7, created_at=well.at)),
    ("keys", lambda well: DataKey.objects.create(subject=new_id(), wrapped=b"x" * 60, key_version=1, created_at=well.at)),
    ("board", lambda well: Board.objects.all().delete()),
    ("board", lambda well: Board.objects.update(is_demo=True)),
    ("checkpoint", lambda well: recorded(well, -9)),
    ("broker", broker_gone),
    ("eviction", evicting_broker),
    ("worker", lambda well: cache.delete("alive:worker")),
    ("beat", lambda well: health.beat_of("beat", at=well.at - timedelta(hours=1))),
    ("prompt", lambda well: health.beat_of("prompt", at=well.at - timedelta(minutes=16))),
    ("prompt", lambda well: cache.delete("alive:prompt")),
    ("held_files", file_that_waits),
    ("outbox", stuck_mail),
    ("outbox", given_up_mail),
    ("night", night_missed),
    ("mail", setting(EMAIL_PORT=free_port())),
    ("mail", setting(EMAIL_HOST_USER="school", EMAIL_HOST_PASSWORD="wrong")),
    ("mail_sender", setting(DEFAULT_FROM_EMAIL="privacy@demo.example")),
    ("sealed_files", sealed_not_writable),
    ("sealed_place", lambda well: (well.folder / "sealed").chmod(0o755)),
    ("sealed_place", lambda well: setattr(well.settings, "STATIC_ROOT", well.folder)),
    ("disk", full_disk),
    ("backup", setting(BACKUP_STAMP="")),
    ("backup", backup_old),
    ("site", site_refuses),
    ("site", lambda well: setattr(well.site, "url", f"http://127.0.0.1:{free_port()}")),
    *(
        ("headers", without_header(name))
        for name in (
            "X-Robots-Tag",
            "Content-Security-Policy",
            "Strict-Transport-Security",
            "Cross-Origin-Opener-Policy",
            "X-Content-Type-Options",
        )
    ),
    ("user", lambda well: well.monkeypatch.setattr(os, "geteuid", lambda: 0)),
]
ALSO = {"sealed_place": {"static_files"}, "database_role": {"privileges"}}  # the same cause under a second name


@pytest.fixture
def _mended(db):
    """What a test does to the database past the flush."""
    yield
    as_superuser(
        f"REVOKE UPDATE ON audit_event FROM {local_services.WEB}",
        "UPDATE django_migrations SET app = 'crypto' WHERE app = 'gone'",
        f'ALTER ROLE {local_services.WEB} IN DATABASE "{environment.DATABASE}" RESET ALL',
    )


@pytest.mark.parametrize(("name", "spoil"), SPOILED, ids=[f"{number}-{name}" for number, (name, _spoil) in enumerate(SPOILED)])
def test_the_doctor_names_what_is_wrong_and_nothing_else(_mended, well, name, spoil):
    """Must show 6: at least twenty seeded misconfigurations, each named."""
    spoil(well)
    found = found_by_the_doctor(well)
    assert name in found
    assert found <= {name} | ALSO.get(name, set())


def test_nearly_everything_that_is_looked_at_is_spoiled_once():
    findings.load()
    assert len({name for name, _spoil in SPOILED}) >= 20
    assert set(findings.names()) - {name for name, _spoil in SPOILED} == {"encoding"}


def test_a_look_that_fails_is_a_finding_and_the_others_go_on(well, monkeypatch):
    def fail(_visit):
        raise OSError("Noor de Wit")

    monkeypatch.setitem(findings._looks, "disk", fail)
    [finding] = findings.examine(Visit(at=well.at, site=well.site.url))
    assert finding.name == "disk" and "Noor" not in finding.what


def test_the_command_prints_words_or_one_object(well, capsys):
    call_command("doctor", "--site", well.site.url)
    assert str(len(findings.names())) in capsys.readouterr().out
    well.settings.DEBUG = True
    with pytest.raises(SystemExit):
        call_command("doctor", "--site", well.site.url, "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False and [finding["name"] for finding in told["findings"]] == ["debug"]
    with pytest.raises(SystemExit):
        call_command("doctor", "--site", well.site.url)
    assert "debug\n" in capsys.readouterr().out
