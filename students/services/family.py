"""Guardians and what they are to a pupil, by hand; authority is a dated fact with its evidence (S2-14, U6-U9, DOMAIN 1.6)."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, crypto, history
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import Scope
from privacyadmin.accounts import services as accounts
from privacyadmin.accounts.models import Kind, User, username_of
from privacyadmin.workflow import NotAllowed
from students import events
from students.imports.guardian_plan import name_of
from students.models import Enrolment, Guardian, GuardianRelation, Student
from students.models.guardians import ADDRESS_LABEL, DECIDING

from . import keeping

PERSON = ("first_name", "initials", "prefix", "last_name", "organisation_name", "email", "phone", "language")
RELATION = (
    "kind", "authority", "authority_since", "authority_until", "authority_evidence", "has_contact_block", "has_information_right",
)
ADDRESS = ("street", "house_number", "postcode", "city", "country")
FAMILY = (Category.FAM, Category.CT)


def may_see_secrets(by: Scope, student: Student) -> bool:
    """A secret address is for the administration of the child's school alone (DOMAIN 1.6)."""
    schools = Enrolment.objects.filter(student=student.pk).order_by().values_list("school", flat=True)
    return any(by.holds(Role.OFFICE, school=school) for school in schools)


def knows_address(by: Scope, guardian: Guardian) -> bool:
    """Whether this address is no secret to somebody, by the children that the guardian has now."""
    relations = guardian.relations.select_related("student")
    return not guardian.has_secret_address or any(may_see_secrets(by, each.student) for each in relations)


def same_person(details: Mapping[str, Any], by: Scope) -> Guardian | None:
    """A guardian with this e-mail, surname and initials: most likely the same one (SETTLED 15).

    Not one whose secret address would be opened to this person by it: he gets a record of his own, and who reaches all his children
    merges them (DOMAIN 1.6).
    """
    if not details.get("email"):
        return None
    typed = Guardian(**{name: details[name] for name in ("last_name", "initials", "organisation_name")})
    found = Guardian.objects.filter(email__iexact=details["email"]).order_by("pk")
    return next((person for person in found if name_of(person) == name_of(typed) and knows_address(by, person)), None)


@transaction.atomic
def add_guardian(
    student: Student, *, person: Mapping[str, Any], relation: Mapping[str, Any], known: Guardian | None, by: Scope, at: datetime
) -> GuardianRelation:
    """A guardian of this pupil, or one whom the board knows of another child; an address of his own lets him sign in by code."""
    keeping.check_pupil(by, *FAMILY, student=student.pk)
    _check_authority(relation, None)
    Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    if known is None:
        known = Guardian(**{name: person[name] for name in PERSON}, has_secret_address=person["has_secret_address"])
        _settle_account(known, by, at)
        _seal_address(known, person, at)
        history.save(known, at=at, by=by)
    elif not knows_address(by, known):
        raise NotAllowed(_("Your role does not give this right for this pupil."))
    elif known.relations.filter(student=student).exists():
        raise NotAllowed(_("This guardian is known with this pupil already."))
    found = GuardianRelation(student=student, guardian=known, **relation)
    history.save(found, at=at, by=by)
    audit.record(events.GUARDIAN_ADDED, about=found, school=None, by=by, at=at, authority=str(found.authority))
    return found


@transaction.atomic
def change_guardian(guardian: Guardian, *, student: Student, person: Mapping[str, Any], by: Scope, at: datetime) -> Guardian:
    """Mend what is known of a guardian, seen as the guardian of this pupil; another e-mail is no sign-in address until it is confirmed."""
    keeping.check_pupil(by, *FAMILY, student=student.pk)
    guardian = Guardian.objects.select_for_update(of=("self",)).get(pk=guardian.pk, relations__student=student)
    names = [name for name in PERSON if name in person]
    old_email = guardian.email
    for name in names:
        setattr(guardian, name, person[name])
    if may_see_secrets(by, student):
        guardian.has_secret_address = person["has_secret_address"]
    if may_see_secrets(by, student) or not guardian.has_secret_address:
        _seal_address(guardian, person, at)
    if guardian.user_id is None and guardian.email.lower() != old_email.lower():
        _settle_account(guardian, by, at)
    history.save(guardian, at=at, by=by)
    audit.record(events.GUARDIAN_CHANGED, about=guardian, school=None, by=by, at=at)
    return guardian


@transaction.atomic
def change_relation(relation: GuardianRelation, *, details: Mapping[str, Any], by: Scope, at: datetime) -> GuardianRelation:
    """Authority with its evidence, contact block, right to information: what this guardian may from now on follows at once."""
    relation = GuardianRelation.objects.select_for_update(of=("self",)).get(pk=relation.pk)
    keeping.check_pupil(by, *FAMILY, student=relation.student_id)
    _check_authority(details, relation)
    changed = sorted(name for name in RELATION if getattr(relation, name) != details[name])
    if not changed:
        return relation
    for name in changed:
        setattr(relation, name, details[name])
    history.save(relation, at=at, by=by, update_fields=changed)
    audit.record(
        events.RELATION_CHANGED, about=relation, school=None, by=by, at=at, fields=changed, authority=str(relation.authority),
        blocked=relation.has_contact_block,
    )
    return relation


def evidence_missing(details: Mapping[str, Any], before: GuardianRelation | None) -> bool:
    """Whether authority is recorded that was not there, without saying by what it is known (DOMAIN 1.6, «who may say yes»)."""
    is_new = before is None or before.authority != details["authority"]
    return details["authority"] in DECIDING and is_new and not details["authority_evidence"]


def _check_authority(details: Mapping[str, Any], before: GuardianRelation | None) -> None:
    if evidence_missing(details, before):
        raise NotAllowed(_("Say by what the authority is known: the register of authority, a court order, both parents together."))


def _settle_account(guardian: Guardian, by: Scope, at: datetime) -> None:
    """An account for an address that is nobody else's; of two with one address the second gets paper (SETTLED 15).

    An organisation has none of its own: its contact persons do.
    """
    if not guardian.email or guardian.is_organisation:
        guardian.needs_own_address = False
        return
    user = User.objects.filter(username=username_of(Kind.FAMILY, guardian.email)).select_related("guardian", "pupil", "contact").first()
    guardian.needs_own_address = user is not None and _is_of_another(user, guardian)
    if not guardian.needs_own_address:
        guardian.user = accounts.ensure_family(
            email=guardian.email, name=guardian.full_name[:150], language=guardian.language, by=by, at=at
        )


def _is_of_another(user: User, guardian: Guardian) -> bool:
    holders = [getattr(user, name, None) for name in ("guardian", "pupil", "contact")]
    return any(holder is not None and holder.pk != guardian.pk for holder in holders)


def _seal_address(guardian: Guardian, person: Mapping[str, Any], at: datetime) -> None:
    """Sealed under his own key, as the import does."""
    parts = {name: person[name] for name in ADDRESS if person.get(name)}
    if not parts:
        guardian.address_sealed = None
        return
    keyring = crypto.Keyring.ensure([guardian.pk], at=at)
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    guardian.address_sealed = keyring.seal(guardian.pk, text, label=ADDRESS_LABEL, row_id=guardian.pk)


def days_in_order(since: date | None, until: date | None) -> bool:
    """Whether a fact ends after it began."""
    return since is None or until is None or until > since
