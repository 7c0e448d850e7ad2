"""Tasks that colleagues give each other about a case: ask, hand over, close; and what they look like, opened."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from privacyadmin import audit, crypto, outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.access.covers import colleagues
from privacyadmin.access.models import BoardGrant
from privacyadmin.access.scope import Scope, resolve
from privacyadmin.accounts.models import User
from privacyadmin.files.correspondence import CaseFile, case_of
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed

from . import events, reminders
from .models import Assignment, Outcome

LABEL = "worklist.Assignment.words_sealed"
KIND = "worklist.assignment"
STAGES = (2, -1, -8, -15)                    # days before the last day, the day after it, and two weeks more


@dataclass(frozen=True)
class Opened:
    """A task with its words."""

    row: Assignment
    words: str


def people_for(case: CaseFile, *, at: datetime) -> models.QuerySet[User]:
    """Who may be asked: who works at the school of the case, or for the board."""
    school = School.objects.filter(pk__in=[case.school] if case.school else [])
    of_board = BoardGrant.objects.in_force(at=at).values("user")
    return User.objects.filter(Q(pk__in=colleagues(school, at=at)) | Q(pk__in=of_board, is_active=True)).order_by("name", "pk")


def why_not_ask(case: CaseFile, assignee: User, *, due_on: date, by: Scope, at: datetime) -> str:
    """Why this person cannot be asked; empty when he can. Who may not see the case himself cannot do anything about it."""
    if due_on < by.on:
        return _("This day has passed. Choose today or later.")
    if not people_for(case, at=at).filter(pk=assignee.pk).exists():
        return _("Only somebody who works at this school or for the board can be asked.")
    if case_of(case.kind, case.key, resolve(assignee, at)) is None:
        return _("This colleague may not see the case, so cannot do this. Ask somebody else.")
    return ""


@transaction.atomic
def ask(case: CaseFile, *, assignee: User, words: str, due_on: date, by: Scope, at: datetime) -> Assignment:
    """Ask a colleague to do something about a case by a day; he hears that there is news. Raises NotAllowed."""
    if reason := why_not_ask(case, assignee, due_on=due_on, by=by, at=at):
        raise NotAllowed(reason)
    task = Assignment(
        case_kind=case.kind, case=case.key, case_path=case.url, school_id=case.school, subject=case.subject, category=case.category,
        assignee=assignee, due_on=due_on, next_reminder_on=reminders.first_on(due_on, STAGES, after=by.on), asked_by=by.user, asked_at=at,
    )
    keyring = crypto.Keyring.ensure([case.subject], at=at)
    task.words_sealed = keyring.seal(case.subject, words, label=LABEL, row_id=task.pk)
    task.save(force_insert=True)
    audit.record(events.TASK_ASKED, about=case.key, school=case.school, by=by, at=at, task=task.pk)
    _tell(task, f"asked:{task.pk}", at)
    return task


@transaction.atomic
def hand_over(task: Assignment, *, assignee: User, by: Scope, at: datetime) -> Assignment:
    """Give a task to another colleague. Raises NotAllowed."""
    task = _open_task(task)
    case = case_of(task.case_kind, task.case, by)
    if case is None or not may_change(task, by):
        raise NotAllowed(_("This task is not yours to hand over."))
    if reason := why_not_ask(case, assignee, due_on=max(task.due_on, by.on), by=by, at=at):
        raise NotAllowed(reason)
    task.assignee = assignee
    task.save(update_fields=["assignee"])
    audit.record(events.TASK_HANDED_OVER, about=task.case, school=task.school_id, by=by, at=at, task=task.pk)
    _tell(task, f"handed:{task.pk}:{at.timestamp():.0f}", at)
    return task


@transaction.atomic
def close(task: Assignment, *, outcome: Outcome, by: Scope, at: datetime) -> Assignment:
    """It is done, or no longer needed; the one who asked hears it. Raises NotAllowed."""
    task = _open_task(task)
    if not may_change(task, by):
        raise NotAllowed(_("Only who was asked, who asked, or the coordinator closes a task."))
    task.closed_at, task.closed_by, task.outcome, task.next_reminder_on = at, by.user, outcome, None
    task.save(update_fields=["closed_at", "closed_by", "outcome", "next_reminder_on"])
    audit.record(events.TASK_CLOSED, about=task.case, school=task.school_id, by=by, at=at, task=task.pk, outcome=outcome)
    told = task.asked_by if by.user.pk != task.asked_by_id else task.assignee
    if told.pk != by.user.pk:
        outbox.mail("task_closed", to=told, about=task.pk, key=f"task_closed:{task.pk}", at=at, path=_path(task), school=task.school_id)
    return task


def may_change(task: Assignment, scope: Scope) -> bool:
    """Who was asked, who asked, and the coordinator or director of the school."""
    return scope.user.pk in (task.assignee_id, task.asked_by_id) or watches(task, scope)


def watches(task: Assignment, scope: Scope) -> bool:
    return scope.holds(Role.COORDINATOR, Role.DIRECTOR, school=task.school_id)


def seen_by(scope: Scope) -> models.QuerySet[Assignment]:
    """Tasks that this person has, gave, or watches over as coordinator or director."""
    watching = [held for held in scope.held if held.role in (Role.COORDINATOR, Role.DIRECTOR) and held.source in ("board", "school")]
    if any(held.source == "board" for held in watching):
        found = Assignment.objects.all()
    else:
        found = Assignment.objects.filter(
            Q(assignee=scope.user) | Q(asked_by=scope.user) | Q(school__in=[held.school for held in watching])
        )
    return found.select_related("assignee", "asked_by", "school").defer("school__logo")


def opened(rows: Iterable[Assignment], scope: Scope) -> list[Opened]:
    """With their words, by one keyring. Who only watches over a school reads whose a task is and when it is due, and not its words."""
    rows = list(rows)
    keyring = crypto.Keyring.for_subjects({row.subject for row in rows})
    return [Opened(row, _words(row, keyring) if reads(row, scope) else _("A task about a case")) for row in rows]


def reads(task: Assignment, scope: Scope) -> bool:
    """Between the two, and as long as one has a role there (RELIABILITY T2)."""
    return scope.user.pk in (task.assignee_id, task.asked_by_id) and any(held.is_in(task.school_id) for held in scope.held)


def _words(task: Assignment, keyring: "crypto.Keyring") -> str:
    if not keyring.has(task.subject):
        return _("The words were destroyed with the file.")
    return keyring.open(task.subject, task.words_sealed, label=LABEL, row_id=task.pk)


def _open_task(task: Assignment) -> Assignment:
    found = Assignment.objects.select_for_update(of=("self",)).select_related("assignee", "asked_by").get(pk=task.pk)
    if found.closed_at is not None:
        raise NotAllowed(_("This task was closed already."))
    return found


def _path(task: Assignment) -> str:
    return f"/tasks/{task.pk}/"


def _tell(task: Assignment, key: str, at: datetime) -> None:
    outbox.mail("task_asked", to=task.assignee, about=task.pk, key=key, at=at, path=_path(task), school=task.school_id)
