from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Case, CheckConstraint, F, Func, Q, UniqueConstraint, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category, Role
from privacyadmin.base import Record
from students.models import Source

from .privacy_requests import PrivacyRequest

USER = settings.AUTH_USER_MODEL


class ItemKind(models.TextChoices):
    PUPIL = "pupil", _("pupil's details")
    BSN = "bsn", _("citizen service number")
    FAMILY = "family", _("family and authority")
    ENROLMENT = "enrolment", _("enrolment")
    CLASSES = "classes", _("classes")
    LIMITS = "limits", _("restrictions of the processing")
    ENTRY = "entry", _("dossier entry")
    FORM = "form", _("answer on a form")
    LETTER = "letter", _("letter or e-mail")
    FILE = "file", _("file")
    READINGS = "readings", _("who read the file")


class ItemState(models.TextChoices):
    OPEN = "open", _("to be read")
    VETTING = "vetting", _("sealed, to be vetted")
    CLEARED = "cleared", _("checked")
    LEFT_OUT = "left_out", _("left out")


class LeftOut(models.TextChoices):
    """Why a whole piece is not in the answer (S2-169, S2-199)."""

    OTHERS = "others", _("it is about other people")
    SAFETY = "safety", _("safety or welfare of the pupil")
    PERSONAL_NOTE = "personal_note", _("a personal work note that was shared with nobody")
    PROTECTED = "protected", _("protected until reviewed")
    OTHER = "other", _("another reason")


def _place(field: str, values: list[str]) -> Case:
    """Sorts by the place of a code in its list."""
    return Case(*(When(**{field: value}, then=Value(place)) for place, value in enumerate(values)), default=Value(len(values)))


class DossierItemQuerySet(models.QuerySet):
    def undone(self) -> "DossierItemQuerySet":
        return self.filter(state__in=[ItemState.OPEN, ItemState.VETTING])

    def in_order(self) -> "DossierItemQuerySet":
        """By category and kind as the matrix and the answer have them, the newest first."""
        return self.order_by(_place("category", Category.values), _place("kind", ItemKind.values), "-happened_on", "pk")

    def given(self) -> "DossierItemQuerySet":
        """What stands in the answer."""
        return self.filter(state=ItemState.CLEARED, is_protected=False)


class DossierItem(Record):
    """One piece of the dossier as it was when it was gathered; its text is sealed under the pupil's key."""

    privacy_request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="items")
    kind = models.CharField(_("kind"), max_length=9, choices=ItemKind)
    category = models.CharField(_("category"), max_length=3, choices=Category)
    source_id = models.UUIDField(null=True)  # the entry or file it was copied from
    happened_on = models.DateField(_("date"), null=True)
    author_name = models.CharField(_("author"), max_length=150, blank=True)
    source = models.CharField(_("source"), max_length=16, choices=Source, blank=True)
    nature = models.CharField(max_length=14, blank=True)
    data_category = models.CharField(max_length=20, blank=True)  # the code of its kind of data
    school_name = models.CharField(max_length=120, blank=True)
    sealed = models.BinaryField(editable=False)  # the subject, on a line of its own, and the text
    state = models.CharField(_("state"), max_length=8, choices=ItemState, default=ItemState.OPEN)
    left_out_why = models.CharField(_("why it is left out"), max_length=13, choices=LeftOut, blank=True)
    left_out_reason = models.CharField(_("in words"), max_length=300, blank=True)
    is_protected = models.BooleanField(default=False)  # a protection stands on the category (S1-117, S2-199)
    gathered_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    objects = DossierItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of the dossier")
        ordering = ["category", "-happened_on", "pk"]
        constraints = [
            UniqueConstraint(
                name="requests_item_once", fields=["privacy_request", "kind", "source_id"], condition=Q(source_id__isnull=False)
            ),
            UniqueConstraint(name="requests_section_once", fields=["privacy_request", "kind"], condition=Q(source_id__isnull=True)),
            CheckConstraint(
                name="requests_left_out_with_reason",
                condition=(~Q(state=ItemState.LEFT_OUT) & Q(left_out_why="")) | (Q(state=ItemState.LEFT_OUT) & ~Q(left_out_why="")),
            ),
            CheckConstraint(name="requests_adviser_notes_stay_outside", condition=~Q(category=Category.ADV)),  # S1-115
        ]
        indexes = [models.Index(name="requests_to_vet", fields=["category"], condition=Q(state=ItemState.VETTING))]

    def get_absolute_url(self) -> str:
        return reverse("requests:item", args=[self.privacy_request_id, self.pk])

    @property
    def is_done(self) -> bool:
        return self.state in (ItemState.CLEARED, ItemState.LEFT_OUT)


class RedactionGround(models.TextChoices):
    """Why a passage is blacked out; the gap in the answer names it (S2-169; GDPR 15(4))."""

    CHILD = "child", _("another pupil")
    ADULT = "adult", _("another parent or relative")
    STAFF = "staff", _("private life of a member of staff")
    THIRD = "third", _("another person")
    ADDRESS = "address", _("a protected address")
    ADVISER = "adviser", _("confidential adviser")
    REPORTING = "reporting", _("reporting code")
    SAFETY = "safety", _("safety or welfare of the pupil")


class RedactionQuerySet(models.QuerySet):
    def in_force(self) -> "RedactionQuerySet":
        return self.filter(undone_at__isnull=True)


class Redaction(Record):
    """A passage that is blacked out, by its place in the text, with ground and reason; undone, never removed."""

    item = models.ForeignKey(DossierItem, models.CASCADE, related_name="redactions")
    start = models.PositiveIntegerField()  # characters, from 0
    end = models.PositiveIntegerField()  # exclusive
    ground = models.CharField(_("reason of the law"), max_length=9, choices=RedactionGround)
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")  # null: by rule
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("black-out")
        ordering = ["start", "pk"]
        constraints = [
            CheckConstraint(name="requests_redaction_forward", condition=Q(end__gt=F("start"))),
            CheckConstraint(name="requests_redaction_with_reason", condition=~Q(reason="")),
            CheckConstraint(
                name="requests_undone_with_person",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True) | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
            ExclusionConstraint(
                name="requests_redactions_apart",
                expressions=[
                    ("item", RangeOperators.EQUAL),
                    (
                        Func("start", "end", RangeBoundary(), function="int4range", output_field=IntegerRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(undone_at__isnull=True),
            ),
        ]


class Vetting(Record):
    """Somebody is asked to read the sealed pieces of one category, which the handler may not open (SETTLED 9)."""

    privacy_request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="vettings")
    category = models.CharField(_("category"), max_length=3, choices=Category)
    person = models.ForeignKey(USER, models.PROTECT, related_name="vettings")
    role = models.CharField(max_length=30, choices=Role)  # the role by which he may read it
    case = models.ForeignKey("students.Case", models.PROTECT, null=True, related_name="+")  # null: his role reaches it without a case
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("vetting")
        ordering = ["category", "asked_at"]
        constraints = [UniqueConstraint(name="requests_vetting_once", fields=["privacy_request", "category", "person"])]
