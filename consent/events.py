"""What the register of events says of consent: codes, counts and dates, never who answered what for whom."""
from django.utils.translation import gettext_lazy as _

from privacyadmin.audit import EventKind, labels_of

from .models.awareness import Means
from .models.catalogue import Channel
from .models.disagreements import Settled
from .models.occasions import TalkState
from .models.publications import FollowUpOutcome, Place

CHANNELS = {"channel": labels_of(Channel)}

PURPOSES_SEEDED = EventKind("consent.purposes_seeded", _("Took over the list of consent purposes: %(count)s"))
PURPOSE_ADDED = EventKind("consent.purpose_added", _("Added a consent purpose: %(code)s"))
PURPOSE_CHANGED = EventKind("consent.purpose_changed", _("Changed a consent purpose: %(code)s"))
PURPOSE_RETIRED = EventKind("consent.purpose_retired", _("Retired a consent purpose: %(code)s"))
TEXT_PUT_IN_FORCE = EventKind("consent.text_put", _("Put version %(number)s of the text of %(code)s in force from %(valid_from)s"))
TEXT_DRAFTED = EventKind("consent.text_drafted", _("Wrote a draft of the text of %(code)s"))
TEXT_DROPPED = EventKind("consent.text_dropped", _("Threw away the draft of the text of %(code)s"))
PAPER_OPENED = EventKind("consent.paper_opened", _("Opened the scan of a form with answers"))
DISAGREEMENT_SETTLED = EventKind(
    "consent.disagreement_settled", _("Looked at answers that differ: %(outcome)s"), words={"outcome": labels_of(Settled)},
)
ANSWERED = EventKind(
    "consent.answered", _("Recorded answers about consent: %(given)s yes, %(refused)s no, %(withdrawn)s taken back; %(channel)s"),
    words=CHANNELS,
)
OCCASION_ADDED = EventKind("consent.occasion", _("Asked consent for one occasion: %(code)s, pupils: %(count)s"))
OCCASION_ENDED = EventKind("consent.occasion_ended", _("A consent for one occasion was asked no longer: %(code)s"))
TALK_PLANNED = EventKind("consent.talk_planned", _("Planned a talk of the care team on %(on)s"))
TALK_INFORMED = EventKind("consent.talk_informed", _("Noted that the parents were told of a talk of the care team"))
TALK_SETTLED = EventKind(
    "consent.talk_settled", _("Noted how a talk of the care team went: %(state)s"), words={"state": labels_of(TalkState)}
)
ANSWERS_TAKEN_OVER = EventKind(
    "consent.taken_over", _("Took over answers from another system: %(new)s new, %(changed)s changed, %(left)s rows left out")
)
CAMPAIGN_MADE = EventKind("consent.campaign_made", _("Laid campaign %(number)s ready: %(count)s purposes"))
CAMPAIGN_STARTED = EventKind("consent.campaign_started", _("Started campaign %(number)s: %(count)s invitations"))
CAMPAIGN_GREW = EventKind("consent.campaign_grew", _("Invited newcomers in campaign %(number)s: %(count)s"))
CAMPAIGN_REMINDED = EventKind("consent.campaign_reminded", _("Reminded in campaign %(number)s: %(count)s mails"))
CAMPAIGN_CHANGED = EventKind("consent.campaign_changed", _("Changed campaign %(number)s"))
CAMPAIGN_CLOSED = EventKind("consent.campaign_closed", _("Closed campaign %(number)s"))
CAMPAIGN_DROPPED = EventKind("consent.campaign_dropped", _("Dropped campaign %(number)s before it was started"))
CAMPAIGN_PRINTED = EventKind("consent.campaign_printed", _("Had the paper forms of campaign %(number)s made: %(count)s"))
FORMS_TAKEN = EventKind("consent.campaign_forms", _("Downloaded the paper forms of campaign %(number)s"))
INVITATION_RETURNED = EventKind("consent.invitation_returned", _("Noted that a mail of a campaign came back"))
NOTICE_RECORDED = EventKind("consent.notice_recorded", _("Recorded by hand that a family got the information notice, or why not"))
NOTICES_SENT = EventKind("consent.notices_sent", _("Sent the information notice about %(count)s pupils"))
DECIDES_HIMSELF = EventKind(
    "consent.decides_himself", _("The pupil decides himself from now on; asked by: %(asked_by)s"),
    words={"asked_by": {"pupil": _("the pupil"), "parent": _("a parent")}.get},
)
CHECKED = EventKind("consent.checked", _("Checked before placing something, number %(number)s: %(yes)s pupils yes, %(no)s no"))
CHECK_OPENED = EventKind("consent.check_opened", _("Looked up check %(number)s"))
PUBLISHED = EventKind("consent.published", _("Recorded what was placed: %(place)s, %(pupils)s pupils"), words={"place": labels_of(Place)})
PUBLISHED_UNCHECKED = EventKind(
    "consent.published_unchecked", _("Recorded what was placed before there was a check: %(place)s, %(pupils)s pupils"),
    words={"place": labels_of(Place)},
)
PUBLICATION_CHANGED = EventKind("consent.publication_changed", _("Changed what is recorded of something placed"))
PUBLICATION_REMOVED = EventKind("consent.publication_removed", _("Recorded that something placed was taken away on %(on)s"))
FOLLOW_UPS_OPENED = EventKind("consent.follow_ups", _("Somebody said no: %(remove)s to take away, %(erase)s to look at, before %(due)s"))
FOLLOW_UP_DONE = EventKind(
    "consent.follow_up_done", _("Confirmed what followed a no: %(outcome)s"), words={"outcome": labels_of(FollowUpOutcome)}
)
TOPIC_MADE = EventKind("consent.topic_made", _("Wrote down what staff must know, version %(number)s"))
TOPIC_RETIRED = EventKind("consent.topic_retired", _("Staff need no longer know something"))
TOLD = EventKind("consent.told", _("Recorded that %(count)s colleagues were told something: %(means)s"), words={"means": labels_of(Means)})
