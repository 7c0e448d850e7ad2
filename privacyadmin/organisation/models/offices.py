"""Who holds which office, who decides and signs for the board, and who the board is (S1-114, S1-141…143, S2-19, S2-43, S2-48; C-17)."""
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from privacyadmin import history
from privacyadmin.base import Record

from .houses import School

USER = settings.AUTH_USER_MODEL
THE_BOARD = UUID(int=0)             # stands for «no school» where a constraint must compare places


class Function(models.TextChoices):
    COORDINATOR = "coordinator", _("Privacy coordinator")
    FG = "fg", _("Data protection officer (FG)")
    FG_CONTACT = "fg_contact", _("FG contact")
    ADVISER = "adviser", _("Confidential adviser")
    SECURITY_OFFICER = "security_officer", _("Security officer")


# One at a time, but for advisers, of whom a school may have more. On the board only: DOMAIN 1.6, levels.
ALONE = (Function.COORDINATOR, Function.FG, Function.FG_CONTACT, Function.SECURITY_OFFICER)
ON_THE_BOARD_ONLY = (Function.FG, Function.FG_CONTACT, Function.SECURITY_OFFICER)


class Subject(models.TextChoices):
    """What the board can leave to somebody to decide or sign (C-07, C-29)."""

    DECIDE_REQUESTS = "decide_requests", _("decide on requests")
    SIGN_AGREEMENTS = "sign_agreements", _("sign agreements with processors")
    REPORT_BREACHES = "report_breaches", _("report breaches to the authority")
    APPROVE_DESTRUCTION = "approve_destruction", _("approve destruction")
    SIGN_LETTERS = "sign_letters", _("sign letters to families")


def period() -> Func:
    """From its first day up to the day after its last."""
    return Func("since", "until", RangeBoundary(), function="daterange", output_field=DateRangeField())


def place() -> Coalesce:
    return Coalesce("school", Value(THE_BOARD, output_field=models.UUIDField()), output_field=models.UUIDField())


class DatedQuerySet(history.HistoriedQuerySet):
    def on(self, day: date):
        return self.filter(since__lte=day).exclude(until__lte=day)

    def of_place(self, school: School | None):
        return self.filter(school=school) if school else self.filter(school__isnull=True)


class Dated(Record):
    """A person, with or without an account here, holds something for the board or a school from a day until a day."""

    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name=_("school"))
    user = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name=_("account"))
    name = models.CharField(_("name"), max_length=120, blank=True)          # of somebody without an account
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)             # exclusive
    decision = models.CharField(_("by which decision"), max_length=300)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def person_name(self) -> str:
        user: Any = self.user
        return user.name if user else self.name

    @property
    def last_day(self) -> date | None:
        return self.until - timedelta(days=1) if self.until else None

    def is_ended(self, on: date) -> bool:
        return self.until is not None and self.until <= on


def named_and_forward(name: str) -> list[models.BaseConstraint]:
    return [
        CheckConstraint(name=f"organisation_{name}_named", condition=Q(user__isnull=False) | ~Q(name="")),
        CheckConstraint(name=f"organisation_{name}_forward", condition=Q(until=None) | Q(until__gte=F("since"))),
    ]


class Appointment(Dated):
    """Somebody is appointed: the name that letters, the portal and notices show. It gives no rights; roles do."""

    function = models.CharField(_("function"), max_length=20, choices=Function)
    title = models.CharField(_("own word for the function"), max_length=80, blank=True)
    is_external = models.BooleanField(_("from outside"), default=False)
    employer = models.CharField(_("works for"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=30)
    ap_number = models.CharField(_("number at the authority"), max_length=20, blank=True)

    history = history.track()

    class Meta:
        verbose_name = _("appointment")
        ordering = ["function", "since"]
        base_manager_name = "objects"
        constraints = [
            *named_and_forward("appointment"),
            CheckConstraint(
                name="organisation_appointment_on_the_board", condition=Q(school=None) | ~Q(function__in=list(ON_THE_BOARD_ONLY))
            ),
            ExclusionConstraint(
                name="organisation_appointment_alone",
                expressions=[("function", RangeOperators.EQUAL), (place(), RangeOperators.EQUAL), (period(), RangeOperators.OVERLAPS)],
                condition=Q(function__in=list(ALONE)),
            ),
        ]

    @property
    def label(self) -> str:
        """The board's own word for the function, or the usual one."""
        return self.title or str(self.get_function_display())


class Mandate(Dated):
    """The board leaves a decision or a signature to somebody; the board stays responsible."""

    subject = models.CharField(_("to do what"), max_length=20, choices=Subject)

    history = history.track()

    class Meta:
        verbose_name = _("mandate")
        ordering = ["subject", "since"]
        base_manager_name = "objects"
        constraints = [
            *named_and_forward("mandate"),
            CheckConstraint(name="organisation_mandate_not_by_oneself", condition=Q(made_by=None) | Q(user=None) | ~Q(made_by=F("user"))),
            CheckConstraint(
                name="organisation_mandate_decider_has_account", condition=~Q(subject=Subject.DECIDE_REQUESTS) | Q(user__isnull=False)
            ),
            ExclusionConstraint(
                name="organisation_mandate_alone",
                expressions=[("subject", RangeOperators.EQUAL), (place(), RangeOperators.EQUAL), (period(), RangeOperators.OVERLAPS)],
            ),
        ]


class ControllerQuerySet(models.QuerySet):
    def update(self, **values):
        raise TypeError("The identity of the controller never changes: add a row from a new day.")

    delete = update


class Controller(Record):
    """Who is responsible for all that is done here, and where a request can be sent: the row of a day is the latest (S2-19)."""

    name = models.CharField(_("name of the board"), max_length=120)
    authority_number = models.CharField(
        _("competent authority number"), max_length=5, blank=True, validators=[RegexValidator(r"^[0-9]{5}\Z", _("Five digits."))]
    )
    kvk_number = models.CharField(
        _("number at the Chamber of Commerce (KvK)"), max_length=8, blank=True,
        validators=[RegexValidator(r"^[0-9]{8}\Z", _("Eight digits."))],
    )
    street = models.CharField(_("street and number"), max_length=120)
    postcode = models.CharField(_("postcode"), max_length=10)
    town = models.CharField(_("town"), max_length=80)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    request_address = models.TextField(_("postal address for requests"), max_length=300)      # DOMAIN 1.4, 9: the policy forgot it
    request_email = models.EmailField(_("e-mail for requests"))
    valid_from = models.DateField(_("from"))
    note = models.CharField(_("what changed, and why"), max_length=300)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = ControllerQuerySet.as_manager()

    class Meta:
        verbose_name = _("controller")
        ordering = ["-valid_from", "-made_at"]
