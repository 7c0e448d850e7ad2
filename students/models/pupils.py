import unicodedata
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin import history
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.organisation.models import School


class Sex(models.TextChoices):
    """NEN-ISO 5218, as EDEXML writes it."""

    UNKNOWN = "0", _("unknown")
    MALE = "1", _("boy")
    FEMALE = "2", _("girl")
    UNSPECIFIED = "9", _("not specified")


class SchoolIds(models.Func):
    """The schools of a pupil. Written out, as the two below: put together as querysets they cost more than the page that they are for."""

    template = "ARRAY(SELECT school_id FROM students_enrolment WHERE student_id = %(expressions)s ORDER BY id)"
    output_field = ArrayField(models.UUIDField())


class Sectors(models.Func):
    """The sectors of these schools, in the same order."""

    template = (
        "ARRAY(SELECT sector FROM students_enrolment JOIN organisation_school ON organisation_school.id = school_id"
        " WHERE student_id = %(expressions)s ORDER BY students_enrolment.id)"
    )
    output_field = ArrayField(models.CharField())


class ClassIds(models.Func):
    """The classes of a pupil on a day: the same places as `Student.memberships_on`."""

    template = "ARRAY(SELECT class_group_id FROM students_classmembership WHERE student_id = %(expressions)s ORDER BY id)"
    arg_joiner = " AND daterange(since, until) @> "
    output_field = ArrayField(models.UUIDField())


class SchoolNames(models.Func):
    """What a list shows of a pupil: the names of the schools, the last one first."""

    template = (
        "ARRAY(SELECT name FROM students_enrolment JOIN organisation_school ON organisation_school.id = school_id"
        " WHERE student_id = %(expressions)s ORDER BY entry_on DESC NULLS LAST, students_enrolment.id)"
    )
    output_field = ArrayField(models.CharField())


class Statuses(models.Func):
    """Where the pupil is at each of these schools."""

    template = "ARRAY(SELECT status FROM students_enrolment WHERE student_id = %(expressions)s ORDER BY entry_on DESC NULLS LAST, id)"
    output_field = ArrayField(models.CharField())


class ClassNames(models.Func):
    """The classes on a day by name, base groups first."""

    template = (
        "ARRAY(SELECT name FROM students_classmembership JOIN students_classgroup ON students_classgroup.id = class_group_id"
        " WHERE student_id = %(expressions)s ORDER BY kind, name)"
    )
    arg_joiner = " AND daterange(since, until) @> "
    output_field = ArrayField(models.CharField())


class StudentQuerySet(history.HistoriedQuerySet):
    def visible_to(self, scope: Scope, *, category: Category = Category.ID, right: Right = Right.READ) -> "StudentQuerySet":
        """The pupils of whom this person may do this; loaded with what single checks need (DESIGN, question 2)."""
        where = scope.where(category, right)
        found = self.with_places(on=scope.on)
        if where.without:
            found = found.exclude(pk__in=where.without)
        if where.is_everybody:
            return found
        branches: list[models.QuerySet] = []
        if where.sectors:
            enrolments = Enrolment.objects.filter(Q(school__in=where.schools) | Q(school__sector__in=where.sectors))
            branches.append(enrolments.order_by().values("student"))
        elif where.schools:
            branches.append(Enrolment.objects.filter(school__in=where.schools).order_by().values("student"))
        if where.classes:
            branches.append(Student.memberships_on(scope.on).filter(class_group__in=where.classes).order_by().values("student"))
        if where.pupils:
            branches.append(models.QuerySet(Student).filter(pk__in=where.pupils).order_by().values("pk"))
        if not branches:
            return found.none()
        first, *others = branches
        return found.filter(pk__in=first.union(*others, all=True) if others else first)

    def with_places(self, *, on: date) -> "StudentQuerySet":
        """Adds the schools, sectors and present classes of each pupil, which `Scope.can` reads."""
        return self.annotate(school_ids=SchoolIds("pk"), sectors=Sectors("pk"), class_ids=ClassIds("pk", models.Value(on)))

    def with_labels(self, *, on: date) -> "StudentQuerySet":
        """Adds what a list shows: the names of schools and classes, and the status at each school."""
        return self.annotate(school_names=SchoolNames("pk"), statuses=Statuses("pk"), class_names=ClassNames("pk", models.Value(on)))

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
    strict16_on = models.DateField(_("decides for himself since"), null=True, blank=True)  # S1-70
    strict16_asked_by = models.CharField(max_length=8, blank=True)  # pupil or parent

    school_ids: list[UUID]  # these three: loaded by `visible_to` and `with_places`, read by `Scope.can`
    sectors: list[str]
    class_ids: list[UUID]
    school_names: list[str]  # these three: loaded by `with_labels`
    statuses: list[str]
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

    @property
    def call_name(self) -> str:
        return self.first_name or self.given_names.split(" ")[0] or self.initials or self.last_name

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.first_name or self.initials, self.prefix, self.last_name) if part)

    @property
    def status_labels(self) -> list[str]:
        """The status at each school in words, of a pupil loaded with `with_labels`."""
        return [str(EnrolmentStatus(status).label) for status in self.statuses]

    @property
    def list_name(self) -> str:
        """«Wit, Noor de», the order in which a list is sorted."""
        return ", ".join(
            part for part in (self.last_name, " ".join(p for p in (self.first_name or self.initials, self.prefix) if p)) if part
        )

    def age_on(self, day: date) -> int | None:
        """Whole years lived; a birthday of 29 February counts on 1 March in other years."""
        if self.birth_on is None:
            return None
        return day.year - self.birth_on.year - ((day.month, day.day) < (self.birth_on.month, self.birth_on.day))


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
