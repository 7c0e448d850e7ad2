from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.purposes import TAKEN_OUT_FOR, choices_of
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.organisation.models import School

from .registry import OFFERS, Offer


class Format(models.TextChoices):
    XLSX = "xlsx", _("spreadsheet (XLSX)")
    CSV = "csv", _("text file (CSV)")


class State(models.TextChoices):
    ORDERED = "ordered", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("could not be made")
    DESTROYED = "destroyed", _("destroyed")


class Failure(models.TextChoices):
    NO_RIGHT = "no_right", _("Your right to this list ended before it was made.")
    TOO_LONG = "too_long", _("The list is too long for a spreadsheet. Choose the text file (CSV).")
    GONE = "gone", _("This list is no longer offered.")


class ExportQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope) -> "ExportQuerySet":
        """One's own; and for those who read the register of events, all of their schools."""
        own = Q(by=scope.user)
        reach = scope.schools(Register.AUDIT, Verb.READ)
        return self.all() if reach is None else self.filter(own | Q(school__in=reach))

    def over(self, *, at: datetime) -> "ExportQuerySet":
        """Those whose days to collect them have passed."""
        return self.filter(state=State.READY, available_until__lte=at)


class Export(Record):
    """A list that somebody took out: which, for what, how many rows. The file is sealed under a key of its own, and destroyed in a week."""

    code = models.CharField(_("list"), max_length=40)
    format = models.CharField(_("kind of file"), max_length=4, choices=Format)
    purpose = models.CharField(_("purpose"), max_length=14, choices=choices_of(TAKEN_OUT_FOR))
    words = models.CharField(_("what for exactly"), max_length=200)
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+", verbose_name=_("school"))     # null: all within reach
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports", verbose_name=_("by"))
    asked_at = models.DateTimeField(_("asked"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.ORDERED)
    failure = models.CharField(max_length=8, choices=Failure, blank=True)
    made_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(_("rows"), null=True)
    left_out = models.PositiveIntegerField(default=0)               # pupils who stay out because use of their data is restricted (S2-185)
    stored_as = models.UUIDField(null=True, unique=True)            # privacyadmin.crypto.files
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    available_until = models.DateTimeField(null=True)
    downloads = models.PositiveSmallIntegerField(default=0)
    downloaded_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        ordering = ["-asked_at", "pk"]
        indexes = [
            models.Index(name="exports_of_person", fields=["by", "-asked_at"]),
            models.Index(name="exports_of_school", fields=["school", "-asked_at"]),
            models.Index(name="exports_over", fields=["available_until"], condition=Q(state=State.READY)),
        ]
        constraints = [
            CheckConstraint(
                name="exports_ready_is_stored",
                condition=~Q(state=State.READY)
                | (Q(stored_as__isnull=False, made_at__isnull=False, rows__isnull=False, available_until__isnull=False) & ~Q(sha256="")),
            ),
            CheckConstraint(name="exports_has_purpose", condition=~Q(purpose="") & ~Q(words="")),
            CheckConstraint(name="exports_failed_with_reason", condition=~Q(state=State.FAILED) | ~Q(failure="")),
        ]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def offer(self) -> Offer | None:
        return OFFERS.get(self.code)

    @property
    def label(self):
        return self.offer.label if self.offer else self.code

    @property
    def is_ready(self) -> bool:
        return self.state == State.READY
