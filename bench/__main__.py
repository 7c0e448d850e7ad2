"""`python -m bench [--scale 0.1] [--only word]`: prints a table, writes bench/results.json, exits 1 above a goal."""
import argparse
import hashlib
import json
import os
import sys
import time
from pathlib import Path

from privacyadmin import local_services

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results.json"


def prepare(scale: float) -> bool:
    """Point Django at the bench database of this scale, made where it is missing; whether it still has to be filled."""
    here = local_services.instance("dev")
    local_services.ensure("dev")
    name = f"bench_{str(scale).replace('.', '_')}_{schema()}"
    with local_services.connect(here) as connection, connection.cursor() as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [name])
        is_new = cursor.fetchone() is None
    if is_new:
        local_services.create_database(here, name)
    os.environ["DATABASE_OWNER_URL"] = here.database_url(local_services.OWNER, name)
    os.environ["PRIVACYADMIN_DB"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyadmin.settings")
    return is_new


def schema() -> str:
    """A few letters that change with any migration: data of an older schema is not reused."""
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("**/migrations/0*.py")):
        if ".venv" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", default="")
    options = parser.parse_args(arguments)
    prepare(options.scale)
    import django

    django.setup()
    from bench.run import run

    start = time.monotonic()
    rows = run(options.scale, options.only)
    RESULTS.write_text(json.dumps([row.as_dict() for row in rows], indent=1))
    print(f"{time.monotonic() - start:.0f} seconds, {sum(row.holds for row in rows)} of {len(rows)} within their goal")
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
