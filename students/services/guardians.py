"""Guardians who were taken for one person, and addresses that a person must look at (SETTLED 15)."""
from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, history
from privacyadmin.access.scope import Scope
from privacyadmin.accounts.models import User
from privacyadmin.accounts.services import addresses
from privacyadmin.workflow import NotAllowed
from students import events, rules
from students.models import ContactPerson, Enrolment, Guardian, GuardianRelation, MergeKind, WhyTwo

from . import merging

COPIED = ("first_name", "initials", "prefix", "last_name", "organisation_name", "phone", "language", "has_secret_address")


@transaction.atomic
def split_guardian(guardian: Guardian, *, relations: Collection[GuardianRelation], by: Scope, at: datetime) -> Guardian:
    """Two people were taken for one: these relations move to a guardian of their own, who needs an address of his own."""
    guardian = Guardian.objects.select_for_update(of=("self",)).get(pk=guardian.pk)
    moved = list(guardian.relations.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in relations]))
    if not moved or len(moved) == guardian.relations.count():
        raise NotAllowed(_("Choose some of the children, not all."))
    for relation in moved:
        _check_school(relation.student_id, by)
    other = Guardian(needs_own_address=True, **{name: getattr(guardian, name) for name in COPIED})
    history.save(other, at=at, by=by, why="split")
    for relation in moved:
        relation.guardian = other
        history.save(relation, at=at, by=by, why="split")
        relation.agreements.filter(until__gt=at).update(until=at, ended_by=by.user)       # the pupil named one person, not another
    merging.note_two(MergeKind.GUARDIAN, guardian.pk, other.pk, why=WhyTwo.PARTED, by=by, at=at)
    audit.record(events.GUARDIAN_SPLIT, about=guardian, school=None, by=by, at=at, other=other.pk, relations=len(moved))
    return other


@transaction.atomic
def confirm_address(guardian: Guardian, *, by: Scope, at: datetime) -> Guardian:
    """The address that the school's system gave becomes the one by which this guardian signs in; somebody asked him.

    His sessions end, and both addresses are told.
    """
    guardian = Guardian.objects.select_for_update(of=("self",)).select_related("user").get(pk=guardian.pk)
    if guardian.user is None or not guardian.email or guardian.user.email == guardian.email.lower():
        raise NotAllowed(_("There is no new address to confirm."))
    for student in guardian.relations.values_list("student", flat=True):
        _check_school(student, by)
    try:
        with transaction.atomic():
            addresses.move(guardian.user, guardian.email.lower(), at=at)
    except IntegrityError as error:
        raise NotAllowed(_("Somebody else signs in with this address. Each guardian needs an address of his own.")) from error
    audit.record(events.ADDRESS_CONFIRMED, about=guardian, school=None, by=by, at=at)
    return guardian


def follow_account(user: User, old_email: str, at: datetime) -> None:
    """A guardian or contact person who confirmed another address to sign in with is written to there too (SETTLED 15)."""
    for guardian in Guardian.objects.select_for_update(of=("self",)).filter(user=user, email__iexact=old_email):
        guardian.email = user.email
        history.save(guardian, at=at, by=user, why="own change")
    ContactPerson.objects.filter(user=user, email__iexact=old_email).update(email=user.email)


def _check_school(student_id, by: Scope) -> None:
    schools = Enrolment.objects.filter(student=student_id).values_list("school", flat=True)
    if not any(by.holds(*rules.ADDRESSES, school=school) for school in schools):
        raise NotAllowed(_("Guardians are kept by the administration of the school of their child."))
