from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category
from privacyadmin.base import Record
from privacyadmin.organisation.models import School


class FileState(models.TextChoices):
    HELD = "held", _("waits for the virus scanner")
    RELEASED = "released", _("may be opened")
    INFECTED = "infected", _("a virus was found")
    DROPPED = "dropped", _("not kept")


class DropReason(models.TextChoices):
    """Why somebody put an end to the waiting of a file."""

    VIRUS = "virus", _("a virus, or it looks like one")
    MISTAKE = "mistake", _("it came in by mistake")
    AGAIN = "again", _("it came in another way")
    SCANNER = "scanner", _("the scanner cannot look into it")


class ReceivedFile(Record):
    """A file that came in: checked, rebuilt, sealed under a random name, and given to nobody before it is released.

    A model of an app inherits this, and names in `subject_field` the key of the person (or the case) under which it is sealed.
    """

    name_sealed = models.BinaryField(editable=False)                                # people put names of children in file names
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()                                            # bytes
    sha256 = models.CharField(max_length=64)
    stored_as = models.UUIDField(unique=True)                                       # privacyadmin.crypto.files
    state = models.CharField(_("state"), max_length=8, choices=FileState, default=FileState.RELEASED)
    created_at = models.DateTimeField()

    subject_field = "student_id"

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.media_type

    @property
    def seal_subject(self):
        return getattr(self, self.subject_field)

    @classmethod
    def label_of(cls, field: str) -> str:
        return f"{cls._meta.label}.{field}"


class PendingUploadQuerySet(models.QuerySet):
    def usable(self, *, by: Any, at: datetime) -> "PendingUploadQuerySet":
        """One's own, within the hour."""
        return self.filter(uploaded_by=by, expires_at__gt=at)


class PendingUpload(Record):
    """An uploaded list between «show» and «apply», sealed under a key of its own; destroyed with that key within the hour."""

    stored_as = models.UUIDField(unique=True)                                       # privacyadmin.crypto.files
    shown = models.CharField(max_length=64)                                         # digest of the difference that was shown
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = PendingUploadQuerySet.as_manager()

    class Meta:
        abstract = True


class Direction(models.TextChoices):
    IN = "in", _("came in")
    OUT = "out", _("went out")


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    LETTER = "letter", _("letter")
    DESK = "desk", _("handed over")
    PHONE = "phone", _("note of a phone call")
    OTHER = "other", _("another way")


class CorrespondenceQuerySet(models.QuerySet):
    def of_case(self, kind: str, key) -> "CorrespondenceQuerySet":
        return self.filter(case_kind=kind, case=key)

    def standing(self) -> "CorrespondenceQuerySet":
        return self.filter(voided_at=None)


class Correspondence(Record):
    """An e-mail or letter that belongs to a case of any register; from whom and about what are sealed."""

    case_kind = models.CharField(max_length=40)                                      # as its register is known: requests.request
    case = models.UUIDField()
    school = models.ForeignKey(School, models.PROTECT, related_name="+", null=True)  # null: of the whole board
    subject = models.UUIDField(db_index=True)                                        # the pupil whose key seals it; else the case itself
    category = models.CharField(_("category"), max_length=3, choices=Category)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    happened_on = models.DateField(_("date"))                                        # received or sent
    party_sealed = models.BinaryField(_("from or to"), editable=False)
    words_sealed = models.BinaryField(_("about"), editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_why = models.CharField(max_length=300, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    objects = CorrespondenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter or e-mail")
        verbose_name_plural = _("letters and e-mails")
        ordering = ["-happened_on", "-pk"]
        indexes = [models.Index(name="files_letters_of_case", fields=["case", "case_kind", "-happened_on"])]
        constraints = [
            CheckConstraint(
                name="files_voided_with_reason",
                condition=Q(voided_at=None, voided_by=None, voided_why="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(voided_why="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.happened_on}"


class CorrespondenceFile(ReceivedFile):
    """A file of a letter or e-mail."""

    correspondence = models.ForeignKey(Correspondence, models.PROTECT, related_name="files")
    subject = models.UUIDField(db_index=True)                                        # of its letter
    category = models.CharField(max_length=3, choices=Category)                      # of its letter

    subject_field = "subject"

    class Meta:
        verbose_name = _("file of a letter or e-mail")
        verbose_name_plural = _("files of letters and e-mails")
        ordering = ["created_at", "pk"]
