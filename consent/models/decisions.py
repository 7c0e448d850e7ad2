"""Every answer that was ever given, with its proof; rows are added and never changed (S2-17, S2-152; GDPR 7(1))."""
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category
from privacyadmin.base import Record
from privacyadmin.files.models import ReceivedFile
from privacyadmin.organisation.models import School
from students.models import Guardian, Student

from .catalogue import Capacity, Channel, OccasionKind, Outcome
from .purposes import Purpose, PurposeText

USER = settings.AUTH_USER_MODEL
NOTE_LABEL = "consent.Evidence.note_sealed"


class Occasion(Record):
    """One event, talk, transfer or other time for which consent is asked: a yes for it holds for nothing else (S1-106, S2-101)."""

    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="occasions")
    kind = models.CharField(_("what it is"), max_length=8, choices=OccasionKind)
    label = models.CharField(_("name"), max_length=120, blank=True)                             # no name of a person
    on = models.DateField(_("day"), null=True, blank=True)
    until = models.DateField(_("consent holds until"))                              # exclusive
    source = models.UUIDField(null=True, blank=True)                                # the transfer, case or disclosure that it is asked for
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)                          # what was asked for changed: a yes to it counts no more
    facts: list[tuple[str, str]]                                                    # what it is about, where a page tells it

    class Meta:
        verbose_name = _("occasion")
        ordering = ["-made_at", "-pk"]
        constraints = [
            UniqueConstraint(name="consent_occasion_source", fields=["source", "purpose"], condition=Q(source__isnull=False, ended_at=None))
        ]

    def __str__(self) -> str:
        return self.label or str(self.get_kind_display())


class Evidence(Record):
    """A signed paper or a conversation, from which one or more answers were typed in (S2-152)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    channel = models.CharField(_("how the answer came in"), max_length=6, choices=Channel)
    answered_on = models.DateField(_("answered on"))
    note_sealed = models.BinaryField(null=True, editable=False)                     # what was said, and to whom
    source_name = models.CharField(_("taken over from"), max_length=40, blank=True)
    noted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("evidence of an answer")
        ordering = ["-noted_at", "-pk"]

    def __str__(self) -> str:
        return self.get_channel_display()


class EvidenceFile(ReceivedFile):
    """The scan of a signed form."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="files")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("scan of a form")
        ordering = ["created_at", "pk"]


class Decision(Record):
    """One answer of one person for one pupil, one purpose and one text. `guardian` empty: the pupil himself."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="consent_decisions", db_index=False)
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="decisions")
    text = models.ForeignKey(PurposeText, models.PROTECT, related_name="+")
    category = models.CharField(_("category"), max_length=3, choices=Category)       # of the purpose
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, blank=True, related_name="decisions")
    outcome = models.CharField(_("answer"), max_length=9, choices=Outcome)
    guardian = models.ForeignKey(Guardian, models.PROTECT, null=True, blank=True, related_name="+")
    capacity = models.CharField(_("as"), max_length=7, choices=Capacity)
    decided_at = models.DateTimeField(_("answered at"))
    valid_until = models.DateField(_("holds until"), null=True, blank=True)         # exclusive
    channel = models.CharField(_("how the answer came in"), max_length=6, choices=Channel)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="decisions")
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")      # who signed in, family or colleague

    class Meta:
        verbose_name = _("decision")
        ordering = ["-decided_at", "-pk"]
        indexes = [models.Index(name="consent_latest", fields=["student", "purpose", "guardian", "-decided_at", "-id"])]
        constraints = [
            CheckConstraint(
                name="consent_who_answered",
                condition=Q(guardian=None, capacity=Capacity.PUPIL) | Q(guardian__isnull=False) & ~Q(capacity=Capacity.PUPIL),
            ),
            CheckConstraint(
                name="consent_proof",
                condition=Q(channel=Channel.PORTAL, evidence=None) | ~Q(channel=Channel.PORTAL) & Q(evidence__isnull=False),
            ),
            CheckConstraint(name="consent_not_ahead_of_time", condition=Q(decided_at__lte=F("recorded_at"))),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
