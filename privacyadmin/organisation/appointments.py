"""Who holds an office on a day: `holder`, `contacts` for pages and letters, `vacancies` for the work-list. It gives no rights."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .models import Appointment, Function, School

CONTACTS = (Function.COORDINATOR, Function.FG, Function.ADVISER)            # on every page of a family
ALWAYS_NEEDED = frozenset({Function.COORDINATOR, Function.FG, Function.ADVISER})        # S2-43, S2-48, S1-114


@dataclass(frozen=True)
class Contact:
    """Whom to ask: what stands on a page or in a letter."""

    function: str
    label: str
    name: str
    email: str
    phone: str
    school: str = ""                    # empty: of the whole board


@dataclass(frozen=True)
class Vacancy:
    """Nobody holds an office that somebody should hold."""

    function: Function
    school: School | None
    since: date | None                  # the day the last one ended; None where there never was one


def holder(function: Function, school: School | None, on: date) -> Appointment | None:
    """Who holds an office for a school on a day: its own, else the board's; without a school the board's alone."""
    return next(iter(holders(function, school, on)), None)


def holders(function: Function, school: School | None, on: date) -> list[Appointment]:
    """All who hold it, the school's own first; more than one only of confidential advisers."""
    found = _of_day([school] if school else [], on).filter(function=function)
    return sorted(found, key=lambda each: (each.school_id is None, each.since))


def contacts(schools: Iterable[School], on: date) -> list[Contact]:
    """Coordinator, FG and advisers for these schools, in one query: a school's own stands before the board's."""
    schools = list(schools)
    found = list(_of_day(schools, on).filter(function__in=CONTACTS))
    chosen = []
    for function in CONTACTS:
        of_function = [each for each in found if each.function == function]
        own = [each for each in of_function if each.school_id]
        is_covered = {each.school_id for each in own} >= {school.pk for school in schools} and bool(schools)
        board = [each for each in of_function if not each.school_id]
        chosen += own + ([] if is_covered and function != Function.ADVISER else board)
    return [_contact(each) for each in chosen]


def vacancies(schools: Iterable[School], on: date, *, needed: Iterable[Function] = ALWAYS_NEEDED) -> list[Vacancy]:
    """The offices that nobody holds, in one query: the board's, and a confidential adviser for each school (S1-114)."""
    needed = set(needed)
    rows = list(Appointment.objects.filter(function__in=needed, since__lte=on).only("function", "school", "since", "until"))
    held = {(row.function, row.school_id) for row in rows if not row.is_ended(on)}
    missing = [Vacancy(function, None, _ended(rows, function, None)) for function in Function if _lacks_board(function, needed, held)]
    if Function.ADVISER in needed and (Function.ADVISER, None) not in held:
        missing += [
            Vacancy(Function.ADVISER, school, _ended(rows, Function.ADVISER, school))
            for school in schools if (Function.ADVISER, school.pk) not in held
        ]
    return missing


def _lacks_board(function: Function, needed: set[Function], held: set) -> bool:
    return function in needed and function != Function.ADVISER and (function, None) not in held


def _ended(rows: list[Appointment], function: Function, school: School | None) -> date | None:
    key = school.pk if school else None
    return max((row.until for row in rows if row.function == function and row.school_id == key and row.until), default=None)


def _of_day(schools: list[School], on: date):
    of_place = Appointment.objects.on(on).filter(school__isnull=True) | Appointment.objects.on(on).filter(school__in=schools)
    return of_place.select_related("user", "school").defer("school__logo").order_by("function", "school__name", "since", "pk")


def _contact(appointment: Appointment) -> Contact:
    school = appointment.school.name if appointment.school else ""
    return Contact(appointment.function, appointment.label, appointment.person_name, appointment.email, appointment.phone, school)
