from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.documents.models import Document
from privacyadmin.organisation.models import School

from .addressees import Channel
from .registry import KINDS, Audience, Kind
from .words import Words

USER = settings.AUTH_USER_MODEL
POSTED_WITHIN = timedelta(days=2)


class LetterTextQuerySet(models.QuerySet):
    def of(self, kind: str, audience: str, language: str) -> "LetterTextQuerySet":
        return self.filter(kind=kind, audience=audience, language=language)

    def in_force(self, *, on: date) -> "LetterTextQuerySet":
        """What holds on a day, the latest first."""
        return self.filter(valid_from__lte=on).order_by("-valid_from", "-number")

    def drafts(self) -> "LetterTextQuerySet":
        return self.filter(valid_from__isnull=True)

    def update(self, **values):
        raise TypeError("A text in force never changes: make a new version.")


class LetterText(Record):
    """A text of the board's own, in place of the one that came with the program: a draft, then in force from a day on."""

    kind = models.CharField(max_length=40)
    audience = models.CharField(_("for"), max_length=6, choices=Audience)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    number = models.PositiveIntegerField(_("version"))
    subject = models.CharField(_("subject"), max_length=120)
    body = models.TextField(_("text"), max_length=6000)
    note = models.CharField(_("what changes, and why"), max_length=300)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()                                          # of the draft: when it was last changed
    valid_from = models.DateField(_("in force from"), null=True)              # null: a draft
    put_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    put_at = models.DateTimeField(null=True)

    objects = LetterTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a letter")
        ordering = ["kind", "audience", "language", "-number"]
        constraints = [
            UniqueConstraint(name="letters_version_once", fields=["kind", "audience", "language", "number"]),
            UniqueConstraint(name="letters_one_draft", fields=["kind", "audience", "language"], condition=Q(valid_from__isnull=True)),
            CheckConstraint(
                name="letters_in_force_with_person",
                condition=Q(valid_from=None, put_by=None, put_at=None)
                | Q(valid_from__isnull=False, put_by__isnull=False, put_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.audience} {self.language} {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.valid_from is None

    @property
    def words(self) -> Words:
        return Words(self.subject, self.body)


class PrintRunQuerySet(models.QuerySet):
    def open(self) -> "PrintRunQuerySet":
        return self.filter(closed_at__isnull=True)


class PrintRun(Record):
    """The letters of a school that were printed together; its file is sealed under a key of its own, and goes when all are posted."""

    school = models.ForeignKey(School, models.PROTECT, related_name="print_runs")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = PrintRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("print run")
        ordering = ["-made_at", "pk"]
        indexes = [models.Index(name="letters_open_runs", fields=["school"], condition=Q(closed_at__isnull=True))]


class LetterQuerySet(models.QuerySet):
    def to_post(self) -> "LetterQuerySet":
        """On paper, and not gone yet."""
        return self.filter(sent_at__isnull=True, dropped_at__isnull=True).exclude(channel=Channel.PORTAL)

    def waiting(self) -> "LetterQuerySet":
        """Those that no print run holds yet."""
        return self.to_post().filter(run__isnull=True)

    def of_reader(self, scope: Scope) -> "LetterQuerySet":
        """What was put in the portal for this parent or pupil; whether it may still be read is asked of each (`may_read`)."""
        return self.filter(user=scope.user, channel=Channel.PORTAL)


class Letter(Record):
    """One letter to one person, in the words that he got. No address: that is his own, and is read when it is printed."""

    kind = models.CharField(max_length=40)
    audience = models.CharField(max_length=6, choices=Audience)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    channel = models.CharField(_("how"), max_length=6, choices=Channel)
    school = models.ForeignKey(School, models.PROTECT, related_name="letters")
    subject = models.UUIDField(db_index=True)                                 # the pupil whose key seals the words
    about = models.UUIDField(null=True)                                       # the request, the guardian …
    addressee = models.UUIDField()                                            # guardian or pupil
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="letters")
    standing = models.CharField(max_length=24, blank=True)                    # what the reader was to the pupil then
    has_secret_address = models.BooleanField(default=False)
    text = models.ForeignKey(LetterText, models.PROTECT, null=True, related_name="+")      # null: the text of the program
    sealed = models.BinaryField(null=True, editable=False)                    # subject, body and name; null: forgotten once sent
    key = models.CharField(max_length=200, unique=True, editable=False)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("sent"), null=True)                      # in the portal, or posted
    sent_on = models.DateField(_("posted on"), null=True)
    sent_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)
    run = models.ForeignKey(PrintRun, models.PROTECT, null=True, related_name="letters")
    dropped_at = models.DateTimeField(null=True)
    dropped_why = models.CharField(max_length=200, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        ordering = ["-made_at", "pk"]
        indexes = [
            models.Index(
                name="letters_to_post", fields=["school", "made_at"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True) & ~Q(channel=Channel.PORTAL),
            ),
            models.Index(name="letters_of_user", fields=["user", "-made_at"]),
            models.Index(name="letters_about", fields=["about"]),
        ]
        constraints = [
            CheckConstraint(name="letters_portal_has_reader", condition=~Q(channel=Channel.PORTAL) | Q(user__isnull=False)),
            CheckConstraint(
                name="letters_sent_whole", condition=Q(sent_at=None, sent_on=None) | Q(sent_at__isnull=False, sent_on__isnull=False)
            ),
            CheckConstraint(
                name="letters_dropped_with_reason",
                condition=Q(dropped_at=None, dropped_why="") | (Q(dropped_at__isnull=False) & ~Q(dropped_why="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def of_kind(self) -> Kind | None:
        return KINDS.get(self.kind)

    @property
    def label(self):
        return self.of_kind.label if self.of_kind else self.kind

    def is_late(self, *, at: datetime) -> bool:
        """On paper and still here after two days."""
        return self.sent_at is None and at - self.made_at > POSTED_WITHIN
