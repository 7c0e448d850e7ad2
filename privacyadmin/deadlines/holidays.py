"""Which days are no working days: the library's Dutch holidays, corrected by the board's own table (DOMAIN 2.15, D9, D11)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from holidays import OPTIONAL, PUBLIC, Netherlands

STRICT = "strict"
WIDE = "wide"
LIBERATION_DAY = "Liberation Day"
DISPUTED = {LIBERATION_DAY, "Good Friday"}   # not certain for periods of an EU regulation (D9)


@cache
def named(year: int, language: str = "en_US") -> tuple[tuple[date, str], ...]:
    """The listed holidays of a year with their names, the disputed ones too."""
    found = Netherlands(years=year, categories=(PUBLIC, OPTIONAL), language=language)
    return tuple((day, name) for day in sorted(found) for name in found.get_list(day))


@cache
def holidays_of(year: int, holiday_set: str) -> frozenset[date]:
    """The holidays of a year: strict has the undisputed ones only, wide also Good Friday and each year's 5 May."""
    if holiday_set not in (STRICT, WIDE):
        raise ValueError(f"Unknown set of holidays: {holiday_set}")
    return frozenset(day for day, name in named(year) if holiday_set == WIDE or name not in DISPUTED)


@dataclass(frozen=True)
class Holidays:
    """`day in holidays`, for any day. Rolling over fewer days is the safe side, so the law's term uses the strict set."""

    holiday_set: str = STRICT
    deviations: Mapping[date, bool] = field(default_factory=dict)   # the board's own: day -> is it a holiday

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        listed = self.deviations.get(day)
        return day in holidays_of(day.year, self.holiday_set) if listed is None else listed
