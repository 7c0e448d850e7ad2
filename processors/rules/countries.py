"""Where data may go: the EEA, countries with an adequacy decision on a day, and what is needed elsewhere (GDPR 44 to 49; S2-114)."""
import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOME = "NL"
# The EU of 27 and Iceland, Liechtenstein and Norway: the EEA is not the EU. Switzerland and the United Kingdom are in neither.
EU = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
EEA = EU | {"IS", "LI", "NO"}


@dataclass(frozen=True)
class Adequacy:
    """A decision of the European Commission under GDPR 45, from its day until it lapsed."""

    since: date
    decision: str                # its number, by which it can be found
    until: date | None = None    # exclusive
    only: str = ""               # what it covers, where it is not every receiver

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


# As it stood in August 2026; docs/sources.md says what was looked up and what was not. A new decision is a new row, never a changed one.
ADEQUATE: dict[str, tuple[Adequacy, ...]] = {
    "AD": (Adequacy(date(2010, 10, 19), "2010/625/EU"),),
    "AR": (Adequacy(date(2003, 6, 30), "2003/490/EC"),),
    "BR": (Adequacy(date(2026, 1, 26), "(EU) 2026/179"),),
    "CA": (Adequacy(date(2001, 12, 20), "2002/2/EC", only="commercial"),),
    "CH": (Adequacy(date(2000, 7, 26), "2000/518/EC"),),
    "FO": (Adequacy(date(2010, 3, 5), "2010/146/EU"),),
    "GB": (
        Adequacy(date(2021, 6, 28), "(EU) 2021/1772", date(2025, 12, 28)),          # with its extension of June 2025
        Adequacy(date(2025, 12, 19), "C(2025) 8771", date(2031, 12, 28)),
    ),
    "GG": (Adequacy(date(2003, 11, 21), "2003/821/EC"),),
    "IL": (Adequacy(date(2011, 1, 31), "2011/61/EU"),),
    "IM": (Adequacy(date(2004, 4, 28), "2004/411/EC"),),
    "JE": (Adequacy(date(2008, 5, 8), "2008/393/EC"),),
    "JP": (Adequacy(date(2019, 1, 23), "(EU) 2019/419", only="commercial"),),
    "KR": (Adequacy(date(2021, 12, 17), "(EU) 2022/254"),),
    "NZ": (Adequacy(date(2012, 12, 19), "2013/65/EU"),),
    "US": (
        Adequacy(date(2016, 7, 12), "(EU) 2016/1250", date(2020, 7, 16), only="certified"),
        Adequacy(date(2023, 7, 10), "(EU) 2023/1795", only="certified"),
    ),
    "UY": (Adequacy(date(2012, 8, 21), "2012/484/EU"),),
}
BY_CERTIFICATE = "dpf"


def is_country(code: str) -> None:
    """Two capital letters, as ISO 3166-1 writes a country."""
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise ValidationError(_("Give a country as two capital letters, such as NL or BE."))


def is_in_eea(country: str) -> bool:
    return country in EEA


def adequacy(country: str, on: date) -> Adequacy | None:
    """The decision that holds for a country on a day."""
    return next((each for each in ADEQUATE.get(country, ()) if each.holds(on)), None)


def objection_to(country: str, mechanism: str, on: date, *, has_assessment: bool = False) -> str:
    """Why data may not go there by this way; a code, empty when it may.

    Inside the EEA nothing is asked. `adequacy` needs a decision that holds; that for the United States covers certified companies only, so
    it is named `dpf`. Clauses and corporate rules need an assessment of the transfer besides (GDPR 46; Schrems II).
    """
    if is_in_eea(country):
        return ""
    if not mechanism:
        return "no_mechanism"
    found = adequacy(country, on)
    if mechanism == BY_CERTIFICATE:
        return "" if country == "US" and found else "no_framework"
    if mechanism == "adequacy":
        return "" if found and found.only != "certified" else "not_adequate"
    return "" if has_assessment else "no_assessment"
