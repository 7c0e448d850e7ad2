"""An empty database becomes a board, with the two people who do the rest in the browser."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin.access import services as access
from privacyadmin.access.catalogue import Role
from privacyadmin.accounts import services as accounts
from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import Board
from privacyadmin.organisation.services import school_year_on
from privacyadmin.policy.services import use_preset
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed

from .seeds import seed

WHY = "installation"


@dataclass(frozen=True)
class Person:
    """A colleague's name and e-mail."""

    name: str
    email: str


@dataclass(frozen=True)
class Installed:
    """What an installation made."""

    board: Board
    coordinator: User
    ict: User


@transaction.atomic
def install(*, board_name: str, preset: str, coordinator: Person, ict: Person, at: datetime) -> Installed:
    """The board with its rules, its first privacy coordinator and its ICT manager; each chooses a password by a link in the mail.

    Raises NotAllowed where there is a board or an account already, and for one person in both parts (DOMAIN 2.14, segregation).
    """
    if Board.objects.exists() or User.objects.exists():
        raise NotAllowed(_("This database is not empty: an installation never goes over what is there."))
    if coordinator.email.strip().lower() == ict.email.strip().lower():
        raise NotAllowed(_("The privacy coordinator and the ICT manager are two people, each with an own address."))
    today = local_day(at)
    board = Board(name=board_name)
    board.full_clean()
    board.save(force_insert=True)
    seed(valid_from=today)
    use_preset(school=None, preset=preset, valid_from=today, by=None, at=at)
    school_year_on(today)
    first, second = (_appoint(person, role, board, at) for person, role in ((coordinator, Role.COORDINATOR), (ict, Role.ICT)))
    return Installed(board, first, second)


def _appoint(person: Person, role: Role, board: Board, at: datetime) -> User:
    user = accounts.create_staff(email=person.email, name=person.name, by=None, at=at)
    access.grant(user=user, role=role, on=board, since=at, why=WHY, by=None, at=at)
    return user
