from .holidays import STRICT, WIDE, Holidays
from .rules import (
    LATE,
    REMINDER_STAGES,
    Extension,
    Pause,
    RequestPolicy,
    Terms,
    add_months,
    breach_due,
    days_between,
    extension_objection,
    next_extension_days,
    reminder_stage,
    roll_forward,
    terms,
)

__all__ = [
    "LATE", "REMINDER_STAGES", "STRICT", "WIDE", "Extension", "Holidays", "Pause", "RequestPolicy", "Terms", "add_months", "breach_due",
    "days_between", "extension_objection", "next_extension_days", "reminder_stage", "roll_forward", "terms",
]
