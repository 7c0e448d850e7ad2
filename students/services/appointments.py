"""Who teaches what: proposed by an import, confirmed by a person, and only then a right (SETTLED 8)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.access import services as access_services
from privacyadmin.access.catalogue import CLASS_ROLES, Role
from privacyadmin.access.scope import Scope
from privacyadmin.accounts.models import Kind, User
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day, start_of_day
from privacyadmin.workflow import NotAllowed
from students import events, rules
from students.models import Appointment, AppointmentState, ClassGrant, StaffMember

WAITING = (AppointmentState.PROPOSED, AppointmentState.END_PROPOSED)
HOLDING = (AppointmentState.CONFIRMED, AppointmentState.END_PROPOSED)  # a proposed end is no end yet
WHY = "appointment"


@transaction.atomic
def confirm(school: School, *, ids: Collection[UUID], roles: Mapping[UUID, str] | None = None, by: Scope, at: datetime) -> int:
    """Confirm proposed beginnings and ends of a school, and write the class grants by one set difference.

    `roles`: another role than was proposed. Who has no account yet stays proposed; his own appointment nobody confirms.
    """
    found = _to_decide(school, ids, by)
    link_accounts([each.staff_member for each in found])
    for each in found:
        if each.staff_member.user_id == by.user.pk:
            raise NotAllowed(_("Nobody confirms his own appointment: ask a colleague."))
        if each.state == AppointmentState.PROPOSED and roles and (role := roles.get(each.pk)) in CLASS_ROLES:
            each.role = role
    decided = [each for each in found if each.state == AppointmentState.END_PROPOSED or each.staff_member.user_id]
    for each in decided:
        each.state = AppointmentState.ENDED if each.state == AppointmentState.END_PROPOSED else AppointmentState.CONFIRMED
        each.decided_at, each.decided_by = at, by.user
    Appointment.objects.bulk_update(decided, ["role", "state", "decided_at", "decided_by"])
    settle_grants(school, by=by, at=at)
    audit.record(events.APPOINTMENTS_CONFIRMED, about=school, school=school, by=by, at=at, count=len(decided))
    return len(decided)


@transaction.atomic
def decline(school: School, *, ids: Collection[UUID], by: Scope, at: datetime) -> int:
    """A proposed beginning is declined; a proposed end is not, so that the appointment stays."""
    found = _to_decide(school, ids, by)
    for each in found:
        each.state = AppointmentState.CONFIRMED if each.state == AppointmentState.END_PROPOSED else AppointmentState.DECLINED
        each.decided_at, each.decided_by = at, by.user
    Appointment.objects.bulk_update(found, ["state", "decided_at", "decided_by"])
    audit.record(events.APPOINTMENTS_DECLINED, about=school, school=school, by=by, at=at, count=len(found))
    return len(found)


def _to_decide(school: School, ids: Collection[UUID], by: Scope) -> list[Appointment]:
    if not by.holds(*rules.APPOINT, school=school.pk):
        raise NotAllowed(_("Appointments are confirmed by the administration or the director of the school."))
    waiting = Appointment.objects.select_for_update(of=("self",)).filter(class_group__school=school, state__in=WAITING, pk__in=ids)
    return list(waiting.select_related("staff_member", "class_group__school_year"))


def link_accounts(members: Collection[StaffMember]) -> None:
    """Join members of staff to the account with their address; the screen showed which, and a person confirmed it."""
    without = [member for member in members if member.user_id is None and member.email]
    if not without:
        return
    users = {
        user.email: user
        for user in User.objects.filter(kind=Kind.STAFF, is_active=True, email__in=[each.email.lower() for each in without])
    }
    linked = [member for member in without if member.email.lower() in users]
    for member in linked:
        member.user = users[member.email.lower()]
    StaffMember.objects.bulk_update(linked, ["user"])


def settle_grants(school: School, *, by: Scope, at: datetime) -> None:
    """Make the class grants of a school what its confirmed appointments say: new ones given, others ended. One set difference."""
    wanted = {(each.staff_member.user_id, each.role, each.class_group_id): each for each in _holding(school, at)}
    held = {
        (grant.user_id, grant.role, grant.content_object_id): grant.pk
        for grant in ClassGrant.objects.filter(content_object__school=school, why=WHY).exclude(until__lte=at).select_related("permission")
    }
    other = ClassGrant.objects.filter(content_object__school=school).exclude(why=WHY).exclude(until__lte=at).select_related("permission")
    by_hand = {(grant.user_id, grant.role, grant.content_object_id) for grant in other}
    access_services.end_many(ClassGrant, [pk for key, pk in held.items() if key not in wanted], school=school, by=by, why=WHY, at=at)
    new = [
        access_services.Given(
            user_id=each.staff_member.user_id,
            role=Role(each.role),
            target_id=each.class_group_id,
            since=max(at, start_of_day(each.class_group.school_year.start_on)),
            until=start_of_day(each.class_group.school_year.end_on),
        )
        for key, each in wanted.items()
        if key not in held and key not in by_hand and each.staff_member.user_id is not None
    ]
    access_services.grant_many(ClassGrant, new, school=school, by=by, why=WHY, at=at)


def _holding(school: School, at: datetime) -> list[Appointment]:
    """The appointments that hold, in years that have not ended."""
    return list(
        Appointment.objects.filter(
            Q(staff_member__user__is_active=True),
            class_group__school=school,
            state__in=HOLDING,
            class_group__school_year__end_on__gt=local_day(at),
        ).select_related("staff_member", "class_group__school_year")
    )
