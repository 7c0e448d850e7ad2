"""The steps of an enrolment, and those of what stands on a part of a file: a restriction (GDPR 18) and a protection (C-25)."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacyadmin import policy
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.workflow import Step, Workflow

from . import admission, rules
from .models import EnrolmentStatus as Status
from .models import ProtectionStatus, RestrictionStatus
from .services import keeping


def keeps_enrolments(enrolment, scope) -> str:
    """Whoever writes enrolments at this school (2.14, ENR)."""
    return keeping.why_not(scope, [Category.ENR], school=enrolment.school_id, student=enrolment.student_id)


ENROLMENT = Workflow(
    enrol=Step({Status.APPLICANT, Status.REJECTED, Status.LEFT}, Status.ENROLLED, keeps_enrolments, admission.why_not, label=_("Enrol")),
    reject=Step({Status.APPLICANT}, Status.REJECTED, keeps_enrolments, label=_("Do not admit")),
    leave=Step({Status.ENROLLED}, Status.LEFT, keeps_enrolments, label=_("Has left")),
    change=Step(set(Status), None, keeps_enrolments, label=_("Change")),
)


def restricts(restriction, scope) -> str:
    """Whoever answers for requests at the school restricts and lifts; None is what follows by rule from a request."""
    if scope is None or scope.holds(*rules.RESTRICT, school=restriction.school_id):
        return ""
    return gettext("A restriction is kept by the director or the privacy coordinator.")


def told_long_enough(restriction, scope) -> str:
    """Nobody lifts before the day that the family was told (GDPR 18(3), S2-187)."""
    return gettext("The family was told a later day: it cannot be lifted before.") if scope.on < restriction.lift_on else ""


STANDING, ANNOUNCED, LIFTED = RestrictionStatus.STANDING, RestrictionStatus.ANNOUNCED, RestrictionStatus.LIFTED
RESTRICTION = Workflow(
    announce=Step({STANDING}, ANNOUNCED, restricts, label=_("Announce the lifting")),
    lift=Step({ANNOUNCED}, LIFTED, restricts, told_long_enough, label=_("Lift")),
    keep=Step({ANNOUNCED}, STANDING, restricts, label=_("Keep it after all")),
    review=Step({STANDING, ANNOUNCED}, None, restricts, label=_("Reviewed: it stays")),
    use=Step({STANDING, ANNOUNCED}, None, restricts, label=_("Note a use that the law allows")),
)


def protects(protection, scope) -> str:
    """Whoever cares for pupils at the school, and the privacy coordinator."""
    if scope.holds(*rules.PROTECT, school=protection.school_id):
        return ""
    return gettext("A pupil is protected by the director, who coordinates the care, or the privacy coordinator.")


def decides_protection(protection, scope) -> str:
    """The board, or the director where the house rules name him (C-29, S2-199)."""
    if scope.holds(Role.BOARD_MEMBER):
        return ""
    named = policy.in_force(protection.school, scope.on).request_decider == "school_director"
    if named and scope.holds(Role.DIRECTOR, school=protection.school_id):
        return ""
    return gettext("A protection is decided on by the board, or by the director where the house rules say so.")


def by_another(protection, scope) -> str:
    return gettext("Nobody decides on his own proposal.") if protection.by_id == scope.user.pk else ""


def reviews_protection(protection, scope) -> str:
    return protects(protection, scope) and decides_protection(protection, scope)


PROVISIONAL, CONFIRMED, ENDED = ProtectionStatus.PROVISIONAL, ProtectionStatus.CONFIRMED, ProtectionStatus.ENDED
PROTECTION = Workflow(
    confirm=Step({PROVISIONAL}, CONFIRMED, decides_protection, by_another, label=_("Confirm")),
    decline=Step({PROVISIONAL}, ENDED, decides_protection, by_another, label=_("Do not confirm")),
    review=Step({CONFIRMED}, None, reviews_protection, label=_("Reviewed: it stays")),
    end=Step({CONFIRMED}, ENDED, decides_protection, label=_("End")),
)
