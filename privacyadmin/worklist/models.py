from datetime import date

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category
from privacyadmin.accounts.models import User
from privacyadmin.base import Record
from privacyadmin.organisation.models import School


class Reminder(Record):
    """A reminder that was sent: once ever for each stage of each deadline of a thing (SETTLED 22)."""

    kind = models.CharField(max_length=40)                       # what is due, as its app calls it: requests.request
    about = models.UUIDField()
    stage = models.SmallIntegerField()                           # days left; -1 is the day after
    deadline = models.DateField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reminder")
        constraints = [UniqueConstraint(name="worklist_reminded_once", fields=["about", "stage", "deadline", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind}: {self.stage}"


class Outcome(models.TextChoices):
    DONE = "done", _("done")
    WITHDRAWN = "withdrawn", _("no longer needed")


class AssignmentQuerySet(models.QuerySet):
    def open(self) -> "AssignmentQuerySet":
        return self.filter(closed_at=None)

    def late(self, *, on: date) -> "AssignmentQuerySet":
        return self.open().filter(due_on__lt=on)


class Assignment(Record):
    """Something that one colleague asked of another about a case: whose it is, when it is due, whether it was done, how often chased."""

    case_kind = models.CharField(max_length=40)                                       # as its register is known: requests.request
    case = models.UUIDField()
    case_path = models.CharField(max_length=200)                                      # where it is shown
    school = models.ForeignKey(School, models.PROTECT, related_name="+", null=True)   # null: of the whole board
    subject = models.UUIDField(db_index=True)                                         # whose key seals the words: the pupil, else the case
    category = models.CharField(_("category"), max_length=3, choices=Category)
    words_sealed = models.BinaryField(editable=False)
    assignee = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name=_("for"))
    due_on = models.DateField(_("at the latest"))
    next_reminder_on = models.DateField(null=True, editable=False)
    chased = models.PositiveSmallIntegerField(_("times reminded"), default=0)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        ordering = ["due_on", "pk"]
        constraints = [
            CheckConstraint(
                name="worklist_closed_with_outcome",
                condition=Q(closed_at=None, closed_by=None, outcome="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
            )
        ]
        indexes = [
            models.Index(name="worklist_open_of", fields=["assignee", "due_on"], condition=Q(closed_at=None)),
            models.Index(name="worklist_to_remind", fields=["next_reminder_on"], condition=Q(closed_at=None)),
            models.Index(name="worklist_of_case", fields=["case"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)
