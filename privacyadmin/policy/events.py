from django.utils.translation import gettext_lazy as _

from privacyadmin.audit import EventKind

POLICY_PROPOSED = EventKind("policy.proposed", _("Laid version %(number)s of the policy before the board"))
POLICY_PUT_IN_FORCE = EventKind("policy.put_in_force", _("Approved version %(number)s of the policy, in force from %(valid_from)s"))
POLICY_RETURNED = EventKind("policy.returned", _("Returned version %(number)s of the policy"))
