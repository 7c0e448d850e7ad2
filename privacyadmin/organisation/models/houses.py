from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record
from privacyadmin.organisation.roles import role_permissions

DEFAULT_COLOUR = "#0b5d5e"
is_colour = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Give a colour as # and six signs, such as #0b5d5e."))


class Sector(models.TextChoices):
    PO = "po", _("primary education")
    VO = "vo", _("secondary education")


class ContactDetails(models.Model):
    """How a family or an authority reaches the board or a school."""

    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)

    class Meta:
        abstract = True


class House(ContactDetails):
    """What a letter and a page carry: a name, a colour and a logo."""

    name = models.CharField(_("name"), max_length=120)
    colour = models.CharField(_("colour"), max_length=7, default=DEFAULT_COLOUR, validators=[is_colour])
    logo = models.BinaryField(_("logo"), null=True, max_length=200_000)  # PNG, re-encoded when it is taken in
    logo_alt = models.CharField(_("what the logo shows"), max_length=120, blank=True)

    class Meta:
        abstract = True


class Board(Record, House):
    """The competent authority: controller of everything in this deployment (S2-19). There is one."""

    authority_number = models.CharField(_("competent authority number"), max_length=5, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    only_one = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        verbose_name = _("board")
        permissions = role_permissions()
        constraints = [CheckConstraint(name="organisation_one_board", condition=Q(only_one=True))]

    def __str__(self) -> str:
        return self.name


class SchoolQuerySet(models.QuerySet):
    def within(self, reach: Collection[UUID] | None) -> "SchoolQuerySet":
        """The schools of a reach, without their logos; None is every school of the board."""
        found = self.defer("logo")
        return found if reach is None else found.filter(pk__in=reach)


class School(Record, House):
    """A school of the board, known to the ministry by its BRIN and branch."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="schools")
    brin = models.CharField("BRIN", max_length=4, validators=[RegexValidator(r"^[0-9]{2}[A-Z]{2}\Z")])
    branch = models.CharField(_("branch"), max_length=2, default="00", validators=[RegexValidator(r"^[0-9]{2}\Z")])
    sector = models.CharField(_("sector"), max_length=2, choices=Sector)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("school")
        permissions = role_permissions()
        ordering = ["name"]
        constraints = [UniqueConstraint(name="organisation_school_brin_branch", fields=["brin", "branch"])]

    def __str__(self) -> str:
        return self.name


class SchoolYearQuerySet(models.QuerySet):
    def on(self, day: date):
        return self.filter(start_on__lte=day, end_on__gt=day)


class SchoolYear(Record):
    """From 1 August up to the next: what classes and appointments belong to."""

    name = models.CharField(_("school year"), max_length=9, unique=True, validators=[RegexValidator(r"^[0-9]{4}-[0-9]{4}\Z")])
    start_on = models.DateField(_("from"))
    end_on = models.DateField(_("until"))  # exclusive

    objects = SchoolYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("school year")
        ordering = ["-start_on"]
        constraints = [
            CheckConstraint(name="organisation_school_year_forward", condition=Q(end_on__gt=F("start_on"))),
            ExclusionConstraint(
                name="organisation_school_year_no_overlap",
                expressions=[
                    (
                        Func("start_on", "end_on", RangeBoundary(), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name
