"""Disclosures: each giving of data of pupils to a third party, once or again and again (S1-78, S2-83, S2-102…110, S2-155…160)."""
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin import history
from privacyadmin.access.catalogue import Category, Register
from privacyadmin.access.purposes import KEPT_FOR, Ground, SpecialGround, choices_of
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.files.models import ReceivedFile
from privacyadmin.organisation.models import School
from students.models import ClassGroup, Student

from .disclosure_words import THIRD_PARTIES, Circle, DisclosureKind, DisclosureStatus, Frequency, Method
from .parties import SEES, Party

USER = settings.AUTH_USER_MODEL
OPEN = (DisclosureStatus.DRAFT, DisclosureStatus.DECIDED)
WENT_OUT = Q(status=DisclosureStatus.GIVEN) | Q(is_standing=True, status__in=[DisclosureStatus.DECIDED, DisclosureStatus.ENDED])


LINE = ("subject", "kind", "status", "is_standing", "since", "until", "given_on", "made_at", "pupil_count", "party", "school")


class DisclosureQuerySet(history.HistoriedQuerySet):
    def visible_to(self, scope: Scope) -> "DisclosureQuerySet":
        """Those of the schools whose register this person reads, and those of the whole board."""
        if scope.is_family:
            return self.none()
        reach = scope.schools(Register.PROCESSORS, *SEES)
        return self if reach is None else self.filter(Q(school=None) | Q(school__in=reach))

    def as_lines(self) -> "DisclosureQuerySet":
        """What a list shows of each, the newest first."""
        shown = self.select_related("party", "school").only(*LINE, "party__name", "school__name")
        return shown.order_by("-made_at", "-pk")

    def open(self) -> "DisclosureQuerySet":
        """What somebody still has to decide on, or to give."""
        return self.filter(Q(status=DisclosureStatus.DRAFT) | Q(status=DisclosureStatus.DECIDED, is_standing=False))

    def standing(self, *, on: date) -> "DisclosureQuerySet":
        """What goes on on a day."""
        running = self.filter(is_standing=True, status=DisclosureStatus.DECIDED, since__lte=on)
        return running.exclude(until__lte=on)

    def went_out(self, *, on: date) -> "DisclosureQuerySet":
        """By which data left the school, or was about to begin to: given, standing, or standing until it ended."""
        return self.filter(WENT_OUT).exclude(is_standing=True, since__gt=on)


class Disclosure(Record):
    """Data of pupils for somebody outside the school. Whose data stands in its pupils; no name stands in its words."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="disclosures", verbose_name=_("to whom"))
    role = models.CharField(_("what this party is"), max_length=10, choices=THIRD_PARTIES)
    kind = models.CharField(_("kind"), max_length=6, choices=DisclosureKind, default=DisclosureKind.THIRD)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("school"))   # null: all
    subject = models.CharField(_("what it is about"), max_length=150)
    status = models.CharField(_("state"), max_length=7, choices=DisclosureStatus, default=DisclosureStatus.DRAFT)
    # Once, or again and again
    is_standing = models.BooleanField(_("again and again"), default=False)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)                     # exclusive
    frequency = models.CharField(_("how often"), max_length=7, choices=Frequency, blank=True)
    circle = models.CharField(_("whose data"), max_length=6, choices=Circle, default=Circle.PUPILS)
    class_group = models.ForeignKey(ClassGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("class"))
    year_group = models.CharField(_("year"), max_length=2, blank=True)
    # Why, and which data
    purpose = models.CharField(_("purpose"), max_length=16, choices=choices_of(KEPT_FOR))
    ground = models.CharField(_("ground in the law"), max_length=1, choices=Ground)
    special_ground = models.CharField(_("what lifts the ban on special data"), max_length=8, choices=SpecialGround, blank=True)
    law = models.CharField(_("which law, task or contract"), max_length=200, blank=True)
    data_categories = ArrayField(models.CharField(max_length=20), default=list, verbose_name=_("kinds of data"))            # codes
    categories = ArrayField(models.CharField(max_length=3, choices=Category), default=list, editable=False)                 # of those kinds
    # The three tests (S2-108…110)
    is_subsidiary = models.BooleanField(_("it cannot be reached in a less intrusive way"), null=True)
    subsidiarity = models.CharField(_("why there is no other way"), max_length=500, blank=True)
    is_proportionate = models.BooleanField(_("the intrusion is in proportion to the purpose"), null=True)
    proportionality = models.CharField(_("why it is in proportion"), max_length=500, blank=True)
    is_minimal = models.BooleanField(_("no more data, and no longer, than needed"), null=True)
    minimality = models.CharField(_("how that was looked at"), max_length=500, blank=True)
    # The order of police or justice (S2-157)
    order_reference = models.CharField(_("reference of the order"), max_length=80, blank=True)
    order_authority = models.CharField(_("who gave the order"), max_length=150, blank=True)
    order_on = models.DateField(_("date of the order"), null=True, blank=True)
    # What the family hears of it later (UAVG 41)
    withheld_until = models.DateField(_("not shown to the family until"), null=True, blank=True)
    withheld_why = models.CharField(_("why the family does not see it yet"), max_length=300, blank=True)
    # What was done with it
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    decision = models.CharField(_("why"), max_length=300, blank=True)
    method = models.CharField(_("how it was given"), max_length=6, choices=Method, blank=True)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    given_on = models.DateField(_("given on"), null=True, blank=True)
    given_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    pupil_count = models.PositiveIntegerField(_("number of pupils"), default=0, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)                     # ended, or found to be recorded in error
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    closed_why = models.CharField(max_length=300, blank=True)
    reviewed_on = models.DateField(_("last reviewed"), null=True, editable=False)
    reviewed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    due_on = models.DateField(_("review before"), null=True, editable=False)
    next_reminder_on = models.DateField(null=True, editable=False)

    objects = DisclosureQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ["-made_at", "-pk"]
        base_manager_name = "objects"
        indexes = [
            models.Index(name="processors_disclosures_newest", fields=["-made_at", "-id"]),
            models.Index(name="processors_disclosures_school", fields=["school", "-made_at"]),
            models.Index(
                name="processors_disclosures_remind", fields=["next_reminder_on"], condition=Q(status="decided", is_standing=True)
            ),
        ]
        constraints = [
            CheckConstraint(name="processors_disclosed_forward", condition=Q(until=None) | Q(since__isnull=False, until__gte=F("since"))),
            CheckConstraint(
                name="processors_disclosed_standing_has_period",
                condition=Q(is_standing=False, since=None, until=None, frequency="", circle=Circle.PUPILS)
                | Q(is_standing=True, since__isnull=False) & ~Q(frequency=""),
            ),
            CheckConstraint(
                name="processors_disclosed_given_whole",
                condition=~Q(status=DisclosureStatus.GIVEN) | Q(given_on__isnull=False, decided_at__isnull=False) & ~Q(method=""),
            ),
            CheckConstraint(
                name="processors_disclosed_decided_whole",
                condition=Q(status__in=[DisclosureStatus.DRAFT, DisclosureStatus.VOIDED])
                | Q(decided_at__isnull=False, decided_by__isnull=False, data_categories__len__gt=0),
            ),
            CheckConstraint(                                                                                             # S2-157
                name="processors_disclosed_police_four_eyes",
                condition=~Q(kind=DisclosureKind.POLICE) | Q(decided_by=None) | Q(made_by=None) | ~Q(decided_by=F("made_by")),
            ),
            CheckConstraint(
                name="processors_disclosed_closed_why",
                condition=~Q(status__in=[DisclosureStatus.ENDED, DisclosureStatus.VOIDED])
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_why=""),
            ),
            CheckConstraint(
                name="processors_disclosed_withheld_why", condition=Q(withheld_until=None, withheld_why="") | ~Q(withheld_why=""),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("processors:disclosure", args=[self.pk])

    @property
    def is_police(self) -> bool:
        return self.kind == DisclosureKind.POLICE

    @property
    def is_draft(self) -> bool:
        return self.status == DisclosureStatus.DRAFT

    @property
    def labels(self) -> list[str]:
        """The categories of the matrix in words."""
        return [str(Category(each).label) for each in self.categories]

    def is_over(self, on: date) -> bool:
        """Whether a standing one goes on no longer."""
        return self.status == DisclosureStatus.ENDED or (self.until is not None and self.until <= on)

    def state_on(self, on: date) -> Any:
        """Where it stands on a day, in a word."""
        if self.is_standing and self.status == DisclosureStatus.DECIDED:
            if self.is_over(on):
                return _("ended")
            return _("goes on") if self.since and self.since <= on else _("begins later")
        return self.get_status_display()

    def is_withheld(self, on: date) -> bool:
        """Whether the family does not see it yet (UAVG 41)."""
        return self.withheld_until is not None and on < self.withheld_until


class DisclosurePupil(Record):
    """This pupil's data was, or will be, in a disclosure; in a standing one from a day until a day."""

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="pupils", db_index=False)
    student = models.ForeignKey(Student, models.PROTECT, related_name="disclosed", db_index=False)
    since = models.DateField(null=True)                                             # of a standing one: the first day in the circle
    until = models.DateField(null=True)                                             # exclusive

    class Meta:
        verbose_name = _("pupil of a disclosure")
        verbose_name_plural = _("pupils of disclosures")
        ordering = ["pk"]
        indexes = [models.Index(name="processors_disclosed_of_pupil", fields=["student", "disclosure"])]
        constraints = [
            UniqueConstraint(name="processors_disclosed_once", fields=["disclosure", "student"]),
            CheckConstraint(
                name="processors_disclosed_pupil_forward", condition=Q(until=None) | Q(since__isnull=False, until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.disclosure_id)


class DisclosureFile(ReceivedFile):
    """The order of police or justice, or another paper of a disclosure, sealed under the key of the disclosure."""

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="files")
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    subject_field = "disclosure_id"

    class Meta:
        verbose_name = _("paper of a disclosure")
        verbose_name_plural = _("papers of disclosures")
        ordering = ["created_at", "pk"]
