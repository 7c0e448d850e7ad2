from django.utils.translation import gettext_lazy as _

from privacyadmin.audit import EventKind

POLICY_PROPOSED = EventKind("policy.proposed", _("Laid version %(number)s of the policy before the board"))
POLICY_AMENDED = EventKind("policy.amended", _("Added to version %(number)s of the policy, which lies before the board"))
POLICY_PUT_IN_FORCE = EventKind("policy.put_in_force", _("Approved version %(number)s of the policy, in force from %(valid_from)s"))
POLICY_RETURNED = EventKind("policy.returned", _("Returned version %(number)s of the policy"))
HOLIDAY_ADDED = EventKind("policy.holiday_added", _("Counts %(day)s as a holiday"))
WORKING_DAY_ADDED = EventKind("policy.working_day_added", _("Counts %(day)s as a working day"))
HOLIDAY_TAKEN_OUT = EventKind("policy.holiday_taken_out", _("Counts %(day)s as the list of holidays says"))
