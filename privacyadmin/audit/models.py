"""The register of what was done, and the log of what was read; both only grow."""
from uuid import UUID

from django.db import models
from django.db.models import CheckConstraint, CompositePrimaryKey, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record
from privacyadmin.ids import new_id

BOARD_CHAIN = UUID(int=0)      # the board's own chain; a school's chain has the key of the school


class EventQuerySet(models.QuerySet):
    def about(self, *keys: UUID):
        return self.filter(about__in=keys)

    def of_school(self, school: UUID | None):
        return self.filter(chain=school or BOARD_CHAIN)


class Event(models.Model):
    """One thing that happened; each row carries the hash of the one before it in its chain (SETTLED 18)."""

    pk = CompositePrimaryKey("chain", "seq")
    chain = models.UUIDField(editable=False)
    seq = models.BigIntegerField(editable=False)
    at = models.DateTimeField(_("when"), editable=False)
    name = models.CharField(_("event"), max_length=64, editable=False)
    actor = models.UUIDField(null=True, editable=False)
    about_type = models.CharField(max_length=64, blank=True, editable=False)
    about = models.UUIDField(null=True, editable=False)
    details = models.JSONField(default=dict, editable=False)
    previous = models.BinaryField(editable=False)
    hash = models.BinaryField(editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        db_table = "audit_event"
        verbose_name = _("event")
        ordering = ["at", "seq"]
        indexes = [
            models.Index(fields=["about", "at"], name="audit_event_about"),
            models.Index(fields=["at"], name="audit_event_at"),
            models.Index(fields=["actor", "at"], name="audit_event_actor"),
        ]
        constraints = [
            CheckConstraint(
                name="audit_event_plain_names", condition=Q(name__regex=r"^[a-z0-9_.]+$", about_type__regex=r"^[A-Za-z0-9_.]*$")
            ),
        ]

    @property
    def school(self) -> UUID | None:
        """The school whose chain this is; None: the board's."""
        return None if self.chain == BOARD_CHAIN else self.chain


class ChainHead(models.Model):
    """Where a chain stands; written only by the database's own function."""

    chain = models.UUIDField(primary_key=True, editable=False)
    seq = models.BigIntegerField(editable=False)
    previous = models.BinaryField(editable=False)
    hash = models.BinaryField(editable=False)

    class Meta:
        db_table = "audit_chain_head"


class Checkpoint(Record):
    """Where a chain stood at the end of a day, signed with a key outside the database: so a cut tail is seen."""

    day = models.DateField(editable=False)
    chain = models.UUIDField(editable=False)
    seq = models.BigIntegerField(editable=False)
    hash = models.BinaryField(editable=False)
    mac = models.BinaryField(editable=False)

    class Meta:
        db_table = "audit_checkpoint"
        ordering = ["day", "chain"]
        constraints = [UniqueConstraint(name="audit_checkpoint_once_a_day", fields=["day", "chain"])]


class Reading(models.Model):
    """Somebody read a sensitive category of a pupil: who, whose, what, by which right, in which case (S2-121, S2-128)."""

    pk = CompositePrimaryKey("id", "at")
    id = models.UUIDField(default=new_id, editable=False)
    at = models.DateTimeField(_("when"), editable=False)
    student_id = models.UUIDField(editable=False)
    reader = models.UUIDField(editable=False)
    category = models.CharField(_("category"), max_length=8, editable=False)
    right = models.CharField(_("by which right"), max_length=64, editable=False)
    case_id = models.UUIDField(null=True, editable=False)

    class Meta:
        db_table = "audit_reading"
        ordering = ["-at"]
