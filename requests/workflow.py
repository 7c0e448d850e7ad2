"""The steps of a request: from which state, to which, by whom, and what still stands in the way."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from privacyadmin.access.catalogue import VETTED, Register, Role, Verb
from privacyadmin.deadlines import RequestPolicy, extension_objection
from privacyadmin.organisation import mandates
from privacyadmin.organisation.models import Mandate, Subject
from privacyadmin.policy.catalogue import SETTINGS
from privacyadmin.workflow import Step, Workflow

from .models.catalogue import Status

UNDECIDED = {Status.RECEIVED, Status.IDENTIFIED, Status.COLLECTING, Status.SUBMITTED}
BEFORE_DECISION = {Status.RECEIVED, Status.IDENTIFIED, Status.COLLECTING}
HANDLES = (Register.REQUESTS, Verb.WRITE)
NOT_YOURS = gettext_lazy("Your role does not include this step.")


# Who may


def takes_in(privacy_request, scope) -> str:
    """The administration and the coordinator establish who asks (2.14: intake)."""
    verbs = (Verb.WRITE, Verb.INTAKE)
    return "" if any(scope.may(Register.REQUESTS, verb, school=privacy_request.school_id) for verb in verbs) else str(NOT_YOURS)


def is_handler(privacy_request, scope) -> str:
    """Once somebody handles it, it is his; a colleague can be named in his place."""
    if not scope.may(*HANDLES, school=privacy_request.school_id):
        return str(NOT_YOURS)
    if privacy_request.handler_id not in (None, scope.user.pk):
        return _("A colleague handles this request. Take it over first.")
    return ""


def is_decider(privacy_request, scope) -> str:
    """Whoever the policy names decides (C-29; S1-62, S2-196), never the one who handled it."""
    mandate = decider_by_mandate(privacy_request, scope.on)
    if mandate is not None:
        if mandate.user_id != scope.user.pk:
            return _("The board left this decision to somebody else.")
    elif privacy_request.policy.request_decider == "school_director":
        if not scope.holds(Role.DIRECTOR, school=privacy_request.school_id):
            return _("The director of the school decides on this request.")
    elif not scope.may(Register.REQUESTS, Verb.DECIDE, school=privacy_request.school_id):
        return _("The board decides on this request.")
    if privacy_request.handler_id == scope.user.pk or has_handled(privacy_request, scope.user):
        return _("Whoever handles a request does not decide on it.")
    return ""


def decider_by_mandate(privacy_request, on) -> Mandate | None:
    """To whom the board left the decision, where its rules look at the mandates (C-29); None: whoever the rules name."""
    if privacy_request.policy.request_decider != "mandate_table":
        return None
    return mandates.holder(Subject.DECIDE_REQUESTS, privacy_request.school, on)


def decider_in_words(privacy_request, on) -> str:
    """Who decides: a name where there is a mandate."""
    mandate = decider_by_mandate(privacy_request, on)
    return mandate.person_name if mandate else SETTINGS["request_decider"].shown(privacy_request.policy.request_decider)


def has_handled(privacy_request, person) -> bool:
    """Whether this person gathered, read or submitted it as its handler, also when a colleague has it now (2.14 segregation)."""
    if privacy_request.handler_id is None:
        return False
    did = privacy_request.timeline.filter(by=person, step__in=["gathered", "submitted"])
    return did.exists() or privacy_request.items.filter(done_by=person).exclude(category__in=VETTED).exists()


def is_requester(privacy_request, scope) -> str:
    if privacy_request.requester_id is None or privacy_request.requester_id != scope.user.pk:
        return _("Only the person who asked can do this.")
    return ""


def is_requester_or_handles(privacy_request, scope) -> str:
    """The person himself, or staff who note what he wrote or said."""
    return is_requester(privacy_request, scope) and ("" if scope.may(*HANDLES, school=privacy_request.school_id) else str(NOT_YOURS))


def by_itself(privacy_request, scope) -> str:
    """A step of the program: it is taken by no person."""
    return _("This step follows by itself.")


# What stands in the way


def items_undone(privacy_request, scope) -> str:
    """Every piece is read, by somebody who may (S2-169)."""
    waiting = dict.fromkeys(("open", "vetting"), 0) | privacy_request.item_counts()
    if not sum(privacy_request.item_counts().values()):
        return _("Nothing has been gathered yet.")
    if waiting["vetting"]:
        return ngettext(
            "%(count)d sealed piece still has to be vetted.", "%(count)d sealed pieces still have to be vetted.", waiting["vetting"]
        ) % {"count": waiting["vetting"]}
    if waiting["open"]:
        return ngettext("%(count)d piece has not been read yet.", "%(count)d pieces have not been read yet.", waiting["open"]) % {
            "count": waiting["open"]
        }
    return ""


def a_question_is_open(privacy_request, scope) -> str:
    return _("A question is waiting for its answer already.") if privacy_request.open_question else ""


def no_question_is_open(privacy_request, scope) -> str:
    return "" if privacy_request.open_question else _("No question is waiting for an answer.")


def answer_waits(privacy_request, scope) -> str:
    """A decision does not wait for a question that was asked before."""
    return _("First the question to the requester has to be answered.") if privacy_request.open_question else ""


EXTENSION_WORDS = {
    "too_late_for_first": gettext_lazy("More than a month has passed since receipt. The law no longer allows a first extension."),
    "too_late": gettext_lazy("The term has already ended."),
    "count_reached": gettext_lazy("The house rules allow no further extension."),
    "ceiling_reached": gettext_lazy("The longest term that the rules allow has been reached."),
}


def no_extension(privacy_request, scope) -> str:
    """GDPR 12(3); C-02. The reason and the notice are asked for by the form, and are part of the step."""
    current = privacy_request.terms(on=scope.on)
    policy = RequestPolicy.of(privacy_request.policy)
    code = extension_objection(current, policy, privacy_request.extension_facts(), on=scope.on, reason="given", notice_sent=True)
    return str(EXTENSION_WORDS.get(code, ""))


def has_no_account(privacy_request, scope) -> str:
    if privacy_request.requester_id:
        return _("This person collects the answer in the portal.")
    return ""


def has_account(privacy_request, scope) -> str:
    if not privacy_request.requester_id:
        return _("This person has no account: hand the answer over.")
    return ""


def answer_failed(privacy_request, scope) -> str:
    return "" if privacy_request.answer_failed() else _("The answer is being made.")


def somebody_else_handles(privacy_request, scope) -> str:
    return _("You handle this request already.") if privacy_request.handler_id == scope.user.pk else ""


ACCESS_STEPS = Workflow(
    identify=Step({Status.RECEIVED}, Status.IDENTIFIED, takes_in, label=gettext_lazy("Establish identity")),
    gather=Step({Status.IDENTIFIED}, Status.COLLECTING, is_handler, objection=answer_waits, label=gettext_lazy("Gather the dossier")),
    gather_again=Step({Status.COLLECTING}, None, is_handler, label=gettext_lazy("Look for new entries")),
    submit=Step({Status.COLLECTING}, Status.SUBMITTED, is_handler, objection=items_undone, label=gettext_lazy("Submit for decision")),
    decide=Step({Status.SUBMITTED}, Status.DECIDED, is_decider, label=gettext_lazy("Decide")),
    send_back=Step({Status.SUBMITTED}, Status.COLLECTING, is_decider, label=gettext_lazy("Send back")),
    refuse=Step(UNDECIDED, Status.CLOSED, is_decider, label=gettext_lazy("Refuse")),
    make_again=Step({Status.DECIDED}, None, HANDLES, objection=answer_failed, label=gettext_lazy("Make the answer again")),
    hand_over=Step({Status.READY}, Status.CLOSED, HANDLES, objection=has_no_account, label=gettext_lazy("Hand over the answer")),
    assign=Step({*UNDECIDED, Status.DECIDED, Status.READY}, None, HANDLES, label=gettext_lazy("Name a handler")),
    ask=Step(BEFORE_DECISION, None, HANDLES, objection=a_question_is_open, label=gettext_lazy("Ask the requester a question")),
    answer_question=Step(
        UNDECIDED, None, is_requester_or_handles, objection=no_question_is_open, label=gettext_lazy("Note the answer to the question")
    ),
    extend=Step(UNDECIDED, None, HANDLES, objection=no_extension, label=gettext_lazy("Extend the term")),
    withdraw=Step(UNDECIDED, Status.CLOSED, is_requester_or_handles, label=gettext_lazy("Withdraw")),
    deliver=Step({Status.READY}, Status.CLOSED, is_requester, label=gettext_lazy("Download")),
    make_ready=Step({Status.DECIDED}, Status.READY, by_itself),
    lapse=Step({Status.READY}, Status.CLOSED, by_itself),
)
"""Access in full. `make_ready` is taken by the worker, `lapse` by the night, `deliver` by the download itself."""
