"""The application form as a family filled it in: every answer sealed under the key of the pupil (S1-27…32, S1-35, S2-75; C-19)."""
from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin import history
from privacyadmin.access.catalogue import Category
from privacyadmin.base import Record
from privacyadmin.organisation.models import School
from privacyadmin.policy.models import PolicyVersion
from students.models import Guardian, Student

from .application_forms import FormField, FormVersion
from .register_words import Answered, Asking

USER = settings.AUTH_USER_MODEL
ANSWER_LABEL = "processors.FormAnswer.sealed"
KEPT_ELSEWHERE = (Category.BSN, Category.ADV)          # the number has its own page; an adviser's notes are no answer


class Channel(models.TextChoices):
    """How the form came in."""

    PAPER = "paper", _("on paper")
    COUNTER = "counter", _("at the counter")
    MAIL = "mail", _("by e-mail")


class FormSubmissionQuerySet(history.HistoriedQuerySet):
    def latest_of(self, student: UUID, school: UUID) -> "FormSubmissionQuerySet":
        """The form that counts for an application, the last one that came in, first."""
        return self.filter(student=student, school=school).order_by("-received_on", "-pk")


class FormSubmission(Record):
    """One form of one child at one school, with the version of the form and of the policy that the family read (S1-27, S1-32)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", verbose_name=_("school"))     # with the pupil: the enrolment
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="submissions", verbose_name=_("version of the form"))
    policy = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")                        # to which the form refers
    received_on = models.DateField(_("received on"))
    channel = models.CharField(_("how it came in"), max_length=7, choices=Channel)
    handed_in_by = models.ForeignKey(                                                                  # null: the pupil, or not known
        Guardian, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handed in by")
    )
    notice_on = models.DateField(_("privacy notice given on"), null=True, blank=True)                  # S1-35
    entered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    objects = FormSubmissionQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("filled-in application form")
        verbose_name_plural = _("filled-in application forms")
        ordering = ["-received_on", "-pk"]
        indexes = [
            models.Index(name="processors_submission_of", fields=["student", "school", "-received_on"]),
            models.Index(name="processors_submission_at", fields=["school", "received_on"]),
        ]

    def __str__(self) -> str:
        return str(self.received_on)

    def get_absolute_url(self) -> str:
        return reverse("processors:submission", args=[self.pk])


class FormAnswerQuerySet(history.HistoriedQuerySet):
    def in_the_way(self) -> "FormAnswerQuerySet":
        """What is needed to enrol, and was not given (S2-75); never what is free to answer (S1-31)."""
        return self.filter(field__asking=Asking.REQUIRED).exclude(answered=Answered.GIVEN)

    def in_categories(self, categories: Collection[str]) -> "FormAnswerQuerySet":
        return self.filter(category__in=categories)


class FormAnswer(Record):
    """One answer: given, «does not want to share», or nothing (S1-31)."""

    submission = models.ForeignKey(FormSubmission, models.CASCADE, related_name="answers")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")                             # of the form
    field = models.ForeignKey(FormField, models.PROTECT, related_name="+")
    category = models.CharField(_("category"), max_length=3, choices=Category)                         # of the field: who reads it
    answered = models.CharField(_("answered"), max_length=8, choices=Answered, default=Answered.EMPTY)
    sealed = models.BinaryField(null=True, editable=False)
    changed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = FormAnswerQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("answer on the application form")
        ordering = ["field__place"]
        constraints = [
            UniqueConstraint(name="processors_answer_once", fields=["submission", "field"]),
            CheckConstraint(
                name="processors_answer_given_has_words",
                condition=Q(answered=Answered.GIVEN, sealed__isnull=False) | ~Q(answered=Answered.GIVEN) & Q(sealed__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.get_answered_display()
