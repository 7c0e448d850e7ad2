"""What families say yes or no to: purposes per school, each with versioned texts (DOMAIN 2.4, S2-101)."""
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from consent import reach
from privacyadmin import history
from privacyadmin.access.catalogue import Category, Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.organisation.models import School

from .catalogue import CATEGORY_OF, OF_IMAGES, Decider, Kind, Mode, OnWithdrawal

USER = settings.AUTH_USER_MODEL


class PurposeQuerySet(history.HistoriedQuerySet):
    def visible_to(self, scope: Scope) -> "PurposeQuerySet":
        """Those of the schools whose consents this person reads."""
        if scope.is_family:
            return self.none()
        schools = scope.schools(Register.CONSENTS, Verb.READ, Verb.WRITE, Verb.COUNT)
        return self if schools is None else self.filter(school__in=schools)

    def read_by(self, scope: Scope) -> "PurposeQuerySet":
        """Those of them whose answers this person reads or counts: for who only places things those of images (2.14)."""
        return self.visible_to(scope).exclude(~Q(kind__in=OF_IMAGES), school__in=reach.for_images_alone(scope))

    def in_use(self, *, on: date) -> "PurposeQuerySet":
        """Those that may be asked on a day, and on which somebody may rely."""
        return self.filter(since__lte=on).exclude(until__lte=on)


class Purpose(Record):
    """One use, of one school, that needs a yes: photos on the website, a class photo, data for the photographer (S1-85, S2-101)."""

    school = models.ForeignKey(School, models.PROTECT, related_name="consent_purposes", verbose_name=_("school"))
    code = models.CharField(_("code"), max_length=16)                               # of DOMAIN 2.4, or the school's own
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    mode = models.CharField(_("how often it is asked"), max_length=6, choices=Mode)
    decider = models.CharField(_("who decides"), max_length=7, choices=Decider, default=Decider.BY_AGE)
    on_withdrawal = models.CharField(_("when somebody takes it back"), max_length=6, choices=OnWithdrawal, default=OnWithdrawal.STOP)
    since = models.DateField(_("asked from"))
    until = models.DateField(_("asked until"), null=True, blank=True)               # exclusive: retired from that day
    retired_why = models.CharField(_("why it is no longer asked"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("place in the list"), default=100)

    objects = PurposeQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("consent purpose")
        ordering = ["order", "code"]
        base_manager_name = "objects"
        constraints = [
            UniqueConstraint(name="consent_purpose_once", fields=["school", "code"], condition=Q(until=None)),
            CheckConstraint(name="consent_purpose_forward", condition=Q(until=None) | Q(until__gte=F("since"))),
            CheckConstraint(
                name="consent_retired_why", condition=Q(until=None, retired_why="") | Q(until__isnull=False) & ~Q(retired_why=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("consent:purpose", args=[self.pk])

    @property
    def category(self) -> Category:
        """The part of the file under which the answers stand."""
        return CATEGORY_OF[Kind(self.kind)]

    def is_in_use(self, *, on: date) -> bool:
        return self.since <= on and (self.until is None or self.until > on)


class PurposeTextQuerySet(models.QuerySet):
    def in_force(self, *, on: date) -> "PurposeTextQuerySet":
        """The text of each purpose that holds on a day."""
        return self.filter(valid_from__lte=on).order_by("purpose_id", "-number").distinct("purpose_id")

    def drafts(self) -> "PurposeTextQuerySet":
        return self.filter(valid_from=None)


class PurposeText(Record):
    """The words under which somebody answers, in plain Dutch and English; once in force they never change (S2-17)."""

    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="texts")
    number = models.PositiveSmallIntegerField(_("version"))
    title_nl = models.CharField(_("title in Dutch"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=80)
    body_nl = models.TextField(_("text in Dutch"), max_length=1200)
    body_en = models.TextField(_("text in English"), max_length=1200)
    asks_again = models.BooleanField(_("who said yes before is asked again"), default=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)       # null: a draft
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    put_at = models.DateTimeField(null=True)
    put_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    objects = PurposeTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a purpose")
        ordering = ["purpose", "-number"]
        constraints = [
            UniqueConstraint(name="consent_text_once", fields=["purpose", "number"]),
            UniqueConstraint(name="consent_text_one_draft", fields=["purpose"], condition=Q(valid_from=None)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_nl

    @property
    def body(self) -> str:
        return self.body_en if get_language() == "en" else self.body_nl

    @property
    def is_draft(self) -> bool:
        return self.valid_from is None
