"""What the audit log says of accounts: never an address."""
from django.utils.translation import gettext_lazy as _

from privacyadmin.audit import EventKind

WHO_SEES = {"fg", "coordinator", "ict"}

# Written by earlier versions; since then each sign-in is a line of the sign-in log, which has its own retention (S2-125).
SIGNED_IN = EventKind("account.signed_in", _("Signed in"), seen_by=WHO_SEES)
SIGN_IN_FAILED = EventKind("account.sign_in_failed", _("An attempt to sign in failed"), seen_by=WHO_SEES)
CODE_REQUESTED = EventKind("account.code_requested", _("Asked for a one-time code"), seen_by=WHO_SEES)
LINK_REQUESTED = EventKind("account.link_requested", _("Asked for a link to choose a password"), seen_by=WHO_SEES)
LINK_SENT = EventKind("account.link_sent", _("Sent a link to choose a password"), seen_by=WHO_SEES)
PASSWORD_CHANGED = EventKind("account.password_changed", _("Chose a new password"), seen_by=WHO_SEES)
SECOND_FACTOR_SET = EventKind("account.second_factor_set", _("Set up the second step of signing in"), seen_by=WHO_SEES)
SECOND_FACTOR_REMOVED = EventKind("account.second_factor_removed", _("Removed the second step of signing in"), seen_by=WHO_SEES)
PASSKEY_ADDED = EventKind("account.passkey_added", _("Added a passkey"), seen_by=WHO_SEES)
PASSKEY_REMOVED = EventKind("account.passkey_removed", _("Removed a passkey"), seen_by=WHO_SEES)
SESSIONS_ENDED = EventKind("account.sessions_ended", _("Signed out everywhere"), seen_by=WHO_SEES)
SESSION_ENDED = EventKind("account.session_ended", _("Signed out on another device"), seen_by=WHO_SEES)
SIGN_INS_FORGOTTEN = EventKind(
    "account.sign_ins_forgotten", _("Forgot %(count)s lines of the sign-in log, as old as its term"), seen_by=WHO_SEES
)
CHANGED = EventKind("account.changed", _("Changed the name or language of an account"), seen_by=WHO_SEES)
ADDRESS_ASKED = EventKind("account.address_asked", _("Asked to sign in with another address"), seen_by=WHO_SEES)
ADDRESS_VOUCHED = EventKind(
    "account.address_vouched", _("Confirmed a change of address in place of the old mailbox, after establishing who asks"), seen_by=WHO_SEES
)
ADDRESS_CHANGED = EventKind("account.address_changed", _("Changed the address of an account"), seen_by=WHO_SEES)
ADDRESS_STOPPED = EventKind("account.address_stopped", _("Stopped a change of address"), seen_by=WHO_SEES)
STATEMENT_MADE = EventKind(
    "account.statement_made", _("Published version %(number)s of the confidentiality statement"), seen_by=WHO_SEES
)
STATEMENT_AGREED = EventKind(
    "account.statement_agreed", _("Agreed to version %(number)s of the confidentiality statement"), seen_by=WHO_SEES
)
CREATED = EventKind("account.created", _("Made an account"), seen_by=WHO_SEES)
CLOSED = EventKind("account.closed", _("Closed an account"), seen_by=WHO_SEES)
OPENED = EventKind("account.opened", _("Opened a closed account again"), seen_by=WHO_SEES)
