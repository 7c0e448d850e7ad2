from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyadmin.dashboard.installation.upgrade import upgrade
from privacyadmin.workflow import NotAllowed


class Command(BaseCommand):
    help = "Brings the tables to this version in one step: all of it, or nothing. Also makes the tables of an empty database."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--backup-made", action="store_true", help="there is a backup of today, and it can be read")

    def handle(self, *args, **options) -> None:
        try:
            applied = upgrade(at=timezone.now(), is_backed_up=options["backup_made"])
        except NotAllowed as problem:
            raise CommandError(str(problem)) from problem
        except Error as problem:
            kind = type(problem).__name__
            raise CommandError(_("The upgrade failed (%(kind)s): the database is as it was before.") % {"kind": kind}) from problem
        if not applied:
            self.stdout.write(_("The tables are of this version already."))
            return
        done = ngettext("%(count)s change of the tables was made.", "%(count)s changes of the tables were made.", len(applied))
        self.stdout.write("\n".join([*applied, done % {"count": len(applied)}]))
