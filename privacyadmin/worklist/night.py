"""Who forgets a task is reminded of it; from the day after its last day, the one who asked hears it too."""
from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from privacyadmin import audit, outbox
from privacyadmin.outbox.nightly import job

from . import events, reminders
from .assignments import KIND, STAGES
from .models import Assignment


@job("tasks", order=22, is_prompt=True)
def chase(on: date, at: datetime) -> int:
    """Each stage once ever; a task that is closed is left alone."""
    due = reminders.take(KIND, Assignment, is_open="closed_at is null", stages=STAGES, on=on, at=at)
    stages = {each.key: each for each in due}
    by_school: dict[UUID | None, int] = defaultdict(int)
    for task in Assignment.objects.filter(pk__in=stages).select_related("assignee", "asked_by"):
        each = stages[task.pk]
        template = "task_late" if each.stage < 0 else "task_reminder"
        for person in {task.assignee, task.asked_by} if each.stage < 0 else {task.assignee}:
            outbox.mail(
                template, to=person, about=task.pk, key=f"{template}:{task.pk}:{each.stage}:{each.deadline}", at=at,
                path=f"/tasks/{task.pk}/", school=task.school_id,
            )
        by_school[task.school_id] += 1
    Assignment.objects.filter(pk__in=stages).update(chased=F("chased") + 1)
    for school, count in by_school.items():
        audit.record(events.TASKS_CHASED, about=None, school=school, by=None, at=at, count=count)
    return len(due)
