from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record
from privacyadmin.organisation.models import School


class State(models.TextChoices):
    ORDERED = "ordered", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("could not be made")
    DESTROYED = "destroyed", _("destroyed")


class Document(Record):
    """A document that the school gave or will give: sealed under the pupil's key, named at random, known by its hash."""

    kind = models.CharField(max_length=40)
    school = models.ForeignKey(School, models.PROTECT, related_name="documents", null=True)     # null: of the whole board
    about = models.UUIDField()                                    # the request, the transfer …
    subject = models.UUIDField(db_index=True)                     # the pupil whose key seals it
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.ORDERED)
    ordered_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    media_type = models.CharField(max_length=40, blank=True)      # a PDF, or a ZIP of numbered volumes
    pages = models.PositiveIntegerField(null=True)
    volumes = models.PositiveSmallIntegerField(null=True)
    size = models.PositiveBigIntegerField(null=True)              # bytes, unsealed
    sha256 = models.CharField(max_length=64, blank=True)          # of what is handed out
    stored_as = models.UUIDField(null=True, unique=True)

    class Meta:
        verbose_name = _("document")
        indexes = [models.Index(name="documents_about", fields=["about", "kind"])]
        constraints = [
            CheckConstraint(
                name="documents_ready_is_stored",
                condition=~Q(state=State.READY) | (Q(stored_as__isnull=False, made_at__isnull=False) & ~Q(sha256="")),
            ),
        ]


class Method(models.TextChoices):
    """How the one who signed showed, just before, that it was he."""

    PASSWORD = "password", _("password")
    MFA = "mfa", _("second step")


class Signature(Record):
    """Somebody signed something: the very text that he saw, its hash, who, when, and how he showed that it was he. Never changed."""

    act = models.CharField(max_length=40, editable=False)               # as it is registered: access.matrix
    about = models.UUIDField(editable=False)                            # the version, the agreement …
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+", editable=False)
    title = models.CharField(_("title"), max_length=200, editable=False)
    text = models.TextField(_("text"), editable=False)                  # as it was shown; people in it by number only
    sha256 = models.CharField(max_length=64, editable=False)            # of title and text
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, editable=False)
    capacity = models.CharField(_("on behalf of"), max_length=30, editable=False)      # the role
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    signer_name = models.CharField(_("signed by"), max_length=150, editable=False)     # as it was then
    proven_by = models.CharField(max_length=8, choices=Method, editable=False)
    proven_at = models.DateTimeField(editable=False)
    signed_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("signature")
        constraints = [
            models.UniqueConstraint(name="documents_signed_once", fields=["act", "about", "signer"]),
            CheckConstraint(name="documents_proven_before_signed", condition=Q(proven_at__lte=models.F("signed_at"))),
        ]

    def __str__(self) -> str:
        return self.title
