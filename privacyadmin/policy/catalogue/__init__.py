"""The settings a board chooses itself, each with its rule, and what today's law says of a value (DOMAIN 1.3).

A house rule may be stricter than the law, never looser.
"""
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from . import guarding, people, sharing
from .kinds import Age, Choice, Number, Section, Setting, Several, Text, Unit, Words, YesNo
from .presets import FALLBACK, PRESETS

__all__ = [
    "BOARD_WIDE", "FALLBACK", "PRESETS", "SETTINGS", "Age", "Choice", "Number", "Section", "Setting", "Several", "Text", "Unit", "Words",
    "YesNo", "objections", "of_section", "warnings",
]

_IN_ORDER = list(Section)
SETTINGS: dict[str, Setting] = {
    setting.code: setting
    for setting in sorted((*people.SETTINGS, *sharing.SETTINGS, *guarding.SETTINGS), key=lambda each: _IN_ORDER.index(each.section))
}
BOARD_WIDE = [setting.code for setting in SETTINGS.values() if not setting.per_school]


def of_section(section: str, *, for_school: bool = False, asked: bool = False) -> list[Setting]:
    """The settings of one part; for a school those that it may choose itself; `asked`: without those that are fixed."""
    return [
        setting for setting in SETTINGS.values()
        if setting.section == section and (setting.per_school or not for_school) and not (asked and setting.is_fixed)
    ]


def objections(values: Mapping[str, Any]) -> dict[str, Text]:
    """Why values cannot be taken in, by setting; empty when all can."""
    found: dict[str, Text] = {code: _("There is no such setting.") for code in values if code not in SETTINGS}
    for code, setting in SETTINGS.items():
        reason = setting.objection(values[code]) if code in values else _("This setting is missing.")
        if reason:
            found[code] = reason
    return found | _together(values, found)


def _together(values: Mapping[str, Any], found: Iterable[str]) -> dict[str, Text]:
    """What two values say of each other."""
    term, longest = "request_term_days", "extension_max_total_days"
    if term in found or longest in found or values[longest] >= values[term]:
        return {}
    return {longest: _("The longest term cannot be shorter than the term itself.")}


def warnings(values: Mapping[str, Any]) -> dict[str, Text]:
    """Permanent warnings: values that today's law speaks against, by setting."""
    return {code: text for code, setting in SETTINGS.items() if (text := setting.warning(values.get(code)))}
