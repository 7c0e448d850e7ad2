"""Asking many families at once: a campaign, and who was invited to answer for whom; and that a family knows how data is handled
(S1-14, S1-63, S1-64, S1-83, S1-88)."""
from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q, TextChoices, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.organisation.models import School, SchoolYear
from students.models import Guardian, Student

from .catalogue import Decider
from .decisions import Occasion

USER = settings.AUTH_USER_MODEL
CHECKED_BY = 97


class CampaignKind(TextChoices):
    """Why families are asked now."""

    ENROLMENT = "enrolment", _("at enrolment")              # whoever still has to answer, newcomers too while it is open
    YEARLY = "yearly", _("yearly reminder")                 # everybody looks once more at what he chose (S1-88)
    NEW_TEXT = "text", _("a new text")                      # whoever said yes to an older text
    EVENT = "event", _("one event")


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope) -> "CampaignQuerySet":
        """Those of the schools whose consents this person reads or counts."""
        if scope.is_family:
            return self.none()
        reach = scope.schools(Register.CONSENTS, Verb.READ, Verb.WRITE, Verb.COUNT)
        return self if reach is None else self.filter(school__in=reach)

    def running(self) -> "CampaignQuerySet":
        return self.filter(started_at__isnull=False, closed_at=None)


class Campaign(Record):
    """Families of a school, or of some classes, are asked to answer some purposes before a day."""

    number = models.PositiveIntegerField(unique=True, editable=False)                   # stands in the code on paper
    school = models.ForeignKey(School, models.PROTECT, related_name="consent_campaigns", verbose_name=_("school"))
    kind = models.CharField(_("why now"), max_length=9, choices=CampaignKind)
    name = models.CharField(_("name"), max_length=80)                                   # no name of a person
    purposes = ArrayField(models.UUIDField(), verbose_name=_("what is asked"))
    classes = ArrayField(models.UUIDField(), default=list, blank=True, verbose_name=_("classes"))       # empty: the whole school
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, blank=True, related_name="campaigns")
    year = models.ForeignKey(SchoolYear, models.PROTECT, null=True, blank=True, related_name="+")       # of the reminder made by the night
    answer_by = models.DateField(_("answers by"))                                       # the last day
    remind_every = models.PositiveSmallIntegerField(_("days between reminders"), default=14)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    started_on = models.DateField(_("started on"), null=True)
    started_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")    # null: the night, after the last day

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        ordering = ["-made_at", "-pk"]
        constraints = [
            UniqueConstraint(name="consent_reminder_once", fields=["school", "year"], condition=Q(year__isnull=False)),
            CheckConstraint(
                name="consent_campaign_started",
                condition=Q(started_on=None, started_at=None) | Q(started_on__isnull=False, started_at__isnull=False),
            ),
            CheckConstraint(name="consent_campaign_asks", condition=Q(purposes__len__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("consent:campaign", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.closed_at is None

    @property
    def is_draft(self) -> bool:
        return self.started_at is None

    def is_over(self, *, on: date) -> bool:
        return self.closed_at is not None or self.answer_by < on


class Invitation(Record):
    """One person is asked to answer for one pupil: in the portal with his account, else on paper. `guardian` empty: the pupil himself."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="invitations")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    guardian = models.ForeignKey(Guardian, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")         # empty: on paper
    asks = models.CharField(max_length=7, choices=Decider, blank=True)                  # only the purposes decided on so; empty: all
    number = models.PositiveIntegerField(editable=False)                                # of the paper, within the campaign
    invited_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)                                       # the mail came back: on paper after all
    returned_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("invitation")
        ordering = ["number"]
        constraints = [
            UniqueConstraint(name="consent_invited_once", fields=["campaign", "student", "guardian"], nulls_distinct=False),
            UniqueConstraint(name="consent_paper_once", fields=["campaign", "number"]),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_on_paper(self) -> bool:
        return self.user_id is None or self.returned_at is not None

    @property
    def code(self) -> str:
        """What is typed from the paper, with a check against slips: 12-345-67."""
        return code_of(self.campaign.number, self.number)


class NoticeRecord(Record):
    """The family was told by hand how the school handles data, or why it was not told: beside the letters, which prove themselves."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    is_given = models.BooleanField(_("the family got it"))
    on = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("record of the information notice")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(name="consent_notice_of", fields=["school", "student"])]
        constraints = [CheckConstraint(name="consent_notice_reason", condition=Q(is_given=True) | ~Q(reason=""))]

    def __str__(self) -> str:
        return str(self.on)


def code_of(campaign: int, number: int) -> str:
    """The code of a paper."""
    return f"{campaign}-{number}-{check_of(campaign, number):02d}"


def check_of(campaign: int, number: int) -> int:
    """Two figures that change with every slip of one figure, and with two figures that change places."""
    return CHECKED_BY - (int(f"{campaign}{number:06d}") * 100) % CHECKED_BY


def parts_of(code: str) -> tuple[int, int] | None:
    """The campaign and the number of a code as it was typed; None for one that does not hold together."""
    parts = [part for part in code.replace(".", "-").replace(" ", "-").split("-") if part]
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 6 for part in parts):
        return None
    campaign, number, check = (int(part) for part in parts)
    return (campaign, number) if check_of(campaign, number) == check else None


def keys_of(invitations: list[Invitation]) -> set[tuple[UUID, UUID]]:
    """Of whom and for whom, as letters name them."""
    return {(each.student_id, each.guardian_id or each.student_id) for each in invitations}
