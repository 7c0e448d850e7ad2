from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Count, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from privacyadmin import history
from privacyadmin.access.catalogue import Category, Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.deadlines import Extension, Pause, RequestPolicy, Terms, terms
from privacyadmin.deadlines.models import HolidayDeviation
from privacyadmin.documents.models import Document, State
from privacyadmin.organisation.models import School
from privacyadmin.policy.models import PolicyVersion
from requests import rights
from students.models import Student

from .catalogue import ANSWERABLE, Capacity, Channel, Outcome, RefusalGround, Status

SEES = (Verb.READ, Verb.WRITE, Verb.INTAKE, Verb.DECIDE)
SEES_PIECES = (Verb.READ, Verb.WRITE, Verb.DECIDE)  # who only takes in may not know which parts a file has (2.14: no m)
USER = settings.AUTH_USER_MODEL


class NumberSeries(models.Model):
    """The last number given out in a year: locked while one is taken, so that none is skipped."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


def schools_of(scope: Scope) -> set[UUID] | None:
    """The schools whose requests somebody of the staff sees; None: all."""
    reaches = [scope.schools(Register.REQUESTS, verb) for verb in SEES]
    return None if None in reaches else set().union(*(reach for reach in reaches if reach))


class PrivacyRequestQuerySet(history.HistoriedQuerySet):
    def open(self) -> "PrivacyRequestQuerySet":
        return self.exclude(status=Status.CLOSED)

    def unanswered(self) -> "PrivacyRequestQuerySet":
        """Those whose term still runs: the answer has not been given."""
        return self.filter(answered_at__isnull=True)

    def overdue(self, *, on: date) -> "PrivacyRequestQuerySet":
        return self.unanswered().filter(due_on__lt=on)

    def visible_to(self, scope: Scope) -> "PrivacyRequestQuerySet":
        """A family sees its own; staff those of the schools where their role has the register."""
        if scope.is_family:
            return self.filter(requester=scope.user)
        schools = schools_of(scope)
        return self if schools is None else self.filter(school__in=schools)


class PrivacyRequest(Record):
    """Somebody asks to see, correct or erase what the school holds on a pupil (GDPR 15-22)."""

    number = models.CharField(_("number"), max_length=14, unique=True)
    right = models.CharField(_("what is asked"), max_length=20)  # a code of requests.rights
    school = models.ForeignKey(School, models.PROTECT, related_name="privacy_requests")
    student = models.ForeignKey("students.Student", models.PROTECT, null=True, related_name="privacy_requests")  # null: destroyed
    destroyed_at = models.DateTimeField(null=True, editable=False)
    requester = models.ForeignKey(USER, models.PROTECT, null=True, related_name="privacy_requests")  # null: no account, on paper
    guardian = models.ForeignKey("students.Guardian", models.PROTECT, null=True, related_name="privacy_requests")
    capacity = models.CharField(_("asks as"), max_length=8, choices=Capacity)
    requester_name = models.CharField(_("asked by"), max_length=200)  # as it was then
    channel = models.CharField(_("came by"), max_length=6, choices=Channel)
    wish = models.TextField(_("in the person's own words"), blank=True, max_length=4000)
    categories = ArrayField(models.CharField(max_length=3, choices=Category), verbose_name=_("categories"))

    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.RECEIVED)  # where it is
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome, blank=True)  # how it ended
    received_on = models.DateField(_("received on"))
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    policy = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")  # the rules in force at receipt (C-01)
    handler = models.ForeignKey(USER, models.PROTECT, null=True, related_name="handled_requests")
    case = models.OneToOneField("students.Case", models.PROTECT, null=True, related_name="privacy_request")

    # Written by services.terms.settle only.
    due_on = models.DateField(_("answer by"))  # the term in force, with extensions and pauses
    legal_on = models.DateField()  # the law's last day, without the pauses (SETTLED 22)
    legal_paused_on = models.DateField()  # the same, moved by them
    max_on = models.DateField()
    next_reminder_on = models.DateField(null=True)

    identified_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    sent_back_why = models.TextField(_("why it was sent back"), blank=True, max_length=2000)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ground = models.CharField(_("reason of the law"), max_length=10, choices=RefusalGround, blank=True)
    reason = models.TextField(_("reason"), blank=True, max_length=4000)
    answered_at = models.DateTimeField(null=True)  # the clock stops: ready to collect, refused or withdrawn
    closed_at = models.DateTimeField(null=True)

    objects = PrivacyRequestQuerySet.as_manager()
    history = history.track(excluded_fields=["next_reminder_on"])  # the night's own mark, not a fact about the request

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["due_on", "number"]
        base_manager_name = "objects"
        constraints = [
            UniqueConstraint(
                name="requests_open_once_per_requester",
                fields=["student", "right", "requester"],
                condition=~Q(status=Status.CLOSED) & Q(requester__isnull=False),
            ),
            UniqueConstraint(
                name="requests_open_once_per_guardian",
                fields=["student", "right", "guardian"],
                condition=~Q(status=Status.CLOSED) & Q(guardian__isnull=False),
            ),
            CheckConstraint(
                name="requests_no_pupil_only_when_destroyed", condition=Q(student__isnull=False) | Q(destroyed_at__isnull=False)
            ),
            CheckConstraint(
                name="requests_no_answer_without_identity",
                condition=Q(identified_at__isnull=False) | (~Q(status__in=ANSWERABLE) & ~Q(outcome__in=[Outcome.GRANTED, Outcome.PARTLY])),
            ),
            CheckConstraint(
                name="requests_closed_with_time_and_outcome",
                condition=(Q(status=Status.CLOSED, closed_at__isnull=False) & ~Q(outcome=""))
                | (~Q(status=Status.CLOSED) & Q(closed_at__isnull=True)),
            ),
            CheckConstraint(
                name="requests_decided_with_person",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True) | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            CheckConstraint(
                name="requests_refused_with_ground_and_reason",
                condition=~Q(outcome__in=[Outcome.REFUSED, Outcome.PARTLY]) | (~Q(ground="") & ~Q(reason="")),
            ),
            CheckConstraint(
                name="requests_decided_by_another", condition=Q(handler=None) | Q(decided_by=None) | ~Q(handler=F("decided_by"))
            ),
            CheckConstraint(name="requests_has_categories", condition=Q(categories__len__gt=0)),
        ]
        indexes = [
            models.Index(name="requests_by_term", fields=["school", "due_on"], condition=Q(answered_at__isnull=True)),
            models.Index(name="requests_to_remind", fields=["next_reminder_on"], condition=Q(next_reminder_on__isnull=False)),
            models.Index(name="requests_of_requester", fields=["requester", "-registered_at"]),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("requests:detail", args=[self.pk])

    def get_portal_url(self) -> str:
        return reverse("portal:request", args=[self.pk])

    @cached_property
    def kind(self) -> "rights.PrivacyRight":
        """The right that is used, with its own steps."""
        return rights.get(self.right)

    @property
    def steps(self):
        return self.kind.steps

    @property
    def title(self) -> str:
        return str(self.kind.label)

    @property
    def is_open(self) -> bool:
        return self.status != Status.CLOSED

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def open_question(self):
        """The question that the school waits on; none while the clock runs."""
        return next((question for question in self.questions.all() if question.answered_on is None), None)

    def is_late(self, on: date) -> bool:
        return not self.is_answered and self.due_on < on

    def is_late_in_law(self, on: date) -> bool:
        """Judged without the pauses: the safe reading (DOMAIN 1.6)."""
        return not self.is_answered and self.legal_on < on

    def extension_facts(self) -> list[Extension]:
        return [Extension(extension.days, extension.told_on) for extension in self.extensions.all()]

    def pause_facts(self, *, on: date) -> list[Pause]:
        """The pauses; one that still runs is given up to the day on which one looks."""
        return [Pause.between(question.asked_on, question.answered_on or max(on, question.asked_on)) for question in self.questions.all()]

    def terms(self, *, on: date) -> Terms:
        """Every date that follows from the receipt, as seen on a day; pure rules do the counting (DOMAIN 2.1)."""
        return terms(
            self.received_on,
            RequestPolicy.of(self.policy),
            extensions=self.extension_facts(),
            pauses=self.pause_facts(on=on),
            holidays=HolidayDeviation.objects.holidays(self.policy.holiday_set),
        )

    @property
    def pupil(self) -> Student:
        """The pupil it is about. Raises LookupError once the pupil is destroyed: then there is nothing left to handle."""
        if self.student is None:
            raise LookupError("The pupil of this request was destroyed.")
        return self.student

    def item_counts(self) -> dict[str, int]:
        """How many pieces of the dossier are in each state."""
        return dict(self.items.values_list("state").annotate(number=Count("pk")).order_by())

    def answer_failed(self) -> bool:
        """Whether the last answer that was ordered could not be made."""
        last = Document.objects.filter(about=self.pk).order_by("-ordered_at", "-pk").first()
        return last is None or last.state == State.FAILED

    def holds(self, categories: Iterable[str]) -> bool:
        return bool(set(self.categories) & set(categories))
