from collections import defaultdict
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin import crypto, history
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.organisation.models import School

from .dossier import DossierEntry, DossierFile, Only, Pupils, restriction
from .limits import AllowedUse
from .pupils import Student

USER = settings.AUTH_USER_MODEL
REMARK_LABEL = "students.Transfer.remark_sealed"
BRIN = RegexValidator(r"^[0-9]{2}[A-Z]{2}\Z")


class Place(models.TextChoices):
    """What kind of place a pupil goes to; in a rule also where he comes from (S1-121, 2.11)."""

    PO = "po", _("primary school")
    VO = "vo", _("secondary school")
    MBO = "mbo", _("MBO")
    SWV = "swv", _("partnership for special support")
    GROUP = "group", _("another school of this board")
    ANY = "any", _("any school")


class DataSet(models.TextChoices):
    """The parts of a file that rules tell apart (S1-43, S1-44, 2.11)."""

    BASIS = "basis", _("basic set: name, address, parents, enrolment, results")
    REPORT = "report", _("educational report or transfer file")
    MEDICAL = "medical", _("special and medical data outside the report")
    ADMISSIBILITY = "admission", _("set for support, without citizen service number")
    WHOLE = "whole", _("the file, which moves along")


class CopyRule(models.TextChoices):
    YES = "yes", _("yes")
    HOUSE = "house", _("yes, as a house rule")
    ON_REQUEST = "request", _("when the parents ask for it")
    NONE = "none", _("no")


class TransferRuleQuerySet(models.QuerySet):
    def on(self, day: date) -> "TransferRuleQuerySet":
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


class TransferRule(Record):
    """One row of the rule table: what one part of a file needs between two kinds of school, from and until which day (2.11, C-04)."""

    from_kind = models.CharField(_("from"), max_length=5, choices=Place)
    to_kind = models.CharField(_("to"), max_length=5, choices=Place)
    data_set = models.CharField(_("part of the file"), max_length=9, choices=DataSet)
    needs_consent = models.BooleanField(_("consent"))
    needs_inspection = models.BooleanField(_("the family may look first"))
    copy = models.CharField(_("copy to the parents"), max_length=7, choices=CopyRule)
    valid_from = models.DateField(_("from"), null=True)
    valid_to = models.DateField(_("up to and including"), null=True)
    source = models.CharField(_("rule"), max_length=120)

    objects = TransferRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule for transfers")
        ordering = ["from_kind", "to_kind", "data_set", F("valid_from").asc(nulls_first=True)]
        constraints = [
            UniqueConstraint(
                name="students_transfer_rule_once", fields=["from_kind", "to_kind", "data_set", "valid_from"], nulls_distinct=False
            ),
            CheckConstraint(
                name="students_transfer_rule_forward",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_kind}-{self.to_kind} {self.data_set}"


class TransferStatus(models.TextChoices):
    DRAFT = "draft", _("to be put together")
    CHOSEN = "chosen", _("to be reviewed")
    REVIEWED = "reviewed", _("reviewed")
    SHOWN = "shown", _("shown to the family")
    SENT = "sent", _("sent")
    CLOSED = "closed", _("closed")
    STOPPED = "stopped", _("nothing was sent")


ENDED = (TransferStatus.CLOSED, TransferStatus.STOPPED)
UNSENT = (TransferStatus.DRAFT, TransferStatus.CHOSEN, TransferStatus.REVIEWED, TransferStatus.SHOWN)


class Channel(models.TextChoices):
    OSO = "oso", _("Overstapservice Onderwijs (OSO)")
    OTHER = "other", _("another safe way")


class OfOneSchool(history.HistoriedQuerySet):
    """What belongs to one pupil at one school: read by whoever reads the transfer files there (2.14, TRF)."""

    def visible_to(self, scope: Scope, *, right: Right = Right.READ):
        opened: dict[Only, Pupils] = defaultdict(Pupils)
        for held, sector in scope.giving(Category.TRF, right):
            opened[restriction(held, sector, Category.TRF, scope.user.pk)].add(held)
        ways = [Q(*only) & pupils.condition(scope.on) for only, pupils in opened.items()]
        found = self.filter(reduce(or_, ways)) if ways else self.none()
        return found.exclude(student__in=without) if (without := _hidden(scope)) else found


def _hidden(scope: Scope) -> set[UUID]:
    return {pupil for pupil, kinds in scope.limits.items() if Category.TRF in kinds} if scope.is_family else set()


class TransferQuerySet(OfOneSchool):
    def open(self) -> "TransferQuerySet":
        return self.exclude(status__in=ENDED)

    def late(self, *, on: date) -> "TransferQuerySet":
        return self.open().filter(due_on__lt=on)


class Transfer(Record):
    """A file that goes to a next school: chosen item by item, reviewed, shown to the family, sent (S1-121…128, S2-148…154)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="transfers")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")                # that sends
    status = models.CharField(_("state"), max_length=8, choices=TransferStatus, default=TransferStatus.DRAFT)
    left_on = models.DateField(_("left on"), null=True)                                 # null: not left yet
    due_on = models.DateField(_("to be sent by"))
    next_reminder_on = models.DateField(null=True)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")      # null: opened by a departure
    made_at = models.DateTimeField()
    responsible = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("who sees to it"))

    to_kind = models.CharField(_("kind of school"), max_length=5, choices=[each for each in Place.choices if each[0] != "any"], blank=True)
    to_school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")  # of this board
    to_name = models.CharField(_("name of the school"), max_length=120, blank=True)
    to_brin = models.CharField("BRIN", max_length=4, blank=True, validators=[BRIN])
    to_contact = models.CharField(_("contact there"), max_length=120, blank=True)
    applied_on = models.DateField(_("applied there on"), null=True)                     # nothing by OSO before it (T4, C-06)

    is_subsidiary = models.BooleanField(null=True)                                      # S2-108
    why_subsidiary = models.CharField(max_length=300, blank=True)
    is_proportionate = models.BooleanField(null=True)                                   # S2-109
    why_proportionate = models.CharField(max_length=300, blank=True)
    is_minimal = models.BooleanField(null=True)                                         # S2-110
    why_minimal = models.CharField(max_length=300, blank=True)
    chosen_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    reviewed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    returned_why = models.CharField(max_length=300, blank=True)

    offered_on = models.DateField(_("shown to the family on"), null=True)
    seen_on = models.DateField(_("looked at on"), null=True)
    seen_by = models.CharField(_("looked at by"), max_length=200, blank=True)           # a name, as it was then
    remark_sealed = models.BinaryField(null=True, editable=False)                       # goes along (S2-154, T1)
    consent_asked_on = models.DateField(_("consent asked on"), null=True)
    is_ordered = models.BooleanField(default=False)                                     # sent without an answer, as the law orders (C-04)
    ordered_why = models.CharField(max_length=300, blank=True)
    allowed_use = models.CharField(max_length=8, choices=AllowedUse, blank=True)        # of restricted data (GDPR 18(2))
    is_copy_asked = models.BooleanField(_("the parents ask for a copy"), default=False)
    copy_given_on = models.DateField(_("copy given on"), null=True)

    channel = models.CharField(_("way"), max_length=5, choices=Channel, blank=True)
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    sent_on = models.DateField(_("sent on"), null=True)
    sent_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(_("closed on"), null=True)
    stopped_why = models.CharField(_("why nothing was sent"), max_length=300, blank=True)

    objects = TransferQuerySet.as_manager()
    history = history.track()
    student_id: UUID
    school_id: UUID

    class Meta:
        verbose_name = _("transfer")
        ordering = ["due_on", "pk"]
        base_manager_name = "objects"
        constraints = [
            CheckConstraint(name="students_transfer_four_eyes", condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("chosen_by"))),
            CheckConstraint(
                name="students_transfer_sent_whole", condition=Q(sent_on=None, channel="") | Q(sent_on__isnull=False) & ~Q(channel="")
            ),
            CheckConstraint(name="students_transfer_stopped_why", condition=~Q(status=TransferStatus.STOPPED) | ~Q(stopped_why="")),
            CheckConstraint(name="students_transfer_ended_on", condition=Q(status__in=ENDED, closed_on__isnull=False)
                            | ~Q(status__in=ENDED) & Q(closed_on=None)),
            CheckConstraint(name="students_transfer_ordered_why", condition=Q(is_ordered=False, ordered_why="")
                            | Q(is_ordered=True) & ~Q(ordered_why="")),
        ]
        indexes = [
            models.Index(name="students_transfers_open", fields=["school", "due_on"], condition=Q(closed_on=None)),
            models.Index(name="students_transfers_remind", fields=["next_reminder_on"], condition=Q(closed_on=None)),
        ]

    def __str__(self) -> str:
        return self.to_name or str(_("a next school"))

    def get_absolute_url(self) -> str:
        return reverse("students:transfer", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status not in ENDED

    @property
    def kind(self) -> str:
        """«PO-VO», as the rules call it; empty while nobody has said where to."""
        return f"{self.school.sector}-{self.to_kind}".upper() if self.to_kind else ""

    def remark(self, keyring: "crypto.Keyring") -> str:
        """What the family said of it, opened with the key of the pupil."""
        return keyring.open(self.student_id, self.remark_sealed, label=REMARK_LABEL, row_id=self.pk) if self.remark_sealed else ""


class Fact(models.TextChoices):
    """What is known of a pupil outside the entries of his file."""

    NAME = "name", _("names, date of birth, sex")
    CONTACT = "contact", _("e-mail and postcode")
    PARENTS = "parents", _("parents and authority")
    ADDRESS = "address", _("address of the parents")
    ENROLMENT = "enrolment", _("enrolment: from when, which year")
    BSN = "bsn", _("citizen service number")


CATEGORY_OF_FACT = {
    Fact.NAME: Category.ID, Fact.CONTACT: Category.CT, Fact.PARENTS: Category.FAM, Fact.ADDRESS: Category.FAM,
    Fact.ENROLMENT: Category.ENR, Fact.BSN: Category.BSN,
}


class TransferItem(Record):
    """One thing that goes along, ticked by itself; what is special or sensitive with a reason of its own (S1-122, C-05, S2-110)."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="items")
    fact = models.CharField(max_length=9, choices=Fact, blank=True)
    entry = models.ForeignKey(DossierEntry, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(DossierFile, models.PROTECT, null=True, related_name="+")
    category = models.CharField(_("category"), max_length=3, choices=Category)
    is_in_report = models.BooleanField(default=False)                                   # special, and the law wants it in the report (T3)
    why = models.CharField(_("why this goes along"), max_length=300, blank=True)
    chosen_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("part of a transfer")
        ordering = ["pk"]
        constraints = [
            CheckConstraint(
                name="students_transfer_item_one_thing",
                condition=~Q(fact="") & Q(entry=None, file=None) | Q(fact="", entry__isnull=False, file=None)
                | Q(fact="", entry=None, file__isnull=False),
            ),
            UniqueConstraint(name="students_transfer_fact_once", fields=["transfer", "fact"], condition=~Q(fact="")),
            UniqueConstraint(name="students_transfer_entry_once", fields=["transfer", "entry"]),
            UniqueConstraint(name="students_transfer_file_once", fields=["transfer", "file"]),
        ]


class FileRequestStatus(models.TextChoices):
    OPEN = "open", _("to be asked")
    ASKED = "asked", _("asked")
    RECEIVED = "received", _("received, the family is to be told")
    CLOSED = "closed", _("received and told")
    NOTHING = "nothing", _("nothing came")


FILE_ENDED = (FileRequestStatus.CLOSED, FileRequestStatus.NOTHING)


class FileRequestQuerySet(OfOneSchool):
    def open(self) -> "FileRequestQuerySet":
        return self.exclude(status__in=FILE_ENDED)

    def late(self, *, on: date) -> "FileRequestQuerySet":
        return self.open().filter(due_on__lt=on)


class FileRequest(Record):
    """The file that the previous school is asked for: when, from whom, and that the family was told (S1-33, C-06, S2-82; GDPR 14)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="file_requests")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")                # that asks
    status = models.CharField(_("state"), max_length=8, choices=FileRequestStatus, default=FileRequestStatus.OPEN)
    since_on = models.DateField(_("applied or admitted on"))                            # nothing is asked before it (T4)
    due_on = models.DateField(_("to be done by"))
    next_reminder_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    previous_name = models.CharField(_("previous school or childcare"), max_length=120, blank=True)
    channel = models.CharField(_("way"), max_length=5, choices=Channel, blank=True)
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    asked_on = models.DateField(_("asked on"), null=True)
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    chased_on = models.DateField(_("asked again on"), null=True)
    received_on = models.DateField(_("received on"), null=True)
    received_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    told_on = models.DateField(_("family told on"), null=True)
    closed_on = models.DateField(_("closed on"), null=True)
    closed_why = models.CharField(_("why nothing came"), max_length=300, blank=True)

    objects = FileRequestQuerySet.as_manager()
    history = history.track()
    student_id: UUID
    school_id: UUID

    class Meta:
        verbose_name = _("request for a file")
        ordering = ["due_on", "pk"]
        base_manager_name = "objects"
        constraints = [
            CheckConstraint(name="students_file_not_too_early", condition=Q(asked_on=None) | Q(asked_on__gte=F("since_on"))),
            CheckConstraint(name="students_file_received_after", condition=Q(received_on=None) | Q(received_on__gte=F("asked_on"))),
            CheckConstraint(name="students_file_nothing_why", condition=~Q(status=FileRequestStatus.NOTHING) | ~Q(closed_why="")),
            CheckConstraint(name="students_file_ended_on", condition=Q(status__in=FILE_ENDED, closed_on__isnull=False)
                            | ~Q(status__in=FILE_ENDED) & Q(closed_on=None)),
        ]
        indexes = [
            models.Index(name="students_file_requests_open", fields=["school", "due_on"], condition=Q(closed_on=None)),
            models.Index(name="students_file_requests_remind", fields=["next_reminder_on"], condition=Q(closed_on=None)),
        ]

    def __str__(self) -> str:
        return self.previous_name or str(_("a previous school"))

    def get_absolute_url(self) -> str:
        return reverse("students:file_request", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status not in FILE_ENDED
