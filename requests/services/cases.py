"""The case that carries the rights of a handler and of those who vet, for as long as the request is open (SETTLED 3, 9)."""

from datetime import datetime, timedelta

from privacyadmin.access import services as access
from privacyadmin.access.catalogue import VETTED, Role
from privacyadmin.accounts.models import User
from privacyadmin.deadlines.rules import LEGAL_MAX_MONTHS, add_months
from privacyadmin.times import start_of_day
from requests.models import PrivacyRequest, Vetting
from students.models import Case, CaseGrant, CaseKind
from students.services import cases as students_cases

HANDLING_ROLES = (Role.COORDINATOR, Role.DIRECTOR)
AFTER_TERM = timedelta(days=31)


def lapses_at(privacy_request: PrivacyRequest) -> datetime:
    """A case always has an end: a month after the law's longest term, if the request does not close before."""
    return start_of_day(add_months(privacy_request.received_on, LEGAL_MAX_MONTHS) + AFTER_TERM)


def open_case(privacy_request: PrivacyRequest, categories, *, by, at: datetime) -> Case:
    """A case of this pupil alone; its reason names the request, nothing else."""
    until = max(lapses_at(privacy_request), at + AFTER_TERM)
    return students_cases.open_case(
        kind=CaseKind.REQUEST,
        school=privacy_request.school,
        pupils=[privacy_request.pupil],
        categories=categories,
        reason=privacy_request.number,
        by=by,
        at=at,
        until=until,
        asked_by=by.user,
    )


def open_for_handler(privacy_request: PrivacyRequest, *, by, at: datetime) -> None:
    """Care, medical reports and the citizen service number stay closed to the handler."""
    privacy_request.case = open_case(privacy_request, set(privacy_request.categories) - VETTED, by=by, at=at)
    assert privacy_request.handler is not None  # who takes the request up names one first
    hand_to(privacy_request, privacy_request.handler, by=by, at=at)


def hand_to(privacy_request: PrivacyRequest, handler: User, *, by, at: datetime) -> None:
    """The handler, and no other, holds the case. Who names himself is given it by the rule, not by himself."""
    case = privacy_request.case
    assert case is not None  # opened when the request was taken up
    _end_grants(case, by=by, at=at)
    giver = None if by.user.pk == handler.pk else by.user
    access.grant(
        user=handler,
        role=Role.REQUEST_HANDLER,
        on=case,
        since=at,
        until=case.until,
        why=privacy_request.number,
        by=giver,
        at=at,
    )


def open_for_vetting(vetting: Vetting, *, by, at: datetime) -> Case:
    """Only this category, by the role that the colleague has anyway."""
    case = open_case(vetting.privacy_request, [vetting.category], by=by, at=at)
    students_cases.join(case, user=vetting.person, role=Role(vetting.role), by=by, why=vetting.privacy_request.number, at=at)
    return case


def close(privacy_request: PrivacyRequest, *, by, at: datetime) -> None:
    """The request is closed: nobody reads the file through it any more."""
    vettings = privacy_request.vettings.select_related("case")
    for case in filter(None, [privacy_request.case, *(vetting.case for vetting in vettings)]):
        students_cases.close_case(case, by=by, at=at)


def _end_grants(case: Case, *, by, at: datetime) -> None:
    for given in CaseGrant.objects.in_force(at=at).filter(content_object=case):
        access.end(given, at=at, by=access.person(by), why="request")
