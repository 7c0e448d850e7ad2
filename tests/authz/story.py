"""One life in which every rule about who may do what decides at least once: short enough to be told again for each changed rule."""
from collections.abc import Iterator
from datetime import date, timedelta

from tests.authz.life import Life

MICRO, HOUR, DAY = timedelta(microseconds=1), timedelta(hours=1), timedelta(days=1)
ALL = ("board", "school", "class", "case")
CARE = ["ID", "GUI", "CAR", "MED", "BSN"]


def tell(life: Life) -> Iterator[str]:
    """Each event, after which everybody may do what the oracle says."""
    yield "before anything happens"
    yield from roles_come_and_go(life)
    yield from cases_open_and_close(life)
    yield from parts_are_limited(life)
    yield from courts_decide(life)
    yield from sam_grows_up(life)


def roles_come_and_go(life: Life) -> Iterator[str]:
    life.appoint("anna", "mentor", "4H1", since=timedelta(0), until=2 * DAY)
    life.appoint("bert", "director", "kompas", since=DAY, until=2 * DAY)
    life.appoint("carla", "board_member", "board", since=DAY, until=2 * DAY)
    life.appoint("carla", "group_teacher", "6A", since=DAY, until=2 * DAY)
    yield "a mentor of now; a director, a board member and a teacher of tomorrow"
    life.pass_time(DAY - MICRO)
    yield "just before tomorrow"
    life.pass_time(MICRO)
    yield "tomorrow"
    life.move_class("sam", "2A")
    yield "Sam is in another class"
    life.move_class("sam", "4H1")
    life.close_account("bert", True)
    yield "an account is closed"
    life.close_account("bert", False)
    life.pass_time(DAY)
    yield "the mentor's last day is over"
    life.pass_time(DAY)
    yield "and that of the others"
    life.appoint("bert", "office", "vlieger", since=timedelta(0), until=None)
    life.appoint("carla", "coordinator", "board", since=timedelta(0), until=None)
    life.dismiss("carla", kinds=ALL)
    yield "an office for good, and a coordinator who was dismissed at once"


def cases_open_and_close(life: Life) -> Iterator[str]:
    life.appoint("anna", "care_coordinator", "kompas", since=timedelta(0), until=None)
    life.open_case("sam", kind="care", categories=CARE, lasts=3 * DAY)
    life.appoint("anna", "care_coordinator", "case 0", since=timedelta(0), until=9 * DAY)
    life.appoint("bert", "mentor", "case 0", since=timedelta(0), until=9 * DAY)
    life.appoint("carla", "orthopedagogue", "case 0", since=DAY, until=DAY)
    yield "a case with one who has the role at the school, one who has another elsewhere, and one invited for tomorrow"
    life.pass_time(DAY)
    yield "she is there"
    life.pass_time(DAY)
    yield "her part is over, the case goes on"
    life.pass_time(DAY)
    yield "the case has lapsed, though the roles in it go on"
    life.open_case("noor", kind="exception", categories=["GUI"], lasts=9 * DAY)
    life.appoint("bert", "office", "case 1", since=timedelta(0), until=None)
    yield "an exception"
    life.open_case("noor", kind="request", categories=["ID", "GUI", "RES"], lasts=9 * DAY)
    life.appoint("bert", "request_handler", "case 2", since=timedelta(0), until=None)
    life.appoint("anna", "request_handler", "case 2", since=timedelta(0), until=None)
    yield "a request, handled by one of the school; another of elsewhere was named"
    life.dismiss("bert", kinds=("school",))
    yield "he has left the school: the exception and the request rest"
    life.close_case("case 2")
    life.dismiss("anna", kinds=ALL)
    life.dismiss("bert", kinds=ALL)
    yield "all is over"


def parts_are_limited(life: Life) -> Iterator[str]:
    life.reach_birthday("sam", 16, moment=HOUR)
    life.appoint("anna", "director", "kompas", since=timedelta(0), until=None)
    life.appoint("anna", "director", "vlieger", since=timedelta(0), until=None)
    yield "Sam is 16"
    for hidden_from in ("restriction", "guardians", "pupil", "family"):
        for child in ("sam", "noor"):
            life.limit(child, categories=["ABS", "RES", "ID"], hidden_from=hidden_from, lasts=DAY)
        yield f"limited: {hidden_from}"
        life.pass_time(DAY)
        yield "the limit is over"
    life.limit("noor", categories=["FIN"], hidden_from="guardians", lasts=None)
    yield "limited without end"
    life.lift("noor")
    yield "lifted"


def courts_decide(life: Life) -> Iterator[str]:
    life.born("sam", date(2015, 1, 1))
    for authority in ("gerechtelijk", "nee", "onbekend", "ja"):
        life.court("father", "noor", authority=authority, since=None, until=None, blocked=False)
        yield f"authority: {authority}"
    life.court("father", "noor", authority="ja", since=None, until=None, blocked=True)
    yield "a contact block"
    tomorrow = life.today + DAY
    life.court("father", "noor", authority="ja", since=tomorrow, until=None, blocked=False)
    life.court("mother", "noor", authority="gerechtelijk", since=None, until=tomorrow, blocked=False)
    yield "authority goes from one to the other tomorrow"
    life.pass_time(DAY)
    yield "tomorrow"


def sam_grows_up(life: Life) -> Iterator[str]:
    life.born("sam", date(2012, 2, 29))
    yield "Sam was born on 29 February"
    for years in (16, 18):
        life.reach_birthday("sam", years, moment=-MICRO)
        yield f"the last instant before {years}"
        life.reach_birthday("sam", years, moment=timedelta(0))
        yield f"{years}"
    life.close_account("father", True)
    yield "his father's account is closed"
