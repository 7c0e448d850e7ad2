from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin import history
from privacyadmin.access.catalogue import Category
from privacyadmin.base import Record
from privacyadmin.organisation.models import School
from processors.rules.countries import is_country

from .agreements import Agreement
from .catalogue import AiUse, Audience, CertificateKind, Identifier, Login, Mechanism, SheetRole, SubprocessorState, YesNoUnknown
from .parties import Party

USER = settings.AUTH_USER_MODEL


class Product(Record):
    """A product or service of a party: what a school works with."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="products")
    name = models.CharField(_("product or service"), max_length=150)
    ended_on = models.DateField(_("no longer used since"), null=True, blank=True)

    objects = history.HistoriedManager()
    history = history.track()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["name"]
        base_manager_name = "objects"
        constraints = [UniqueConstraint(name="processors_product_once", fields=["party", "name"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("processors:product", args=[self.pk])


class ProductUse(Record):
    """A school, or every school, works with a product."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="uses")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")       # null: every school of the board

    objects = history.HistoriedManager()
    history = history.track()

    class Meta:
        verbose_name = _("use of a product")
        base_manager_name = "objects"
        constraints = [UniqueConstraint(name="processors_product_used_once", fields=["product", "school"], nulls_distinct=False)]


class ProductSheet(Record):
    """A version of the product sheet (privacybijsluiter): what it does with data of pupils (2.8). A filed version never changes."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="sheets")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="sheets", verbose_name=_("annex to"))
    version = models.CharField(_("version"), max_length=30)
    dated_on = models.DateField(_("date"))
    description = models.TextField(_("what it is"), max_length=2000)
    audiences = ArrayField(models.CharField(max_length=7, choices=Audience), default=list, verbose_name=_("for whom"))
    role = models.CharField(_("role of the supplier"), max_length=10, choices=SheetRole, default=SheetRole.PROCESSOR)
    subjects = models.CharField(_("of whom"), max_length=200)
    not_processed = models.TextField(_("what it does not process"), blank=True, max_length=1000)
    has_access = models.TextField(_("who has access"), blank=True, max_length=1000)
    security = models.TextField(_("security in short"), blank=True, max_length=2000)
    locations = ArrayField(models.CharField(max_length=2, validators=[is_country]), default=list, verbose_name=_("countries of storage"))
    rights = models.TextField(_("how rights are used"), blank=True, max_length=1000)
    breaches = models.TextField(_("what happens at a breach"), blank=True, max_length=1000)
    contacts = models.TextField(_("contacts"), blank=True, max_length=500)
    login = models.CharField(_("sign-in"), max_length=6, choices=Login, default=Login.NONE)
    identifier = models.CharField(_("number by which it knows a pupil"), max_length=5, choices=Identifier, default=Identifier.NONE)
    ai = models.CharField(_("use of AI"), max_length=7, choices=AiUse, default=AiUse.UNKNOWN)
    filed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("product sheet")
        verbose_name_plural = _("product sheets")
        ordering = ["-dated_on", "-filed_at"]
        constraints = [UniqueConstraint(name="processors_sheet_version_once", fields=["product", "version"])]

    def __str__(self) -> str:
        return self.version

    def get_absolute_url(self) -> str:
        return reverse("processors:sheet", args=[self.pk])


class SheetData(Record):
    """What a product holds in one kind of data: an example, why it is needed, how long it is kept."""

    sheet = models.ForeignKey(ProductSheet, models.CASCADE, related_name="data")
    category = models.CharField(_("kind of data"), max_length=3, choices=Category)
    example = models.CharField(_("which data"), max_length=200)
    why = models.CharField(_("why it is needed"), max_length=300)
    retention = models.CharField(_("how long it is kept"), max_length=150)

    class Meta:
        verbose_name = _("data of a product")
        ordering = ["category", "pk"]


class SheetPurpose(Record):
    """A purpose of a product; an optional one holds only where the school ticks it (2.8)."""

    sheet = models.ForeignKey(ProductSheet, models.CASCADE, related_name="purposes")
    words = models.CharField(_("purpose"), max_length=300)
    is_optional = models.BooleanField(_("the school chooses"), default=False)

    class Meta:
        verbose_name = _("purpose of a product")
        ordering = ["is_optional", "pk"]

    def __str__(self) -> str:
        return self.words


class PurposeChoice(Record):
    """What a school said of an optional purpose: yes or no, by whom, when; the latest counts, none is no."""

    purpose = models.ForeignKey(SheetPurpose, models.CASCADE, related_name="choices")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    is_chosen = models.BooleanField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("choice of a school")
        ordering = ["-at", "-pk"]


class Subprocessor(Record):
    """Somebody whom the supplier engages: for what, where, under which safeguard; announced, accepted or objected to (GDPR 28(2), (4))."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="subprocessors")
    name = models.CharField(_("name"), max_length=150)
    service = models.CharField(_("what it does"), max_length=200)
    country = models.CharField(_("country"), max_length=2, default="NL", validators=[is_country])
    mechanism = models.CharField(_("way for data outside the EEA"), max_length=8, choices=Mechanism, blank=True)
    is_assessed = models.BooleanField(_("the transfer was assessed (TIA)"), default=False)
    safeguard = models.CharField(_("safeguards"), max_length=300, blank=True)
    announced_on = models.DateField(_("announced on"))
    object_by = models.DateField(_("we may object until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=SubprocessorState, default=SubprocessorState.ANNOUNCED)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    objection = models.CharField(_("objection"), max_length=500, blank=True)
    answer = models.CharField(_("what the supplier answered"), max_length=500, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = history.HistoriedManager()
    history = history.track()

    class Meta:
        verbose_name = _("sub-processor")
        verbose_name_plural = _("sub-processors")
        ordering = ["name", "pk"]
        base_manager_name = "objects"
        constraints = [
            CheckConstraint(
                name="processors_objection_with_reason", condition=~Q(state=SubprocessorState.OBJECTED) | ~Q(objection=""),
            ),
            CheckConstraint(
                name="processors_subprocessor_decided",
                condition=Q(state=SubprocessorState.ANNOUNCED) | Q(decided_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Transfer(Record):
    """Data that an agreement lets go to a country outside the EEA: by which way (GDPR 44 to 49; S2-114)."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="transfers")
    country = models.CharField(_("country"), max_length=2, validators=[is_country])
    mechanism = models.CharField(_("way for data outside the EEA"), max_length=8, choices=Mechanism)
    is_assessed = models.BooleanField(_("the transfer was assessed (TIA)"), default=False)
    note = models.CharField(_("safeguards"), max_length=300, blank=True)

    objects = history.HistoriedManager()
    history = history.track()

    class Meta:
        verbose_name = _("transfer outside the EEA")
        ordering = ["country"]
        base_manager_name = "objects"
        constraints = [UniqueConstraint(name="processors_transfer_once", fields=["agreement", "country"])]


class SecurityAnnex(Record):
    """The security annex of an agreement (beveiligingsbijlage, 2.8)."""

    agreement = models.OneToOneField(Agreement, models.CASCADE, related_name="annex")
    dated_on = models.DateField(_("date"))
    encrypts_in_transit = models.CharField(_("encrypted on its way"), max_length=7, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN)
    encrypts_at_rest = models.CharField(_("encrypted where it lies"), max_length=7, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN)
    has_mfa = models.CharField(_("second step at sign-in"), max_length=7, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN)
    logging = models.CharField(_("logging, and how long it is kept"), max_length=150, blank=True)
    backup = models.CharField(_("backup, and how soon it is back"), max_length=150, blank=True)
    pentested_on = models.DateField(_("last penetration test"), null=True, blank=True)
    biv = models.CharField(_("availability, integrity, confidentiality (BIV)"), max_length=30, blank=True)
    incident_contact = models.CharField(_("contact for incidents"), max_length=200, blank=True)

    objects = history.HistoriedManager()
    history = history.track()

    class Meta:
        verbose_name = _("security annex")
        base_manager_name = "objects"


class Certificate(Record):
    """A certificate that a supplier showed for an agreement, and until when it holds."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="certificates")
    kind = models.CharField(_("certificate"), max_length=9, choices=CertificateKind)
    number = models.CharField(_("number or level"), max_length=80, blank=True)
    since = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("holds up to and including"))
    replaced_on = models.DateField(null=True, editable=False)               # a newer one came

    objects = history.HistoriedManager()
    history = history.track()

    class Meta:
        verbose_name = _("certificate")
        ordering = ["kind", "-valid_until"]
        base_manager_name = "objects"
        constraints = [
            CheckConstraint(name="processors_certificate_forward", condition=Q(since=None) | Q(valid_until__gte=F("since"))),
        ]

    def holds(self, on: date) -> bool:
        return self.valid_until >= on and (self.since is None or self.since <= on)
