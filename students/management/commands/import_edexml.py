from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from privacyadmin.organisation.models import Sector
from privacyadmin.times import local_day
from students.imports import apply, edexml
from students.imports.difference import Difference
from students.imports.messages import Refused

from ._report import finish


class Command(BaseCommand):
    help = "Compares an EDEXML 2.1 file with the pupils of its school; writes only with --apply, all or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="write what is shown")
        parser.add_argument("--json", action="store_true", help="print one object")
        parser.add_argument("--new-school", metavar="NAME", help="the name of a school that the board does not have yet")
        parser.add_argument("--sector", choices=Sector.values, help="of the new school")

    def handle(self, *, file, json: bool, new_school, sector, **options):
        if new_school and not sector:
            self.stderr.write("--new-school needs --sector po or --sector vo.")
            raise SystemExit(1)
        at = timezone.now()
        school = apply.NewSchool(new_school, sector) if new_school else None
        try:
            edex = edexml.read(file, on=local_day(at))
        except Refused as refused:
            found = Difference(errors=[refused.as_message()])
        else:
            work = apply.apply if options["apply"] else apply.difference
            found = work(edex, at=at, new_school=school, **({"by": None} if options["apply"] else {}))
        finish(self, found, applied=options["apply"] and not found.is_refused, as_json=json)
