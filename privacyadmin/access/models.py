from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from privacyadmin.base import Record
from privacyadmin.organisation.models import Board, School, Sector

from .catalogue import Category, Log, LogPurpose, Reach, Register, RegisterReach, Relation, Right, Role, Verb
from .data_models import DataCategory, KeptCategory  # noqa: F401 - Django looks for models here

ROLE_OR_RELATION = [*Role.choices, *Relation.choices]


class GrantQuerySet(models.QuerySet):
    def in_force(self, *, at: datetime):
        return self.filter(since__lte=at).exclude(until__lte=at)

    def refuse(self, *args, **values):
        raise TypeError("A grant is written by access.services only, and read by the scope (SETTLED 7).")

    update = delete = bulk_create = bulk_update = get_or_create = update_or_create = refuse
    # what guardian's own shortcuts would call
    assign_perm = assign = bulk_assign_perm = assign_perm_to_many = remove_perm = bulk_remove_perm = remove_perm_from_many = refuse


class Grant(Record, UserObjectPermissionBase):
    """Who holds which role where, from when until when, given by whom and why (S1-132, S1-134).

    Each concrete grant adds `content_object` and takes `Meta.constraints = never_twice("app_model")`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="%(class)ss")
    permission = models.ForeignKey("auth.Permission", models.PROTECT, related_name="+")
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)                # exclusive
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("given by"))
    why = models.CharField(_("why"), max_length=300)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=300, blank=True)
    content_object: Any                  # the thing that the role is held on; a foreign key of each concrete grant
    content_object_id: UUID

    objects = GrantQuerySet.as_manager()   # type: ignore[misc, assignment] # instead of guardian's own, which knows no dates

    class Meta:
        abstract = True

    @property
    def role(self) -> Role:
        return Role(self.permission.codename.removeprefix("role_"))

    @classmethod
    def target_model(cls) -> type[models.Model]:
        """What this kind of grant is given on."""
        return cls._meta.get_field("content_object").related_model           # type: ignore[misc, return-value] # of the concrete grant

    def delete(self, *args, **kwargs):
        raise TypeError("A grant is ended, never deleted: access.services.end.")


def never_twice(name: str) -> list[models.BaseConstraint]:
    """One person holds one role on one object once at a time; nobody gives a grant to himself (2.14 segregation)."""
    period = Func("since", "until", RangeBoundary(), function="tstzrange", output_field=DateTimeRangeField())
    return [
        ExclusionConstraint(
            name=f"{name}_once_at_a_time",
            expressions=[
                ("user", RangeOperators.EQUAL),
                ("permission", RangeOperators.EQUAL),
                ("content_object", RangeOperators.EQUAL),
                (period, RangeOperators.OVERLAPS),
            ],
        ),
        CheckConstraint(name=f"{name}_forward", condition=Q(until=None) | Q(until__gte=F("since"))),
        CheckConstraint(name=f"{name}_not_by_oneself", condition=Q(by=None) | ~Q(by=F("user"))),
    ]


class BoardGrant(Grant):
    """A role over every school of the board."""

    content_object = models.ForeignKey(Board, models.PROTECT, related_name="grants")

    class Meta:
        constraints = never_twice("access_boardgrant")


class SchoolGrant(Grant):
    """A role in one school."""

    content_object = models.ForeignKey(School, models.PROTECT, related_name="grants")

    class Meta:
        constraints = never_twice("access_schoolgrant")


class GrantProposal(Record):
    """A role that one function asks for and another confirms: nobody decides on his own proposal, or on himself (2.14 segregation)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("for whom"))
    role = models.CharField(_("role"), max_length=30, choices=Role)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("school"))  # null: board
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)                # exclusive
    why = models.CharField(_("why"), max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    asked_as = models.CharField(max_length=30, choices=Role)
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_confirmed = models.BooleanField(null=True)
    answer = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("proposed role")
        ordering = ["asked_at", "pk"]
        constraints = [
            CheckConstraint(name="access_proposal_not_for_oneself", condition=~Q(asked_by=F("user"))),
            CheckConstraint(
                name="access_proposal_answered_by_another",
                condition=Q(answered_by=None) | (~Q(answered_by=F("asked_by")) & ~Q(answered_by=F("user"))),
            ),
            CheckConstraint(
                name="access_proposal_answered_whole",
                condition=Q(answered_by=None, answered_at=None, is_confirmed=None)
                | Q(answered_by__isnull=False, answered_at__isnull=False, is_confirmed__isnull=False),
            ),
            CheckConstraint(name="access_proposal_forward", condition=Q(until=None) | Q(until__gt=F("since"))),
        ]


class MatrixVersionQuerySet(models.QuerySet):
    def in_force(self, *, on: date):
        """The approved version of each sector on a day."""
        approved = self.filter(approved_at__isnull=False, valid_from__lte=on)
        return approved.order_by("sector", "-number").distinct("sector")


class MatrixVersion(Record):
    """The authorisation matrix of one sector (S1-134): drafted by the privacy coordinator, in force once the board approved it."""

    sector = models.CharField(_("sector"), max_length=2, choices=Sector)
    number = models.PositiveIntegerField(_("version"))
    valid_from = models.DateField(_("in force from"))
    note = models.CharField(_("what changed"), max_length=300)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    objects = MatrixVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("matrix")
        ordering = ["sector", "-number"]
        constraints = [
            UniqueConstraint(name="access_matrix_version_once", fields=["sector", "number"]),
            UniqueConstraint(name="access_matrix_one_draft", fields=["sector"], condition=Q(approved_at=None)),
            CheckConstraint(name="access_matrix_four_eyes", condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by"))),
        ]

    def __str__(self) -> str:
        return f"{self.sector} {self.number}"


class MatrixCell(Record):
    """What one role may do with one category of data, and how far it reaches."""

    version = models.ForeignKey(MatrixVersion, models.PROTECT, related_name="cells")
    role = models.CharField(max_length=30, choices=ROLE_OR_RELATION)
    category = models.CharField(max_length=3, choices=Category)
    reach = models.CharField(max_length=1, choices=Reach)
    right = models.PositiveSmallIntegerField(choices=Right)

    class Meta:
        constraints = [UniqueConstraint(name="access_matrix_cell_once", fields=["version", "role", "category"])]


class RegisterCell(Record):
    """What one role may do with one register of this application (DOMAIN 2.14, third table)."""

    version = models.ForeignKey(MatrixVersion, models.PROTECT, related_name="register_cells")
    role = models.CharField(max_length=30, choices=ROLE_OR_RELATION)
    register = models.CharField(max_length=12, choices=Register)
    reach = models.CharField(max_length=1, choices=RegisterReach)
    verbs = ArrayField(models.CharField(max_length=12, choices=Verb))

    class Meta:
        constraints = [UniqueConstraint(name="access_register_cell_once", fields=["version", "role", "register"])]


class CoverQuerySet(models.QuerySet):
    def in_force(self, *, at: datetime):
        return self.filter(since__lte=at, until__gt=at)

    def running_or_coming(self, *, at: datetime):
        return self.filter(until__gt=at)


class Cover(Record):
    """A colleague holds the roles of somebody who is absent, besides his own, from one day to another; it ends by itself."""

    absent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who is absent"))
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who covers"))
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))                                       # exclusive
    grants = models.JSONField(default=list)                                        # [[label of the model, key], …] of what it gave
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = CoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("cover")
        ordering = ["-since", "pk"]
        constraints = [
            CheckConstraint(name="access_cover_by_another", condition=~Q(absent=F("stand_in"))),
            CheckConstraint(name="access_cover_not_given_to_oneself", condition=~Q(by=F("stand_in")) & ~Q(by=F("absent"))),
            CheckConstraint(name="access_cover_forward", condition=Q(until__gte=F("since"))),
        ]


class LogOpening(Record):
    """Somebody opened a log, for the purpose that he stated (S2-128)."""

    log = models.CharField(_("log"), max_length=10, choices=Log)
    purpose = models.CharField(_("purpose"), max_length=12, choices=LogPurpose)
    words = models.CharField(_("in your own words"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("opening of a log")
        ordering = ["-at", "-pk"]
