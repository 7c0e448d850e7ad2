import unicodedata
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from privacyadmin import history
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.organisation.models import School
from privacyadmin.times import age_on

UUID_LENGTH = 36


class Sex(models.TextChoices):
    """NEN-ISO 5218, as EDEXML writes it."""

    UNKNOWN = "0", _("unknown")
    MALE = "1", _("boy")
    FEMALE = "2", _("girl")
    UNSPECIFIED = "9", _("not specified")


class Places(models.Func):
    """The schools of a pupil, each with its sector behind it, and the classes of a day: the same as `Student.memberships_on`.

    Written out, as the ones below: put together as querysets they cost more than the page that they are for.
    """

    template = """ARRAY(
        SELECT school_id::text || (SELECT sector FROM organisation_school WHERE id = school_id)
        FROM students_enrolment WHERE student_id = {pupil}
        UNION ALL SELECT class_group_id::text FROM students_classmembership
        WHERE student_id = {pupil} AND since <= %s AND (until IS NULL OR until > %s))"""
    output_field = ArrayField(models.CharField())

    def __init__(self, pupil: Any, on: date):
        super().__init__(pupil)
        self.pupil, self.on = pupil, on

    @cached_property
    def identity(self) -> tuple:
        """As Django's, which finds it out from the signature: a list asks for it several times."""
        return Places, self.pupil, self.on

    def as_sql(self, compiler, connection, *args: Any, **extra: Any) -> tuple[str, tuple]:
        pupil, params = compiler.compile(self.source_expressions[0])
        return self.template.format(pupil=pupil), (*params, *params, self.on, self.on)


class SchoolLabels(models.Func):
    """What a list shows of a pupil: each school with the status before it, the last one first."""

    template = (
        "ARRAY(SELECT status || ' ' || (SELECT name FROM organisation_school WHERE id = school_id)"
        " FROM students_enrolment WHERE student_id = %(expressions)s ORDER BY entry_on DESC NULLS LAST, id)"
    )
    output_field = ArrayField(models.CharField())


class ClassNames(models.Func):
    """The classes on a day by name, base groups first."""

    template = (
        "ARRAY(SELECT name FROM students_classmembership JOIN students_classgroup ON students_classgroup.id = class_group_id"
        " WHERE student_id = %(expressions)s::date ORDER BY kind, name)"
    )
    arg_joiner = " AND daterange(since, until) @> "
    output_field = ArrayField(models.CharField())


WAYS = {
    "sectors": "SELECT student_id FROM students_enrolment JOIN organisation_school s ON s.id = school_id WHERE sector = ANY(%s)",
    "schools": "SELECT student_id FROM students_enrolment WHERE school_id = ANY(%s::uuid[])",
    "classes": (
        "SELECT student_id FROM students_classmembership"
        " WHERE class_group_id = ANY(%s::uuid[]) AND since <= %s AND (until IS NULL OR until > %s)"
    ),
    "pupils": "SELECT unnest(%s::uuid[])",
}


class Reached(models.Func):
    """Whether a pupil is within somebody's reach, by one of the ways above with its values; `Where.holds` asks the same of one pupil."""

    output_field = models.BooleanField()

    def __init__(self, pupil: Any, *ways: tuple[str, tuple], is_walked: bool = False):
        super().__init__(pupil)
        self.pupil, self.ways, self.is_walked = pupil, ways, is_walked

    @cached_property
    def identity(self) -> tuple:
        return Reached, self.pupil, self.ways, self.is_walked

    def as_sql(self, compiler, connection, *args: Any, **extra: Any) -> tuple[str, tuple]:
        pupil, params = compiler.compile(self.source_expressions[0])
        sets = " UNION ALL ".join(WAYS[way] for way, _values in self.ways)
        values = [list(value) if isinstance(value, tuple) else value for _way, values in self.ways for value in values]
        return f"({pupil} IN ({sets}))" + (" IS TRUE" if self.is_walked else ""), (*params, *values)


class StudentQuerySet(history.HistoriedQuerySet):
    def visible_to(
        self, scope: Scope, *, category: Category = Category.ID, right: Right = Right.READ, is_walked: bool = False
    ) -> "StudentQuerySet":
        """The pupils of whom this person may do this; loaded with what single checks need (DESIGN, question 2)."""
        return self.reached_by(scope, category=category, right=right, is_walked=is_walked).with_places(on=scope.on)

    def reached_by(
        self, scope: Scope, *, category: Category = Category.ID, right: Right = Right.READ, is_walked: bool = False
    ) -> "StudentQuerySet":
        """The same, for a list that checks no pupil by himself.

        `is_walked`: for a page in the order of names. Who is in a whole school is then asked of each pupil on the way, which reaches
        25 of them soonest, and all of them last.
        """
        where, found = scope.where(category, right), self.all()
        if where.without:
            found = found.exclude(pk__in=where.without)
        if where.is_everybody:
            return found
        ways = where.ways(scope.on)
        is_walked = is_walked and bool(where.schools) and not where.sectors
        return found.filter(Reached("pk", *ways, is_walked=is_walked)) if ways else found.none()

    def died_of_family(self, user: Any) -> "StudentQuerySet":
        """The children of somebody who died: they are in no list of his any more."""
        his = Q(guardian_relations__guardian__user=user) | Q(guardian_relations__guardian__contacts__user=user)
        return self.filter(his, died_on__isnull=False)

    def with_places(self, *, on: date) -> "StudentQuerySet":
        """Adds the schools, sectors and present classes of each pupil, which `Scope.can` reads."""
        return self.annotate(places=Places("pk", on))

    def with_labels(self, *, on: date) -> "StudentQuerySet":
        """Adds what a list shows: the names of schools and classes, and the status at each school."""
        return self.annotate(school_labels=SchoolLabels("pk"), class_names=ClassNames("pk", models.Value(on)))

    def search(self, words: str) -> "StudentQuerySet":
        """Pupils whose name holds each of these words, accents and case aside."""
        found = self
        for word in words.replace("\0", " ").split()[:6]:
            found = found.filter(search_name__contains=fold(word))
        return found


def fold(text: str) -> str:
    """A name as it is searched for: capitals without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).upper()


class Student(Record):
    """A present, future or former pupil of the board. One row, also when he moves between its schools (SETTLED 2)."""

    first_name = models.CharField(_("first name"), max_length=64, blank=True)
    given_names = models.CharField(_("given names"), max_length=200, blank=True)
    initials = models.CharField(_("initials"), max_length=12, blank=True)
    prefix = models.CharField(_("prefix"), max_length=10, blank=True)
    last_name = models.CharField(_("last name"), max_length=200, blank=True)
    search_name = models.CharField(max_length=300, editable=False)  # capitals without accents; written by save()
    birth_on = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    email = models.EmailField(_("e-mail"), max_length=256, blank=True)
    postcode = models.CharField(_("postcode"), max_length=32, blank=True)
    eck_id = models.CharField("ECK iD", max_length=256, blank=True)
    bsn_sealed = models.BinaryField(null=True, editable=False)  # typed by the administration only (SETTLED 17)
    user = models.OneToOneField("accounts.User", models.PROTECT, null=True, blank=True, related_name="pupil")  # from 16
    died_on = models.DateField(_("died on"), null=True, blank=True)  # the portal is closed, and no letter goes by itself
    strict16_on = models.DateField(_("decides for himself since"), null=True, blank=True)  # S1-70
    strict16_asked_by = models.CharField(max_length=8, blank=True)  # pupil or parent

    places: list[str]  # loaded by `visible_to` and `with_places`
    school_labels: list[str]  # these two: loaded by `with_labels`
    class_names: list[str]

    objects = StudentQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("pupil")
        ordering = ["last_name", "first_name", "pk"]
        base_manager_name = "objects"
        constraints = [
            CheckConstraint(name="students_some_name", condition=~Q(last_name="", first_name="")),
        ]
        indexes = [
            models.Index(name="students_by_name", fields=["last_name", "first_name", "id"]),
            models.Index(name="students_by_birth", fields=["birth_on"]),
            GinIndex(OpClass(F("search_name"), name="gin_trgm_ops"), name="students_search"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args, **kwargs):
        self.search_name = fold(f"{self.first_name} {self.given_names} {self.prefix} {self.last_name}")[:300]
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_name"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("students:detail", args=[self.pk])

    @staticmethod
    def memberships_on(day: date):
        """The places in classes that hold on a day."""
        memberships: Any = Student._meta.get_field("memberships").related_model
        return memberships.objects.on(day).order_by("pk")

    @cached_property
    def school_ids(self) -> list[UUID]:
        """The schools of his enrolments, of a pupil loaded with `with_places`; read by `Scope.can`, as sectors and classes are."""
        return [UUID(place[:UUID_LENGTH]) for place in self.places if len(place) > UUID_LENGTH]

    @cached_property
    def sectors(self) -> list[str]:
        return [place[UUID_LENGTH:] for place in self.places if len(place) > UUID_LENGTH]

    @cached_property
    def class_ids(self) -> list[UUID]:
        return [UUID(place) for place in self.places if len(place) == UUID_LENGTH]

    @property
    def call_name(self) -> str:
        return self.first_name or self.given_names.split(" ")[0] or self.initials or self.last_name

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.first_name or self.initials, self.prefix, self.last_name) if part)

    @property
    def school_names(self) -> list[str]:
        """The schools, of a pupil loaded with `with_labels`."""
        return [label.split(" ", 1)[1] for label in self.school_labels]

    @property
    def status_labels(self) -> list[str]:
        """The status at each of them, in words."""
        return [str(EnrolmentStatus(label.split(" ", 1)[0]).label) for label in self.school_labels]

    @property
    def list_name(self) -> str:
        """«Wit, Noor de», the order in which a list is sorted."""
        return ", ".join(
            part for part in (self.last_name, " ".join(p for p in (self.first_name or self.initials, self.prefix) if p)) if part
        )

    def age_on(self, day: date) -> int | None:
        """Whole years lived."""
        return age_on(self.birth_on, day) if self.birth_on else None


class EnrolmentStatus(models.TextChoices):
    APPLICANT = "applicant", _("applied")
    ENROLLED = "enrolled", _("enrolled")
    LEFT = "left", _("left")
    REJECTED = "rejected", _("not admitted")


class EnrolmentQuerySet(history.HistoriedQuerySet):
    def current(self) -> "EnrolmentQuerySet":
        return self.filter(status__in=[EnrolmentStatus.APPLICANT, EnrolmentStatus.ENROLLED])


class Enrolment(Record):
    """A pupil at one school: from application to leaving. The key of the school's own system lives here (SETTLED 2)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="enrolments")
    school = models.ForeignKey(School, models.PROTECT, related_name="enrolments")
    key = models.CharField(_("key in the school's system"), max_length=256, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=EnrolmentStatus, default=EnrolmentStatus.APPLICANT)
    applied_on = models.DateField(_("applied on"), null=True, blank=True)
    entry_on = models.DateField(_("enrolled from"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)  # starts the retention terms (R01, R02)
    rejected_on = models.DateField(_("not admitted on"), null=True, blank=True)  # starts the term of S2-178
    year_group = models.CharField(_("year"), max_length=2, blank=True)
    start_year3_on = models.DateField(_("started year 3 on"), null=True, blank=True)
    location = models.CharField(_("location"), max_length=64, blank=True)  # a label, not a place of rights (SETTLED 27)
    departure_candidate_on = models.DateField(_("seems to have left since"), null=True, blank=True)
    departure_declined_on = models.DateField(null=True, blank=True)  # somebody said that the pupil is still here
    exit_on_file = models.DateField(_("leaving date in the file"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("enrolment")
        ordering = ["-entry_on", "pk"]
        base_manager_name = "objects"
        constraints = [
            UniqueConstraint(name="students_enrolment_key_once", fields=["school", "key"], condition=~Q(key="")),
            CheckConstraint(name="students_left_has_day", condition=~Q(status=EnrolmentStatus.LEFT) | Q(left_on__isnull=False)),
            CheckConstraint(name="students_rejected_has_day", condition=~Q(status=EnrolmentStatus.REJECTED) | Q(rejected_on__isnull=False)),
            CheckConstraint(name="students_enrolled_has_day", condition=~Q(status=EnrolmentStatus.ENROLLED) | Q(entry_on__isnull=False)),
        ]
        indexes = [
            models.Index(name="students_enrolled_at", fields=["school", "student"]),
            models.Index(name="students_departures", fields=["school"], condition=Q(departure_candidate_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.get_status_display()}"
