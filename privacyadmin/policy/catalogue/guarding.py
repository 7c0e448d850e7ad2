"""House rules on keeping, informing, participation and security (C-11, C-12, C-16, C-27, C-28, C-30; D9)."""
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from .kinds import Choice, Number, Section, Setting, Several, Unit, YesNo, beyond, speaks_against

TWO_YEARS, TEN_YEARS = 24, 120

RETENTION: tuple[Setting, ...] = (
    Choice(
        "retention_basis", _("How long pupils' data are kept"), _("After a pupil has left."), "C-11, S1-135, S2-139, S2-140",
        section=Section.RETENTION, per_school=False,
        choices={
            "schedule": _("each kind by the retention schedule"),
            "s2_literal": _("five years for the administration, two years for the rest"),
        },
        warning=speaks_against(
            "s2_literal",
            law=_("Five years is the term for absence and enrolment only. The rest of a pupil's file goes after two years at the latest. "
                  "Choose the retention schedule (C-11)."),
        ),
    ),
    Number(
        "fallback_period_months", _("What the schedule does not name, in months"), _("Counted from the day the pupil left."),
        "C-11, S2-140",
        section=Section.RETENTION, per_school=False, unit=Unit.MONTHS, lowest=1, highest=TEN_YEARS,
        unlawful=beyond(TWO_YEARS, _("A pupil's file is kept for two years at the most, unless a law names another term.")),
    ),
    Number(
        "rejected_applicant_months", _("Pupils who were not admitted, in months"), _("Counted from the refusal."), "C-12, S2-177, S2-178",
        section=Section.RETENTION, unit=Unit.MONTHS, lowest=1, highest=TEN_YEARS,
        unlawful=beyond(TWO_YEARS, _("Two years is the longest term for a pupil who was not admitted (S2-178).")),
    ),
)

INFORMING: tuple[Setting, ...] = (
    YesNo(
        "annual_notice", _("Families are informed each year"), _("Besides the notice at application, which the law asks."),
        "C-27, S1-64, S1-83, S2-33",
        section=Section.INFORMING,
    ),
    Choice(
        "annual_notice_month", _("Month of the yearly notice"), _("Where it is on."), "C-27, S1-64",
        section=Section.INFORMING, choices=MONTHS,
    ),
    Choice(
        "participation_body", _("Which council consents to the privacy policy"), _("The council of the school or the joint one."),
        "C-16, S1-74, S2-21",
        section=Section.INFORMING, choices={"mr": _("the MR of the school"), "gmr": _("the GMR of the board")},
    ),
    Choice(
        "participation_section", _("Which section of the council"), _("The law gives this right to parents and pupils (WMS 13)."),
        "C-16, S2-21",
        section=Section.INFORMING,
        choices={"parents": _("the parents"), "parents_and_pupils": _("the parents and pupils"), "whole": _("the whole council")},
    ),
    Several(
        "also_inform", _("Who else is informed of the policy"), _("Without a right of consent."), "C-16, S1-75",
        section=Section.INFORMING, optional=True,
        choices={"pupil_council": _("the pupil council"), "parents_council": _("the parents' council"), "staff": _("all staff")},
    ),
    Choice(
        "law_named", _("Which law our texts name"), _("Part of the design; it cannot be changed."), "C-28",
        section=Section.INFORMING, per_school=False, choices={"avg": _("the AVG and the UAVG")},
    ),
)

SECURITY: tuple[Setting, ...] = (
    Number(
        "awareness_months", _("Staff are informed again after, in months"), _("About privacy, the policy and the agreements."),
        "S1-16, S1-17",
        section=Section.SECURITY, unit=Unit.MONTHS, lowest=1, highest=60,
    ),
    YesNo(
        "camera_register", _("The school has cameras"), _("Then they are registered, with a DPIA; images stay four weeks at the most."),
        "C-30, S2-58, S2-100",
        section=Section.SECURITY,
    ),
    Number(
        "sign_in_log_months", _("The log of signing in is kept, in months"), _("Who signed in when, and from where."), "S2-125, S2-127",
        section=Section.SECURITY, per_school=False, unit=Unit.MONTHS, lowest=1, highest=TWO_YEARS,
    ),
)

SETTINGS = (*RETENTION, *INFORMING, *SECURITY)
