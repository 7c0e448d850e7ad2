from django.utils.translation import gettext_lazy as _

from privacyadmin.audit import EventKind, labels_of

from .checking.kinds import Reason
from .models import Channel, Direction, DropReason

FILE_RECEIVED = EventKind("file.received", _("Kept a file that came in"))
FILE_HELD = EventKind("file.held", _("Kept a file that came in; it waits for the virus scanner"))
FILE_REFUSED = EventKind("file.refused", _("Refused a file: %(reason)s"), words={"reason": labels_of(Reason)})
FILE_RELEASED = EventKind("file.released", _("Released a file after the virus scan"))
FILE_INFECTED = EventKind("file.infected", _("Found a virus in a file that waited, and destroyed its content"))
FILE_SCANNED_AGAIN = EventKind("file.scanned_again", _("Had a file that waited looked at again"))
FILE_DROPPED = EventKind("file.dropped", _("Did not keep a file that waited: %(reason)s"), words={"reason": labels_of(DropReason)})
LETTER_WORDS = {"direction": labels_of(Direction), "channel": labels_of(Channel)}
LETTER_ADDED = EventKind("letter.added", _("Added a letter or e-mail to a case: %(direction)s, %(channel)s"), words=LETTER_WORDS)
LETTER_VOIDED = EventKind("letter.voided", _("Voided a letter or e-mail of a case"))
LETTER_OPENED = EventKind("letter.opened", _("Opened a file of a letter or e-mail"))
