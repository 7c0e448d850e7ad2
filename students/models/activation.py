from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record
from privacyadmin.organisation.models import School

from .guardians import GuardianRelation
from .pupils import Student

USER = settings.AUTH_USER_MODEL


class ActivationCode(Record):
    """A code on paper for a guardian, or a pupil from 16, of whom no e-mail address is known: it works once, and of itself gives nothing.

    SETTLED 15; S1-66, S2-161.
    """

    student = models.ForeignKey(Student, models.PROTECT, null=True, related_name="activation_codes")   # null: from before
    relation = models.ForeignKey(GuardianRelation, models.PROTECT, null=True, related_name="activation_codes")  # null: his own
    guardian_key = models.UUIDField()             # for whom it is, guardian or pupil: a relation that was moved since kills it
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    issued_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("works until"))
    typed_email = models.EmailField(max_length=256, blank=True, editable=False)      # until it is confirmed
    mail_hash = models.CharField(max_length=64, blank=True, editable=False)
    mail_expires_at = models.DateTimeField(null=True)
    mailed = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)                         # used, replaced by another, or tried too often

    class Meta:
        verbose_name = _("code to sign in for the first time")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            UniqueConstraint(name="students_one_open_activation", fields=["guardian_key"], condition=Q(ended_at=None)),
            CheckConstraint(name="students_used_activation_ended", condition=Q(used_at=None) | Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)
