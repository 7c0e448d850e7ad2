import sys

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from privacyadmin.accounts.services import password_path
from privacyadmin.dashboard.installation.first import Person, install
from privacyadmin.policy.catalogue import PRESETS
from privacyadmin.workflow import NotAllowed


def questions() -> dict[str, str]:
    """What is asked, by the option that answers it."""
    return {
        "board": _("Name of the board"),
        "coordinator_name": _("Name of the privacy coordinator"),
        "coordinator_email": _("E-mail of the privacy coordinator"),
        "ict_name": _("Name of the ICT manager"),
        "ict_email": _("E-mail of the ICT manager"),
    }


class Command(BaseCommand):
    help = "Makes the board, its first privacy coordinator and its ICT manager in an empty database. Asks for what is not given."

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("board", "coordinator-name", "coordinator-email", "ict-name", "ict-email"):
            parser.add_argument(f"--{name}", default="")
        parser.add_argument("--rules", choices=sorted(PRESETS), default="po", help="the model rules to start with: po or vo")
        parser.add_argument(
            "--print-links", action="store_true", help="also print the links to choose a password, for where no mail arrives yet"
        )

    def handle(self, *args, **options) -> None:
        answers = {name: options[name].strip() or _ask(question) for name, question in questions().items()}
        people = [Person(answers[f"{part}_name"], answers[f"{part}_email"]) for part in ("coordinator", "ict")]
        try:
            for person in people:
                validate_email(person.email)
            made = install(board_name=answers["board"], preset=options["rules"], coordinator=people[0], ict=people[1], at=timezone.now())
        except (NotAllowed, ValidationError) as problem:
            raise CommandError(" ".join(getattr(problem, "messages", [str(problem)]))) from problem
        self.stdout.write(_("The board is there. Both people get a mail with a link to choose a password; it works once, for three days."))
        if options["print_links"]:
            for user in (made.coordinator, made.ict):
                self.stdout.write(f"{user.name}: {settings.SITE_URL}{password_path(user)}")
        self.stdout.write(_("Next: start the worker, run manage.py doctor, sign in as the coordinator, and add the schools by an import."))


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError(_("Not given: %(question)s. See manage.py install --help.") % {"question": question})
    answer = ""
    while not answer:
        answer = input(f"{question}: ").strip()
    return answer
