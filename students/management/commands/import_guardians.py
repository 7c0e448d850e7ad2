from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from students.imports import guardian_apply, guardian_plan, guardians
from students.imports.difference import GuardianDifference
from students.imports.messages import Refused

from ._report import finish


class Command(BaseCommand):
    help = "Compares a list of guardians (CSV or XLSX) with those known; writes only with --apply, all or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="write what is shown")
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *, file, json: bool, **options):
        try:
            source = guardians.read(file)
        except Refused as refused:
            found = GuardianDifference(errors=[refused.as_message()])
        else:
            found = guardian_apply.apply(source, by=None, at=timezone.now()) if options["apply"] else guardian_plan.plan(source)
        finish(self, found, applied=options["apply"] and not found.is_refused, as_json=json)
