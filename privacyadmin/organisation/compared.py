"""Appointments beside roles: somebody may hold the one without the other, and then one of them is forgotten (C-17; 2.14)."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from privacyadmin.access.catalogue import Role
from privacyadmin.access.models import BoardGrant, SchoolGrant
from privacyadmin.times import local_day

from .models import Appointment, Function, School

ROLE_OF = {
    Function.COORDINATOR: Role.COORDINATOR, Function.FG: Role.FG, Function.FG_CONTACT: Role.FG_CONTACT, Function.ADVISER: Role.ADVISER,
}


@dataclass(frozen=True)
class Difference:
    """One of the two is missing."""

    person: str
    function: Function
    school: School | None
    has_role: bool                      # else: is appointed, without the role


def differences(schools: Iterable[School], *, at: datetime) -> list[Difference]:
    """In the board and these schools, in three queries; people from outside without an account need no role."""
    by_key: dict[UUID | None, School | None] = {None: None} | {school.pk: school for school in schools}
    names: dict[UUID, str] = {}
    appointed = _appointed(by_key, names, at)
    with_role = _with_role(by_key, names, at)
    missing = [(key, True) for key in with_role - appointed] + [(key, False) for key in appointed - with_role]
    found = [Difference(names[user], Function(code), by_key[school], has_role) for (code, user, school), has_role in missing]
    return sorted(found, key=lambda each: (each.function.value, each.school.name if each.school else "", each.person))


def _appointed(places: dict[UUID | None, Any], names: dict[UUID, str], at: datetime) -> set[tuple]:
    rows = Appointment.objects.on(local_day(at)).filter(function__in=ROLE_OF, user__isnull=False)
    found = set()
    for code, user, name, school in rows.values_list("function", "user", "user__name", "school"):
        if school in places:
            names[user] = name
            found.add((code, user, school))
    return found


def _with_role(places: dict[UUID | None, Any], names: dict[UUID, str], at: datetime) -> set[tuple]:
    code_of = {f"role_{role.value}": function.value for function, role in ROLE_OF.items()}
    columns = ("permission__codename", "user", "user__name")
    of_board = BoardGrant.objects.in_force(at=at).filter(permission__codename__in=code_of, user__is_active=True)
    of_schools = SchoolGrant.objects.in_force(at=at).filter(
        permission__codename__in=code_of, user__is_active=True, content_object__in=[key for key in places if key]
    )
    rows = [(*row, None) for row in of_board.values_list(*columns)] + list(of_schools.values_list(*columns, "content_object"))
    names |= {user: name for _code, user, name, _school in rows}
    return {(code_of[code], user, school) for code, user, _name, school in rows}
