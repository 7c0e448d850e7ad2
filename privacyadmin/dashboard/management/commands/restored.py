from datetime import date

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyadmin.dashboard.installation.restored import restored


class Command(BaseCommand):
    help = "After a backup was put back, before the worker starts: ends every session, and keeps back mail that may have gone since."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--of", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD", help="the day of the backup")

    def handle(self, *args, **options) -> None:
        found = restored(of=options["of"], at=timezone.now())
        kept = ngettext("%(count)s message was kept back.", "%(count)s messages were kept back.", found.mails)
        self.stdout.write(_("Nobody is signed in any more.") + " " + kept % {"count": found.mails})
        if found.mails:
            self.stdout.write(_("They stand on the page of what could not be sent (/stuck/): send those that did not arrive yet."))
