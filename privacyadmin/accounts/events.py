"""What the audit log says of accounts: never an address."""
from django.utils.translation import gettext_lazy as _

from privacyadmin.audit import EventKind

WHO_SEES = {"fg", "coordinator", "ict"}

SIGNED_IN = EventKind("account.signed_in", _("Signed in"), seen_by=WHO_SEES)
SIGN_IN_FAILED = EventKind("account.sign_in_failed", _("An attempt to sign in failed"), seen_by=WHO_SEES)
CODE_REQUESTED = EventKind("account.code_requested", _("Asked for a one-time code"), seen_by=WHO_SEES)
LINK_REQUESTED = EventKind("account.link_requested", _("Asked for a link to choose a password"), seen_by=WHO_SEES)
LINK_SENT = EventKind("account.link_sent", _("Sent a link to choose a password"), seen_by=WHO_SEES)
PASSWORD_CHANGED = EventKind("account.password_changed", _("Chose a new password"), seen_by=WHO_SEES)
SECOND_FACTOR_SET = EventKind("account.second_factor_set", _("Set up the second step of signing in"), seen_by=WHO_SEES)
SECOND_FACTOR_REMOVED = EventKind("account.second_factor_removed", _("Removed the second step of signing in"), seen_by=WHO_SEES)
SESSIONS_ENDED = EventKind("account.sessions_ended", _("Signed out everywhere"), seen_by=WHO_SEES)
CREATED = EventKind("account.created", _("Made an account"), seen_by=WHO_SEES)
CLOSED = EventKind("account.closed", _("Closed an account"), seen_by=WHO_SEES)
OPENED = EventKind("account.opened", _("Opened a closed account again"), seen_by=WHO_SEES)
