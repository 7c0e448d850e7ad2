from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from privacyadmin.dashboard.demo.answered import answer
from privacyadmin.dashboard.demo.arrivals import come_and_go
from privacyadmin.dashboard.demo.asked import ask
from privacyadmin.dashboard.demo.asking_all import ask_all
from privacyadmin.dashboard.demo.build import build
from privacyadmin.dashboard.demo.colleagues import add
from privacyadmin.dashboard.demo.disclosed import disclose
from privacyadmin.dashboard.demo.doubted import doubt
from privacyadmin.dashboard.demo.families import other_families
from privacyadmin.dashboard.demo.filled_in import fill_in
from privacyadmin.dashboard.demo.limited import limit
from privacyadmin.dashboard.demo.noted import note
from privacyadmin.dashboard.demo.offices import fill
from privacyadmin.dashboard.demo.papers import write_letters
from privacyadmin.dashboard.demo.placed import place
from privacyadmin.dashboard.demo.post import lay_in
from privacyadmin.dashboard.demo.processing import register_processing
from privacyadmin.dashboard.demo.suppliers import supply
from privacyadmin.dashboard.demo.talked_about import talk
from privacyadmin.dashboard.demo.transfers import go
from privacyadmin.dashboard.demo.twice import twice
from privacyadmin.organisation.models import Board
from students.models import Student


class Command(BaseCommand):
    help = "Fills an empty database with a board of fictional people; the same for the same seed and day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--schools", type=int, default=2, help="how many schools (at least 2)")
        parser.add_argument("--pupils", type=int, default=420, help="how many pupils in all (at least 40)")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *, schools: int, pupils: int, seed: int, **options) -> None:
        if schools < 2 or pupils < 40:
            raise CommandError("The demo needs at least 2 schools and 40 pupils.")
        board = Board.objects.first()
        if board is not None and not board.is_demo:
            raise CommandError("This database holds a real board. The demo is never mixed with it: use an empty database.")
        if board is not None:
            self.stdout.write("The demo is already there.")
            return
        with transaction.atomic():
            demo = build(schools=schools, count=pupils, seed=seed, at=timezone.now())
            fill(demo)
            add(demo)
            come_and_go(demo)
            ask(demo)
            lay_in(demo)
            limit(demo)
            doubt(demo)
            other_families(demo)
            twice(demo)
            write_letters(demo)
            supply(demo)
            register_processing(demo)
            fill_in(demo)
            disclose(demo)
            go(demo)
            answer(demo)
            talk(demo)
            note(demo)
            ask_all(demo)
            place(demo)
        in_all = Student.objects.count()                 # with those who apply, and who have a part of their own
        self.stdout.write(
            f"{demo.board}: {len(demo.schools)} schools, {len(demo.classes)} classes, {in_all} pupils and the people of the demo."
        )
