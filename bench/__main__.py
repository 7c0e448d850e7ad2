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
SHAPES = ("**/migrations/0*.py", "bench/data.py", "bench/people.py", "privacyadmin/audit/sql.py")


def prepare(scale: float, server: str = "dev") -> None:
    """Point Django at the bench database of this scale, made where it is missing; those of an older schema are dropped."""
    local_services.ensure(server)
    here = local_services.instance(server)
    prefix = f"bench_{str(scale).replace('.', '_')}_"
    name = prefix + schema()
    with local_services.connect(here) as connection, connection.cursor() as cursor:
        cursor.execute("select datname from pg_database where left(datname, %s) = %s", [len(prefix), prefix])
        known = [row[0] for row in cursor.fetchall()]
    for old in known:
        if old != name:
            local_services.drop_database(here, old)
    if name not in known:
        local_services.create_database(here, name)
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ[variable] = here.database_url(local_services.OWNER, name)
    os.environ["PRIVACYADMIN_DB"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyadmin.settings")


def schema() -> str:
    """A few letters that change with any migration, and with what is loaded: older data is not used again."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SHAPES for path in ROOT.glob(pattern)):
        if ".venv" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 30 schools, 50,000 pupils and 1,000,000 dossier entries")
    parser.add_argument("--only", default="", help="access, pages, import, requests, registers, audit, crypto or documents")
    parser.add_argument("--quick", action="store_true", help="each once, to see that everything runs")
    parser.add_argument("--server", default="dev", choices=["dev", "test"], help="which private server")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args(arguments)
    start = time.monotonic()
    prepare(options.scale, options.server)
    import django

    django.setup()
    from bench.run import run

    rows = run(options.scale, options.only, is_quick=options.quick)
    options.results.write_text(json.dumps([row.as_dict() for row in rows], indent=1, ensure_ascii=False) + "\n")
    print(f"{time.monotonic() - start:.0f} seconds, {sum(row.holds for row in rows)} of {len(rows)} within their goal")
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
