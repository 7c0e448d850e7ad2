from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category
from privacyadmin.base import Record

from .pupils import Student


class RestrictionGround(models.TextChoices):
    """GDPR 18(1)(a)-(d); S2-181…184, with the law's own condition at (c) (DOMAIN 1.4, defect 14)."""

    ACCURACY = "accuracy", _("accuracy is contested")
    UNLAWFUL = "unlawful", _("processing is unlawful")
    CLAIMS = "claims", _("no longer needed here, needed by the person for a claim")
    OBJECTION = "objection", _("an objection is being weighed")


class LimitQuerySet(models.QuerySet):
    def in_force(self, *, at: datetime):
        return self.filter(since__lte=at).exclude(until__lte=at)


class Limit(Record):
    """Categories of one pupil that nobody may change and the family does not see while this stands (2.14)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="%(class)ss")
    categories = ArrayField(models.CharField(max_length=3, choices=Category), verbose_name=_("categories"))
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)                 # exclusive
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)

    objects = LimitQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def category_labels(self) -> list[str]:
        return [str(Category(code).label) for code in self.categories]


class Restriction(Limit):
    """Processing is restricted (art. 18): marked everywhere, read-only inside (S2-185, S2-186)."""

    ground = models.CharField(_("reason of the law"), max_length=10, choices=RestrictionGround)

    class Meta:
        verbose_name = _("restriction")
        constraints = [
            CheckConstraint(name="students_restriction_forward", condition=Q(until=None) | Q(until__gte=F("since"))),
            CheckConstraint(name="students_restriction_has_categories", condition=Q(categories__len__gt=0)),
        ]


class ProtectedFrom(models.TextChoices):
    GUARDIANS = "guardians", _("all guardians")
    PUPIL = "pupil", _("the pupil")
    FAMILY = "family", _("guardians and pupil")


class Protection(Limit):
    """A protective exception (C-25; S1-117, S2-199): hidden from the family for the pupil's safety, until reviewed."""

    hidden_from = models.CharField(_("hidden from"), max_length=9, choices=ProtectedFrom, default=ProtectedFrom.FAMILY)
    review_on = models.DateField(_("to be reviewed on"))

    class Meta:
        verbose_name = _("protection")
        constraints = [
            CheckConstraint(name="students_protection_forward", condition=Q(until=None) | Q(until__gte=F("since"))),
            CheckConstraint(name="students_protection_has_categories", condition=Q(categories__len__gt=0)),
        ]
