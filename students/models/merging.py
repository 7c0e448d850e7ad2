from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record
from privacyadmin.organisation.models import School

from .guardians import Guardian
from .pupils import Enrolment

USER = settings.AUTH_USER_MODEL


class MergeKind(models.TextChoices):
    PUPIL = "pupil", _("pupil")
    GUARDIAN = "guardian", _("parent or carer")


class MergeQuerySet(models.QuerySet):
    def survivor_of(self, key: UUID) -> UUID | None:
        """Who stands for a record that was merged, now: a survivor can have been merged in turn. None where it never was."""
        found = None
        while following := self.filter(absorbed=found or key).values_list("survivor", flat=True).first():
            found = following
        return found

    def into(self, key: UUID) -> list["Merge"]:
        """Everything that was merged into this one, and into those, the last first."""
        found: dict[UUID, Merge] = {}
        keys: Iterable[UUID] = [key]
        while keys:
            rows: list[Merge] = [row for row in Merge.objects.filter(survivor__in=keys).select_related("by") if row.pk not in found]
            found |= {row.pk: row for row in rows}
            keys = [row.absorbed for row in rows]
        return sorted(found.values(), key=lambda row: row.at, reverse=True)

    def former_keys(self, key: UUID) -> list[UUID]:
        """The keys under which this one was known as well; logs that only grow still name them."""
        return [row.absorbed for row in self.into(key)]


class Merge(Record):
    """Two records turned out to be one person: which one went, which one stayed, what was chosen, and what moved. Kept for good."""

    kind = models.CharField(_("what was merged"), max_length=8, choices=MergeKind)
    absorbed = models.UUIDField(unique=True, editable=False)
    survivor = models.UUIDField(db_index=True, editable=False)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"))
    reason = models.CharField(_("reason"), max_length=300)
    choices = models.JSONField(default=dict)         # field, relation or case → what was chosen, in codes
    moved = models.JSONField(default=dict)           # model → how many rows went along, as far as the one who merged may see them
    united = models.JSONField(default=dict)          # model → how many pairs of rows became one

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merging of two records")
        ordering = ["-at", "-pk"]
        constraints = [CheckConstraint(name="students_merge_of_two", condition=~Q(absorbed=F("survivor")))]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("students:merge", args=[self.pk])


class WhyTwo(models.TextChoices):
    """Why two records that look alike are two people."""

    TWINS = "twins", _("twins, or other brothers or sisters")
    NAMESAKES = "namesakes", _("they have the same name, and nothing else in common")
    FAMILY = "family", _("members of one family with the same name or address")
    PARTED = "parted", _("they had been taken for one person, and were parted")


class TwoPeople(Record):
    """Somebody looked: these two are not one person. A pair stands here both ways round, and is offered no more."""

    kind = models.CharField(max_length=8, choices=MergeKind)
    one = models.UUIDField(editable=False)
    other = models.UUIDField(editable=False)
    why = models.CharField(_("why they are two people"), max_length=10, choices=WhyTwo)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("two people who look alike")
        constraints = [
            UniqueConstraint(name="students_two_people_once", fields=["one", "other"]),
            CheckConstraint(name="students_two_people_differ", condition=~Q(one=F("other"))),
        ]


class KnownAs(models.TextChoices):
    KEY = "key", _("key in the school's system")
    NAME = "name", _("name")             # a mark made of names and birth, for files that give no key; nothing can be read from it


class EnrolmentKey(Record):
    """Another key, or mark of names, under which the school's own system knows a pupil since two records were merged."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="other_keys")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4, choices=KnownAs)
    key = models.CharField(max_length=256)

    class Meta:
        verbose_name = _("other key of a pupil")
        constraints = [UniqueConstraint(name="students_other_key_once", fields=["school", "kind", "key"])]


class GuardianKey(Record):
    """The same for a guardian: a file that still names the merged one is about this one."""

    guardian = models.ForeignKey(Guardian, models.PROTECT, related_name="other_keys")
    kind = models.CharField(max_length=4, choices=KnownAs)
    key = models.CharField(max_length=256)

    class Meta:
        verbose_name = _("other key of a parent or carer")
        constraints = [
            UniqueConstraint(name="students_other_guardian_key_once", fields=["key"], condition=Q(kind="key")),
            UniqueConstraint(name="students_other_guardian_name_once", fields=["guardian", "key"], condition=Q(kind="name")),
        ]
