"""What happened to a transfer or to a request for a file, as the register of events says it."""
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Deed(TextChoices):
    OPENED = "opened", _("to be sent to the next school")
    ADDRESSED = "addressed", _("where it goes")
    CHOSEN = "chosen", _("chosen what goes along")
    SUBMITTED = "submitted", _("review asked")
    RETURNED = "returned", _("to be chosen again")
    REVIEWED = "reviewed", _("reviewed")
    SHOWN = "shown", _("shown to the family")
    SEEN = "seen", _("the family looked")
    CONSENT_ASKED = "consent_asked", _("consent asked")
    ORDERED = "ordered", _("sent as the law orders, without an answer")
    ALLOWED = "allowed", _("allowed although restricted")
    FILE_MADE = "file_made", _("file ordered")
    SENT = "sent", _("sent")
    COPY_GIVEN = "copy_given", _("copy given to the parents")
    CLOSED = "closed", _("closed")
    STOPPED = "stopped", _("nothing sent")
    RELOCATED = "relocated", _("move within the board recorded")


class RequestDeed(TextChoices):
    OPENED = "opened", _("to be asked")
    ASKED = "asked", _("asked")
    CHASED = "chased", _("asked again")
    RECEIVED = "received", _("received")
    TOLD = "told", _("family told")
    NOTHING = "nothing", _("nothing came")
