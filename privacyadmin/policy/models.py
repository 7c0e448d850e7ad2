from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category
from privacyadmin.base import Record
from privacyadmin.organisation.models import School

from .catalogue import FALLBACK, PRESETS, SETTINGS


class PolicyVersionQuerySet(models.QuerySet):
    def in_force(self, *, on: date):
        """Approved versions that have begun on a day, the latest first."""
        return self.filter(is_approved=True, valid_from__lte=on).order_by("-valid_from", "-number")

    def of_place(self, school: School | None):
        """The versions of one school, or of the board where none is named."""
        return self.filter(school=school) if school else self.filter(school__isnull=True)

    def update(self, **values):
        raise TypeError("A policy version never changes: make a new one.")

    delete = update


class PolicyVersion(Record):
    """The house rules of the board, or of a school that differs, from a day on; proposed by one, approved by another.

    Once approved it never changes: cases are stamped with theirs.
    """

    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="policies")    # null: the board
    number = models.PositiveIntegerField(_("version"))
    valid_from = models.DateField(_("in force from"))
    preset = models.CharField(_("preset"), max_length=2, blank=True)
    values = models.JSONField()
    note = models.CharField(_("why it changed"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_approved = models.BooleanField(null=True)
    writers = ArrayField(models.UUIDField(), default=list)      # others who wrote a part of it while it lay before the board

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy")
        ordering = ["school", "-number"]
        constraints = [
            UniqueConstraint(name="policy_school_version_once", fields=["school", "number"], condition=Q(school__isnull=False)),
            UniqueConstraint(name="policy_board_version_once", fields=["number"], condition=Q(school__isnull=True)),
            UniqueConstraint(
                name="policy_one_proposal", fields=["school"], condition=Q(is_approved__isnull=True), nulls_distinct=False,
            ),
            CheckConstraint(name="policy_four_eyes", condition=Q(answered_by=None) | Q(by=None) | ~Q(answered_by=F("by"))),
            CheckConstraint(name="policy_answered_whole", condition=Q(answered_at__isnull=True) | Q(is_approved__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.school or '–'} {self.number}"

    def __getattr__(self, name: str) -> Any:
        if name in SETTINGS:
            return self.values.get(name, PRESETS.get(self.preset, FALLBACK)[name])      # a setting that is newer than this version
        raise AttributeError(name)

    @property
    def whole(self) -> dict[str, Any]:
        """The value of every setting, also of those that are newer than this version."""
        return {code: getattr(self, code) for code in SETTINGS}

    @property
    def is_open(self) -> bool:
        """Whether it waits for the board's answer."""
        return self.is_approved is None

    def is_written_by(self, person: UUID) -> bool:
        """Whoever wrote a part of it may not approve it."""
        return person == self.by_id or person in self.writers


class CategoryNotice(Record):
    """What the access answer and the information duty say of a category: purposes, ground, recipients, retention (SETTLED 19)."""

    category = models.CharField(_("category"), max_length=3, choices=Category)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    valid_from = models.DateField(_("in force from"))
    purposes = models.TextField(_("purposes"))
    ground = models.TextField(_("ground"))
    recipients = models.TextField(_("recipients"))
    retention = models.TextField(_("how long it is kept"))

    class Meta:
        verbose_name = _("category notice")
        constraints = [UniqueConstraint(name="policy_notice_once", fields=["category", "language", "valid_from"])]
