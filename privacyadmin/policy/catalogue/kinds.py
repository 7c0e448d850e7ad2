"""What a setting can be: a number, a choice, yes or no, words, or several of a list; each knows what it takes in and how it reads."""
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Text = str | Promise
WORDS_MAX = 500


class Section(TextChoices):
    """The parts of the house rules, as the registers that they govern."""

    REQUESTS = "requests", _("Requests")
    SIXTEEN = "sixteen", _("Pupils of 16 and 17")
    CONSENTS = "consents", _("Consents")
    GUIDANCE = "guidance", _("Guidance and care")
    TRANSFERS = "transfers", _("Change of school")
    PROCESSORS = "processors", _("Processors")
    BREACHES = "breaches", _("Breaches")
    RETENTION = "retention", _("Keeping and destroying")
    INFORMING = "informing", _("Informing and participation")
    SECURITY = "security", _("Security and awareness")


class Unit(TextChoices):
    TIMES = "times", _("times")
    DAYS = "days", _("days")
    MONTHS = "months", _("months")


def nothing(value: Any) -> Text:
    return ""


@dataclass(frozen=True)
class Setting:
    """One choice of the board: its rules, its values, whether a school may differ, and where the law is stricter."""

    code: str
    label: Text
    help: Text
    rules: str
    _: KW_ONLY
    section: Section
    per_school: bool = True
    optional: bool = False
    unlawful: Callable[[Any], Text] = nothing       # why the law forbids a value: refused
    warning: Callable[[Any], Text] = nothing        # why today's law speaks against a value: shown as long as it holds

    @property
    def is_fixed(self) -> bool:
        """Whether the law leaves one value."""
        return False

    @property
    def only_value(self) -> Any:
        """The value of a fixed setting."""
        raise ValueError(f"{self.code} is not fixed.")

    def shown(self, value: Any) -> str:
        """The value as people read it."""
        return str(value)

    def misfit(self, value: Any) -> Text:
        """Why a value is not of this kind; empty when it is."""
        raise NotImplementedError

    def objection(self, value: Any) -> Text:
        """Why a value cannot be taken in: of another kind, or looser than the law."""
        return self.misfit(value) or self.unlawful(value)


@dataclass(frozen=True)
class Number(Setting):
    """A whole number with its unit; nothing where it may be left open."""

    unit: Unit = field(default=Unit.DAYS, kw_only=True)
    lowest: int = field(default=0, kw_only=True)
    highest: int = field(default=1000, kw_only=True)
    open_end: Text = field(default=_("no limit"), kw_only=True)

    @property
    def is_fixed(self) -> bool:
        return self.lowest == self.highest

    @property
    def only_value(self) -> int:
        return self.lowest

    def shown(self, value: Any) -> str:
        if value is None:
            return str(self.open_end)
        words = {
            Unit.TIMES: ngettext("%(number)d time", "%(number)d times", value),
            Unit.DAYS: ngettext("%(number)d day", "%(number)d days", value),
            Unit.MONTHS: ngettext("%(number)d month", "%(number)d months", value),
        }
        return words[self.unit] % {"number": value}

    def misfit(self, value: Any) -> Text:
        if value is None:
            return "" if self.optional else _("Give a number.")
        if isinstance(value, bool) or not isinstance(value, int) or not self.lowest <= value <= self.highest:
            return format_lazy(_("Give a whole number from {lowest} to {highest}."), lowest=self.lowest, highest=self.highest)
        return ""


@dataclass(frozen=True)
class Age(Number):
    """A number of years that somebody has."""

    def shown(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True)
class Choice(Setting):
    """One of a few values; with a single value the law, or the design, leaves no choice."""

    choices: Mapping[Any, Text] = field(kw_only=True)

    @property
    def is_fixed(self) -> bool:
        return len(self.choices) == 1

    @property
    def only_value(self) -> Any:
        return next(iter(self.choices))

    def shown(self, value: Any) -> str:
        return str(self.choices.get(value, value))

    def misfit(self, value: Any) -> Text:
        is_known = any(value == known and type(value) is type(known) for known in self.choices)
        return "" if is_known else _("Choose one of the values.")


@dataclass(frozen=True)
class YesNo(Setting):
    """On or off."""

    def shown(self, value: Any) -> str:
        return str(_("yes") if value else _("no"))

    def misfit(self, value: Any) -> Text:
        return "" if isinstance(value, bool) else _("Choose yes or no.")


@dataclass(frozen=True)
class Words(Setting):
    """A text of the board's own."""

    def shown(self, value: Any) -> str:
        return value or "–"

    def misfit(self, value: Any) -> Text:
        if not isinstance(value, str):
            return _("Give a text.")
        if len(value) > WORDS_MAX:
            return format_lazy(_("Use at most {number} characters."), number=WORDS_MAX)
        return "" if value.strip() or self.optional else _("Give a text.")


@dataclass(frozen=True)
class Several(Setting):
    """Some of a list, each once; in the order given where the order counts."""

    choices: Mapping[str, Text] = field(kw_only=True)
    is_ordered: bool = field(default=False, kw_only=True)
    most: int = field(default=20, kw_only=True)

    def shown(self, value: Any) -> str:
        if not value:
            return str(_("none"))
        between = " → " if self.is_ordered else ", "
        return between.join(str(self.choices.get(code, code)) for code in value)

    def misfit(self, value: Any) -> Text:
        if not isinstance(value, list) or any(not isinstance(code, str) or code not in self.choices for code in value):
            return _("Choose from the list.")
        if len(set(value)) != len(value):
            return _("Choose each of them once.")
        if len(value) > self.most:
            return format_lazy(_("Choose at most {number}."), number=self.most)
        return "" if value or self.optional else _("Choose at least one.")


def beyond(limit: int, law: Text) -> Callable[[Any], Text]:
    """Refuses a number above the law's ceiling."""
    return lambda value: "" if value is None or value <= limit else law


def speaks_against(*against: Any, law: Text) -> Callable[[Any], Text]:
    """Warns for these values, as long as they stand."""
    return lambda value: law if value in against else ""
