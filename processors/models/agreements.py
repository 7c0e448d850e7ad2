from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin import history
from privacyadmin.access.catalogue import Category, Register
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.files.models import ReceivedFile
from privacyadmin.organisation.models import School
from processors.rules import terms

from .catalogue import (
    AgreementState,
    AgreementStatus,
    Clause,
    DutyKind,
    EndChoice,
    FileKind,
    ModelText,
    Paper,
    Signer,
    SubprocessorConsent,
    YesNoUnknown,
)
from .parties import SEES, Party

USER = settings.AUTH_USER_MODEL
UP_TO_TEN_YEARS = [MaxValueValidator(3650)]
BEFORE_SIGNING = (AgreementStatus.DRAFT, AgreementStatus.REQUESTED)


class AgreementQuerySet(history.HistoriedQuerySet):
    def visible_to(self, scope: Scope) -> "AgreementQuerySet":
        """Those of the board, and of one's own schools."""
        if scope.is_family:
            return self.none()
        reach = scope.schools(Register.PROCESSORS, *SEES)
        return self if reach is None else self.filter(Q(school=None) | Q(school__in=reach))

    def valid(self, *, on: date) -> "AgreementQuerySet":
        """Signed, begun and not ended: a question about a day, never a status."""
        begun = self.filter(status=AgreementStatus.SIGNED, start_on__lte=on)
        return begun.filter(Q(end_on=None) | Q(end_on__gte=on) | Q(renewal_months__gt=0))

    def covering(self, school: UUID | models.F | OuterRef) -> "AgreementQuerySet":
        """Those of the whole board, and those that name this school."""
        named = Coverage.objects.filter(agreement=OuterRef("pk"), school=school)
        return self.filter(Q(covers_all=True) | Exists(named))


class Agreement(Record):
    """What a school or the board agreed with a party about the data of pupils (GDPR 26, 28; S1-48, S2-111…115)."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="agreements")
    paper = models.CharField(_("kind of agreement"), max_length=11, choices=Paper, default=Paper.PROCESSING)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by"))    # null: board
    covers_all = models.BooleanField(_("holds for every school of the board"), default=False)
    schools = models.ManyToManyField(School, through="processors.Coverage", related_name="+", verbose_name=_("schools"))
    status = models.CharField(_("status"), max_length=10, choices=AgreementStatus, default=AgreementStatus.DRAFT)

    # What it is about
    subject = models.CharField(_("what it is about"), max_length=200)
    main_contract = models.CharField(_("number of the underlying contract"), max_length=80, blank=True)
    main_contract_on = models.DateField(_("date of the underlying contract"), null=True, blank=True)
    model_text = models.CharField(_("written after"), max_length=9, choices=ModelText, default=ModelText.MODEL_4)
    deviations = models.TextField(_("how it differs from the model"), blank=True, max_length=2000)
    categories = ArrayField(models.CharField(max_length=3, choices=Category), default=list, verbose_name=_("kinds of data"))   # S1-49
    retention = models.CharField(_("how long the supplier keeps the data"), max_length=300, blank=True)                         # S1-49
    minimised_on = models.DateField(_("checked that it gets no more than is needed, on"), null=True, blank=True)                # S1-49
    minimised_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    no_commercial_use = models.BooleanField(_("it forbids own and commercial use of the data"), default=False)                  # S2-160
    dpia_needed = models.CharField(_("a DPIA is needed"), max_length=7, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN)

    # Terms
    start_on = models.DateField(_("from"), null=True, blank=True)
    end_on = models.DateField(_("up to and including"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), default=90, validators=UP_TO_TEN_YEARS)
    renewal_months = models.PositiveSmallIntegerField(
        _("renewed by itself for so many months"), default=0, validators=[MaxValueValidator(120)]
    )
    breach_hours = models.PositiveSmallIntegerField(
        _("hours within which it reports a breach"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    has_audit_right = models.BooleanField(_("we may have it audited"), default=False)
    audited_on = models.DateField(_("last audit"), null=True, blank=True)
    liability = models.CharField(_("liability"), max_length=300, blank=True)

    # Others engaged by the supplier
    subprocessor_consent = models.CharField(
        _("consent for sub-processors"), max_length=8, choices=SubprocessorConsent, default=SubprocessorConsent.GENERAL
    )
    subprocessor_notice_days = models.PositiveSmallIntegerField(
        _("days before which a new one is announced"), null=True, blank=True, validators=UP_TO_TEN_YEARS
    )
    objection_days = models.PositiveSmallIntegerField(_("days in which we may object"), null=True, blank=True, validators=UP_TO_TEN_YEARS)

    # Signatures
    requested_on = models.DateField(_("asked on"), null=True, blank=True)
    signed_by_level = models.CharField(_("signed for us by"), max_length=7, choices=Signer, blank=True)
    controller_name = models.CharField(_("who signed for us"), max_length=120, blank=True)
    controller_role = models.CharField(_("in the role of"), max_length=120, blank=True)
    controller_signed_on = models.DateField(_("signed by us on"), null=True, blank=True)
    controller_user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")      # who signed here, in the program
    processor_name = models.CharField(_("who signed for the supplier"), max_length=120, blank=True)
    processor_role = models.CharField(_("in the role of (supplier)"), max_length=120, blank=True)
    processor_signed_on = models.DateField(_("signed by the supplier on"), null=True, blank=True)
    refused_on = models.DateField(_("refused on"), null=True, blank=True)
    refused_why = models.CharField(_("why it was refused"), max_length=300, blank=True)

    # Review
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    reviewed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    next_review_on = models.DateField(_("next review"), null=True, blank=True)

    # The end of the contract (GDPR 28(3)(g))
    end_choice = models.CharField(_("at the end"), max_length=7, choices=EndChoice, default=EndChoice.DESTROY)
    end_days = models.PositiveSmallIntegerField(_("days in which that is done"), default=30, validators=UP_TO_TEN_YEARS)
    terminated_on = models.DateField(_("ended on"), null=True, blank=True)
    terminated_why = models.CharField(_("why it ended"), max_length=300, blank=True)
    proof_asked_on = models.DateField(_("proof asked on"), null=True, blank=True)
    proof_due_on = models.DateField(_("proof due on"), null=True, blank=True)
    proof_received_on = models.DateField(_("proof received on"), null=True, blank=True)
    proof_waived_why = models.CharField(_("why no proof is needed"), max_length=300, blank=True)

    objects = AgreementQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["party__name", "-start_on", "pk"]
        base_manager_name = "objects"
        constraints = [
            CheckConstraint(
                name="processors_agreement_forward", condition=Q(end_on=None) | Q(start_on=None) | Q(end_on__gte=F("start_on"))
            ),
            CheckConstraint(
                name="processors_signed_whole",
                condition=~Q(status=AgreementStatus.SIGNED)
                | (Q(start_on__isnull=False, controller_signed_on__isnull=False, processor_signed_on__isnull=False)
                   & ~Q(controller_name="") & ~Q(processor_name="") & ~Q(signed_by_level="")),
            ),
            CheckConstraint(
                name="processors_refused_with_reason",
                condition=~Q(status=AgreementStatus.REFUSED) | (Q(refused_on__isnull=False) & ~Q(refused_why="")),
            ),
            CheckConstraint(
                name="processors_terminated_with_reason",
                condition=~Q(status=AgreementStatus.TERMINATED) | (Q(terminated_on__isnull=False) & ~Q(terminated_why="")),
            ),
            CheckConstraint(name="processors_school_agreement_for_itself", condition=Q(school=None) | Q(covers_all=False)),
            CheckConstraint(name="processors_paper_is_an_agreement", condition=~Q(paper=Paper.NONE)),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("processors:agreement", args=[self.pk])

    @property
    def is_before_signing(self) -> bool:
        return self.status in BEFORE_SIGNING

    def ends_on(self, on: date) -> date | None:
        """The last day of the period that runs on a day: each renewal makes a new one."""
        return terms.period_end(self.start_on, self.end_on, self.renewal_months, on)

    def state_on(self, on: date) -> AgreementState:
        """Where it stands on a day."""
        return AgreementState(terms.state(self.status, self.start_on, self.end_on, self.renewal_months, self.notice_days, on))

    def is_valid(self, on: date) -> bool:
        return self.state_on(on) in (AgreementState.SIGNED, AgreementState.EXPIRING)

    @property
    def awaits_proof(self) -> bool:
        return self.status == AgreementStatus.TERMINATED and not self.proof_received_on and not self.proof_waived_why

    @property
    def labels(self) -> list[str]:
        """The kinds of data in words."""
        return [str(Category(each).label) for each in self.categories]


class Coverage(Record):
    """An agreement holds for this school."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="coverages")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")

    objects = history.HistoriedManager()
    history = history.track()

    class Meta:
        verbose_name = _("school of an agreement")
        base_manager_name = "objects"
        constraints = [UniqueConstraint(name="processors_covered_once", fields=["agreement", "school"])]


class ClauseTick(Record):
    """One of the eight things that GDPR 28(3) asks: whether the text has it, in which clause."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="clauses")
    clause = models.CharField(_("what the law asks"), max_length=1, choices=Clause)
    is_there = models.BooleanField(_("the text has it"), default=False)
    number = models.CharField(_("clause"), max_length=30, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    objects = history.HistoriedManager()
    history = history.track()

    class Meta:
        verbose_name = _("clause of an agreement")
        ordering = ["clause"]
        base_manager_name = "objects"
        constraints = [
            UniqueConstraint(name="processors_clause_once", fields=["agreement", "clause"]),
            CheckConstraint(name="processors_clause_with_number", condition=Q(is_there=False) | ~Q(number="")),
        ]

    def __str__(self) -> str:
        return str(self.get_clause_display())


class AgreementFile(ReceivedFile):
    """A paper that belongs to an agreement, sealed under the key of the agreement."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="files")
    kind = models.CharField(_("what it is"), max_length=9, choices=FileKind, default=FileKind.AGREEMENT)
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    subject_field = "agreement_id"

    class Meta:
        verbose_name = _("file of an agreement")
        verbose_name_plural = _("files of agreements")
        ordering = ["created_at", "pk"]


class DutyQuerySet(models.QuerySet):
    def open(self) -> "DutyQuerySet":
        return self.filter(done_on=None)

    def visible_to(self, scope: Scope) -> "DutyQuerySet":
        reach = scope.schools(Register.PROCESSORS, *SEES)
        return self if reach is None else self.filter(Q(agreement__school=None) | Q(agreement__school__in=reach))


class Duty(Record):
    """Something about an agreement that somebody must do by a day, kept in step with the agreement; reminders hang on it (S1-53)."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="duties")
    kind = models.CharField(_("what"), max_length=11, choices=DutyKind)
    thing = models.UUIDField()                                             # the agreement itself, a certificate or a sub-processor
    due_on = models.DateField(_("at the latest"))
    next_reminder_on = models.DateField(null=True, editable=False)
    done_on = models.DateField(null=True, editable=False)                  # no longer to be done

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty of an agreement")
        ordering = ["due_on", "pk"]
        constraints = [UniqueConstraint(name="processors_duty_once", fields=["thing", "kind"])]
        indexes = [models.Index(name="processors_duties_open", fields=["next_reminder_on"], condition=Q(done_on=None))]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def is_late(self, on: date) -> bool:
        return self.done_on is None and self.due_on < on
