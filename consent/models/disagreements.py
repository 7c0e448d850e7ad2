"""Parents who do not agree, and doubt about whose word counts: the answer is no until somebody has looked (DOMAIN 1.6; U7)."""
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category
from privacyadmin.base import Record
from students.models import Student

from .decisions import Occasion
from .purposes import Purpose

USER = settings.AUTH_USER_MODEL


class Settled(models.TextChoices):
    """How it ended."""

    GONE = "gone", _("the answers no longer differ")                # found by the program
    TALKED = "talked", _("spoken with the family; it stays no")
    LEFT = "left", _("left as it is; it stays no")


class DisagreementQuerySet(models.QuerySet):
    def open(self) -> "DisagreementQuerySet":
        return self.filter(settled_at=None)


class Disagreement(Record):
    """One parent says yes and another no, or somebody whose authority is not known says no: a task for who keeps the consents."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="+")
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, blank=True, related_name="+")
    category = models.CharField(_("category"), max_length=3, choices=Category)      # of the purpose
    found_at = models.DateTimeField(_("found at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("how it ended"), max_length=6, choices=Settled, blank=True)

    objects = DisagreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("answers that differ")
        ordering = ["found_at", "pk"]
        indexes = [models.Index(name="consent_differing", fields=["student"], condition=Q(settled_at=None))]
        constraints = [
            UniqueConstraint(
                name="consent_differing_once", fields=["student", "purpose", "occasion"], condition=Q(settled_at=None),
                nulls_distinct=False,
            ),
            CheckConstraint(
                name="consent_differing_settled", condition=Q(settled_at=None, outcome="") | Q(settled_at__isnull=False) & ~Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display() or str(self._meta.verbose_name)
