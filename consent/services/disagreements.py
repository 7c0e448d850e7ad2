"""Parents who do not agree: noted when the answers come in, a task until somebody has looked (DOMAIN 1.6; U7; C-03)."""
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from consent import asking, events, reach
from consent.models import Decision, Disagreement, Settled
from consent.rules.verdict import Reason, Verdict
from privacyadmin import audit
from privacyadmin.access.catalogue import Verb
from privacyadmin.access.scope import Scope
from privacyadmin.workflow import NotAllowed
from students.models import Student

DIFFERS = (Reason.CONFLICT, Reason.DOUBT)
BY_HAND = (Settled.TALKED, Settled.LEFT)
Key = tuple[UUID, UUID]


@transaction.atomic
def follow(decisions: Iterable[Decision], *, at: datetime) -> list[Disagreement]:
    """After answers came in: note where they differ now, and end what differs no more. Four queries for any number of answers."""
    opened: list[Disagreement] = []
    for occasion, rows in _by_occasion(decisions).items():
        pupils, purposes = {row.student_id for row in rows}, {row.purpose_id: row.category for row in rows}
        found = asking.verdicts(pupils, purposes, at=at, occasion=occasion)
        waiting = Disagreement.objects.open().filter(student__in=pupils, purpose__in=purposes, occasion=occasion)
        known = {(row.student_id, row.purpose_id): row for row in waiting}
        answered = {(row.student_id, row.purpose_id) for row in rows}
        opened += [
            Disagreement(student_id=pupil, purpose_id=purpose, occasion_id=occasion, category=purposes[purpose], found_at=at)
            for pupil, purpose in sorted(answered - known.keys()) if _differs(found, (pupil, purpose))
        ]
        over = [row.pk for key, row in known.items() if not _differs(found, key)]
        Disagreement.objects.filter(pk__in=over).update(settled_at=at, outcome=Settled.GONE)
    return Disagreement.objects.bulk_create(opened)


def _by_occasion(decisions: Iterable[Decision]) -> dict[UUID | None, list[Decision]]:
    found: dict[UUID | None, list[Decision]] = defaultdict(list)
    for row in decisions:
        found[row.occasion_id].append(row)
    return found


def _differs(found: asking.Verdicts, key: Key) -> bool:
    pupil, purpose = key
    verdict = found.get(pupil, {}).get(purpose)
    return verdict is not None and verdict.reason in DIFFERS


def waiting(scope: Scope) -> Iterator[tuple[Disagreement, Verdict]]:
    """What this person has to look at: only where it still differs today, by the register itself; three queries, one more an occasion.

    That it is about medical data, a talk or a transfer is for whom the file shows that (2.14).
    """
    rows = Disagreement.objects.open().filter(reach.answers(scope, Verb.WRITE)).select_related("student", "purpose__school")
    of_occasion: dict[UUID | None, list[Disagreement]] = defaultdict(list)
    for row in rows.defer("purpose__school__logo", "student__bsn_sealed"):
        of_occasion[row.occasion_id].append(row)
    for occasion, found in of_occasion.items():
        verdicts = asking.verdicts(
            {row.student_id for row in found}, {row.purpose_id for row in found}, at=scope.at, occasion=occasion
        )
        for row in found:
            if _differs(verdicts, (row.student_id, row.purpose_id)):
                yield row, verdicts[row.student_id][row.purpose_id]


@transaction.atomic
def settle(student: Student, rows: Iterable[UUID], *, outcome: Settled, by: Scope, at: datetime) -> int:
    """Somebody looked at it: the answer stays no until one of them answers otherwise, and the task is done."""
    if outcome not in BY_HAND:
        raise NotAllowed(_("Choose what was done."))
    if not reach.may(by, student, Verb.WRITE):
        raise NotAllowed(_("Your role does not write answers of this pupil."))
    found = Disagreement.objects.open().select_for_update(of=("self",)).filter(student=student, pk__in=list(rows)).select_related("purpose")
    for row in found:
        row.settled_at, row.settled_by, row.outcome = at, by.user, outcome
        row.save(update_fields=["settled_at", "settled_by", "outcome"])
        audit.record(events.DISAGREEMENT_SETTLED, about=student, school=row.purpose.school_id, by=by, at=at, outcome=str(outcome))
    return len(found)
