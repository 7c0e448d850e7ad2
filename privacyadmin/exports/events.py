from django.utils.translation import gettext_lazy as _

from privacyadmin import audit
from privacyadmin.access.purposes import OLD_CODES, Purpose
from privacyadmin.audit import EventKind

from .models import Format
from .registry import OFFERS


def list_label(code: str):
    """The name of a list that was exported; one that is no longer offered by its code."""
    return OFFERS[code].label if code in OFFERS else code


def purpose_label(code: str):
    """What it was for, also as it was called before there was one list of purposes."""
    return OLD_CODES.get(code) or dict(Purpose.choices).get(code, code)


WORDS = {"what": list_label, "purpose": purpose_label, "format": audit.labels_of(Format)}
EXPORT_ASKED = EventKind("export.asked", _("Asked for an export: %(what)s, for %(purpose)s"), words=WORDS)
EXPORT_MADE = EventKind("export.made", _("Made an export: %(what)s, %(rows)s rows, %(format)s"), words=WORDS)
EXPORT_FAILED = EventKind("export.failed", _("An export could not be made: %(what)s"), words=WORDS)
EXPORT_TAKEN = EventKind("export.downloaded", _("Downloaded an export: %(what)s, %(rows)s rows"), words=WORDS)
EXPORT_DESTROYED = EventKind("export.destroyed", _("Destroyed the file of an export: %(what)s"), words=WORDS)
