"""What follows a no: places where the pupil stands are cleared by a day, and somebody looks whether data rests on that yes alone
(S1-90, S1-94, S2-174; GDPR 7(3), 17(1)(b))."""
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from consent import asking, events, reach
from consent.models import (
    OUTCOMES_OF,
    Cause,
    Decision,
    FollowUp,
    FollowUpKind,
    FollowUpOutcome,
    OccasionKind,
    OnWithdrawal,
    Outcome,
    Publication,
    PublishedPupil,
)
from consent.rules.follow_up import due_on
from privacyadmin import audit, history, outbox
from privacyadmin.access.catalogue import Category, Role, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.deadlines import STRICT
from privacyadmin.deadlines.models import HolidayDeviation
from privacyadmin.letters.addressees import Addressee
from privacyadmin.letters.services import writing
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students.models import Student

from .confirming import involved

DEALT_WITH = "consent.removed"                # the letter, to who has no account


@transaction.atomic
def follow(decisions: Iterable[Decision], *, by: Scope, at: datetime) -> list[FollowUp]:
    """After answers came in: open what must be done where the answer is no now. Five queries for any number of answers."""
    said_no = [each for each in decisions if each.outcome != Outcome.GIVEN and each.purpose.on_withdrawal != OnWithdrawal.STOP]
    if not said_no:
        return []
    said_no = _still_no(said_no, at=at)
    # A yes that was taken back can have left data behind; what is asked of an entry of a file stands there already (S2-78).
    left_data = [each for each in said_no if each.outcome == Outcome.WITHDRAWN or _is_kept(each)]
    return _open([*_removals(said_no), *_erasures(left_data)], by=by, at=at)


def follow_merge(latest: Iterable[Decision], had_yes: Collection[tuple[UUID, UUID | None]], *, by: Scope, at: datetime) -> list[FollowUp]:
    """After two records became one: the no of either is one to what was placed of the other, and to data that rests on its yes."""
    said_no = _still_no([each for each in latest if each.outcome != Outcome.GIVEN], at=at)
    took_back = [each for each in said_no if (each.purpose_id, each.occasion_id) in had_yes]
    return _open([*_removals(said_no), *_erasures(took_back)], by=by, at=at)


def _still_no(decisions: Iterable[Decision], *, at: datetime) -> list[Decision]:
    """Where the answer is no now: a parent's no does not undo the yes of a pupil of sixteen."""
    by_occasion: dict[UUID | None, list[Decision]] = defaultdict(list)
    for each in decisions:
        by_occasion[each.occasion_id].append(each)
    found = []
    for occasion, rows in by_occasion.items():
        told = asking.verdicts({row.student_id for row in rows}, {row.purpose_id for row in rows}, at=at, occasion=occasion)
        found += [row for row in rows if not told[row.student_id][row.purpose_id].is_yes]
    return found


def _removals(decisions: Collection[Decision]) -> list[FollowUp]:
    of_use = {(each.student_id, each.purpose_id): each for each in decisions if each.purpose.on_withdrawal == OnWithdrawal.REMOVE}
    if not of_use:
        return []
    pupils, uses = {key[0] for key in of_use}, [key[1] for key in of_use]
    placed = PublishedPupil.objects.filter(student__in=pupils, gone_on=None, publication__removed_on=None)
    rows = []
    for each in placed.filter(publication__purposes__overlap=uses).select_related("publication"):
        decision = next((of_use[each.student_id, use] for use in each.publication.purposes if (each.student_id, use) in of_use), None)
        if decision is not None:
            rows.append(_because(decision, FollowUpKind.REMOVE, school=each.publication.school_id, publication=each.publication))
    return rows


def _erasures(decisions: Iterable[Decision]) -> list[FollowUp]:
    return [
        _because(each, FollowUpKind.ERASE, school=each.purpose.school_id) for each in decisions
        if each.purpose.on_withdrawal == OnWithdrawal.ERASE
    ]


def _is_kept(decision: Decision) -> bool:
    return decision.occasion is not None and decision.occasion.kind == OccasionKind.MEDICAL and decision.occasion.source is not None


def _because(decision: Decision, kind: FollowUpKind, *, school: UUID, publication: Publication | None = None) -> FollowUp:
    return FollowUp(
        kind=kind, school_id=school, student_id=decision.student_id, publication=publication, purpose=decision.purpose, decision=decision,
        cause=Cause.NO, asked_by_guardian_id=decision.guardian_id, is_by_pupil=decision.guardian_id is None,
    )


def _open(rows: Collection[FollowUp], *, by: Scope, at: datetime) -> list[FollowUp]:
    """Write down what does not wait yet; of what does, that somebody else asked it too: he hears when it is done."""
    if not rows:
        return []
    waiting = FollowUp.objects.open().select_for_update(of=("self",)).filter(student__in={row.student_id for row in rows})
    known = {(row.student_id, *row.waits_for): row for row in waiting}
    due = due_on(local_day(at), HolidayDeviation.objects.holidays(STRICT))
    opened: dict[tuple, FollowUp] = {}
    joined: dict[UUID, FollowUp] = {}
    for row in rows:
        row.opened_at, row.opened_by, row.due_on = at, by.user, due
        first = known.setdefault(key := (row.student_id, *row.waits_for), row)
        if first is row:
            opened[key] = row
        elif first.add_asked_by(row.asked_by) and key not in opened:
            joined[first.pk] = first
    with history.bulk("said no", at=at, by=by.user.pk):
        FollowUp.objects.bulk_create(opened.values())
        FollowUp.objects.bulk_update(joined.values(), ["is_by_pupil", "also_asked"])
    for (pupil, school), counts in _counted(opened.values()).items():
        details = {"remove": counts[FollowUpKind.REMOVE], "erase": counts[FollowUpKind.ERASE], "due": due}
        audit.record(events.FOLLOW_UPS_OPENED, about=pupil, school=school, by=by, at=at, **details)
    return list(opened.values())


def _counted(rows: Iterable[FollowUp]) -> dict[tuple[UUID, UUID], Counter[str]]:
    """Per pupil and school: an event is of one pupil."""
    counted: dict[tuple[UUID, UUID], Counter[str]] = defaultdict(Counter)
    for row in rows:
        counted[row.student_id, row.school_id][row.kind] += 1
    return counted


@transaction.atomic
def object_to(
    publication: Publication, student: Student, *, cause: Cause, guardian: Any = None, by: Scope, at: datetime
) -> FollowUp | None:
    """The family objects to one thing that was placed, or the school finds it should not be there (S1-90). None where it waits already.

    `guardian` None with an objection: the pupil himself.
    """
    student = Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    if not publication.pupils.filter(student=student, gone_on=None).exists() or publication.removed_on:
        raise NotAllowed(_("This pupil does not stand in it."))
    row = FollowUp(
        kind=FollowUpKind.REMOVE, school_id=publication.school_id, student=student, publication=publication, cause=cause,
        asked_by_guardian=guardian, is_by_pupil=cause == Cause.OBJECTION and guardian is None,
    )
    return next(iter(_open([row], by=by, at=at)), None)


def why_not_do(follow_up: FollowUp, scope: Scope) -> str:
    """Why this person cannot confirm it; empty when he can. Who places things takes them away, trained or not."""
    if follow_up.done_on:
        return _("This was confirmed already.")
    if not known([follow_up], scope):
        return _("It is about data that you may not see. Who writes this part of the file of the pupil looks, and confirms it.")
    if keeps(scope, follow_up.school_id) or _writes(follow_up, scope):
        return ""
    places = follow_up.publication is not None and (
        follow_up.publication.made_by_id == scope.user.pk or scope.holds(Role.WEB_EDITOR, school=follow_up.school_id)
    )
    return "" if places else _("Who keeps the consents of the school confirms this.")


def known(follow_ups: Collection[FollowUp], scope: Scope) -> set[UUID]:
    """The keys of those of which somebody may know whom they are about (2.14); a constant number of queries."""
    of_category: dict[Category, list[FollowUp]] = defaultdict(list)
    for each in follow_ups:
        of_category[each.category].append(each)
    found: set[UUID] = set()
    for category, rows in of_category.items():
        pupils = reach.knows(scope, category, {row.student_id for row in rows})
        found |= {row.pk for row in rows if row.student_id in pupils}
    return found


def _writes(follow_up: FollowUp, scope: Scope) -> bool:
    """Whether somebody keeps such data of this pupil: he looks where it is, and destroys it."""
    category = follow_up.category
    return category in reach.SPECIAL and Student.objects.filter(
        pk__in=reach.writers_of(scope, category)).filter(pk=follow_up.student_id).exists()


def keeps(scope: Scope, school: UUID) -> bool:
    """Whether somebody writes the consents of a whole school."""
    whole = reach.schools(scope, Verb.WRITE)
    return whole is None or school in whole


@transaction.atomic
def done(follow_up: FollowUp, *, outcome: FollowUpOutcome | str, on: date, note: str = "", by: Scope, at: datetime) -> FollowUp:
    """Confirm that it was done, and how; who asked for it hears that there is news (S1-94)."""
    rows = FollowUp.objects.select_for_update(of=("self",)).select_related("publication", "purpose", "student__user", "school__board")
    follow_up = rows.get(pk=follow_up.pk)
    if reason := why_not_do(follow_up, by):
        raise NotAllowed(reason)
    if outcome not in OUTCOMES_OF[FollowUpKind(follow_up.kind)]:
        raise ValidationError({"outcome": _("Choose what was done.")})
    if on > local_day(at) or on < local_day(follow_up.opened_at):
        raise ValidationError({"on": _("It was done after it was asked, and not later than today.")})
    _close(follow_up, outcome=outcome, on=on, note=note, by=by, at=at)
    return follow_up


def _close(follow_up: FollowUp, *, outcome: FollowUpOutcome | str, on: date, note: str, by: Scope, at: datetime) -> None:
    follow_up.outcome, follow_up.done_on, follow_up.done_at, follow_up.done_by, follow_up.note = outcome, on, at, by.user, note
    history.save(follow_up, at=at, by=by)
    if follow_up.is_removal:
        PublishedPupil.objects.filter(publication=follow_up.publication_id, student=follow_up.student_id).update(gone_on=on)
    audit.record(
        events.FOLLOW_UP_DONE, about=follow_up.student_id, school=follow_up.school_id, by=by, at=at, outcome=str(outcome),
        follow_up=follow_up.pk,
    )
    for to in whom_to_tell(follow_up, on=local_day(at)):
        _tell(to, follow_up, at=at)


def _tell(to: Addressee, follow_up: FollowUp, *, at: datetime) -> None:
    """Word back: a mail that says that there is news, or a letter to who has no account."""
    key = f"consent.follow_up:{follow_up.pk}"
    if to.user:
        path = f"/portal/children/{follow_up.student_id}/placed/"
        outbox.mail("consent_removed", to=to.user, about=follow_up, key=key, at=at, path=path, school=follow_up.school_id)
        return
    with translation.override(to.language):
        done = str(follow_up.get_outcome_display())
    values = {"child": follow_up.student.call_name, "done": done}
    writing.write(
        DEALT_WITH, to=to, school=follow_up.school, subject=follow_up.student_id, about=follow_up.student_id, values=values,
        key=f"{key}:{to.key}", by=None, at=at,
    )


def whom_to_tell(follow_up: FollowUp, *, on: date) -> list[Addressee]:
    """Everybody who asked for it, as long as he may still hear of this pupil; nobody where the school found it itself (S1-94; U6-U9)."""
    found = involved(follow_up.student, on=on, category=follow_up.category)
    return [each for each in found if each.key in follow_up.asked_by]


@transaction.atomic
def all_gone(publication: Publication, *, on: date, by: Scope, at: datetime) -> Publication:
    """The whole of it was taken away: with it goes everybody who waited for that."""
    publication = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if reason := why_not_take_away(publication, by):
        raise NotAllowed(reason)
    if on > local_day(at) or on < publication.published_on:
        raise ValidationError({"on": _("It was taken away after it was placed, and not later than today.")})
    waiting = publication.follow_ups.open().select_for_update(of=("self",)).select_related("student__user", "school__board", "publication")
    for each in waiting.order_by("pk"):
        _close(each, outcome=FollowUpOutcome.REMOVED, on=max(on, local_day(each.opened_at)), note="", by=by, at=at)
    publication.removed_on, publication.removed_at, publication.removed_by = on, at, by.user
    history.save(publication, at=at, by=by)
    audit.record(events.PUBLICATION_REMOVED, about=publication, school=publication.school_id, by=by, at=at, on=on)
    return publication


def why_not_take_away(publication: Publication, scope: Scope) -> str:
    if publication.removed_on:
        return _("This was taken away already.")
    is_own = publication.made_by_id == scope.user.pk or scope.holds(Role.WEB_EDITOR, school=publication.school_id)
    return "" if is_own or keeps(scope, publication.school_id) else _("Who keeps the consents of the school confirms this.")

