"""Writes what was shown, all or nothing: every answer marked as taken over, of the day of the list, with one evidence a pupil (S2-152)."""
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from consent import events
from consent.models import AnswerUpload, Channel, Decision, Evidence, PurposeText
from consent.services import decisions
from privacyadmin import audit
from privacyadmin.access.scope import Scope
from students.models import Student

from .comparing import Difference, Planned, State, compare
from .reading import Row, rows_of


@transaction.atomic
def apply(
    upload: AnswerUpload, content: bytes, *, columns: Mapping[str, UUID], texts: Mapping[UUID, PurposeText], by: Scope, at: datetime
) -> Difference | None:
    """Write it; None where it is no longer what was shown."""
    rows: list[Row] = rows_of(content, columns)
    shown = compare(rows, school=upload.school, texts=texts, answered_on=upload.answered_on, scope=by, at=at)
    pupils = sorted({each.student.pk for each in shown.rows})
    list(Student.objects.select_for_update(of=("self",)).filter(pk__in=pupils).order_by("pk").values_list("pk"))
    found = compare(rows, school=upload.school, texts=texts, answered_on=upload.answered_on, scope=by, at=at)      # behind the lock
    if found.digest() != upload.shown or not found.to_write:
        return None
    proofs = _proofs(upload, found, by=by, at=at)
    yes = {key: decisions.Choice(text.purpose, text, is_yes=True) for key, text in texts.items()}
    ends = {key: decisions.holds_until(choice, None, on=upload.answered_on) for key, choice in yes.items()}
    kept = [_decision(each, proofs[each.student.pk], ends[each.choice.purpose.pk], by=by, at=at) for each in found.to_write]
    decisions.keep(kept, by=by, at=at)
    audit.record(
        events.ANSWERS_TAKEN_OVER, about=None, school=upload.school_id, by=by, at=at, new=len(found.of(State.NEW)),
        changed=len(found.of(State.CHANGED)), left=len(found.left_out),
    )
    return found


def _proofs(upload: AnswerUpload, found: Difference, *, by: Scope, at: datetime) -> dict[UUID, Evidence]:
    made = {
        pupil: Evidence(
            student_id=pupil, school=upload.school, channel=Channel.TAKEN_OVER, answered_on=upload.answered_on,
            source_name=upload.source_name, noted_by=by.user, noted_at=at,
        )
        for pupil in dict.fromkeys(each.student.pk for each in found.to_write)
    }
    Evidence.objects.bulk_create(made.values(), batch_size=1000)
    return made


def _decision(each: Planned, proof: Evidence, until: date | None, *, by: Scope, at: datetime) -> Decision:
    choice = each.choice
    return Decision(
        student=each.student, purpose=choice.purpose, text=choice.text, category=choice.purpose.category,
        outcome=decisions.outcome_of(choice.is_yes, each.before), guardian=each.relation.guardian if each.relation else None,
        capacity=each.capacity, decided_at=decisions.moment(choice.is_yes, proof.answered_on, at=at), evidence=proof, recorded_at=at,
        recorded_by=by.user, channel=Channel.TAKEN_OVER, valid_until=until if choice.is_yes else None,
    )
