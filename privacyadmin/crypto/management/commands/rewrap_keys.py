from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from privacyadmin import crypto


class Command(BaseCommand):
    help = "After a change of MASTER_KEY: wraps every pupil's key with the new one; safe to repeat and to interrupt."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(_("%(count)s keys were wrapped anew.") % {"count": crypto.rewrap()})
