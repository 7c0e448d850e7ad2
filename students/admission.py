"""What other apps know of an application: its papers, and what still stands in the way of admission (S1-27, S2-75).

An app says so in ready(): `shows(function)` for links beside an enrolment, `objects(function)` for why the child cannot be enrolled yet.
"""
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from privacyadmin.access.scope import Scope

from .models import Enrolment, EnrolmentStatus, Student

BEFORE = (EnrolmentStatus.APPLICANT, EnrolmentStatus.REJECTED)


@dataclass(frozen=True)
class Paper:
    """A link beside an enrolment, which this reader may follow."""

    enrolment: UUID
    label: str
    url: str


Shows = Callable[[Student, Collection[Enrolment], Scope], Iterable[Paper]]
Objects = Callable[[Enrolment], str]
_shows: list[Shows] = []
_objects: list[Objects] = []


def shows(function: Shows) -> None:
    """`function(student, enrolments, scope)` yields papers, in a constant number of queries."""
    if function not in _shows:
        _shows.append(function)


def objects(function: Objects) -> None:
    """`function(enrolment)` says why the child cannot be enrolled yet; empty when it can."""
    if function not in _objects:
        _objects.append(function)


def papers(student: Student, enrolments: Collection[Enrolment], scope: Scope) -> dict[UUID, list[Paper]]:
    """The papers of each enrolment."""
    found: dict[UUID, list[Paper]] = defaultdict(list)
    for function in _shows:
        for paper in function(student, enrolments, scope):
            found[paper.enrolment].append(paper)
    return found


def why_not(enrolment: Enrolment, scope: Scope) -> str:
    """Why an applicant cannot be enrolled yet; who was a pupil before is not asked again."""
    if enrolment.status not in BEFORE:
        return ""
    return " ".join(reason for reason in (function(enrolment) for function in _objects) if reason)
