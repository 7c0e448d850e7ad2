"""A role is asked for by one function and confirmed by another: director, coordinator, board (2.14, segregation)."""
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import School
from privacyadmin.organisation.services import the_board
from privacyadmin.workflow import NotAllowed

from . import events
from .catalogue import BOARD_ROLES, SCHOOL_ROLES, Register, Role, Verb
from .models import Grant, GrantProposal
from .scope import Scope
from .services import end, grant, school_of, why_no_grant

PROPOSERS = (Role.COORDINATOR, Role.DIRECTOR)


def proposes_as(scope: Scope, school: School | None) -> Role | None:
    """In which function this person may propose a role in a school, or on the board where none is named; None: in none."""
    if school is None:
        return Role.COORDINATOR if is_board_coordinator(scope) else None
    return next((role for role in PROPOSERS if scope.holds(role, school=school.pk)), None)


def roles_for(school: School | None) -> tuple[Role, ...]:
    """The roles that can be proposed there; those in a class follow from appointments, those in a case from the case."""
    return BOARD_ROLES if school is None else SCHOOL_ROLES


@transaction.atomic
def propose(
    *, user: User, role: Role, school: School | None, since: datetime, until: datetime | None, why: str, by: Scope, at: datetime
) -> GrantProposal:
    """Ask for a role of a colleague; gives nothing until somebody of another function confirms it. Raises NotAllowed."""
    asked_as = proposes_as(by, school)
    if asked_as is None:
        raise NotAllowed(_("The director and the privacy coordinator propose roles."))
    if role not in roles_for(school):
        raise NotAllowed(_("This role is not given here."))
    if reason := why_no_grant(user=user, role=role, on=school or the_board(), by=by.user):
        raise NotAllowed(reason)
    list(User.objects.select_for_update().filter(pk=user.pk))              # two proposals at once become one after the other
    if GrantProposal.objects.filter(user=user, role=role, school=school, answered_at=None).exists():
        raise NotAllowed(_("This role is proposed already, and waits for an answer."))
    proposal = GrantProposal(
        user=user, role=role, school=school, since=since, until=until, why=why, asked_by=by.user, asked_as=asked_as, asked_at=at
    )
    proposal.save(force_insert=True)
    _tell(events.GRANT_PROPOSED, proposal, by=by, at=at)
    return proposal


def why_not_answer(proposal: GrantProposal, scope: Scope) -> str:
    """Why this person cannot confirm or decline it; empty when he can."""
    if proposal.answered_at is not None:
        return _("This proposal has been answered already.")
    if scope.user.pk in (proposal.asked_by_id, proposal.user_id):
        return _("Nobody decides on his own proposal, or on a role of his own.")
    if scope.may(Register.USERS, Verb.APPROVE):
        return ""
    others = [role for role in PROPOSERS if role != proposal.asked_as]
    if proposal.school_id and scope.holds(*others, school=proposal.school_id):
        return ""
    return _("Somebody of another function confirms this: the director, the privacy coordinator or the board.")


@transaction.atomic
def confirm(proposal: GrantProposal, *, by: Scope, at: datetime) -> Grant:
    """Give the proposed role, from its day on but never earlier than now."""
    proposal = _open(proposal, by)
    _answer(proposal, by=by, at=at, is_confirmed=True, answer="")
    _tell(events.GRANT_CONFIRMED, proposal, by=by, at=at)
    return grant(
        user=proposal.user, role=Role(proposal.role), on=proposal.school or the_board(), since=max(proposal.since, at),
        until=proposal.until, why=proposal.why, by=by, at=at,
    )


@transaction.atomic
def decline(proposal: GrantProposal, *, why: str, by: Scope, at: datetime) -> None:
    """Decline a proposed role, with a reason."""
    proposal = _open(proposal, by)
    _answer(proposal, by=by, at=at, is_confirmed=False, answer=why)
    _tell(events.GRANT_DECLINED, proposal, by=by, at=at)


def open_proposals(scope: Scope) -> models.QuerySet[GrantProposal]:
    """What waits for an answer where this person may see who holds which role."""
    schools = scope.schools(Register.USERS, Verb.READ, Verb.PROPOSE, Verb.APPROVE)
    found = GrantProposal.objects.filter(answered_at=None).select_related("user", "school", "asked_by")
    return found if schools is None else found.filter(school__in=schools)


def why_not_end(*, holder: UUID, school: UUID | None, scope: Scope) -> str:
    """Why this person cannot end a grant in a school (None: on the board); empty when he can. Taking away needs one pair of eyes."""
    if holder == scope.user.pk:
        return _("Nobody ends a role of his own: ask a colleague.")
    if scope.may(Register.USERS, Verb.APPROVE):
        return ""
    allowed = is_board_coordinator(scope) if school is None else scope.holds(*PROPOSERS, school=school)
    return "" if allowed else _("The director, the privacy coordinator or the board ends roles.")


def end_grant(given: Grant, *, why: str, by: Scope, at: datetime) -> Grant:
    """End somebody's role at once, with a reason. Raises NotAllowed."""
    school = school_of(given.content_object)
    if reason := why_not_end(holder=given.user_id, school=school.pk if school else None, scope=by):
        raise NotAllowed(reason)
    return end(given, at=at, by=by, why=why)


def is_board_coordinator(scope: Scope) -> bool:
    return any(held.source == "board" and held.role == Role.COORDINATOR for held in scope.held)


def _open(proposal: GrantProposal, by: Scope) -> GrantProposal:
    proposal = GrantProposal.objects.select_for_update(of=("self",)).select_related("user", "school").get(pk=proposal.pk)
    if reason := why_not_answer(proposal, by):
        raise NotAllowed(reason)
    return proposal


def _answer(proposal: GrantProposal, *, by: Scope, at: datetime, is_confirmed: bool, answer: str) -> None:
    proposal.answered_by, proposal.answered_at, proposal.is_confirmed, proposal.answer = by.user, at, is_confirmed, answer
    proposal.save(update_fields=["answered_by", "answered_at", "is_confirmed", "answer"])


def _tell(event: audit.EventKind, proposal: GrantProposal, *, by: Scope, at: datetime) -> None:
    audit.record(event, about=proposal, school=proposal.school_id, by=by, at=at, role=proposal.role, person=proposal.user_id)
