"""A request comes in: from the portal, or on paper and by word of mouth (S2-195)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Category, Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.policy.services import in_force
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from requests import events, notifications, rights
from requests.models import ALL_CATEGORIES, Capacity, Channel, NumberSeries, PrivacyRequest, Step
from requests.rules import AS_PUPIL, DIED, NO_RELATION, Standing, guardian_standing, standing
from students.models import EnrolmentStatus, Guardian, GuardianRelation, Student

from .steps import keep, note, tell


@dataclass(frozen=True)
class Asker:
    """Who asks, and as whom."""

    standing: Standing
    name: str
    guardian: Guardian | None = None
    user: object | None = None
    language: str = "nl"

    @property
    def key(self) -> str:
        return str(self.guardian.pk) if self.guardian else "pupil"


def family_standing(scope: Scope, student: Student) -> Standing:
    """What this parent or pupil may ask for this child, by what the scope found (SETTLED 10)."""
    roles = {held.role for held in scope.held if held.source == "family" and student.pk in held.pupils}
    standings = [standing(role) for role in roles]
    return next((found for found in standings if found.may_ask), standings[0] if standings else NO_RELATION)


def askers_on_paper(student: Student, *, on: date) -> list[Asker]:
    """Everybody known to the school who could write this letter, each with his standing."""
    limit = in_force(school_of(student), on).age_limit
    relations = student.guardian_relations.select_related("guardian__user").order_by("guardian__last_name", "guardian_id")
    return askers_among(student, relations, age_limit=limit, on=on)


def askers_among(student: Student, relations: Iterable[GuardianRelation], *, age_limit: int, on: date) -> list[Asker]:
    """Each of these parents, and the pupil himself where he is old enough, with his standing."""
    age = student.age_on(on)
    found = [
        Asker(
            DIED if student.died_on else guardian_standing(has_authority=relation.has_authority(on=on), age=age, age_limit=age_limit),
            relation.guardian.full_name,
            relation.guardian,
            None if relation.guardian.is_organisation else relation.guardian.user,
            relation.guardian.language,
        )
        for relation in relations
    ]
    if age is not None and age >= age_limit and not student.died_on:
        found.insert(0, Asker(AS_PUPIL, student.full_name, None, student.user))
    return found


def school_of(student: Student) -> School:
    """The school that answers: where the pupil is now, else where he was or applied last."""
    order: list[str] = [EnrolmentStatus.ENROLLED, EnrolmentStatus.APPLICANT, EnrolmentStatus.LEFT, EnrolmentStatus.REJECTED]
    enrolments = student.enrolments.select_related("school").all()
    ranked = sorted(
        enrolments, key=lambda enrolment: (order.index(enrolment.status), -(enrolment.entry_on or date.min).toordinal(), str(enrolment.pk))
    )
    if not ranked:
        raise NotAllowed(_("This pupil is at no school of the board."))
    return ranked[0].school


@transaction.atomic
def receive(*, student: Student, right: str, wish: str, by: Scope, at: datetime) -> tuple[PrivacyRequest, bool]:
    """A parent or pupil asks in the portal. The second of two equal requests is the first one: (request, is_new).

    Raises NotAllowed where the one who asks may not use this right for this pupil.
    """
    found = family_standing(by, student)
    if not found.may_ask:
        raise NotAllowed(str(found.reason))
    own = Guardian.objects.of_account(by.user, on=by.on).filter(relations__student=student)
    guardian = own.first() if found.capacity == Capacity.GUARDIAN else None
    asker = Asker(found, by.user.name, guardian, by.user)
    return _register(student, right, asker, Channel.PORTAL, local_day(at), wish, by=by, at=at)


@transaction.atomic
def take_in(
    *, student: Student, right: str, asker: Asker, channel: str, received_on: date, wish: str, by: Scope, at: datetime
) -> tuple[PrivacyRequest, bool]:
    """Staff note a request that came by letter, mail, telephone or at the desk, with the day on which it came."""
    school = school_of(student)
    if not any(by.may(Register.REQUESTS, verb, school=school.pk) for verb in (Verb.INTAKE, Verb.WRITE)):
        raise NotAllowed(_("Your role does not take in requests for this school."))
    if not by.can(student, Category.ID):
        raise NotAllowed(_("This pupil is not within your reach."))
    if not asker.standing.may_ask:
        raise NotAllowed(str(asker.standing.reason))
    if received_on > local_day(at):
        raise NotAllowed(_("A request cannot come in after today."))
    return _register(student, right, asker, channel, received_on, wish, by=by, at=at)


@transaction.atomic
def pass_on(
    *, student: Student, right: str, asker: Asker, channel: str, received_on: date, by: Scope, at: datetime
) -> tuple[PrivacyRequest, bool]:
    """A teacher was asked by a parent of an own pupil: the term starts, and the privacy coordinator takes it on (S2-195)."""
    if not by.may(Register.REQUESTS, Verb.OWN) or not set(student.class_ids) & own_classes(by):
        raise NotAllowed(_("You pass on what parents of your own pupils ask."))
    if not by.can(student, Category.FAM):
        raise NotAllowed(_("This pupil is not within your reach."))
    if not asker.standing.may_ask:
        raise NotAllowed(str(asker.standing.reason))
    if received_on > local_day(at):
        raise NotAllowed(_("A request cannot come in after today."))
    return _register(student, right, asker, channel, received_on, "", by=by, at=at)


def own_classes(scope: Scope) -> set[UUID]:
    """The classes that somebody teaches."""
    return {held.target for held in scope.held if held.source == "class" and held.target}


def _register(student, right, asker, channel, received_on, wish, *, by, at) -> tuple[PrivacyRequest, bool]:
    rights.get(right)
    series = _locked_series(local_day(at).year)  # one at a time: the second of two sees the first
    existing = _open_one(student, right, asker)
    if existing is not None:
        return existing, False
    school = school_of(student)
    privacy_request = PrivacyRequest(
        number=_next(series),
        right=right,
        school=school,
        student=student,
        requester=asker.user,
        guardian=asker.guardian,
        capacity=asker.standing.capacity,
        requester_name=asker.name,
        channel=channel,
        wish=wish.strip(),
        categories=ALL_CATEGORIES,
        received_on=received_on,
        registered_at=at,
        registered_by=by.user,
        policy=rules_of(school, received_on, today=local_day(at)),
    )
    keep(privacy_request, by=by, at=at)
    note(privacy_request, Step.RECEIVED, at=at, by=by, family=True, channel=str(channel), received_on=received_on)
    tell(events.REQUEST_RECEIVED, privacy_request, at=at, by=by, right=right, channel=str(channel))
    notifications.received(privacy_request, at=at)
    return privacy_request, True


def rules_of(school: School, received_on: date, *, today: date) -> PolicyVersion:
    """The rules in force at receipt (C-01); of a letter from before the board had any, those of today."""
    try:
        return in_force(school, received_on)
    except PolicyVersion.DoesNotExist:
        return in_force(school, today)


def _locked_series(year: int) -> NumberSeries:
    NumberSeries.objects.get_or_create(year=year)
    return NumberSeries.objects.select_for_update().get(year=year)


def _next(series: NumberSeries) -> str:
    series.last += 1
    series.save(update_fields=["last"])
    return f"V-{series.year}-{series.last:04d}"


def _open_one(student: Student, right: str, asker: Asker) -> PrivacyRequest | None:
    same = PrivacyRequest.objects.open().filter(student=student, right=right)
    if asker.guardian is not None:
        return same.filter(guardian=asker.guardian).first()
    if asker.user is not None:
        return same.filter(requester=asker.user).first()
    return same.filter(capacity=Capacity.PUPIL).first()
