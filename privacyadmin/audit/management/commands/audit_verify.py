import json
from dataclasses import asdict
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from privacyadmin import audit


class Command(BaseCommand):
    help = "Checks every row of the register; exit 1 and the first broken row when it does not hold."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="print one object")
        parser.add_argument("--seal", metavar="YYYY-MM-DD=FIGURE", help="also compare the figure that was mailed for that day")

    def handle(self, *args, **options) -> None:
        verdict = audit.verify(seal=_seal(options["seal"]))
        self.stdout.write(json.dumps(asdict(verdict), default=str) if options["json"] else _words(verdict))
        if not verdict.ok:
            raise SystemExit(1)


def _seal(text: str | None) -> tuple[date, str] | None:
    if not text:
        return None
    day, _equals, figure = text.partition("=")
    try:
        return date.fromisoformat(day), figure.strip()
    except ValueError as error:
        raise CommandError("--seal is written as 2026-11-22=0123abcd…") from error


def _words(verdict: audit.Verdict) -> str:
    if verdict.ok:
        return _("The register holds: %(rows)s events in %(chains)s chains.") % {"rows": verdict.rows, "chains": verdict.chains}
    broken = verdict.first_broken
    return _("The register does NOT hold: chain %(chain)s, event %(seq)s, %(why)s.") % {
        "chain": broken.chain, "seq": broken.seq, "why": broken.why
    }
