import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyadmin.dashboard.installation import findings
from privacyadmin.dashboard.installation.findings import Visit


class Command(BaseCommand):
    help = "Names what is wrong with this installation, and how to mend it. Exit 1 when something is."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one object")
        parser.add_argument("--site", default=settings.SITE_URL, metavar="URL", help="the address that is asked (SITE_URL)")

    def handle(self, *args, **options) -> None:
        findings.load()
        found = findings.examine(Visit(at=timezone.now(), site=options["site"].rstrip("/")))
        self.stdout.write(json.dumps(findings.as_json(found), ensure_ascii=False) if options["json"] else _words(found))
        if found:
            raise SystemExit(1)


def _words(found: list[findings.Finding]) -> str:
    count = len(findings.names())
    if not found:
        return _("All is well: %(count)s things were looked at.") % {"count": count}
    head = ngettext("%(count)s thing is wrong:", "%(count)s things are wrong:", len(found)) % {"count": len(found)}
    return "\n".join([head, *(f"\n{finding.name}\n  {finding.what}\n  → {finding.mend}" for finding in found)])
