import json
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from privacyadmin.organisation.models import Board
from privacyadmin.outbox import nightly
from privacyadmin.times import local_day


class Command(BaseCommand):
    help = "Every nightly job for a day (today), in order; safe to repeat. Exit 1 when a job failed."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help="the day; later than today only in a demo or test database")
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *args, **options) -> None:
        at = timezone.now()
        on = options["on"] or local_day(at)
        if on > local_day(at) and not (settings.TESTING or Board.objects.filter(is_demo=True).exists()):
            raise CommandError(_("%(on)s is later than today: only a demo can look ahead.") % {"on": on})
        jobs = nightly.run(on=on, at=at)
        self.stdout.write(json.dumps({"on": str(on), "jobs": jobs}) if options["json"] else _words(on, jobs))
        if any(job["failed"] for job in jobs):
            raise SystemExit(1)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _words(on: date, jobs: list[dict]) -> str:
    lines = [_("%(name)s: %(done)s done, %(failed)s failed") % job for job in jobs]
    return "\n".join([_("Night of %(on)s") % {"on": on}, *lines])
