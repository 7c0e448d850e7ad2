"""What both import commands print."""
import json

from django.core.management.base import BaseCommand

from students.imports.difference import Difference, GuardianDifference


def finish(command: BaseCommand, found: Difference | GuardianDifference, *, applied: bool, as_json: bool) -> None:
    """Print the difference; exit 1 when the file is refused."""
    report = found.as_json(applied=applied)
    if as_json:
        command.stdout.write(json.dumps(report, ensure_ascii=False))
    else:
        _print(command, report)
    if found.is_refused:
        raise SystemExit(1)


def _print(command: BaseCommand, report: dict) -> None:
    for name, value in report.items():
        if isinstance(value, int | str) and name != "applied":
            command.stdout.write(f"{name:<28}{value}")
    for name, count in report["ignored"].items():
        command.stdout.write(f"ignored: {name} ({count})")
    for kind in ("warnings", "errors"):
        for message in report[kind]:
            command.stdout.write(f"{kind[:-1]}: {message['row'] or '-'} {message['key']}: {message['message']}")
    command.stdout.write("written" if report["applied"] else "nothing written")
