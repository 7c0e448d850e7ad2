from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin import crypto
from privacyadmin.access.catalogue import Category
from privacyadmin.base import Record
from privacyadmin.organisation.models import School

from .dossier import DossierEntry
from .pupils import Student

USER = settings.AUTH_USER_MODEL
WRONG_LABEL = "students.Concern.wrong_sealed"
RIGHT_LABEL = "students.Concern.right_sealed"
ANSWER_LABEL = "students.Concern.answer_sealed"
SHOWN_AFTER = timedelta(days=90)             # an answered one, in the portal


class Piece(models.TextChoices):
    """What of a file somebody says is not right."""

    NAME = "name", _("name")
    BIRTH = "birth", _("date of birth")
    SEX = "sex", _("sex")
    CLASS = "class", _("class")
    CONTACT = "contact", _("e-mail and postcode")
    FAMILY = "family", _("parents and authority")
    ENROLMENT = "enrolment", _("enrolment")
    FORM = "form", _("answers on the application form")
    ENTRY = "entry", _("an entry of the file")
    OTHER = "other", _("something else, or something that is missing")


CATEGORY_OF = {
    Piece.NAME: Category.ID, Piece.BIRTH: Category.ID, Piece.SEX: Category.ID, Piece.CLASS: Category.ID, Piece.CONTACT: Category.CT,
    Piece.FAMILY: Category.FAM, Piece.ENROLMENT: Category.ENR, Piece.FORM: Category.ENR, Piece.OTHER: Category.ID,
}


class ConcernAnswer(models.TextChoices):
    CORRECTED = "corrected", _("corrected")
    PARTLY = "partly", _("partly corrected")
    KEPT = "kept", _("not changed")


class ConcernQuerySet(models.QuerySet):
    def open(self) -> "ConcernQuerySet":
        return self.filter(answered_at=None)


class Concern(Record):
    """Somebody says that something in a file is not right, and the school answers (S2-06, S2-85; GDPR 5(1)(d), 16)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="concerns")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")            # that answers
    piece = models.CharField(_("what is not right"), max_length=9, choices=Piece)
    category = models.CharField(_("category"), max_length=3, choices=Category)
    entry = models.ForeignKey(DossierEntry, models.PROTECT, null=True, related_name="concerns")
    wrong_sealed = models.BinaryField(editable=False)
    right_sealed = models.BinaryField(editable=False, null=True)
    told_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    due_on = models.DateField(_("to be answered by"))
    answer = models.CharField(_("answer"), max_length=9, choices=ConcernAnswer, blank=True)
    answer_sealed = models.BinaryField(editable=False, null=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark on a file")
        ordering = ["due_on", "pk"]
        constraints = [
            CheckConstraint(
                name="students_concern_entry", condition=Q(piece="entry", entry__isnull=False) | ~Q(piece="entry") & Q(entry=None)
            ),
            CheckConstraint(
                name="students_concern_answered_whole",
                condition=Q(answered_at=None, answer="", answered_by=None, answer_sealed=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, answer_sealed__isnull=False) & ~Q(answer=""),
            ),
            UniqueConstraint(
                name="students_concern_open_once", fields=["student", "told_by", "piece", "entry"], condition=Q(answered_at=None),
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(name="students_concern_open", fields=["school", "due_on"], condition=Q(answered_at=None))]

    def __str__(self) -> str:
        return self.get_piece_display()

    def get_absolute_url(self) -> str:
        return reverse("students:concern", args=[self.pk])

    def open_words(self, keyring: "crypto.Keyring") -> None:
        """Adds `wrong`, `right` and `reason`, opened with the key of the pupil."""
        labels = {"wrong": WRONG_LABEL, "right": RIGHT_LABEL, "reason": ANSWER_LABEL}
        for name, label in labels.items():
            sealed = getattr(self, label.rpartition(".")[2])
            setattr(self, name, keyring.open(self.student_id, sealed, label=label, row_id=self.pk) if sealed else "")
