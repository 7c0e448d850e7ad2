"""Which kinds of data there are, and which of them a kind of school or a school keeps, as dated rows (S2-60…74, S2-79, S1-06)."""
from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, UniqueConstraint
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record
from privacyadmin.organisation.models import School, Sector

from .catalogue import Category
from .purposes import KEPT_FOR, Ground, Purpose, SpecialGround, choices_of


class DataCategory(Record):
    """One kind of data, within one category of the matrix; a change in law begins or ends it (S2-74)."""

    code = models.CharField(max_length=20, unique=True)
    category = models.CharField(_("category"), max_length=3, choices=Category)
    place = models.PositiveSmallIntegerField()                                      # in lists; the first of a category is the ordinary one
    name_nl = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    is_special = models.BooleanField(_("special by law"), default=False)            # GDPR 9 and 10
    is_exceptional = models.BooleanField(_("for single pupils only"), default=False)   # each with its own reason (S2-65)
    is_own_request = models.BooleanField(_("only at the family's own request"), default=False)     # S2-67, S2-78
    rule = models.CharField(_("rule"), max_length=60)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)               # exclusive

    class Meta:
        verbose_name = _("kind of data")
        ordering = ["place"]
        constraints = [
            UniqueConstraint(name="access_data_place_once", fields=["place"]),
            CheckConstraint(name="access_data_forward", condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from"))),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_nl

    def holds_on(self, day: date) -> bool:
        """Whether the law has this kind on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


class KeptCategoryQuerySet(models.QuerySet):
    def in_force(self, *, on: date) -> "KeptCategoryQuerySet":
        return self.filter(is_approved=True, since__lte=on).exclude(until__lte=on)

    def of_place(self, *, sector: str = "", school: School | None = None) -> "KeptCategoryQuerySet":
        return self.filter(school=school) if school else self.filter(school=None, sector=sector)


def _never_at_once(name: str, place: str, condition: Q) -> ExclusionConstraint:
    period = Func("since", "until", RangeBoundary(), function="daterange", output_field=DateRangeField())
    equal = [("data_category", RangeOperators.EQUAL), (place, RangeOperators.EQUAL)]
    return ExclusionConstraint(name=name, expressions=[*equal, (period, RangeOperators.OVERLAPS)], condition=condition)


class KeptCategory(Record):
    """Whether a kind of school, or one school that differs, keeps a kind of data, from a day on; proposed by one, approved by another.

    Without such a row the data is not kept: off is the default (S1-13, S2-65, S2-79).
    """

    data_category = models.ForeignKey(DataCategory, models.PROTECT, related_name="rules")
    sector = models.CharField(_("kind of school"), max_length=2, choices=Sector, blank=True)        # one of these two
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="kept_categories")
    is_kept = models.BooleanField(_("kept"))
    is_sensitive = models.BooleanField(_("sensitive for this school"), default=False)               # S1-06: the second flag
    purposes = ArrayField(
        models.CharField(max_length=16, choices=choices_of(KEPT_FOR)), default=list, blank=True, verbose_name=_("purposes")
    )
    ground = models.CharField(_("ground"), max_length=1, choices=Ground, blank=True)
    special_ground = models.CharField(_("ground for special data"), max_length=8, choices=SpecialGround, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)                     # exclusive; written when the next rule begins
    note = models.CharField(_("why"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_approved = models.BooleanField(null=True)

    objects = KeptCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule on a kind of data")
        ordering = ["-since", "-made_at"]
        constraints = [
            CheckConstraint(
                name="access_kept_one_place", condition=Q(school=None) & ~Q(sector="") | Q(school__isnull=False, sector="")
            ),
            CheckConstraint(name="access_kept_forward", condition=Q(until=None) | Q(until__gte=F("since"))),
            CheckConstraint(name="access_kept_for_a_purpose", condition=Q(is_kept=False) | Q(purposes__len__gt=0) & ~Q(ground="")),
            CheckConstraint(name="access_kept_four_eyes", condition=Q(answered_by=None) | Q(by=None) | ~Q(answered_by=F("by"))),
            CheckConstraint(name="access_kept_answered_whole", condition=Q(answered_at__isnull=True) | Q(is_approved__isnull=False)),
            UniqueConstraint(
                name="access_kept_one_proposal", fields=["data_category", "sector", "school"], condition=Q(is_approved__isnull=True),
                nulls_distinct=False,
            ),
            _never_at_once("access_kept_sector_once", "sector", Q(is_approved=True, school=None)),
            _never_at_once("access_kept_school_once", "school", Q(is_approved=True, school__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.data_category_id} {self.since}"

    @property
    def purpose_labels(self) -> list[str]:
        return [str(Purpose(code).label) for code in self.purposes]
