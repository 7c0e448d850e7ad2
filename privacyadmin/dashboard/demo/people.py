"""The accounts of CONTRACT, and the roles that they hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from privacyadmin.access import services as access
from privacyadmin.access.catalogue import Role
from privacyadmin.accounts.demo import PASSWORD
from privacyadmin.accounts.models import Kind, User

DOMAIN = "demo.example"


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    role: Role | None = None
    place: str = ""  # board, or the key of a school, or school/class
    kind: Kind = Kind.STAFF


STAFF = [
    Person("coordinator", "Mirjam Bouman", Role.COORDINATOR, "board"),
    Person("fg", "Ruud Terpstra", Role.FG, "board"),
    Person("board", "Carolien Brand", Role.BOARD_MEMBER, "board"),
    Person("ict", "Sjoerd Hofman", Role.ICT, "board"),
    Person("director.vlieger", "Henriëtte Postma", Role.DIRECTOR, "vlieger"),
    Person("director.kompas", "Jan-Willem Kraak", Role.DIRECTOR, "kompas"),
    Person("office.vlieger", "Roelie Smit", Role.OFFICE, "vlieger"),
    Person("office.kompas", "Gea Wouda", Role.OFFICE, "kompas"),
    Person("teacher.vlieger", "Ilse van Rijn", Role.GROUP_TEACHER, "vlieger/6A"),
    Person("counsellor.vlieger", "Marja Veldkamp", Role.COUNSELLOR, "vlieger"),
    Person("mentor.kompas", "Bart Holtrop", Role.MENTOR, "kompas/4H1"),
    Person("care.kompas", "Fenneke Ruiter", Role.CARE_COORDINATOR, "kompas"),
    Person("adviser.kompas", "Lidy Groen", Role.ADVISER, "kompas"),
]
FAMILY = {
    "parent.one": "Sanne de Wit",
    "parent.two": "Jelle Hoekstra",
    "parent.apart": "Marco Visser",
    "pupil.sixteen": "Yara Haddad",
}


def create_accounts() -> dict[str, User]:
    """Every account of the demo, by the part before the @."""
    staff = {person.email: _account(person.email, person.name, Kind.STAFF) for person in STAFF}
    return staff | {email: _account(email, name, Kind.FAMILY) for email, name in FAMILY.items()}


def _account(email: str, name: str, kind: Kind) -> User:
    return User.objects.create_user(email=f"{email}@{DOMAIN}", kind=kind, name=name, password=PASSWORD)


def give_roles(accounts: dict[str, User], places: Mapping[str, Model], *, since: datetime, year_end: datetime, at: datetime) -> None:
    """Each member of staff gets his role where he works; roles in a class end with the school year."""
    for person in STAFF:
        assert person.role is not None
        until = year_end if "/" in person.place else None
        access.grant(
            user=accounts[person.email],
            role=person.role,
            on=places[person.place],
            since=since,
            until=until,
            why="aanstelling",
            by=None,
            at=at,
        )
