"""What families are asked at application, and why: one form for the whole board, in versions (S1-28…34, S2-75, S2-86, S2-87; C-19)."""
from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, UniqueConstraint, Value
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.data_models import DataCategory
from privacyadmin.access.purposes import KEPT_FOR, Ground, SpecialGround, choices_of
from privacyadmin.base import Record
from privacyadmin.organisation.models import School
from privacyadmin.policy.models import PolicyVersion

from .register_words import OPEN_STATES, AnswerType, Asking, Section, VersionState

USER = settings.AUTH_USER_MODEL


class FormVersionQuerySet(models.QuerySet):
    def in_force(self, *, on: date) -> "FormVersionQuerySet":
        """Approved versions that have begun on a day, the latest first."""
        return self.filter(status=VersionState.APPROVED, valid_from__lte=on).order_by("-valid_from", "-number")

    def open(self) -> "FormVersionQuerySet":
        return self.filter(status__in=OPEN_STATES)


class FormVersion(Record):
    """The application form of the board from a day on; once approved it never changes."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    status = models.CharField(_("state"), max_length=8, choices=VersionState, default=VersionState.DRAFT)
    title = models.CharField(_("title"), max_length=120)
    opening = models.TextField(_("what families read first"), max_length=2000, blank=True)
    policy_url = models.URLField(_("where the privacy policy can be read"), max_length=200, blank=True)      # S1-32
    policy = models.ForeignKey(PolicyVersion, models.PROTECT, null=True, related_name="+", editable=False)     # when it was approved
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    note = models.CharField(_("what changed, and why"), max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    writers = ArrayField(models.UUIDField(), default=list, blank=True)
    proposed_at = models.DateTimeField(null=True, editable=False)
    answer = models.CharField(_("why it went back"), max_length=300, blank=True)
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("application form")
        verbose_name_plural = _("application forms")
        ordering = ["-number"]
        constraints = [
            UniqueConstraint(Value(1), name="processors_form_one_open", condition=Q(status__in=list(OPEN_STATES))),
            CheckConstraint(
                name="processors_form_approved_whole",
                condition=~Q(status=VersionState.APPROVED)
                | Q(approved_at__isnull=False, approved_by__isnull=False, valid_from__isnull=False, policy__isnull=False)
                & ~Q(policy_url=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("processors:application_form", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATES

    def is_written_by(self, person) -> bool:
        return person in (self.made_by_id, *self.writers)

    def objection(self) -> str:
        """Why it cannot be approved yet; each question was looked at when it was added."""
        if not self.fields.exists():
            return now("The form has no questions yet.")
        if not self.policy_url:
            return now("Say where the privacy policy can be read: the form refers to it.")
        return "" if self.opening.strip() else now("Write what families read first: which data, for what, and their rights.")


class FormField(Record):
    """One question: which kind of data it asks, for what, on which ground and why; without a ground it cannot be asked (S2-86)."""

    version = models.ForeignKey(FormVersion, models.CASCADE, related_name="fields")
    place = models.PositiveSmallIntegerField()
    section = models.CharField(_("part of the form"), max_length=6, choices=Section)
    label = models.CharField(_("question"), max_length=200)
    answer_type = models.CharField(_("kind of answer"), max_length=6, choices=AnswerType, default=AnswerType.LINE)
    options = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("answers to choose from"))
    asking = models.CharField(_("how it is asked"), max_length=8, choices=Asking, default=Asking.OPTIONAL)
    data_category = models.ForeignKey(DataCategory, models.PROTECT, related_name="+", verbose_name=_("kind of data"))
    purpose = models.CharField(_("purpose"), max_length=16, choices=choices_of(KEPT_FOR))
    ground = models.CharField(_("ground in the law"), max_length=1, choices=Ground)
    special_ground = models.CharField(_("what lifts the ban on special data"), max_length=8, choices=SpecialGround, blank=True)
    why = models.CharField(_("why we ask"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("question of the application form")
        ordering = ["version", "place"]
        constraints = [
            UniqueConstraint(name="processors_field_place_once", fields=["version", "place"], deferrable=models.Deferrable.DEFERRED),
            CheckConstraint(name="processors_field_has_ground", condition=~Q(ground="") & ~Q(purpose="")),
            CheckConstraint(
                name="processors_field_special_grounded", condition=~Q(asking=Asking.SPECIAL) | ~Q(special_ground="") & ~Q(why="")
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def may_decline(self) -> bool:
        """Whether «I do not want to share this» is an answer that does not stand in the way of enrolment (S1-31, S2-75)."""
        return self.asking != Asking.REQUIRED


class FormReview(Record):
    """Somebody looked whether the form still asks only what is needed (S2-87)."""

    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="reviews")
    note = models.CharField(_("what was found"), max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    due_on = models.DateField(_("next review before"))
    next_reminder_on = models.DateField(null=True, editable=False)
    is_latest = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("review of the application form")
        ordering = ["-at"]
        constraints = [UniqueConstraint(name="processors_form_review_latest_once", fields=["version"], condition=Q(is_latest=True))]

    def __str__(self) -> str:
        return str(self.due_on)


class FormUseQuerySet(models.QuerySet):
    def on(self, day: date) -> "FormUseQuerySet":
        return self.filter(since__lte=day).exclude(until__lte=day)


class FormUse(Record):
    """A school uses a version of the form, from a day until a day (S1-34)."""

    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="uses")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", verbose_name=_("school"))
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)                     # exclusive
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = FormUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of the application form")
        ordering = ["school", "since"]
        constraints = [
            CheckConstraint(name="processors_form_use_forward", condition=Q(until=None) | Q(until__gte=F("since"))),
            ExclusionConstraint(
                name="processors_form_one_in_use",
                expressions=[
                    ("school", RangeOperators.EQUAL),
                    (Func("since", "until", RangeBoundary(), function="daterange", output_field=DateRangeField()), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.since}"
