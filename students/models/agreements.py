from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category
from privacyadmin.base import Record
from privacyadmin.times import local_day

from .guardians import GuardianRelation

USER = settings.AUTH_USER_MODEL


class AgreedAccessQuerySet(models.QuerySet):
    def in_force(self, *, at: datetime) -> "AgreedAccessQuerySet":
        return self.filter(since__lte=at, until__gt=at, relation__has_contact_block=False)


class AgreedAccess(Record):
    """A pupil of age lets somebody who was a guardian go on seeing these kinds of data, until a day or until he takes it back (U9)."""

    relation = models.ForeignKey(GuardianRelation, models.PROTECT, related_name="agreements")
    categories = ArrayField(models.CharField(max_length=3, choices=Category), verbose_name=_("kinds of data"))
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))  # exclusive; taken back: that moment
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    objects = AgreedAccessQuerySet.as_manager()
    relation_id: UUID

    class Meta:
        verbose_name = _("agreement of a pupil of age")
        ordering = ["-since", "-pk"]
        constraints = [
            ExclusionConstraint(
                name="students_agreed_once_at_a_time",
                expressions=[
                    ("relation", RangeOperators.EQUAL),
                    (Func("since", "until", RangeBoundary(), function="tstzrange", output_field=DateTimeRangeField()),
                     RangeOperators.OVERLAPS),
                ],
            ),
            CheckConstraint(name="students_agreed_forward", condition=Q(until__gte=F("since"))),
            CheckConstraint(name="students_agreed_to_something", condition=Q(categories__len__gt=0)),
        ]

    def __str__(self) -> str:
        return ", ".join(self.labels)

    @property
    def last_day(self) -> date:
        """The last day on which it holds, if nobody takes it back."""
        return local_day(self.until) - timedelta(days=1)

    @property
    def labels(self) -> list[Any]:
        """The kinds of data in words."""
        return [str(Category(category).label) for category in self.categories]
