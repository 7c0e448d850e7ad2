"""Set before Django loads (a plugin of pytest, `-p tests.environment`): private servers, and names of this run's own.

PRIVACYADMIN_TEST_NAME keeps two runs on one machine apart; each xdist worker has its own database, Redis database and queue.
"""

import os
import re
import zlib

from privacyadmin import local_services

NAME = re.sub(r"[^a-z0-9]", "", os.environ.get("PRIVACYADMIN_TEST_NAME", "main").lower()) or "main"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
SERVERS = local_services.instance("test")
DATABASE = f"test_{NAME}_{WORKER}"
REDIS_DATABASES_PER_RUN = 8


def redis_database() -> int:
    """A number from 1 to 255 for this worker of this run."""
    worker = 0 if WORKER == "main" else 1 + int(WORKER.removeprefix("gw")) % (REDIS_DATABASES_PER_RUN - 1)
    return 8 + zlib.crc32(NAME.encode()) % 30 * REDIS_DATABASES_PER_RUN + worker


def addresses(database: str) -> dict[str, str]:
    """What a process needs to work on a database of the tests."""
    return {
        "DATABASE_URL": SERVERS.database_url(local_services.WEB, database),
        "DATABASE_OWNER_URL": SERVERS.database_url(local_services.OWNER, database),
        "REDIS_URL": f"unix://{SERVERS.valkey_socket}?db={redis_database()}",
    }


def prepare() -> None:
    """Never the database that the environment happens to name: tests empty theirs."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DEMO", "SECRET_KEY", "MASTER_KEY", "SITE_URL"):
        os.environ.pop(name, None)
    os.environ["PRIVACYADMIN_ENV"] = "test"
    os.environ["PRIVACYADMIN_DB"] = "owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = "privacyadmin.settings"
    local_services.ensure("test")
    os.environ.update(addresses(DATABASE))
    os.environ["CELERY_QUEUE"] = f"privacyadmin-{NAME}-{WORKER}"
    os.environ["SEALED_ROOT"] = str(local_services.CHECKOUT / ".data" / "sealed-test" / f"{NAME}-{WORKER}")
    static = local_services.CHECKOUT / ".data" / "static-test"      # empty: the tests serve what lies in static/
    static.mkdir(parents=True, exist_ok=True)
    os.environ["STATIC_ROOT"] = str(static)


prepare()
