"""What the demo shows of accounts: a promise that was made, who signed in, a substitute, and cover for somebody who is ill."""

from datetime import timedelta

from privacyadmin.access import covers
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.access.services import grant
from privacyadmin.accounts.models import Kind, SignIn, SignInHow, SignInResult, User
from privacyadmin.accounts.services import statements
from privacyadmin.times import start_of_day
from students.models import ClassGroup
from students.services import substitutes

from .build import Demo

LAPTOP, PHONE = ("Firefox, Windows", "192.0.2.0/24"), ("Safari, iPhone", "198.51.100.0/24")
DAY = timedelta(days=1)


def add(demo: Demo) -> None:
    agree(demo)
    note_sign_ins(demo)
    substitute_and_cover(demo)


def agree(demo: Demo) -> None:
    """Everybody of the demo has agreed, so that nobody is asked first; whoever gets an account after this, is."""
    statement = statements.seed(at=demo.at - 60 * DAY)
    for user in demo.accounts.values():
        if user.kind == Kind.STAFF:
            shown = statements.fingerprint(statement.text(user.language))
            statements.agree(user, shown=shown, language=user.language, at=demo.at - 59 * DAY)


def note_sign_ins(demo: Demo) -> None:
    """A week of signing in."""
    for number, (name, user) in enumerate(sorted(demo.accounts.items())):
        how = SignInHow.CODE if user.kind == Kind.FAMILY else SignInHow.SECOND_STEP
        for days in range(1, 8, 2 + number % 3):
            device, network = PHONE if user.kind == Kind.FAMILY else LAPTOP
            _line(user, demo.at - days * DAY - timedelta(minutes=7 * number), how, SignInResult.IN, device, network)
        if name == "mentor.kompas":
            _line(user, demo.at - DAY - timedelta(hours=3), SignInHow.PASSWORD, SignInResult.WRONG, *PHONE)
            _line(user, demo.at - DAY - timedelta(hours=2), SignInHow.PASSKEY, SignInResult.IN, *PHONE, is_new_device=True)
    _line(None, demo.at - 2 * DAY, SignInHow.PASSWORD, SignInResult.WRONG, "", "203.0.113.0/24")


def _line(user: User | None, at, how: str, result: str, device: str, network: str, **more) -> None:
    SignIn(user=user, at=at, how=how, result=result, device=device, network=network, **more).save(force_insert=True)


def substitute_and_cover(demo: Demo) -> None:
    """A teacher who is ill for a month, and the substitute who holds the class meanwhile."""
    school, director = demo.schools["vlieger"], resolve(demo.accounts["director.vlieger"], demo.at)
    keys = [key for key in sorted(demo.classes) if key.startswith("vlieger/") and key != "vlieger/6A"]
    ill_class, other_class = demo.classes[keys[0]], demo.classes[keys[1]]
    year_end = start_of_day(demo.year.end_on)
    ill = User.objects.create_user(email="tom.dekker@demo.example", kind=Kind.STAFF, name="Tom Dekker")
    grant(
        user=ill, role=Role.GROUP_TEACHER, on=ill_class, since=demo.at - 90 * DAY, until=year_end, why="aanstelling", by=None, at=demo.at
    )
    until = min(demo.at + 28 * DAY, year_end)
    stand_in, _is_new = _substitute(other_class, until, director, demo)
    covers.give(absent=ill, stand_in=stand_in, school=school, since=demo.at, until=until, by=director, at=demo.at)


def _substitute(group: ClassGroup, until, director, demo: Demo) -> tuple[User, bool]:
    return substitutes.give_access(
        email="vera.blom@demo.example", name="Vera Blom", classes=[group], role=Role.GROUP_TEACHER, until=until, by=director, at=demo.at
    )
