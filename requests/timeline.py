"""The story of a request in words: everything for staff, what concerns them for the family (SETTLED 21)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category

from .models import Channel, Method, Outcome, Part, PrivacyRequest, Status, Step, TimelineEntry
from .models.terms import QuestionKind

STAFF: dict[str, Any] = {
    Step.RECEIVED: _("By: %(channel)s. Received on %(received_on)s."),
    Step.IDENTIFIED: _("How: %(method)s."),
    Step.GATHERED: _("%(count)s pieces, of which %(sealed)s sealed."),
    Step.VETTING_ASKED: _("Category: %(category)s."),
    Step.VETTED: _("Category: %(category)s."),
    Step.ASKED: _("About: %(kind)s. The clock stands still from the next day."),
    Step.ANSWERED: _("The answer is now due on %(until)s."),
    Step.EXTENDED: _("The answer is now due on %(until)s."),
    Step.DECIDED: _("Outcome: %(outcome)s."),
    Step.DELIVERED: _("Part: %(part)s."),
    Step.OTHER: _("Step: %(name)s."),
}
FAMILY: dict[str, tuple[Any, Any]] = {
    Step.RECEIVED: (_("We have received your request"), ""),
    Step.IDENTIFIED: (_("We know that it is you who asks"), ""),
    Step.GATHERED: (_("We are collecting the papers"), ""),
    Step.ASKED: (_("We asked you a question"), ""),
    Step.ANSWERED: (_("You answered our question"), _("You get an answer on %(until)s at the latest.")),
    Step.EXTENDED: (_("We need more time"), _("You get an answer on %(until)s at the latest.")),
    Step.DECIDED: (_("There is a decision"), "%(outcome)s"),
    Step.READY: (_("The answer is ready"), _("You can download it for seven days.")),
    Step.ISSUED: (_("The answer was issued again"), ""),
    Step.DELIVERED: (_("Downloaded"), "%(part)s"),
    Step.HANDED_OVER: (_("The answer was handed over"), ""),
    Step.WITHDRAWN: (_("The request was withdrawn"), ""),
    Step.LAPSED: (_("The answer was not collected"), _("You can ask again.")),
}
LABELS = {
    "channel": dict(Channel.choices),
    "method": dict(Method.choices),
    "category": dict(Category.choices),
    "outcome": dict(Outcome.choices),
    "part": dict(Part.choices),
    "kind": dict(QuestionKind.choices),
}
TO_COME = [
    (Status.IDENTIFIED, _("We check that it is you who asks")),
    (Status.COLLECTING, _("We collect the papers")),
    (Status.DECIDED, _("The school decides")),
    (Status.READY, _("You collect the answer")),
]
STAFF_TO_COME = [
    (Status.IDENTIFIED, _("Establish identity")),
    (Status.COLLECTING, _("Gather, read and black out")),
    (Status.SUBMITTED, _("Submit for decision")),
    (Status.DECIDED, _("Decide")),
    (Status.READY, _("Ready to collect")),
]


@dataclass(frozen=True)
class Line:
    """One line as the timeline component draws it."""

    title: Any
    text: Any = ""
    at: datetime | None = None
    by: str = ""
    todo: bool = False
    kind: str = ""


def for_staff(privacy_request: PrivacyRequest, entries: Iterable[TimelineEntry]) -> list[Line]:
    """Every step, then what is to come."""
    lines = [
        Line(entry.get_step_display(), _words(STAFF.get(entry.step, ""), entry), entry.at, entry.by.name if entry.by else "")
        for entry in entries
    ]
    return lines + _to_come(privacy_request, STAFF_TO_COME)


def for_family(privacy_request: PrivacyRequest, entries: Iterable[TimelineEntry]) -> list[Line]:
    """What concerns them, without names of staff; then what is to come."""
    shown = [entry for entry in entries if entry.is_for_family and entry.step in FAMILY]
    lines = [Line(FAMILY[entry.step][0], _words(FAMILY[entry.step][1], entry), entry.at) for entry in shown]
    return lines + _to_come(privacy_request, TO_COME)


def _to_come(privacy_request: PrivacyRequest, steps) -> list[Line]:
    if not privacy_request.is_open:
        return []
    order = list(Status.values)
    here = order.index(privacy_request.status)
    return [Line(words, todo=True) for status, words in steps if order.index(status) > here]


def _words(pattern: Any, entry: TimelineEntry) -> str:
    if not pattern:
        return ""
    return str(pattern) % _Shown({name: _shown(name, value) for name, value in entry.params.items()})


class _Shown(dict):
    def __missing__(self, key: str) -> str:
        return "–"


def _shown(name: str, value: Any) -> str:
    if name in LABELS:
        return str(LABELS[name].get(value, value))
    if isinstance(value, str) and len(value) == 10 and value[4] == "-":
        return date_format(date.fromisoformat(value), "j F Y")
    return str(value)
