"""A DPIA: what could go wrong for pupils, and what is done about it, before it is begun (GDPR 35 and 36; S2-51, S2-56…59)."""
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Register
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.organisation.models import School

from .activities import Activity
from .parties import SEES
from .register_words import Advice, Criterion, DpiaStatus, Impact, Likelihood, Verdict

USER = settings.AUTH_USER_MODEL
REVIEW_MONTHS = 36                  # S2-59 says periodically; DOMAIN proposes three years


class DpiaQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope) -> "DpiaQuerySet":
        """The board's, and those of the schools whose register this person may read."""
        if scope.is_family:
            return self.none()
        reach = scope.schools(Register.PROCESSORS, *SEES)
        return self if reach is None else self.filter(Q(school=None) | Q(school__in=reach))

    def standing(self) -> "DpiaQuerySet":
        """Those that no later one has followed."""
        return self.filter(followed_by=None)


class Dpia(Record):
    """One assessment of one plan or activity, from the pre-scan to the board's decision; a review is a new one that follows it."""

    title = models.CharField(_("about what"), max_length=150)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("school")) # null: board
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="dpias", verbose_name=_("activity in the register")
    )                                                                                          # null: a plan that is not in it yet
    follows = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="followed_by", editable=False)
    status = models.CharField(_("state"), max_length=10, choices=DpiaStatus, default=DpiaStatus.PRESCAN)
    # Pre-scan
    criteria = ArrayField(models.CharField(max_length=14, choices=Criterion), default=list, blank=True, verbose_name=_("what applies"))
    prescan_note = models.TextField(_("reasoning"), max_length=1000, blank=True)
    prescanned_on = models.DateField(_("pre-scan on"), null=True, blank=True)
    # Analysis (GDPR 35(7)(a), (b) and 35(9))
    description = models.TextField(_("what is going to happen with which data"), max_length=4000, blank=True)
    interests = models.TextField(_("for what, and in whose interest"), max_length=2000, blank=True)
    parties = models.TextField(_("who takes part"), max_length=1000, blank=True)
    necessity = models.TextField(_("why it is necessary, and in proportion"), max_length=2000, blank=True)
    alternatives = models.TextField(_("which less intrusive ways were looked at"), max_length=2000, blank=True)
    rights = models.TextField(_("how pupils and parents are informed and use their rights"), max_length=2000, blank=True)
    views = models.TextField(_("what pupils, parents or the participation council think"), max_length=2000, blank=True)
    # Prior consultation of the authority (GDPR 36)
    consulted_on = models.DateField(_("put before the authority (AP) on"), null=True, blank=True)
    consulted_outcome = models.TextField(_("what the authority answered"), max_length=1000, blank=True)
    # Decision
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict, blank=True)
    verdict_note = models.TextField(_("grounds, and what is done with the advice"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    review_months = models.PositiveSmallIntegerField(_("looked at again after, in months"), default=REVIEW_MONTHS)
    due_on = models.DateField(_("review before"), null=True, blank=True)
    next_reminder_on = models.DateField(null=True, editable=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    writers = ArrayField(models.UUIDField(), default=list, blank=True)                  # who wrote a part of it

    objects = DpiaQuerySet.as_manager()

    class Meta:
        verbose_name = _("DPIA")
        verbose_name_plural = _("DPIAs")
        ordering = ["title", "-made_at"]
        constraints = [
            CheckConstraint(
                name="processors_dpia_decided_whole",
                condition=~Q(status=DpiaStatus.DECIDED)
                | Q(decided_at__isnull=False, decided_by__isnull=False, due_on__isnull=False) & ~Q(verdict=""),
            ),
            CheckConstraint(name="processors_dpia_review_within", condition=Q(review_months__gte=1, review_months__lte=60)),
        ]
        indexes = [models.Index(name="processors_dpia_remind", fields=["next_reminder_on"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("processors:dpia", args=[self.pk])

    @property
    def criteria_labels(self) -> list[str]:
        return [str(Criterion(code).label) for code in self.criteria]

    def is_written_by(self, person) -> bool:
        return person in (self.made_by_id, *self.writers)

    def has_advice(self) -> bool:
        """Whether the FG advised on what stands here now."""
        return any(not each.is_withdrawn for each in self.advices.all())

    def is_followed(self) -> bool:
        return hasattr(self, "followed_by")


class DpiaRisk(Record):
    """Something that could go wrong for people: how likely and how bad, before and after what is done about it."""

    dpia = models.ForeignKey(Dpia, models.CASCADE, related_name="risks")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(_("what could go wrong"), max_length=200)
    cause = models.CharField(_("how that could happen"), max_length=300, blank=True)
    effect = models.CharField(_("what it would mean for pupils or parents"), max_length=300)
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), choices=Likelihood)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Impact)
    measure = models.CharField(_("what is done about it"), max_length=500, blank=True)
    measure_by = models.CharField(_("who does it"), max_length=120, blank=True)
    measure_on = models.DateField(_("done before"), null=True, blank=True)
    likelihood_after = models.PositiveSmallIntegerField(_("likelihood afterwards"), choices=Likelihood, null=True, blank=True)
    impact_after = models.PositiveSmallIntegerField(_("impact afterwards"), choices=Impact, null=True, blank=True)

    class Meta:
        verbose_name = _("risk")
        ordering = ["dpia", "place"]
        constraints = [
            UniqueConstraint(name="processors_risk_place_once", fields=["dpia", "place"]),
            CheckConstraint(
                name="processors_risk_never_grows",
                condition=(Q(likelihood_after=None) | Q(likelihood_after__lte=F("likelihood")))
                & (Q(impact_after=None) | Q(impact_after__lte=F("impact"))),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    @property
    def score_after(self) -> int | None:
        return self.likelihood_after * self.impact_after if self.likelihood_after and self.impact_after else None


class DpiaAdvice(Record):
    """What the FG advised, and when; each advice stays, also when the DPIA was changed after it (S1-143, S2-50, S2-51)."""

    dpia = models.ForeignKey(Dpia, models.PROTECT, related_name="advices")
    advice = models.CharField(_("advice"), max_length=10, choices=Advice)
    text = models.TextField(_("grounds, and conditions"), max_length=4000)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    is_withdrawn = models.BooleanField(default=False)              # the DPIA was changed after it: the FG is asked again

    class Meta:
        verbose_name = _("advice of the FG")
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.get_advice_display())
