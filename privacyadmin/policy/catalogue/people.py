"""House rules on people's rights: requests, sixteen, consents (C-01…C-03, C-09, C-10, C-19, C-23…C-25, C-29)."""
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from .kinds import Age, Choice, Number, Section, Setting, Unit, Words, YesNo, beyond, speaks_against

LEGAL_TERM_DAYS = 28            # the shortest month: a house term up to here is never later than the law (DOMAIN 2.1.3)
LEGAL_MAX_DAYS = 89             # the shortest three months
LEGAL_EXTENSION_DAYS = 61

REQUESTS: tuple[Setting, ...] = (
    Number(
        "request_term_days", _("Term of a request, in days"), _("Counted from the day after receipt."), "C-01, S1-61, S2-164, S2-197",
        section=Section.REQUESTS, lowest=1,
        unlawful=beyond(LEGAL_TERM_DAYS, _("The law gives one month; up to 28 days is never later than that (GDPR 12(3)).")),
    ),
    Choice(
        "request_term_start", _("When the term begins"), _("Set by law; it cannot be changed."), "C-01, S2-164",
        section=Section.REQUESTS, per_school=False, choices={"receipt": _("when the request is received")},
    ),
    Number(
        "extension_step_days", _("One extension, in days"), _("How much later an answer may come each time."), "C-02, S1-62, S2-198",
        section=Section.REQUESTS, lowest=1,
        unlawful=beyond(LEGAL_EXTENSION_DAYS, _("The law gives at most two further months (GDPR 12(3)).")),
    ),
    Number(
        "extension_max_count", _("How often a request can be extended"), _("Empty: as often as the total allows."), "C-02, S1-62, S2-198",
        section=Section.REQUESTS, unit=Unit.TIMES, optional=True,
    ),
    Number(
        "extension_max_total_days", _("Longest term with extensions, in days"), _("Counted from receipt."), "C-02, S1-62, S2-198",
        section=Section.REQUESTS, lowest=1,
        unlawful=beyond(LEGAL_MAX_DAYS, _("The law gives three months in all; up to 89 days is never later (GDPR 12(3)).")),
    ),
    Choice(
        "extension_reason", _("Reason of an extension"), _("Set by law; it cannot be changed."), "C-02, S1-62, S2-198",
        section=Section.REQUESTS, per_school=False, choices={"required": _("always given, and told within a month")},
    ),
    Choice(
        "holiday_set", _("Public holidays in legal terms"), _("Strict counts only undisputed days, which is the safe reading."),
        "D9, DOMAIN 2.15",
        section=Section.REQUESTS, per_school=False,
        choices={"strict": _("strict"), "wide": _("wide: with 5 May and Good Friday")},
        warning=speaks_against("wide", law=_("5 May and Good Friday are disputed as holidays for terms of the EU (D9).")),
    ),
    Choice(
        "request_decider", _("Who decides on a request"), _("The one who may grant or refuse it."), "C-29, S1-62, S2-196",
        section=Section.REQUESTS,
        choices={
            "school_director": _("the director of the school"), "board": _("the board"),
            "mandate_table": _("whoever holds the mandate; the board where nobody does"),
        },
    ),
    Choice(
        "identity_check", _("Who asks is established first"), _("Set by law; it cannot be changed."), "C-24, S2-166, S2-167",
        section=Section.REQUESTS, per_school=False, choices={"always": _("always, without a copy of a document")},
    ),
    Choice(
        "rights_open", _("Rights that can be used"), _("Set by law; it cannot be changed."), "C-23, S2-181, S2-194",
        section=Section.REQUESTS, per_school=False, choices={"all": _("all rights of the GDPR")},
    ),
    Words(
        "rights_words", _("What the board adds about rights"), _("A text of your own for families, beside the explanation of the rights."),
        "C-23, S2-41",
        section=Section.REQUESTS, optional=True,
    ),
    Choice(
        "protection", _("Saying no to protect a pupil"), _("Part of the design: each time with its reason and an end."),
        "C-25, S1-117, S2-199",
        section=Section.REQUESTS, per_school=False, choices={"recorded": _("only as a recorded exception")},
    ),
)

SIXTEEN: tuple[Setting, ...] = (
    Age(
        "age_limit", _("Age from which a pupil decides himself"), _("Set by law; it cannot be changed."), "S1-55, S1-66, S2-161, U1",
        section=Section.SIXTEEN, per_school=False, lowest=16, highest=16,
    ),
    Choice(
        "age16_mode", _("Pupils of 16 and 17"), _("Who is asked for consent. Requests are the pupil's own in every mode."),
        "C-03, S1-70, S1-71, S2-161",
        section=Section.SIXTEEN,
        choices={
            "strict": _("the pupil decides"),
            "parents_until_pupil_asks": _("parents are asked until the pupil asks to decide himself"),
            "both_must_agree": _("pupil and parents must agree"),
        },
        warning=speaks_against(
            "parents_until_pupil_asks",
            law=_("From 16 the law asks the pupil himself. A parent's consent holds only until the pupil answers (C-03; UAVG 5)."),
        ),
    ),
    Choice(
        "on_turning_16", _("Parents' consents on the sixteenth birthday"), _("What happens to answers that parents gave before."),
        "C-03, S1-69",
        section=Section.SIXTEEN,
        choices={"keep_and_invite": _("stay, and the pupil is invited"), "ask_again": _("are asked again"), "expire": _("end")},
    ),
    Choice(
        "strict16_may_be_asked_by", _("Who may ask that the pupil decides himself"), _("Where parents are asked until then."),
        "S1-70, S1-71",
        section=Section.SIXTEEN, choices={"pupil": _("the pupil"), "pupil_or_parent": _("the pupil or a parent")},
    ),
)

CONSENTS: tuple[Setting, ...] = (
    Choice(
        "image_consent_mode", _("How often consent for images is asked"), _("Each use is a question of its own in every mode."),
        "C-09, S1-87, S1-88, S2-101",
        section=Section.CONSENTS,
        choices={
            "once_with_reminder": _("once, with a reminder each year"), "yearly": _("each year"), "per_event": _("for each kind of event"),
        },
    ),
    Choice(
        "reminder_month", _("Month of the yearly reminder"), _("Families then see what they chose, and can change it."), "C-09, S1-88",
        section=Section.CONSENTS, choices=MONTHS,
    ),
    Number(
        "consent_valid_months", _("How long a consent holds, in months"), _("Empty: until it is withdrawn."), "C-09",
        section=Section.CONSENTS, unit=Unit.MONTHS, lowest=1, highest=120, optional=True, open_end=_("until it is withdrawn"),
    ),
    Choice(
        "consent_needs", _("Whose yes is needed"), _("A no of either parent always counts."), "U7, DOMAIN 1.6",
        section=Section.CONSENTS,
        choices={"one_holder": _("of one parent with authority"), "all_holders": _("of every parent with authority")},
    ),
    Choice(
        "health_ground_support", _("Health data for a pupil's support"), _("On what ground the school keeps them."),
        "C-10, S1-07, S1-36, S2-77",
        section=Section.CONSENTS, choices={"necessity": _("because support needs them"), "consent": _("only with consent")},
    ),
    Choice(
        "health_ground_medical", _("Medical files"), _("Part of the design; it cannot be changed."), "C-10, S1-36, S2-78",
        section=Section.CONSENTS, per_school=False, choices={"consent": _("only with consent")},
    ),
    Choice(
        "care_consent", _("Consent for talks of the care team"), _("When parents are asked before a pupil is discussed."),
        "S1-105, S1-106, DOMAIN 1.6",
        section=Section.CONSENTS,
        choices={"external": _("when somebody from outside takes part"), "any": _("before every talk")},
    ),
    Choice(
        "optional_answers", _("Questions that are not necessary"), _("Part of the design: each question says whether it must be answered."),
        "C-19, S1-31, S2-75",
        section=Section.CONSENTS, per_school=False, choices={"may_refuse": _("a family may leave them open")},
    ),
)

GUIDANCE: tuple[Setting, ...] = (
    Choice(
        "care_reports_location", _("Reports of the care team"), _("Where they are kept; the rights are the same in both."),
        "C-18, S1-116, S2-80",
        section=Section.GUIDANCE,
        choices={"separate_vault": _("apart from the pupil's file"), "file_restricted": _("shielded in the pupil's file")},
    ),
    YesNo(
        "year_end_review", _("Review of each file at the end of the year"), _("What is no longer needed is removed."), "C-20, S1-102",
        section=Section.GUIDANCE,
    ),
    Choice(
        "year_end_review_role", _("Who reviews the files"), _("Where the yearly review is on."), "C-20, S1-102",
        section=Section.GUIDANCE,
        choices={"mentor": _("the mentor"), "group_teacher": _("the group teacher"), "counsellor": _("the internal counsellor")},
    ),
    Choice(
        "year_end_review_month", _("Month in which the review is done"), _("By its last day."), "C-20",
        section=Section.GUIDANCE, choices=MONTHS,
    ),
    YesNo(
        "anonymous_case", _("Talks about a pupil without a name"), _("Without a name the law still holds if somebody can tell who it is."),
        "C-21, S1-119, S1-120",
        section=Section.GUIDANCE,
    ),
)

SETTINGS = (*REQUESTS, *SIXTEEN, *CONSENTS, *GUIDANCE)
