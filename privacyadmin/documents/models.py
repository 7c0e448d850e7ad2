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
    school = models.ForeignKey(School, models.PROTECT, related_name="documents")
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
