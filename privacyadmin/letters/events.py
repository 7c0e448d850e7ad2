from django.utils.translation import gettext_lazy as _

from privacyadmin import audit
from privacyadmin.audit import EventKind

from .addressees import Channel
from .registry import KINDS, Audience


def kind_label(code: str):
    """The name of a kind of letter; one that is no longer written by its code."""
    return KINDS[code].label if code in KINDS else code


WORDS = {"kind": kind_label, "audience": audit.labels_of(Audience), "channel": audit.labels_of(Channel)}
TEXT_PUT_IN_FORCE = EventKind(
    "letter.text_put_in_force",
    _("Put version %(number)s of a letter in force from %(valid_from)s: %(kind)s, for %(audience)s"),
    words=WORDS,
)
LETTER_WRITTEN = EventKind("letter.written", _("Wrote a letter: %(kind)s, for %(audience)s, %(channel)s"), words=WORDS)
LETTER_POSTED = EventKind("letter.posted", _("Posted %(count)s letters on %(on)s"))
LETTER_DROPPED = EventKind("letter.not_sent", _("Decided not to send %(count)s letters"))
RUN_MADE = EventKind("letter.run_made", _("Made a print run of %(count)s letters"))
RUN_TAKEN = EventKind("letter.run_downloaded", _("Downloaded a print run of letters"))
RUN_CLOSED = EventKind("letter.run_closed", _("All letters of a print run are gone; its file was destroyed"))
