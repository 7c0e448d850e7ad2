"""Parties, what they are used for, and whom we can reach there (S1-47…54)."""
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, history
from privacyadmin.access.catalogue import Register, Role, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.workflow import NotAllowed
from processors import events, publishing
from processors.models import Party, PartyContact, PartyUse
from processors.rules.names import known_as

DETAILS = (
    "name", "kvk", "street", "postcode", "town", "country", "website", "kind", "covenant", "representative", "is_always_reachable", "note",
)
OF_USE = ("school", "role", "service", "purpose", "categories", "basis", "is_duty", "since", "until")
OF_CONTACT = ("kind", "name", "email", "phone", "since", "until")


def keeps(scope: Scope, school: UUID | None) -> bool:
    """Whether this person keeps the register of a school; without a school that of the board (2.14: O:rw where the role is held)."""
    reach = scope.schools(Register.PROCESSORS, Verb.WRITE)
    return reach is None or school in reach


def keeps_party(scope: Scope, party: Party) -> bool:
    """What many schools share is changed by who keeps the register of all of them."""
    reach = scope.schools(Register.PROCESSORS, Verb.WRITE)
    if reach is None:
        return True
    return bool(reach) and not party.uses.exclude(school__in=reach).exists() and not party.agreements.exclude(school__in=reach).exists()


def check(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed(_("Only the privacy coordinator keeps this part of the register of parties."))


def changed_fields(row: Any, values: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    """Sets the values that differ, and names them."""
    changed = [name for name in names if name in values and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    return changed


@transaction.atomic
def add(*, values: Mapping[str, Any], by: Scope, at: datetime) -> Party:
    """A party that the board gets to do with."""
    check(by.may(Register.PROCESSORS, Verb.WRITE))
    party = Party(**{name: values[name] for name in DETAILS if name in values})
    party.known_as = known_as(party.name)
    history.save(party, at=at, by=by, force_insert=True)
    audit.record(events.PARTY_ADDED, about=party, school=None, by=by, at=at)
    return party


@transaction.atomic
def add_recipient(*, name: str, kind: str, by: Scope, at: datetime) -> Party:
    """Somebody who gets data by a disclosure; one that is known under this name already is not added twice."""
    check(by.may(Register.PROCESSORS, Verb.WRITE) or by.holds(Role.DIRECTOR))
    if known := Party.objects.visible_to(by).filter(known_as=known_as(name)).first():
        return known
    party = Party(name=name, kind=kind, known_as=known_as(name))
    history.save(party, at=at, by=by, force_insert=True)
    audit.record(events.PARTY_ADDED, about=party, school=None, by=by, at=at)
    return party


@transaction.atomic
def change(party: Party, *, values: Mapping[str, Any], by: Scope, at: datetime) -> Party:
    """Mend what is known of a party."""
    check(keeps_party(by, party))
    party = Party.objects.select_for_update().get(pk=party.pk)
    if changed := changed_fields(party, values, DETAILS):
        party.known_as = known_as(party.name)
        history.save(party, at=at, by=by)
        audit.record(events.PARTY_CHANGED, about=party, school=None, by=by, at=at, fields=changed)
        publishing.soon(at)
    return party


@transaction.atomic
def use(party: Party, *, values: Mapping[str, Any], by: Scope, at: datetime) -> PartyUse:
    """A school, or the whole board, begins to use a party for something."""
    school = values.get("school")
    check(keeps(by, school.pk if school else None))
    row = PartyUse(party=party, **{name: values[name] for name in OF_USE if name in values})
    history.save(row, at=at, by=by, force_insert=True)
    audit.record(events.PARTY_USED, about=party, school=row.school_id, by=by, at=at, role=str(row.role), use=row.pk)
    publishing.soon(at)
    return row


@transaction.atomic
def change_use(row: PartyUse, *, values: Mapping[str, Any], by: Scope, at: datetime) -> PartyUse:
    """Mend what is recorded of a use, or give it a last day."""
    row = PartyUse.objects.select_for_update(of=("self",)).get(pk=row.pk)
    school = values.get("school", row.school)
    check(keeps(by, row.school_id) and keeps(by, school.pk if school else None))
    was_until = row.until
    if changed_fields(row, values, OF_USE):
        history.save(row, at=at, by=by)
        if row.until and row.until != was_until:
            audit.record(events.PARTY_USE_ENDED, about=row.party_id, school=row.school_id, by=by, at=at, until=row.until, use=row.pk)
        else:
            audit.record(events.PARTY_USED, about=row.party_id, school=row.school_id, by=by, at=at, role=str(row.role), use=row.pk)
        publishing.soon(at)
    return row


@transaction.atomic
def keep_contact(party: Party, contact: PartyContact | None, *, values: Mapping[str, Any], by: Scope, at: datetime) -> PartyContact:
    """Somebody at a party whom we can reach; or the same with something mended, or a last day."""
    check(keeps_party(by, party))
    if contact is None:
        contact = PartyContact(party=party)
    changed_fields(contact, values, OF_CONTACT)
    contact.save()
    audit.record(events.PARTY_CONTACT_CHANGED, about=party, school=None, by=by, at=at, contact=contact.pk)
    return contact


def days_in_order(since: date | None, until: date | None) -> bool:
    return since is None or until is None or until >= since
