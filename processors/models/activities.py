"""The register of processing (GDPR 30; S1-10…13, S2-02…05, S2-54, S2-104…110, S2-194): what the board does with data of pupils, and why."""
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Register
from privacyadmin.access.data_models import DataCategory
from privacyadmin.access.purposes import KEPT_FOR, Ground, Purpose, SpecialGround, choices_of
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.organisation.models import School, SchoolQuerySet
from processors.rules.activities import Gave, objections
from processors.rules.countries import is_country

from .catalogue import Mechanism
from .parties import SEES, Party
from .register_words import (
    OPEN_STATES,
    DataSource,
    InterestEnd,
    Level,
    Measure,
    Medium,
    Operation,
    People,
    Retention,
    VersionState,
)

USER = settings.AUTH_USER_MODEL


def several(choices, length: int, label) -> ArrayField:
    return ArrayField(models.CharField(max_length=length, choices=choices), default=list, blank=True, verbose_name=label)


class ActivityQuerySet(models.QuerySet):
    def taken_up(self) -> "ActivityQuerySet":
        """What the board does, or did; not what the catalogue only suggests."""
        return self.filter(taken_up_at__isnull=False)

    def going_on(self) -> "ActivityQuerySet":
        return self.taken_up().filter(stopped_on=None)

    def visible_to(self, scope: Scope) -> "ActivityQuerySet":
        """The board's, and those of the schools whose register this person may read."""
        if scope.is_family:
            return self.none()
        reach = scope.schools(Register.PROCESSORS, *SEES)
        if reach is None:
            return self
        here = ActivityVersion.objects.filter(activity=models.OuterRef("pk")).of_schools(reach)
        return self.taken_up().filter(models.Exists(here))


class Activity(Record):
    """Something that is done with data of pupils; what is said of it stands in its versions.

    One with a code was suggested by the catalogue; it is in the register once the coordinator took it up.
    """

    code = models.CharField(max_length=30, blank=True, editable=False)                # of the catalogue
    taken_up_at = models.DateTimeField(null=True, editable=False)
    taken_up_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    stopped_on = models.DateField(_("ended on"), null=True, blank=True)
    stopped_why = models.CharField(_("why it ended"), max_length=300, blank=True)
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)
    reviewed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    due_on = models.DateField(_("review before"), null=True, blank=True)
    next_reminder_on = models.DateField(null=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("processing activity")
        verbose_name_plural = _("processing activities")
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(name="processors_activity_code_once", fields=["code"], condition=~Q(code="")),
            CheckConstraint(name="processors_activity_stopped_why", condition=Q(stopped_on=None, stopped_why="") | ~Q(stopped_why="")),
            CheckConstraint(name="processors_activity_own_is_taken_up", condition=~Q(code="") | Q(taken_up_at__isnull=False)),
        ]
        indexes = [models.Index(name="processors_activity_remind", fields=["next_reminder_on"], condition=Q(stopped_on=None))]

    def __str__(self) -> str:
        return self.code or str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("processors:activity", args=[self.pk])


class ActivityVersionQuerySet(models.QuerySet):
    def in_force(self, *, on: date) -> "ActivityVersionQuerySet":
        """The version of each activity that holds on a day; none of what has ended."""
        approved = self.filter(status=VersionState.APPROVED, valid_from__lte=on).exclude(activity__stopped_on__lte=on)
        latest = approved.order_by("activity_id", "-valid_from", "-number").distinct("activity_id")
        return self.filter(pk__in=latest.values("pk"))

    def newest(self) -> "ActivityVersionQuerySet":
        """What each activity says now, approved or not."""
        return self.filter(pk__in=self.order_by("activity_id", "-number").distinct("activity_id").values("pk"))

    def of_schools(self, schools) -> "ActivityVersionQuerySet":
        """Of every school, or of one of these."""
        return self.filter(Q(schools=[]) | Q(schools__overlap=list(schools)))

    def visible_to(self, scope: Scope) -> "ActivityVersionQuerySet":
        reach = scope.schools(Register.PROCESSORS, *SEES)
        return self if reach is None else self.of_schools(reach)


class ActivityVersion(Record):
    """All that the register says of an activity, from a day on. Once approved it never changes: a change is a new version."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("state"), max_length=8, choices=VersionState, default=VersionState.DRAFT)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    # What, for whom, why
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what is done, and how"), max_length=2000, blank=True)
    owner = models.CharField(_("who answers for it within the school"), max_length=120, blank=True)
    system = models.CharField(_("system or product"), max_length=120, blank=True)
    schools = ArrayField(models.UUIDField(), default=list, blank=True, verbose_name=_("schools"))          # none named: every school
    operations = several(Operation, 8, _("what is done with the data"))
    media = several(Medium, 8, _("digital or on paper"))
    purposes = several(choices_of(KEPT_FOR), 16, _("purposes"))
    ground = models.CharField(_("ground in the law"), max_length=1, choices=Ground, blank=True)
    special_ground = models.CharField(_("what lifts the ban on special data"), max_length=8, choices=SpecialGround, blank=True)
    law = models.CharField(_("which law or task"), max_length=200, blank=True)
    # Whose data, which, from whom, to whom, how long, how safe
    people = several(People, 10, _("about whom"))
    data_categories = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("kinds of data"))     # codes
    necessity = models.TextField(_("why these data are needed"), max_length=1000, blank=True)
    sources = several(DataSource, 10, _("where the data come from"))
    inside = models.CharField(_("who sees them within the school"), max_length=300, blank=True)
    retention = models.CharField(_("how long they are kept"), max_length=3, choices=Retention, blank=True)
    retention_note = models.CharField(_("remark on the term"), max_length=300, blank=True)
    measures = several(Measure, 11, _("measures"))
    measures_note = models.CharField(_("other measures"), max_length=500, blank=True)
    availability = models.PositiveSmallIntegerField(_("availability"), choices=Level, null=True, blank=True)
    integrity = models.PositiveSmallIntegerField(_("integrity"), choices=Level, null=True, blank=True)
    confidentiality = models.PositiveSmallIntegerField(_("confidentiality"), choices=Level, null=True, blank=True)
    risk = models.PositiveSmallIntegerField(_("risk for pupils"), choices=Level, null=True, blank=True)
    # The three tests (S2-108…110)
    is_subsidiary = models.BooleanField(_("it cannot be reached in a less intrusive way"), null=True)
    subsidiarity = models.CharField(_("why there is no other way"), max_length=500, blank=True)
    is_proportionate = models.BooleanField(_("the intrusion is in proportion to the purpose"), null=True)
    proportionality = models.CharField(_("why it is in proportion"), max_length=500, blank=True)
    is_minimal = models.BooleanField(_("no more data, and no longer, than needed"), null=True)
    minimality = models.CharField(_("how that was looked at"), max_length=500, blank=True)
    # The balancing of a legitimate interest (S2-104, S2-105)
    interest_end = models.CharField(_("for which end"), max_length=9, choices=InterestEnd, blank=True)
    interest = models.CharField(_("interest of the school"), max_length=500, blank=True)
    interest_impact = models.CharField(_("what it means for the pupil"), max_length=500, blank=True)
    interest_safeguards = models.CharField(_("what softens that"), max_length=500, blank=True)
    interest_prevails = models.BooleanField(_("the interest of the school prevails"), null=True)
    interest_weighed_on = models.DateField(_("weighed on"), null=True, blank=True)
    interest_weighed_by = models.CharField(_("weighed by"), max_length=120, blank=True)
    # Automated decisions (S2-194; GDPR 22)
    is_automated = models.BooleanField(_("decisions are made without a person"), default=False)
    has_effect = models.BooleanField(_("such a decision affects the pupil seriously"), default=False)
    informs_before = models.CharField(_("how families are told beforehand"), max_length=300, blank=True)
    human_judgement = models.CharField(_("how a person looks at it when asked"), max_length=300, blank=True)
    consent_given = models.CharField(_("how consent is asked"), max_length=300, blank=True)
    # The version itself
    note = models.CharField(_("what changed, and why"), max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)          # null: the catalogue
    writers = ArrayField(models.UUIDField(), default=list, blank=True)                                     # who wrote a part of it
    proposed_at = models.DateTimeField(null=True, editable=False)
    answer = models.CharField(_("why it went back"), max_length=300, blank=True)
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)

    objects = ActivityVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an activity")
        verbose_name_plural = _("versions of activities")
        ordering = ["name", "-number"]
        constraints = [
            UniqueConstraint(name="processors_activity_number_once", fields=["activity", "number"]),
            UniqueConstraint(name="processors_activity_one_open", fields=["activity"], condition=Q(status__in=list(OPEN_STATES))),
            CheckConstraint(
                name="processors_activity_approved_whole",
                condition=~Q(status=VersionState.APPROVED)
                | Q(approved_at__isnull=False, approved_by__isnull=False, valid_from__isnull=False, purposes__len__gt=0) & ~Q(ground=""),
            ),
            CheckConstraint(
                name="processors_activity_interest_balanced",
                condition=~Q(status=VersionState.APPROVED, ground=Ground.LEGITIMATE) | ~Q(interest_end="") & Q(interest_prevails=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATES

    @property
    def purpose_labels(self) -> list[str]:
        return [str(Purpose(code).label) for code in self.purposes]

    def is_written_by(self, person) -> bool:
        """Whoever wrote a part of it may not approve it."""
        return person in (self.made_by_id, *self.writers)

    def objections(self, *, on: date) -> dict[str, str]:
        """What stands in the way of approving it, by field."""
        special = DataCategory.objects.filter(code__in=self.data_categories, is_special=True).values_list("code", flat=True)
        gave = [Gave(each.party.name, each.ground, each.country, each.mechanism) for each in self.recipients.select_related("party")]
        return objections(self, special=set(special), recipients=gave, on=on)


class ActivityRecipient(Record):
    """A party outside the school that gets data by an activity, and on which ground (GDPR 30(1)(d), (e))."""

    version = models.ForeignKey(ActivityVersion, models.CASCADE, related_name="recipients")
    party = models.ForeignKey(Party, models.PROTECT, related_name="activities", verbose_name=_("party"))
    ground = models.CharField(_("ground in the law"), max_length=1, choices=Ground)
    what_for = models.CharField(_("for what"), max_length=200, blank=True)
    country = models.CharField(_("country where the data go"), max_length=2, default="NL", validators=[is_country])
    mechanism = models.CharField(_("how that is allowed"), max_length=8, choices=Mechanism, blank=True)

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ["party__name"]
        constraints = [UniqueConstraint(name="processors_recipient_once", fields=["version", "party"])]

    def __str__(self) -> str:
        return str(self.party_id)


def visible_schools(scope: Scope) -> SchoolQuerySet:
    """The schools whose register this person reads."""
    return School.objects.within(scope.schools(Register.PROCESSORS, *SEES))
