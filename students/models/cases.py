from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.models import Grant, never_twice
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.organisation.models import School
from privacyadmin.organisation.roles import role_permissions

from .pupils import Student


class CaseKind(models.TextChoices):
    CARE = "care", _("care")
    REQUEST = "request", _("request")
    EXCEPTION = "exception", _("exception to the matrix")
    ADVISER = "adviser", _("confidential adviser")


CARE_ROLES = (Role.DIRECTOR, Role.COUNSELLOR, Role.CARE_COORDINATOR)  # run the care cases of their school
EXCEPTION_ROLES = (Role.DIRECTOR, Role.COORDINATOR)


class CaseQuerySet(models.QuerySet):
    def in_force(self, *, at: datetime) -> "CaseQuerySet":
        return self.filter(since__lte=at, until__gt=at)

    def visible_to(self, scope: Scope) -> "CaseQuerySet":
        """Own cases, and those of a kind that one runs at the school; an adviser's is hers alone (S1-115)."""
        mine = Q(pk__in=[held.target for held in scope.held if held.source == "case"])
        run = Q(kind=CaseKind.CARE) & schools_of(scope, *CARE_ROLES) | Q(kind=CaseKind.EXCEPTION) & schools_of(scope, *EXCEPTION_ROLES)
        return self.filter(mine | run)


def schools_of(scope: Scope, *roles: Role) -> Q:
    """Rows of the schools where one of these roles is held; everywhere for a role on the board."""
    held = [each for each in scope.held if each.role in roles and each.source in ("board", "school")]
    return Q() if any(each.source == "board" for each in held) else Q(school__in={each.school for each in held})


class Case(Record):
    """What carries every `K` right: one or a few pupils, named categories, a reason and always an end (SETTLED 3, S1-110, S1-111)."""

    kind = models.CharField(_("kind"), max_length=9, choices=CaseKind)
    school = models.ForeignKey(School, models.PROTECT, related_name="cases")
    pupils = models.ManyToManyField(Student, through="CasePupil", related_name="cases")
    categories = ArrayField(models.CharField(max_length=3, choices=Category), verbose_name=_("categories"))
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))  # exclusive: a case lapses by itself
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        permissions = role_permissions()
        constraints = [
            CheckConstraint(name="students_case_forward", condition=Q(until__gte=F("since"))),
            CheckConstraint(name="students_case_has_categories", condition=Q(categories__len__gt=0)),
            CheckConstraint(
                name="students_exception_asked_and_approved",
                condition=~Q(kind=CaseKind.EXCEPTION)
                | (Q(asked_by__isnull=False, approved_by__isnull=False) & ~Q(asked_by=F("approved_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.since:%Y-%m-%d})"


class CasePupil(Record):
    """A pupil whom a case is about."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="case_pupils")
    student = models.ForeignKey(Student, models.PROTECT, related_name="case_pupils")

    class Meta:
        verbose_name = _("case")
        constraints = [UniqueConstraint(name="students_case_pupil_once", fields=["case", "student"])]


class CaseGrant(Grant):
    """A role in one case; ends with it at the latest."""

    content_object = models.ForeignKey(Case, models.PROTECT, related_name="grants")

    class Meta:
        constraints = [
            *never_twice("students_casegrant"),
            CheckConstraint(name="students_casegrant_ends", condition=Q(until__isnull=False)),
        ]


class ExceptionState(models.TextChoices):
    ASKED = "asked", _("asked")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")


class ExceptionRequest(Record):
    """A director asks for an exception to the matrix; the privacy coordinator approves or declines it (2.14 segregation, S1-134)."""

    school = models.ForeignKey(School, models.PROTECT, related_name="exception_requests")
    student = models.ForeignKey(Student, models.PROTECT, related_name="exception_requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("for whom"))
    role = models.CharField(_("role"), max_length=30, choices=Role)
    categories = ArrayField(models.CharField(max_length=3, choices=Category), verbose_name=_("categories"))
    until_on = models.DateField(_("up to and including"))
    reason = models.CharField(_("reason"), max_length=300)
    status = models.CharField(_("state"), max_length=8, choices=ExceptionState, default=ExceptionState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=300, blank=True)
    case = models.OneToOneField(Case, models.PROTECT, related_name="exception_request", null=True)

    class Meta:
        verbose_name = _("request for an exception")
        ordering = ["-asked_at"]
        constraints = [
            CheckConstraint(
                name="students_exception_decided_by_another",
                condition=Q(status=ExceptionState.ASKED, decided_by__isnull=True, decided_at__isnull=True)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(status=ExceptionState.ASKED) & ~Q(asked_by=F("decided_by"))),
            ),
            CheckConstraint(name="students_exception_for_another", condition=~Q(asked_by=F("person"))),
            CheckConstraint(name="students_exception_has_categories", condition=Q(categories__len__gt=0)),
            CheckConstraint(
                name="students_exception_case",
                condition=Q(status=ExceptionState.APPROVED, case__isnull=False) | (~Q(status=ExceptionState.APPROVED) & Q(case=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.get_status_display()
