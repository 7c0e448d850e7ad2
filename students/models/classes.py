from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Role
from privacyadmin.access.models import Grant, never_twice
from privacyadmin.base import Record
from privacyadmin.organisation.models import School, SchoolYear
from privacyadmin.organisation.roles import role_permissions

from .pupils import Student


class ClassKind(models.TextChoices):
    BASE = "base", _("base group")
    COMBINED = "combined", _("lesson group")


class ClassGroup(Record):
    """A class in one school year, with a link to the one it follows (SETTLED 2)."""

    school = models.ForeignKey(School, models.PROTECT, related_name="classes")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="classes")
    key = models.CharField(max_length=256, blank=True)
    name = models.CharField(_("class"), max_length=64)
    year_group = models.CharField(_("year"), max_length=2, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=ClassKind, default=ClassKind.BASE)
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="followed_by")

    class Meta:
        verbose_name = _("class")
        ordering = ["name"]
        permissions = role_permissions()
        constraints = [
            UniqueConstraint(name="students_class_key_once", fields=["school", "school_year", "kind", "key"], condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.name


class ClassMembershipQuerySet(models.QuerySet):
    def on(self, day: date) -> "ClassMembershipQuerySet":
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


class ClassMembership(Record):
    """A pupil's place in a class, from a day up to another; ended, never overwritten."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="memberships")
    class_group = models.ForeignKey(ClassGroup, models.PROTECT, related_name="memberships")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)  # exclusive

    objects = ClassMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a class")
        constraints = [
            CheckConstraint(name="students_membership_forward", condition=Q(until=None) | Q(until__gte=F("since"))),
            UniqueConstraint(name="students_membership_open_once", fields=["student", "class_group"], condition=Q(until=None)),
        ]
        indexes = [models.Index(name="students_members", fields=["class_group", "student"])]


class StaffMember(Record):
    """A teacher as the school's system knows him; gives no right (DOMAIN 2.12 e)."""

    school = models.ForeignKey(School, models.PROTECT, related_name="staff")
    key = models.CharField(max_length=256)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), max_length=256, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="staff_members")

    class Meta:
        verbose_name = _("member of staff")
        ordering = ["name"]
        constraints = [UniqueConstraint(name="students_staff_key_once", fields=["school", "key"])]

    def __str__(self) -> str:
        return self.name


class AppointmentState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    CONFIRMED = "confirmed", _("confirmed")
    END_PROPOSED = "end_proposed", _("end proposed")
    ENDED = "ended", _("ended")
    DECLINED = "declined", _("declined")


class Appointment(Record):
    """Who teaches or mentors which class: the fact from which class grants follow once somebody confirmed it (SETTLED 8)."""

    staff_member = models.ForeignKey(StaffMember, models.PROTECT, related_name="appointments")
    class_group = models.ForeignKey(ClassGroup, models.PROTECT, related_name="appointments")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    source = models.CharField(_("source"), max_length=10, choices=[("import", _("import")), ("office", _("administration"))])
    state = models.CharField(_("state"), max_length=12, choices=AppointmentState, default=AppointmentState.PROPOSED)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("appointment")
        constraints = [
            UniqueConstraint(
                name="students_appointment_once",
                fields=["staff_member", "class_group", "role"],
                condition=~Q(state__in=["ended", "declined"]),
            ),
            CheckConstraint(
                name="students_appointment_decided",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True) | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]


class ClassGrant(Grant):
    """A role in one class, at the latest until its school year ends."""

    content_object = models.ForeignKey(ClassGroup, models.PROTECT, related_name="grants")

    class Meta:
        constraints = [
            *never_twice("students_classgrant"),
            CheckConstraint(name="students_classgrant_ends", condition=Q(until__isnull=False)),
        ]
