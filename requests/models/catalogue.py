"""The words of a request: where it is, how it ended, how it came, who asks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category


class Status(TextChoices):
    RECEIVED = "received", _("received")
    IDENTIFIED = "identified", _("identity established")
    COLLECTING = "collecting", _("being collected")
    SUBMITTED = "submitted", _("waiting for a decision")
    DECIDED = "decided", _("answer is being made")
    READY = "ready", _("ready to collect")
    CLOSED = "closed", _("closed")


ANSWERABLE = (Status.COLLECTING, Status.SUBMITTED, Status.DECIDED, Status.READY)  # never without an identity (S2-168)


class Outcome(TextChoices):
    GRANTED = "granted", _("granted")
    PARTLY = "partly", _("partly granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RefusalGround(TextChoices):
    """Why a request is refused, or answered in part only (S2-199; GDPR 12(5), 15(4); UAVG 41)."""

    SAFETY = "safety", _("safety or welfare of the pupil")
    OTHERS = "others", _("rights of other people")
    UNFOUNDED = "unfounded", _("manifestly unfounded or excessive")
    IDENTITY = "identity", _("identity could not be established")
    NO_RIGHT = "no_right", _("the one who asks may not exercise this right")
    LAW = "law", _("another exception of the law")


class Channel(TextChoices):
    """How it came (S2-195)."""

    PORTAL = "portal", _("portal")
    LETTER = "letter", _("letter")
    MAIL = "mail", _("e-mail")
    ORAL = "oral", _("by telephone or in a conversation")
    DESK = "desk", _("at the desk")


class Capacity(TextChoices):
    """As whom somebody asks."""

    GUARDIAN = "guardian", _("parent or carer with authority")
    PUPIL = "pupil", _("the pupil himself")


ALL_CATEGORIES = [category.value for category in Category if category != Category.ADV]
