"""The house rules as the pages show them: a part, a setting, a difference."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from privacyadmin.organisation.models import School

from .catalogue import BOARD_WIDE, SETTINGS, Section, Setting, Text, of_section, warnings
from .models import PolicyVersion


@dataclass(frozen=True)
class Value:
    """One setting of a version, with its rule, what today's law says of it, and what stood there before."""

    setting: Setting
    shown: str
    before: str = ""
    warning: Text = ""
    differing: list[tuple[School, str, Text]] = field(default_factory=list)      # schools with a value of their own

    @property
    def is_changed(self) -> bool:
        return bool(self.before) and self.before != self.shown

    @property
    def is_board_wide(self) -> bool:
        return self.setting.code in BOARD_WIDE

    @property
    def has_warning(self) -> bool:
        return bool(self.warning) or any(warning for _school, _shown, warning in self.differing)


def values_of(values: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> list[Value]:
    """Every setting of some values, beside those before."""
    said = warnings(values)
    return [
        Value(setting, setting.shown(values[code]), setting.shown(before[code]) if before else "", said.get(code, ""))
        for code, setting in SETTINGS.items()
    ]


def changed(values: Mapping[str, Any], before: Mapping[str, Any]) -> list[Value]:
    """Only what another choice would change."""
    return [value for value in values_of(values, before) if values[value.setting.code] != before[value.setting.code]]


def in_sections(values: Iterable[Value]) -> list[tuple[Section, list[Value]]]:
    """The same, part by part."""
    found = list(values)
    return [(section, [value for value in found if value.setting.section == section]) for section in Section]


def section_values(section: str, board: PolicyVersion, schools: Iterable[PolicyVersion]) -> list[Value]:
    """A part of the rules: the board's values, and beside them those of schools that differ."""
    rules, said = list(schools), warnings(board.whole)
    return [
        Value(
            setting, setting.shown(getattr(board, setting.code)), warning=said.get(setting.code, ""),
            differing=_differing(setting, board, rules),
        )
        for setting in of_section(section)
    ]


def _differing(setting: Setting, board: PolicyVersion, schools: list[PolicyVersion]) -> list[tuple[School, str, Text]]:
    code = setting.code
    return [
        (version.school, setting.shown(getattr(version, code)), setting.warning(getattr(version, code)))
        for version in schools if version.school is not None and getattr(version, code) != getattr(board, code)
    ]
