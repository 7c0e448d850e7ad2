"""What must still happen, as rows: the database is the queue of record, Celery only rings the bell (DESIGN)."""
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record


class State(models.TextChoices):
    PENDING = "pending", _("waiting")
    WORKING = "working", _("being done")
    DONE = "done", _("done")
    FAILED = "failed", _("given up")


OFTEN = 5


class ItemQuerySet(models.QuerySet):
    def due(self, *, at: datetime):
        """What waits, and what was taken by a worker that did not come back."""
        return self.filter(Q(state=State.PENDING, due_at__lte=at) | Q(state=State.WORKING, leased_until__lte=at))

    def failed(self):
        return self.filter(state=State.FAILED)

    def stuck(self):
        """What was given up, and what was tried so often that somebody should look at the cause."""
        return self.filter(Q(state=State.FAILED) | Q(state=State.PENDING, attempts__gte=OFTEN))


class Item(Record):
    """One thing to do, once: its key is unique; about holds keys and codes only."""

    kind = models.CharField(max_length=64, editable=False)
    key = models.CharField(max_length=200, unique=True, editable=False)
    about = models.JSONField(default=dict, editable=False)
    sealed_extra = models.BinaryField(null=True, editable=False)           # such as a one-time code; emptied when the item is done
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    created_at = models.DateTimeField(editable=False)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, editable=False)           # after this it is no use any more
    lease = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    last_error = models.CharField(max_length=64, blank=True, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)

    objects = ItemQuerySet.as_manager()

    class Meta:
        db_table = "outbox_item"
        verbose_name = _("message or task")
        verbose_name_plural = _("messages and tasks")
        indexes = [
            models.Index(fields=["due_at"], name="outbox_pending", condition=Q(state="pending")),
            models.Index(fields=["leased_until"], name="outbox_working", condition=Q(state="working")),
            models.Index(fields=["created_at"], name="outbox_failed", condition=Q(state="failed")),
        ]
        constraints = [
            CheckConstraint(name="outbox_done_with_time", condition=Q(state="done", done_at__isnull=False) | ~Q(state="done")),
            CheckConstraint(
                name="outbox_working_with_lease",
                condition=Q(state="working", lease__isnull=False, leased_until__isnull=False) | ~Q(state="working"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get(self, name: str) -> Any:
        """One of the keys or codes that the item is about."""
        return self.about.get(name)


class NightRun(Record):
    """One night: when the work for that day was done, and what each job reported."""

    on = models.DateField(unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(default=list)

    class Meta:
        db_table = "outbox_night_run"
        verbose_name = _("night")
        ordering = ["-on"]


class DemoMail(Record):
    """A mail of the demo, which is shown instead of sent."""

    to = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"))
    sent_at = models.DateTimeField(_("sent"), db_default=Now())

    class Meta:
        db_table = "outbox_demo_mail"
        verbose_name = _("demo mail")
        verbose_name_plural = _("demo mail")
        ordering = ["-id"]
