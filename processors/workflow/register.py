"""The steps of the register: versions of an activity and of the application form, a DPIA; who takes them, what stands in the way."""
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.workflow import Step, Workflow
from processors.models.register_words import DpiaStatus, VersionState
from processors.rules import dpia as rules
from processors.wording import label_of

NOT_YOURS = gettext_lazy("Your role does not include this step.")


# Who may


def writes_board(obj, scope) -> str:
    """Whoever writes the register of the whole board: the privacy coordinator (2.14)."""
    return "" if scope.schools(Register.PROCESSORS, Verb.WRITE) is None else str(NOT_YOURS)


def writes_version(version, scope) -> str:
    """The board's coordinator; who writes for single schools, what is done there alone."""
    reach = scope.schools(Register.PROCESSORS, Verb.WRITE)
    if reach is None or (version.schools and set(version.schools) <= reach):
        return ""
    return str(NOT_YOURS)


def writes_dpia(dpia, scope) -> str:
    reach = scope.schools(Register.PROCESSORS, Verb.WRITE)
    return "" if reach is None or dpia.school_id in reach else str(NOT_YOURS)


def approves(obj, scope) -> str:
    """The board, and never who wrote a part of it."""
    if not scope.may(Register.PROCESSORS, Verb.SIGN):
        return _("The board approves this.")
    return _("Nobody approves what he wrote himself.") if obj.is_written_by(scope.user.pk) else ""


def advises(dpia, scope) -> str:
    return "" if scope.may(Register.PROCESSORS, Verb.ADVISE) else _("The FG advises on a DPIA.")


# What stands in the way


def version_is_not_ready(version, scope) -> str:
    """Says which part is missing."""
    found = version.objections(on=scope.on)
    if not found:
        return ""
    name, first = next(iter(found.items()))
    if name not in ("recipients", "purposes", "ground"):
        first = f"{label_of(name)}: {first}"
    rest = len(found) - 1
    if not rest:
        return first
    more = ngettext("And %(count)d more thing to settle.", "And %(count)d more things to settle.", rest) % {"count": rest}
    return f"{first} {more}"


def is_not_taken_up(version, scope) -> str:
    return "" if version.activity.taken_up_at else _("First take this activity up in the register.")


def cannot_be_proposed(version, scope) -> str:
    return is_not_taken_up(version, scope) or version_is_not_ready(version, scope)


def cannot_start(dpia, scope) -> str:
    return rules.start_objection(dpia)


def is_needed(dpia, scope) -> str:
    return rules.not_needed_objection(dpia) if dpia.prescanned_on else rules.start_objection(dpia)


def analysis_is_bare(dpia, scope) -> str:
    return rules.analysis_objection(dpia)


def risks_are_bare(dpia, scope) -> str:
    return rules.risks_objection(dpia.risks.all())


def cannot_be_decided(dpia, scope) -> str:
    return rules.decision_objection(dpia, dpia.verdict, dpia.risks.all(), dpia.has_advice())


def has_successor(dpia, scope) -> str:
    return _("A later DPIA follows this one already.") if dpia.is_followed() else ""


def form_is_not_ready(version, scope) -> str:
    return version.objection()


VERSION_STEPS = Workflow(
    propose=Step(
        {VersionState.DRAFT}, VersionState.PROPOSED, writes_version, objection=cannot_be_proposed,
        label=gettext_lazy("Lay before the board"),
    ),
    approve=Step(
        {VersionState.PROPOSED}, VersionState.APPROVED, approves, objection=version_is_not_ready, label=gettext_lazy("Approve")
    ),
    send_back=Step({VersionState.PROPOSED}, VersionState.DRAFT, approves, label=gettext_lazy("Send back")),
)
FORM_STEPS = Workflow(
    propose=Step(
        {VersionState.DRAFT}, VersionState.PROPOSED, writes_board, objection=form_is_not_ready, label=gettext_lazy("Lay before the board")
    ),
    approve=Step({VersionState.PROPOSED}, VersionState.APPROVED, approves, objection=form_is_not_ready, label=gettext_lazy("Approve")),
    send_back=Step({VersionState.PROPOSED}, VersionState.DRAFT, approves, label=gettext_lazy("Send back")),
)
DPIA_STEPS = Workflow(
    start=Step({DpiaStatus.PRESCAN}, DpiaStatus.ANALYSIS, writes_dpia, objection=cannot_start, label=gettext_lazy("Begin the analysis")),
    not_needed=Step(
        {DpiaStatus.PRESCAN}, DpiaStatus.NOT_NEEDED, writes_dpia, objection=is_needed, label=gettext_lazy("Record that none is needed")
    ),
    look_again=Step({DpiaStatus.NOT_NEEDED}, DpiaStatus.PRESCAN, writes_dpia, label=gettext_lazy("Do the pre-scan again")),
    weigh=Step({DpiaStatus.ANALYSIS}, DpiaStatus.RISKS, writes_dpia, objection=analysis_is_bare, label=gettext_lazy("On to the risks")),
    ask_advice=Step(
        {DpiaStatus.RISKS}, DpiaStatus.ADVICE, writes_dpia, objection=risks_are_bare, label=gettext_lazy("Ask the FG for advice")
    ),
    advise=Step({DpiaStatus.ADVICE}, DpiaStatus.DECISION, advises, label=gettext_lazy("Advise")),
    rework=Step({DpiaStatus.ADVICE, DpiaStatus.DECISION}, DpiaStatus.RISKS, writes_dpia, label=gettext_lazy("Change it once more")),
    decide=Step({DpiaStatus.DECISION}, DpiaStatus.DECIDED, approves, objection=cannot_be_decided, label=gettext_lazy("Decide")),
    review=Step({DpiaStatus.DECIDED}, None, writes_dpia, objection=has_successor, label=gettext_lazy("Begin the review")),
)
"""The decision is a signature of the board; a review is a new DPIA that follows this one (S2-59)."""
