"""The database of an earlier version, as `manage.py upgrade` will find it: `python -m tests.deployment.make_dump COMMIT NAME`.

The code of that commit is unpacked beside the working tree and fills an empty database with the demo board; the dump is kept.
"""

import gzip
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from privacyadmin import local_services

KEPT = Path(__file__).parent / "previous"
DATABASE = "previous_version"
WHAT = ("--format=plain", "--no-owner", "--no-comments", "--no-security-labels")


def main(commit: str, name: str) -> None:
    """Unpack, migrate, fill, dump."""
    local_services.ensure("test")
    here = local_services.instance("test")
    local_services.drop_database(here, DATABASE)
    local_services.create_database(here, DATABASE)
    try:
        with tempfile.TemporaryDirectory() as folder:
            _unpack(commit, folder)
            _run(here, folder, "migrate", "--verbosity", "0", owner=True)
            _run(here, folder, "demo_data", "--pupils", "40")
            _run(here, folder, "nightly")
        KEPT.mkdir(exist_ok=True)
        (KEPT / f"{name}.sql.gz").write_bytes(gzip.compress(_dump(here), mtime=0))
    finally:
        local_services.drop_database(here, DATABASE)


def _unpack(commit: str, folder: str) -> None:
    archive = subprocess.run(["git", "archive", commit], cwd=local_services.CHECKOUT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "--extract", "--directory", folder], input=archive, check=True)


def _run(here: local_services.Instance, folder: str, *words: str, owner: bool = False) -> None:
    environment = os.environ | {
        "DATABASE_URL": here.database_url(local_services.WEB, DATABASE),
        "PRIVACYADMIN_DB": "owner" if owner else "web",
        "DATABASE_OWNER_URL": here.database_url(local_services.OWNER, DATABASE),
        "REDIS_URL": f"unix://{here.valkey_socket}?db=0",
        "SEALED_ROOT": f"{folder}/sealed",
        "PRIVACYADMIN_ENV": "development",
        "DEMO": "1",
    }
    subprocess.run([sys.executable, "manage.py", *words], cwd=folder, env=environment, check=True)


def _dump(here: local_services.Instance) -> bytes:
    program = local_services.program("pg_dump", here)
    command = [program, *WHAT, "--host", str(here.postgres_sockets), "--username", "postgres", DATABASE]
    return subprocess.run(command, check=True, capture_output=True).stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
