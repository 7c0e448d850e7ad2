"""The words of disclosures: data of pupils given to somebody outside the school (S2-83, S2-102…110, S2-155…160)."""
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .catalogue import PartyRole


class DisclosureKind(TextChoices):
    THIRD = "third", _("to another party")
    CHECK = "check", _("check with DUO or the municipality")              # S2-83
    POLICE = "police", _("on an order of police or justice")              # S2-157


class Circle(TextChoices):
    """Whose data: named one by one, or a circle that is named as such, of a standing disclosure alone (S2-110)."""

    PUPILS = "pupils", _("pupils chosen one by one")
    CLASS = "class", _("a class")
    YEAR = "year", _("a year")
    SCHOOL = "school", _("everybody enrolled at the school, because the law asks it")


class Method(TextChoices):
    """By which way the data went."""

    OSO = "oso", _("OSO")
    SECURE_MAIL = "mail", _("secure e-mail")
    PORTAL = "portal", _("the portal of the party")
    PAPER = "paper", _("on paper")
    PHONE = "phone", _("by phone")
    PERSON = "person", _("in person")
    OTHER = "other", _("another way")


class Frequency(TextChoices):
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")
    YEARLY = "yearly", _("every year")
    WHEN = "when", _("each time that there is a reason")


class DisclosureStatus(TextChoices):
    """Where a disclosure is; a standing one that was decided on goes on until it ends."""

    DRAFT = "draft", _("waits for a decision")
    DECIDED = "decided", _("decided")
    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    ENDED = "ended", _("ended")
    VOIDED = "voided", _("recorded in error")


# What a third party can be: a processor acts for the school, and what it gets by its agreement is no disclosure.
THIRD_PARTIES = [(role.value, role.label) for role in (PartyRole.AUTHORITY, PartyRole.CONTROLLER, PartyRole.JOINT)]
