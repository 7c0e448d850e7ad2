"""House rules on what leaves the school: transfers, processors, breaches (C-04…C-08, C-13…C-15, C-22, C-26)."""
from django.utils.translation import gettext_lazy as _

from privacyadmin.organisation.roles import Role

from .kinds import Choice, Section, Setting, Several, YesNo, speaks_against

REPORTING_ROLES = (Role.COORDINATOR, Role.FG_CONTACT, Role.FG, Role.DIRECTOR, Role.ICT, Role.BOARD_MEMBER)
ROLE_CHOICES = {role.value: role.label for role in REPORTING_ROLES}

TRANSFERS: tuple[Setting, ...] = (
    Choice(
        "vo_transfer_consent", _("Between secondary schools, and to MBO"), _("Whether consent is asked for the file that goes along."),
        "C-04, S1-124, S1-127, S2-151, S2-152",
        section=Section.TRANSFERS,
        choices={"law": _("no consent; the family may look first"), "ask": _("consent is asked")},
        warning=speaks_against(
            "ask",
            law=_("Since 1 August 2020 the law asks no consent here; the family keeps the right to look first (C-04). "
                  "Asking may be a house rule, but a family that says nothing cannot stop what the law orders."),
        ),
    ),
    Choice(
        "special_data_transfer", _("Special and medical data to the next school"), _("Each item is ticked apart in every mode."),
        "C-05, S1-44, S2-149",
        section=Section.TRANSFERS,
        choices={"consent": _("only with consent"), "okr_scope_without_consent": _("what the law orders without, the rest with consent")},
    ),
    Choice(
        "ask_previous_school", _("When the previous school is asked for the file"),
        _("An exchange by OSO is never before the application."), "C-06, S1-33, S2-148",
        section=Section.TRANSFERS, choices={"at_application": _("at application"), "at_admission": _("at admission")},
    ),
    YesNo(
        "transfer_copy_to_parents", _("Parents get a copy of the report"), _("Before the pupil goes to the next school."),
        "C-22, S2-150, S2-154",
        section=Section.TRANSFERS,
        warning=speaks_against(False, law=_("A primary school must give the parents a copy of the report (WPO 42; C-22).")),
    ),
    YesNo(
        "transfer_within_group_is_transfer", _("A move within the board is a transfer too"),
        _("No: the file moves along, and that is recorded."), "S1-45, C-04",
        section=Section.TRANSFERS, per_school=False,
    ),
)

PROCESSORS: tuple[Setting, ...] = (
    Choice(
        "agreement_signer", _("Who signs agreements with processors"), _("The board is the controller in every case."),
        "C-07, S1-50, S1-51, S2-115",
        section=Section.PROCESSORS, per_school=False,
        choices={
            "by_scope": _("the board for more schools, else the school"), "board_only": _("the board alone"),
            "mandate_table": _("whoever holds the mandate; the board where nobody does"),
        },
    ),
    YesNo(
        "publish_processor_list", _("The list of processors is public"), _("Otherwise families read the recipients in the notice."),
        "C-08, S1-82, S2-37",
        section=Section.PROCESSORS,
    ),
    Several(
        "processor_list_columns", _("What the public list shows"), _("Besides the name of the party."), "C-08, S1-82",
        section=Section.PROCESSORS, optional=True,
        choices={
            "service": _("what it does"), "purpose": _("purpose"), "categories": _("kinds of data"), "country": _("country"),
            "agreed_on": _("date of the agreement"), "schools": _("schools"),
        },
    ),
    Choice(
        "party_paper", _("Which paper a party needs"), _("Part of the design; it cannot be changed."), "C-26, S1-47, S1-48, S2-112",
        section=Section.PROCESSORS, per_school=False, choices={"by_role": _("follows from its role: processor, controller or third party")},
    ),
)

BREACHES: tuple[Setting, ...] = (
    Choice(
        "breach_rule", _("When a breach is reported to the authority"), _("Set by law, for every school alike."), "C-13, S1-20, S2-129",
        section=Section.BREACHES, per_school=False,
        choices={"avg_33": _("within 72 hours, unless a risk is unlikely (GDPR 33)")},
    ),
    Choice(
        "inform_threshold", _("When pupils and parents are told"), _("Never later than the law: a high risk (GDPR 34)."),
        "S2-131, DOMAIN 1.6",
        section=Section.BREACHES,
        choices={"high_risk": _("at a high risk"), "noticeable": _("as soon as they may notice something of it")},
    ),
    YesNo(
        "inform_pupils", _("Pupils of any age are told in their own words"), _("Besides their parents."), "S2-131, DOMAIN 1.6",
        section=Section.BREACHES,
    ),
    Several(
        "breach_route", _("Who is told of a breach, in this order"), _("The first gets every report."), "C-14, S1-24, S1-25, S2-46, S2-47",
        section=Section.BREACHES, is_ordered=True, most=4, choices=ROLE_CHOICES,
    ),
    Choice(
        "breach_decider_role", _("Who decides whether a breach is reported"), _("The FG advises; the board stays responsible."),
        "C-14, S1-25, S2-129",
        section=Section.BREACHES, choices={role.value: role.label for role in (Role.BOARD_MEMBER, Role.DIRECTOR, Role.COORDINATOR)},
    ),
    Choice(
        "breach_reporter_role", _("Who sends the report to the authority"), _("In the name of the board."), "C-14, S1-141, S2-129",
        section=Section.BREACHES, choices=ROLE_CHOICES,
    ),
    Choice(
        "breach_register", _("Every breach is written down"), _("Set by law; it cannot be changed."), "C-15, S1-23, S2-130, S2-137",
        section=Section.BREACHES, per_school=False, choices={"always": _("always, also when it is not reported (GDPR 33(5))")},
    ),
)

SETTINGS = (*TRANSFERS, *PROCESSORS, *BREACHES)
