"""«May this be published?»: each question with its answer, kept as it was told (S1-85, S1-93; GDPR 5(2))."""
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consent import reach
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.organisation.models import School
from students.models import ClassGroup, Student

from .decisions import Occasion
from .purposes import Purpose

USER = settings.AUTH_USER_MODEL


class CheckQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope) -> "CheckQuerySet":
        """Those of the schools whose consents somebody reads as a whole, and everybody's own."""
        if scope.is_family:
            return self.none()
        whole = reach.schools(scope)
        return self if whole is None else self.filter(Q(made_by=scope.user.pk) | Q(school__in=whole))


class PublicationCheck(Record):
    """Somebody asked for whom it may be done, on a day; what was answered stands in its pupils."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("school year"))                       # in which it begins
    number = models.PositiveIntegerField(_("number"))
    class_group = models.ForeignKey(ClassGroup, models.PROTECT, null=True, related_name="+", verbose_name=_("class"))
    is_whole_class = models.BooleanField(default=False)
    on = models.DateField(_("for the day"))
    purposes = ArrayField(models.UUIDField(), default=list)
    occasions = ArrayField(models.UUIDField(), default=list)
    yes_count = models.PositiveSmallIntegerField(default=0)                         # pupils for whom all of it may be done
    no_count = models.PositiveSmallIntegerField(default=0)
    unknown_count = models.PositiveSmallIntegerField(default=0)                     # names that were typed and not checked
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check before publishing")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(name="consent_checks_of_maker", fields=["made_by", "-made_at"])]
        constraints = [UniqueConstraint(name="consent_check_number_once", fields=["school", "year", "number"])]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("consent:checked", args=[self.pk])

    @property
    def reference(self) -> str:
        """The number to quote, such as 2026-0042."""
        return f"{self.year}-{self.number:04d}"


class CheckedPupil(Record):
    """What was answered of one pupil for one use: what the asker was told, so of a restriction or protection nothing."""

    check_made = models.ForeignKey(PublicationCheck, models.PROTECT, related_name="pupils")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="+", db_index=False)
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, related_name="+", db_index=False)
    is_yes = models.BooleanField(_("may be done"))
    reason = models.CharField(_("why"), max_length=20)                              # a code of rules/verdict.py
    answered_on = models.DateField(_("answered on"), null=True)

    class Meta:
        verbose_name = _("checked pupil")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.check_made_id)

