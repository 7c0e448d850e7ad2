"""Why the answer is yes or no, in one sentence: for a colleague, and for the family.

Who may not know that a pupil is restricted or protected reads what he would read if nobody had answered. The family reads nothing of what
another parent answered.
"""
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .verdict import Reason, Verdict

Words = str | Promise
SILENCE = gettext_lazy("Nobody who may decide has said yes.")
TO_COLLEAGUES: dict[Reason, Words] = {
    Reason.YES: gettext_lazy("Yes, said on %(day)s."),
    Reason.YES_UNTIL_PUPIL: gettext_lazy("Yes, by a parent on %(day)s. It holds until the pupil answers."),
    Reason.RETIRED: gettext_lazy("This is not asked any more, so nobody can rely on it."),
    Reason.LIMITED: SILENCE,
    Reason.NOBODY: gettext_lazy("It is not recorded who has authority over this pupil."),
    Reason.UNANSWERED: SILENCE,
    Reason.PUPIL_UNANSWERED: gettext_lazy("The pupil decides, and has not answered yet."),
    Reason.WAITS_FOR_OTHER: gettext_lazy("One parent said yes; the answer of the other is awaited."),
    Reason.REFUSED: gettext_lazy("A parent said no on %(day)s."),
    Reason.WITHDRAWN: gettext_lazy("A parent took the consent back on %(day)s."),
    Reason.PUPIL_REFUSED: gettext_lazy("The pupil said no on %(day)s."),
    Reason.PUPIL_WITHDRAWN: gettext_lazy("The pupil took the consent back on %(day)s."),
    Reason.CONFLICT: gettext_lazy("The parents do not agree: one of them said no on %(day)s."),
    Reason.DOUBT: gettext_lazy("Somebody whose authority is not recorded said no on %(day)s."),
    Reason.OLD_TEXT: gettext_lazy("The text has changed since they said yes on %(day)s. They are asked again."),
    Reason.EXPIRED: gettext_lazy("The yes of %(day)s has run out."),
}
FOR_NOW = gettext_lazy("The school does not do this at the moment. Do you have a question? Ask the school.")
NOT_ANSWERED = gettext_lazy("You have not answered yet. For now the school does not do this.")
NOT_YOUR_YES = gettext_lazy("You have not answered yet. The school may do this now. Do you say no? Then the school stops.")
YOUR_NO = gettext_lazy("The school does not do this.")
WHOEVER_ANSWERED = (Reason.RETIRED, Reason.NOBODY, Reason.PUPIL_UNANSWERED)
TO_FAMILY: dict[Reason, Words] = {
    Reason.YES: gettext_lazy("The school may do this."),
    Reason.YES_UNTIL_PUPIL: gettext_lazy("The school may do this, until the pupil answers."),
    Reason.RETIRED: gettext_lazy("The school does not ask this any more."),
    Reason.NOBODY: gettext_lazy("The school has to know first who has parental authority. Until then it does not do this."),
    Reason.PUPIL_UNANSWERED: gettext_lazy("From 16 the pupil decides. As long as there is no answer, the school does not do this."),
    Reason.OLD_TEXT: gettext_lazy("The text has changed. Please answer again; until then the school does not do this."),
    Reason.EXPIRED: gettext_lazy("The answer has run out. Please answer again; until then the school does not do this."),
}


def to_colleague(found: Verdict) -> str:
    """One sentence for a teacher."""
    return str(TO_COLLEAGUES[found.told_as or found.reason]) % {"day": _day(found.on)}


def to_family(found: Verdict, *, has_answered: bool, said_no: bool = False, is_pupil: bool = False) -> str:
    """One sentence for a parent or the pupil; says nothing of what somebody else answered."""
    if said_no and not found.is_yes and found.reason != Reason.RETIRED:
        return str(YOUR_NO)
    if found.reason == Reason.YES and not has_answered:
        return str(NOT_YOUR_YES)
    is_of_parents = is_pupil and found.reason == Reason.NOBODY
    if not (found.is_yes or has_answered or found.reason in WHOEVER_ANSWERED) or is_of_parents:
        return str(NOT_ANSWERED)
    return str(TO_FAMILY.get(found.reason, FOR_NOW))


def label(found: Verdict) -> str:
    return _("yes") if found.is_yes else _("no")


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""
