"""One migrated template database per state of the migrations; every worker copies it instead of migrating again."""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from privacyadmin import local_services
from tests.environment import SERVERS, addresses

KEPT_TEMPLATES = 6
WHAT_SHAPES_IT = ("**/migrations/*.py", "**/models.py", "**/models/*.py", "**/apps.py", "db/**/*.py", "audit/**/*.py", "*.sql")
LOCKED = ("requirements.lock",)


def make(name: str) -> None:
    """A fresh copy of the migrated database under this name."""
    with _one_at_a_time():
        template = _template()
    drop(name)
    local_services.create_database(SERVERS, name, template=template)


def template() -> str:
    """The name of the migrated database that the others are copies of."""
    with _one_at_a_time():
        return _template()


def drop(name: str) -> None:
    """Gone, with whoever was still connected."""
    local_services.drop_database(SERVERS, name)


def _template() -> str:
    mark = _fingerprint()
    name, building = f"test_template_{mark}", f"test_building_{mark}"
    known = _templates()
    if name in known:
        return name
    drop(building)
    local_services.create_database(SERVERS, building)
    result = subprocess.run(
        [sys.executable, str(local_services.CHECKOUT / "manage.py"), "migrate", "--verbosity", "0", "--skip-checks"],
        env=os.environ | addresses(building) | {"PRIVACYADMIN_DB": "owner"}, capture_output=True, text=True, check=False,
    )
    if result.returncode:
        raise RuntimeError(f"the migrations fail:\n{result.stdout}\n{result.stderr}")
    _execute(f'ALTER DATABASE "{building}" RENAME TO "{name}"')
    for old in known[KEPT_TEMPLATES - 1:]:
        with contextlib.suppress(Exception):                        # another run may be copying it just now
            drop(old)
    return name


def _templates() -> list[str]:
    """Newest first."""
    return [name for (name,) in _execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_template\\_%' ORDER BY oid DESC")]


def _execute(statement: str) -> list[tuple]:
    with contextlib.closing(local_services.connect(SERVERS)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _fingerprint() -> str:
    """Of everything that decides what a migrated database looks like."""
    root = local_services.CHECKOUT
    files = {path for pattern in WHAT_SHAPES_IT for top in _packages(root) for path in top.glob(pattern)}
    files |= {root / name for name in LOCKED}
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _packages(root: Path) -> list[Path]:
    return [folder for folder in root.iterdir() if (folder / "__init__.py").exists() and folder.name != "tests"]


@contextlib.contextmanager
def _one_at_a_time():
    with (SERVERS.data / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
