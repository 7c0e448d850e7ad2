"""Who was asked for one occasion, talks of a care team that need a yes before them, and lists of answers of another system
(S1-44, S1-105, S1-106, S2-78, S2-101, S2-159)."""
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category
from privacyadmin.base import Record
from privacyadmin.files.models import PendingUpload
from privacyadmin.organisation.models import School
from students.models import Case, Student

from .decisions import Occasion

USER = settings.AUTH_USER_MODEL


class OccasionPupil(Record):
    """For this pupil it was asked: whoever may decide finds the question in the portal until the occasion is over."""

    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="pupils", db_index=False)
    student = models.ForeignKey(Student, models.PROTECT, related_name="consent_asked")
    category = models.CharField(_("category"), max_length=3, choices=Category)      # of the purpose
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("pupil for whom consent was asked once")
        ordering = ["asked_at", "pk"]
        constraints = [UniqueConstraint(name="consent_asked_once", fields=["occasion", "student"])]

    def __str__(self) -> str:
        return str(self.occasion_id)


class InformedHow(models.TextChoices):
    """How the parents heard of a talk before it (S1-105)."""

    LETTER = "letter", _("by letter")
    TALK = "talk", _("in a conversation")
    QUESTION = "asked", _("with the question for consent")


class TalkState(models.TextChoices):
    PLANNED = "planned", _("planned")
    BY_NAME = "named", _("held by name")
    ANONYMOUS = "anonymous", _("held without a name")
    DROPPED = "dropped", _("not held")


class TalkQuerySet(models.QuerySet):
    def planned(self) -> "TalkQuerySet":
        return self.filter(state=TalkState.PLANNED)


class CareTalk(Record):
    """A talk of the care team about one pupil of a care case: by name only after the parents heard of it and said yes (S1-105, S1-106)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="talks")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    on = models.DateField(_("day"))
    has_outsiders = models.BooleanField(_("people from outside the school take part"), default=True)
    informed_on = models.DateField(_("the parents were told on"), null=True, blank=True)
    informed_how = models.CharField(_("how they were told"), max_length=6, choices=InformedHow, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=TalkState, default=TalkState.PLANNED)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("talk of the care team")
        ordering = ["-on", "-pk"]
        constraints = [
            CheckConstraint(
                name="consent_talk_informed_whole",
                condition=Q(informed_on=None, informed_how="") | Q(informed_on__isnull=False) & ~Q(informed_how=""),
            ),
            CheckConstraint(
                name="consent_talk_settled_whole",
                condition=Q(state=TalkState.PLANNED, settled_at=None) | ~Q(state=TalkState.PLANNED) & Q(settled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()

    def get_absolute_url(self) -> str:
        return reverse("consent:talk", args=[self.pk])


class AnswerUpload(PendingUpload):
    """A list of answers that waits for «apply»."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    source_name = models.CharField(_("taken over from"), max_length=40)
    answered_on = models.DateField(_("day of the list"))
    columns = models.JSONField(default=dict)                         # heading of a column → purpose; no values of the list
    shown = models.CharField(max_length=64, blank=True)              # nothing while the columns are not chosen

    class Meta:
        verbose_name = _("uploaded list of answers")
