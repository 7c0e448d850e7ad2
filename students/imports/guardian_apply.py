"""Writes what a guardian import would change: all or nothing, one at a time (SETTLED 15)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from privacyadmin import audit, history
from privacyadmin.accounts.models import Kind, User
from privacyadmin.crypto import Keyring
from students import events
from students.models import Guardian, GuardianRelation
from students.models.guardians import ADDRESS_LABEL

from .apply import key_of, one_at_a_time
from .difference import GuardianDifference, RelationChange, Stale
from .guardian_plan import GUARDIAN_FIELDS, RELATION_FIELDS, plan
from .guardians import GuardianFile

WHY = "guardian file"
BATCH = 1000


@transaction.atomic
def apply(
    file: GuardianFile, *, by: Any, at: datetime, shown: str | None = None, allowed: Collection[UUID] | None = None
) -> GuardianDifference:
    """Write the difference, computed again under a lock. With errors nothing is written; raises Stale as the import of pupils does."""
    one_at_a_time("guardians")
    found = plan(file, allowed=allowed)
    if found.is_refused:
        return found
    if shown is not None and shown != found.digest():
        raise Stale
    with history.bulk(WHY, at=at, by=key_of(by)):
        _write(found, at)
    audit.record(
        events.GUARDIANS_IMPORTED,
        about=None,
        school=None,
        by=by,
        at=at,
        new=len(found.new),
        changed=len(found.changed),
        unchanged=found.unchanged,
        accounts=len(found.new_accounts),
    )
    return found


def _write(found: GuardianDifference, at: datetime) -> None:
    people = {change.guardian.pk: change.guardian for change in found.rows}
    new = {change.guardian.pk for change in found.rows if change.is_new_guardian}
    touched = {change.guardian.pk for change in found.rows if _touches_guardian(change)}
    touched |= set(found.known_accounts) | found.new_accounts | found.without_address | found.with_address
    _seal_addresses(found, at)
    _give_accounts(found, people)
    for pk in found.without_address | found.with_address:
        people[pk].needs_own_address = pk in found.without_address
    Guardian.objects.bulk_create([people[pk] for pk in people if pk in new], batch_size=BATCH)
    changed = [people[pk] for pk in people if pk in touched - new]
    Guardian.objects.bulk_update(changed, [*GUARDIAN_FIELDS, "key", "address_sealed", "user", "needs_own_address"], batch_size=BATCH)
    GuardianRelation.objects.bulk_create([change.relation for change in found.new], batch_size=BATCH)
    relations = [change.relation for change in found.changed if any(each.model is GuardianRelation for each in change.changes)]
    GuardianRelation.objects.bulk_update(relations, list(RELATION_FIELDS), batch_size=BATCH)


def _touches_guardian(change: RelationChange) -> bool:
    return change.is_new_guardian or change.has_new_address or any(each.model is Guardian for each in change.changes)


def _seal_addresses(found: GuardianDifference, at: datetime) -> None:
    """Addresses are sealed under the guardian's own key, also when they are not secret."""
    with_address = [change for change in found.rows if change.has_new_address]
    keyring = Keyring.ensure([change.guardian.pk for change in with_address], at=at)
    for change in with_address:
        person = change.guardian
        person.address_sealed = keyring.seal(person.pk, change.address, label=ADDRESS_LABEL, row_id=person.pk)


def _give_accounts(found: GuardianDifference, people: dict[UUID, Guardian]) -> None:
    for pk, known in found.known_accounts.items():
        people[pk].user_id = known
    accounts = {pk: _account(people[pk]) for pk in people if pk in found.new_accounts}
    User.objects.bulk_create(accounts.values(), batch_size=BATCH)
    for pk, user in accounts.items():
        people[pk].user = user


def _account(person: Guardian) -> User:
    """A family account: signs in by a code to this address, and has no password."""
    email = person.email.lower()
    user = User(email=email, username=f"{Kind.FAMILY}:{email}", kind=Kind.FAMILY, name=person.full_name[:150], language=person.language)
    user.set_unusable_password()
    return user
