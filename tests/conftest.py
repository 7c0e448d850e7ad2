"""What every test may ask for: a database of its own, the web's role, a real worker, a real mail server, a real browser."""

import fcntl
import gc
import os
import shutil
from collections.abc import Iterator

import hypothesis
import psycopg2
import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from xdist.scheduler import LoadScopeScheduling

from privacyadmin import local_services
from tests import databases, environment, processes
from tests.fixtures import board, class4h1, group6a, kompas, noor, vlieger  # noqa: F401 - the standing school
from tests.sizes import FULL

hypothesis.settings.register_profile("privacyadmin", deadline=None, print_blob=True, derandomize=not FULL, database=None)
hypothesis.settings.load_profile("privacyadmin")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """A copy of the migrated template, under the name that the settings already have."""
    databases.make(environment.DATABASE)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    databases.drop(environment.DATABASE)
    shutil.rmtree(settings.SEALED_ROOT, ignore_errors=True)


@pytest.fixture(autouse=True)
def _empty_redis(request) -> None:
    """No counted attempt, cached page or queued bell of an earlier test."""
    if {"db", "transactional_db", "_django_db_helper", "live_server"} & set(request.fixturenames):
        cache.clear()


@pytest.fixture(scope="session")
def redis_client() -> Iterator[redis.Redis]:
    """The broker and cache of this worker."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


@pytest.fixture
def web_connection(transactional_db) -> Iterator:
    """A connection as the web has it: of the role that owns nothing."""
    connection = psycopg2.connect(environment.SERVERS.database_url(local_services.WEB, environment.DATABASE))
    yield connection
    connection.close()


@pytest.fixture
def smtp(monkeypatch, settings) -> Iterator[processes.MailServer]:
    """A mail server on loopback, with what it received in `messages`; this process and a real worker send to it."""
    with processes.MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
        monkeypatch.setenv("EMAIL_HOST", server.host)
        monkeypatch.setenv("EMAIL_PORT", str(server.port))
        yield server


@pytest.fixture
def real_worker(transactional_db, redis_client, smtp) -> Iterator[processes.Worker]:
    """A Celery worker as a process of its own, as the web's role, on this test's database and queue; its mail is in `smtp`."""
    redis_client.flushdb()
    with processes.Worker(os.environ | {"PRIVACYADMIN_DB": "web"}) as worker:
        yield worker
    redis_client.flushdb()


@pytest.fixture
def fault(monkeypatch) -> Iterator[local_services.Instance]:
    """A pair of servers that a test may kill, one test at a time; nothing is started yet, and the environment names none."""
    for name in environment.addresses(""):
        monkeypatch.delenv(name)
    with (environment.SERVERS.data / "fault.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        local_services.stop("fault")
        yield local_services.instance("fault")
        local_services.stop("fault")


class Together(LoadScopeScheduling):
    """Hands out tests one by one, but those that share servers of their own to one worker, all of them.

    `--dist loadgroup` should do so by the mark xdist_group; with pytest 9.2 it sees no marks.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((name for name, folders in SHARED.items() if nodeid.startswith(folders)), nodeid)


SHARED = {"fault": ("tests/faults/", "tests/local_services/"), "bench": ("tests/bench/",)}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log) -> Together:
    return Together(config, log)


def pytest_collection_finish() -> None:
    """What was loaded stays: the collector need not walk through it in every test."""
    gc.collect()
    gc.freeze()
