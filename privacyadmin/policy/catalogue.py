"""The settings a board chooses itself, each with its rule, and what today's law says of a value (DOMAIN 1.3)."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Text = str | Promise
LEGAL_TERM_DAYS = 28            # the shortest month: a house term up to here is never later than the law (DOMAIN 2.1.3)
LEGAL_MAX_DAYS = 89             # the shortest three months


@dataclass(frozen=True)
class Setting:
    """One choice of the board: its rules, its values, whether a school may differ, and where the law is stricter."""

    code: str
    label: Text
    help: Text
    rules: str
    choices: Mapping[Any, Text] | None = None        # None: a whole number of at least `lowest`, or nothing where `optional`
    lowest: int = 0
    highest: int = 1000
    optional: bool = False
    per_school: bool = True
    unlawful: Callable[[Any], Text] = lambda value: ""      # why the law forbids a value: refused
    warning: Callable[[Any], Text] = lambda value: ""       # why today's law speaks against a value: shown as long as it holds

    @property
    def is_fixed(self) -> bool:
        """Whether the law leaves one value."""
        return self.choices is None and self.lowest == self.highest

    def shown(self, value: Any) -> Text:
        if self.choices is not None:
            return self.choices.get(value, str(value))
        return _("no limit") if value is None else str(value)


def beyond(limit: int, law: Text) -> Callable[[Any], Text]:
    return lambda value: "" if value is None or value <= limit else law


SETTINGS = {
    setting.code: setting
    for setting in (
        Setting(
            "request_term_days", _("Term of a request, in days"), _("Counted from the day after receipt."), "C-01, S1-61, S2-164, S2-197",
            lowest=1,
            unlawful=beyond(LEGAL_TERM_DAYS, _("The law gives one month; up to 28 days is never later than that (GDPR 12(3)).")),
        ),
        Setting(
            "extension_step_days", _("One extension, in days"), _("How much later an answer may come each time."), "C-02, S1-62, S2-198",
            lowest=1, unlawful=beyond(61, _("The law gives at most two further months (GDPR 12(3)).")),
        ),
        Setting(
            "extension_max_count", _("How often a request can be extended"), _("Empty: as often as the total allows."),
            "C-02, S1-62, S2-198",
            optional=True,
        ),
        Setting(
            "extension_max_total_days", _("Longest term with extensions, in days"), _("Counted from receipt."), "C-02, S1-62, S2-198",
            lowest=1,
            unlawful=beyond(LEGAL_MAX_DAYS, _("The law gives three months in all; up to 89 days is never later (GDPR 12(3)).")),
        ),
        Setting(
            "request_decider", _("Who decides on a request"), _("The one who may grant or refuse it."), "C-29, S1-62, S2-196",
            choices={"school_director": _("the director of the school"), "board": _("the board")},
        ),
        Setting(
            "age_limit", _("Age from which a pupil decides himself"), _("Set by law; it cannot be changed."), "S1-55, S1-66, S2-161, U1",
            lowest=16, highest=16, per_school=False,
        ),
        Setting(
            "age16_mode", _("Pupils of 16 and 17"), _("Who is asked for consent. Requests are the pupil's own in every mode."),
            "C-03, S1-70, S1-71, S2-161",
            choices={
                "strict": _("the pupil decides"),
                "parents_until_pupil_asks": _("parents are asked until the pupil asks to decide himself"),
                "both_must_agree": _("pupil and parents must agree"),
            },
            warning=lambda value: (
                _("From 16 the law asks the pupil himself. A parent's consent holds only until the pupil answers (C-03; UAVG 5).")
                if value == "parents_until_pupil_asks" else ""
            ),
        ),
        Setting(
            "on_turning_16", _("Parents' consents on the sixteenth birthday"), _("What happens to answers that parents gave before."),
            "C-03, S1-69",
            choices={"keep_and_invite": _("stay, and the pupil is invited"), "ask_again": _("are asked again"), "expire": _("end")},
        ),
        Setting(
            "strict16_may_be_asked_by", _("Who may ask that the pupil decides himself"), _("Where parents are asked until then."),
            "S1-70, S1-71",
            choices={"pupil": _("the pupil"), "pupil_or_parent": _("the pupil or a parent")},
        ),
        Setting(
            "holiday_set", _("Public holidays in legal terms"), _("Strict counts only undisputed days, which is the safe reading."),
            "D9, DOMAIN 2.15",
            choices={"strict": _("strict"), "wide": _("wide: with 5 May and Good Friday")}, per_school=False,
            warning=lambda value: _("5 May and Good Friday are disputed as holidays for terms of the EU (D9).") if value == "wide" else "",
        ),
    )
}

COMMON = {
    "request_term_days": 28,
    "extension_step_days": 28,
    "age_limit": 16,
    "on_turning_16": "keep_and_invite",
    "holiday_set": "strict",
}
PRESETS: dict[str, dict[str, Any]] = {
    "vo": COMMON | {
        "extension_max_count": 1, "extension_max_total_days": 56, "request_decider": "school_director",
        "age16_mode": "parents_until_pupil_asks", "strict16_may_be_asked_by": "pupil",
    },
    "po": COMMON | {
        "extension_max_count": None, "extension_max_total_days": 84, "request_decider": "board",
        "age16_mode": "strict", "strict16_may_be_asked_by": "pupil_or_parent",
    },
}

FALLBACK = PRESETS["po"]
BOARD_WIDE = [setting.code for setting in SETTINGS.values() if not setting.per_school]


def objections(values: Mapping[str, Any]) -> dict[str, Text]:
    """Why values cannot be taken in, by setting; empty when all can. A house rule may be stricter than the law, never looser."""
    found: dict[str, Text] = {code: _("There is no such setting.") for code in values if code not in SETTINGS}
    for code, setting in SETTINGS.items():
        reason = objection(setting, values[code]) if code in values else _("This setting is missing.")
        if reason:
            found[code] = reason
    return found


def objection(setting: Setting, value: Any) -> Text:
    if setting.choices is not None:
        return "" if value in setting.choices else _("Choose one of the values.")
    if value is None:
        return "" if setting.optional else _("Give a number.")
    if isinstance(value, bool) or not isinstance(value, int) or not setting.lowest <= value <= setting.highest:
        return format_lazy(_("Give a whole number from {lowest} to {highest}."), lowest=setting.lowest, highest=setting.highest)
    return setting.unlawful(value)


def warnings(values: Mapping[str, Any]) -> dict[str, Text]:
    """Permanent warnings: values that today's law speaks against, by setting."""
    return {code: text for code, setting in SETTINGS.items() if (text := setting.warning(values.get(code)))}
