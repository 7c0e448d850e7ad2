"""What was placed where, of which pupils, and what must happen once somebody says no (S1-85, S1-90…94, S2-174)."""
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Exists, OuterRef, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consent import reach
from privacyadmin import history
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.organisation.models import School
from students.models import Guardian, Student

from .catalogue import CATEGORY_OF
from .checks import PublicationCheck
from .decisions import Decision
from .purposes import Purpose

USER = settings.AUTH_USER_MODEL


class Place(models.TextChoices):
    WEBSITE = "web", _("website")
    SOCIAL = "social", _("social media")
    APP = "app", _("parents' app")
    NEWSLETTER = "news", _("newsletter")
    PAPER = "paper", _("on paper")
    OTHER = "other", _("somewhere else")


class PublicationQuerySet(history.HistoriedQuerySet):
    def visible_to(self, scope: Scope) -> "PublicationQuerySet":
        """Those of the schools whose consents somebody reads as a whole, and what he placed himself."""
        if scope.is_family:
            return self.none()
        whole = reach.schools(scope)
        return self if whole is None else self.filter(Q(made_by=scope.user.pk) | Q(school__in=whole))

    def standing(self) -> "PublicationQuerySet":
        """What is still there."""
        return self.filter(removed_on=None)


class Publication(Record):
    """A photo, film, list or text with recognisable pupils, placed somewhere. No name of a pupil stands in its words."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+", verbose_name=_("school"))
    title = models.CharField(_("what it is"), max_length=120)
    place = models.CharField(_("where it stands"), max_length=6, choices=Place)
    where = models.CharField(_("which page, channel or issue"), max_length=120, blank=True)
    url = models.URLField(_("web address"), max_length=500, blank=True)
    published_on = models.DateField(_("placed on"))
    purposes = ArrayField(models.UUIDField(), default=list)
    check_made = models.ForeignKey(PublicationCheck, models.PROTECT, null=True, related_name="publications", verbose_name=_("check"))
    pupil_count = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    removed_on = models.DateField(_("taken away on"), null=True)                    # as a whole
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    objects = PublicationQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("publication")
        ordering = ["-published_on", "-pk"]
        base_manager_name = "objects"
        indexes = [models.Index(name="consent_published_newest", fields=["school", "-published_on"])]
        constraints = [
            CheckConstraint(
                name="consent_removed_whole",
                condition=Q(removed_on=None, removed_at=None, removed_by=None)
                | Q(removed_on__isnull=False, removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consent:publication", args=[self.pk])

    @property
    def was_checked(self) -> bool:
        """Not what was placed before the school asked here."""
        return self.check_made_id is not None

    @property
    def stands_in(self) -> str:
        """Where, in a few words."""
        return f"{self.get_place_display()}: {self.where}" if self.where else str(self.get_place_display())


class PublishedPupil(Record):
    """This pupil can be recognised in it."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="pupils", db_index=False)
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    gone_on = models.DateField(_("taken out on"), null=True)

    class Meta:
        verbose_name = _("pupil in a publication")
        ordering = ["pk"]
        constraints = [UniqueConstraint(name="consent_published_once", fields=["publication", "student"])]

    def __str__(self) -> str:
        return str(self.publication_id)


class FollowUpKind(models.TextChoices):
    REMOVE = "remove", _("take it away")
    ERASE = "erase", _("look whether data must go")


class Cause(models.TextChoices):
    NO = "no", _("somebody who decides said no")
    OBJECTION = "objection", _("the family objects")
    OWN = "own", _("the school itself found it")


class FollowUpOutcome(models.TextChoices):
    REMOVED = "removed", _("it was taken away")
    UNRECOGNISABLE = "blurred", _("the pupil cannot be recognised any more")
    SPREAD = "spread", _("it was printed: what the school still has is not spread further")
    NOTHING = "nothing", _("nothing rested on this consent alone")
    ERASED = "erased", _("the data that rested on it was destroyed")


OUTCOMES_OF = {
    FollowUpKind.REMOVE: (FollowUpOutcome.REMOVED, FollowUpOutcome.UNRECOGNISABLE, FollowUpOutcome.SPREAD),
    FollowUpKind.ERASE: (FollowUpOutcome.NOTHING, FollowUpOutcome.ERASED),
}


class FollowUpQuerySet(history.HistoriedQuerySet):
    def visible_to(self, scope: Scope) -> "FollowUpQuerySet":
        """Of the schools whose consents somebody reads as a whole, and of what he placed himself; who only places reads of no erasure.

        Data on care, health or a transfer is looked for by who writes it; for others the row names no pupil (`reach.knows`).
        """
        if scope.is_family:
            return self.none()
        whole, placing = reach.schools(scope, category=Category.ID), reach.schools(scope)
        if whole is None:
            return self
        ways = [Q(school__in=whole), Q(kind=FollowUpKind.REMOVE, school__in=placing or ()), Q(publication__made_by=scope.user.pk)]
        for kind, category in CATEGORY_OF.items():
            if category in reach.SPECIAL and any(scope.giving(category, Right.WRITE)):
                ways.append(Q(purpose__kind=kind, student__in=reach.writers_of(scope, category)))
        return self.filter(reduce(or_, ways))

    def open(self) -> "FollowUpQuerySet":
        return self.filter(done_on=None)


class FollowUp(Record):
    """Somebody said no: what was placed is taken away by a day, or somebody looks whether data must go (S1-94, S2-174)."""

    kind = models.CharField(_("what must be done"), max_length=6, choices=FollowUpKind)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    publication = models.ForeignKey(Publication, models.PROTECT, null=True, related_name="follow_ups")
    purpose = models.ForeignKey(Purpose, models.PROTECT, null=True, related_name="+", db_index=False)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+", db_index=False)
    cause = models.CharField(_("why"), max_length=9, choices=Cause)
    asked_by_guardian = models.ForeignKey(Guardian, models.PROTECT, null=True, related_name="+")      # empty with `is_by_pupil`: the pupil
    is_by_pupil = models.BooleanField(default=False)
    also_asked = ArrayField(models.UUIDField(), default=list)                       # parents who asked the same while it waited
    opened_at = models.DateTimeField(_("asked at"))
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    due_on = models.DateField(_("done before"))
    done_on = models.DateField(_("done on"), null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("what was done"), max_length=7, choices=FollowUpOutcome, blank=True)
    note = models.CharField(_("explanation"), max_length=300, blank=True)

    objects = FollowUpQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("what follows a no")
        ordering = ["due_on", "pk"]
        base_manager_name = "objects"
        indexes = [models.Index(name="consent_follow_open", fields=["school", "due_on"], condition=Q(done_on=None))]
        constraints = [
            UniqueConstraint(name="consent_removal_once", fields=["publication", "student"], condition=Q(kind="remove", done_on=None)),
            UniqueConstraint(name="consent_erasure_once", fields=["purpose", "student"], condition=Q(kind="erase", done_on=None)),
            CheckConstraint(
                name="consent_follow_what",
                condition=Q(kind="remove", publication__isnull=False) | Q(kind="erase", publication=None, purpose__isnull=False),
            ),
            CheckConstraint(
                name="consent_follow_done_whole",
                condition=Q(done_on=None, done_at=None, done_by=None, outcome="")
                | Q(done_on__isnull=False, done_at__isnull=False, done_by__isnull=False) & ~Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("consent:follow_up", args=[self.pk])

    @property
    def category(self) -> Category:
        """The part of the file that it is about."""
        return Category(self.purpose.category) if self.purpose else Category.IMG

    @property
    def is_removal(self) -> bool:
        return self.kind == FollowUpKind.REMOVE

    @property
    def waits_for(self) -> tuple:
        """What makes two of them the same thing to do for one pupil."""
        return self.kind, self.publication_id if self.is_removal else self.purpose_id

    @property
    def asked_by(self) -> set[UUID]:
        """Everybody who asked it: the keys of parents, and of the pupil himself."""
        parents = {*self.also_asked} | ({self.asked_by_guardian_id} if self.asked_by_guardian_id else set())
        return parents | ({self.student_id} if self.is_by_pupil else set())

    def add_asked_by(self, people: set[UUID]) -> bool:
        """The same is asked again while it waits: who asks hears of it too. False where nobody new asked it."""
        new = people - self.asked_by
        self.is_by_pupil = self.is_by_pupil or self.student_id in new
        self.also_asked = [*self.also_asked, *sorted(new - {self.student_id})]
        return bool(new)

    def is_late(self, on: date) -> bool:
        return self.done_on is None and self.due_on < on


def waits_for_removal() -> Exists:
    """Of a publication: whether somebody must still be taken out of it."""
    return Exists(FollowUp.objects.open().filter(publication=OuterRef("pk")))
