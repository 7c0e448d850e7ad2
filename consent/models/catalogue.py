"""The fixed words of consent (DOMAIN 2.4; C-03, C-09)."""
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category


class Kind(TextChoices):
    """What somebody says yes or no to."""

    IMAGE = "image", _("images")
    THIRD_PARTY = "third", _("data to somebody outside the school")
    RESEARCH = "research", _("research")
    SPECIAL = "special", _("medical data")
    CARE = "care", _("a talk about the pupil with people from outside")
    TRANSFER = "transfer", _("data to the next school")
    EVENT = "event", _("one event")


class Mode(TextChoices):
    """How often it is asked (C-09)."""

    ONCE = "once", _("once, with a reminder each year")
    YEARLY = "yearly", _("each school year again")
    PER_EVENT = "event", _("for each occasion")


class Decider(TextChoices):
    """Who may decide."""

    BY_AGE = "age", _("parents, and from 16 the pupil as the house rules say")
    PARENTS = "parents", _("parents, until the pupil is of age")       # it is their own data as well


class OnWithdrawal(TextChoices):
    """What a withdrawal sets in motion (S1-94, S2-174)."""

    REMOVE = "remove", _("what was placed is taken away")
    ERASE = "erase", _("look whether the data must go")
    STOP = "stop", _("nothing new happens; what was done stays")


class Outcome(TextChoices):
    GIVEN = "given", _("yes")
    REFUSED = "refused", _("no")
    WITHDRAWN = "withdrawn", _("taken back")


class Capacity(TextChoices):
    """As what somebody answered, found out by the program when he did."""

    HOLDER = "holder", _("parent with authority")
    UNKNOWN = "unknown", _("parent whose authority is not known")      # may be invited, does not decide (DOMAIN 1.6)
    PUPIL = "pupil", _("the pupil")


class Channel(TextChoices):
    """How the answer came in."""

    PORTAL = "portal", _("in the portal")
    PAPER = "paper", _("on paper")
    TALK = "talk", _("in a conversation, noted by a colleague")
    TAKEN_OVER = "taken", _("taken over from another system")


class OccasionKind(TextChoices):
    """For what one time a consent is asked."""

    EVENT = "event", _("an event")
    CARE_TALK = "care", _("a talk in the care team")
    MEDICAL = "medical", _("keeping medical data")
    TRANSFER = "transfer", _("a transfer to another school")
    DISCLOSURE = "given", _("data to somebody outside the school")


# Under which part of the file an answer stands.
CATEGORY_OF = {
    Kind.IMAGE: Category.IMG, Kind.EVENT: Category.IMG, Kind.THIRD_PARTY: Category.ID, Kind.RESEARCH: Category.ID,
    Kind.SPECIAL: Category.MED, Kind.CARE: Category.CAR, Kind.TRANSFER: Category.TRF,
}
OF_IMAGES = tuple(kind for kind, category in CATEGORY_OF.items() if category == Category.IMG)
FOR_ONE_OCCASION = (Kind.SPECIAL, Kind.CARE, Kind.TRANSFER)             # asked for it, usable only for it (S1-44, S1-106, S2-78)
