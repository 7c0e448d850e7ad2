from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin import history
from privacyadmin.access.catalogue import MATRIX_CATEGORIES, Category
from privacyadmin.base import Record
from privacyadmin.organisation.models import School

from .pupils import Student

USER = settings.AUTH_USER_MODEL


class RestrictionGround(models.TextChoices):
    """GDPR 18(1)(a)-(d); S2-181…184, with the law's own condition at (c) (DOMAIN 1.4, defect 14)."""

    ACCURACY = "accuracy", _("accuracy is contested")
    UNLAWFUL = "unlawful", _("processing is unlawful")
    CLAIMS = "claims", _("no longer needed here, needed by the person for a claim")
    OBJECTION = "objection", _("an objection is being weighed")


class LimitQuerySet(history.HistoriedQuerySet):
    def in_force(self, *, at: datetime):
        return self.filter(since__lte=at).exclude(until__lte=at)


class Limit(Record):
    """Categories of one pupil that nobody may change and the family does not see while this stands (2.14)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="%(class)ss")
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")     # that handles it; null: from before it was kept
    categories = ArrayField(models.CharField(max_length=3, choices=Category), verbose_name=_("categories"))
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)                 # exclusive; written when it is lifted or ended
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    review_on = models.DateField(_("to be reviewed on"), null=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=300, blank=True)

    objects = LimitQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def category_labels(self) -> list[str]:
        return [str(Category(code).label) for code in self.categories]

    @property
    def is_whole(self) -> bool:
        """Whether it stands on everything that the matrix names."""
        return set(MATRIX_CATEGORIES) <= set(self.categories)


class AskedBy(models.TextChoices):
    GUARDIAN = "guardian", _("a parent")
    PUPIL = "pupil", _("the pupil")
    SCHOOL = "school", _("the school itself")
    AUTHORITY = "authority", _("the data protection authority or a court")


class ToldHow(models.TextChoices):
    """How the family heard of the lifting beforehand, besides the news in the portal (GDPR 18(3), S2-187)."""

    PORTAL = "portal", _("in the portal")
    LETTER = "letter", _("by letter")
    TALK = "talk", _("in a conversation")


class RestrictionStatus(models.TextChoices):
    STANDING = "standing", _("in force")
    ANNOUNCED = "announced", _("lifting announced")
    LIFTED = "lifted", _("lifted")


class Restriction(Limit):
    """Processing is restricted (art. 18): marked everywhere, read-only inside, and not lifted before the family heard (S2-185…187)."""

    ground = models.CharField(_("reason of the law"), max_length=10, choices=RestrictionGround)
    asked_by = models.CharField(_("asked by"), max_length=9, choices=AskedBy, default=AskedBy.GUARDIAN)
    case_key = models.UUIDField(null=True)                                          # the request that it follows from, if any
    announced_at = models.DateTimeField(null=True)
    announced_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    lift_on = models.DateField(_("to be lifted on"), null=True)                     # the first day on which it can be lifted
    told_how = models.CharField(_("how the family was told"), max_length=6, choices=ToldHow, blank=True)

    history = history.track()

    class Meta:
        verbose_name = _("restriction")
        base_manager_name = "objects"
        constraints = [
            CheckConstraint(name="students_restriction_forward", condition=Q(until=None) | Q(until__gte=F("since"))),
            CheckConstraint(name="students_restriction_has_categories", condition=Q(categories__len__gt=0)),
            CheckConstraint(
                name="students_lifting_announced_whole",
                condition=Q(announced_at=None, lift_on=None, told_how="")
                | Q(announced_at__isnull=False, lift_on__isnull=False) & ~Q(told_how=""),
            ),
        ]

    def __str__(self) -> str:
        return self.get_ground_display()

    def get_absolute_url(self) -> str:
        return reverse("students:restriction", args=[self.pk])

    @property
    def status(self) -> RestrictionStatus:
        if self.until is not None:
            return RestrictionStatus.LIFTED
        return RestrictionStatus.ANNOUNCED if self.lift_on else RestrictionStatus.STANDING


class AllowedUse(models.TextChoices):
    """GDPR 18(2): what may still be done with restricted data, besides storing it."""

    CONSENT = "consent", _("the person concerned agrees")
    CLAIMS = "claims", _("a claim in law")
    OTHERS = "others", _("to protect the rights of somebody else")
    PUBLIC_INTEREST = "public", _("an important public interest")


class RestrictedUse(Record):
    """Restricted data was used all the same, on a ground that the law leaves open, and somebody answers for it (GDPR 18(2), S2-186)."""

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="uses")
    ground = models.CharField(_("what allows it"), max_length=8, choices=AllowedUse)
    what = models.CharField(_("what was used, and for what"), max_length=300)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("use of restricted data")
        ordering = ["-at", "-pk"]


class ProtectedFrom(models.TextChoices):
    GUARDIANS = "guardians", _("all guardians")
    PUPIL = "pupil", _("the pupil")
    FAMILY = "family", _("guardians and pupil")


class ProtectionGround(models.TextChoices):
    """What endangers the pupil (S1-117, S2-199)."""

    REPORTING_CODE = "reporting", _("suspected abuse: reporting code")
    THREAT = "threat", _("threat or violence")
    COURT = "court", _("an order of a court or authority")
    WELFARE = "welfare", _("serious risk to health or welfare")


class ProtectionStatus(models.TextChoices):
    PROVISIONAL = "provisional", _("in force, waits for a decision")
    CONFIRMED = "confirmed", _("in force")
    ENDED = "ended", _("ended")


class Protection(Limit):
    """A protective exception (C-25; S1-117, S2-199): hidden from the family for the pupil's safety, until reviewed.

    It holds from the moment that somebody asks for it; whoever decides confirms or ends it afterwards, so that nothing leaks meanwhile.
    """

    hidden_from = models.CharField(_("hidden from"), max_length=9, choices=ProtectedFrom, default=ProtectedFrom.FAMILY)
    ground = models.CharField(_("what endangers the pupil"), max_length=9, choices=ProtectionGround, blank=True)   # empty: from before
    reporting_step = models.PositiveSmallIntegerField(_("step of the reporting code"), null=True, blank=True)      # 1 to 5 (U16)
    evidence = models.CharField(_("where the evidence is kept"), max_length=200, blank=True)
    advice = models.CharField(_("advice of the data protection officer"), max_length=300, blank=True)              # S2-199
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_confirmed = models.BooleanField(null=True)

    history = history.track()

    class Meta:
        verbose_name = _("protection")
        base_manager_name = "objects"
        constraints = [
            CheckConstraint(name="students_protection_forward", condition=Q(until=None) | Q(until__gte=F("since"))),
            CheckConstraint(name="students_protection_has_categories", condition=Q(categories__len__gt=0)),
            CheckConstraint(name="students_protection_reviewed", condition=Q(review_on__isnull=False)),
            CheckConstraint(name="students_protection_four_eyes", condition=Q(decided_by=None) | Q(by=None) | ~Q(decided_by=F("by"))),
            CheckConstraint(
                name="students_protection_decided_whole",
                condition=Q(decided_at=None, is_confirmed=None) | Q(decided_at__isnull=False, is_confirmed__isnull=False),
            ),
            CheckConstraint(name="students_reporting_steps", condition=Q(reporting_step=None) | Q(reporting_step__range=(1, 5))),
        ]

    def __str__(self) -> str:
        return self.get_hidden_from_display()

    def get_absolute_url(self) -> str:
        return reverse("students:protection", args=[self.pk])

    @property
    def status(self) -> ProtectionStatus:
        if self.until is not None:
            return ProtectionStatus.ENDED
        return ProtectionStatus.CONFIRMED if self.is_confirmed else ProtectionStatus.PROVISIONAL
