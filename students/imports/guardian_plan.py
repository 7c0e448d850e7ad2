"""Compares a guardian file with what is stored; reads only (SETTLED 15)."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyadmin.accounts.models import Kind, User
from privacyadmin.crypto import Keyring
from students.models import Enrolment, EnrolmentKey, EnrolmentStatus, Guardian, GuardianKey, GuardianRelation, KnownAs
from students.models.guardians import ADDRESS_LABEL
from students.models.pupils import fold

from .difference import FieldChange, GuardianDifference, RelationChange
from .guardians import GuardianFile, GuardianRow
from .known_as import mark
from .messages import Message

ADDRESS = {"straat": "street", "huisnummer": "house_number", "postcode": "postcode", "plaats": "city", "land": "country"}
COLUMN_OF = {
    "first_name": "voornaam",
    "initials": "voorletters",
    "prefix": "tussenvoegsel",
    "last_name": "achternaam",
    "organisation_name": "organisatie",
    "email": "email",
    "phone": "telefoon",
    "has_secret_address": "geheim_adres",
    "language": "taal",
    "kind": "relatie",
    "authority": "gezag",
    "authority_since": "gezag_vanaf",
    "authority_until": "gezag_tot",
    "has_contact_block": "contactblokkade",
    "has_information_right": "informatierecht",
}
GUARDIAN_FIELDS = ("first_name", "initials", "prefix", "last_name", "organisation_name", "email", "phone", "has_secret_address", "language")
RELATION_FIELDS = ("kind", "authority", "authority_since", "authority_until", "has_contact_block", "has_information_right")
STAYS_WHEN_EMPTY = {"language", "kind", "has_secret_address", "has_contact_block", "has_information_right"}

Name = tuple[str, str, str]


def name_of(person: GuardianRow | Guardian) -> Name:
    """Surname, initials and organisation, accents and case aside."""
    return fold(person.last_name), fold(person.initials).replace(".", "").replace(" ", ""), fold(person.organisation_name)


def plan(file: GuardianFile, *, allowed: Collection[UUID] | None = None) -> GuardianDifference:
    """The difference between the file and what is stored. `allowed`: only pupils of these schools are known to it."""
    result = GuardianDifference(ignored=dict(file.ignored), warnings=list(file.warnings), errors=list(file.errors))
    if not file.is_refused:
        _Plan(file, allowed, result).work()
    return result


class _Plan:
    def __init__(self, file: GuardianFile, allowed: Collection[UUID] | None, result: GuardianDifference):
        self.file, self.allowed, self.result = file, allowed, result
        self.speaks_of = {name for name, column in COLUMN_OF.items() if column in file.columns}
        self.has_address = bool(set(ADDRESS) & set(file.columns))

    def work(self) -> None:
        self.read_pupils()
        self.read_guardians()
        by_former = [(row, pupil) for row in self.file.rows if (pupil := self.pupil_of(row)) and not self.take_directly(row, *pupil)]
        for row, (student, school) in by_former:
            self.take_former(row, student, school)
        if not self.result.errors:
            self.plan_accounts()

    # What is stored.

    def read_pupils(self) -> None:
        """The pupils of the board by their key, each with BRIN and branch."""
        keys = {row.pupil_key for row in self.file.rows}
        found = Enrolment.objects.exclude(status=EnrolmentStatus.REJECTED)
        others = EnrolmentKey.objects.filter(kind=KnownAs.KEY, key__in=keys)
        if self.allowed is not None:
            found = found.filter(school__in=self.allowed)
            others = others.filter(school__in=self.allowed)
        self.pupils: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        former: dict[UUID, set[str]] = defaultdict(set)
        for enrolment_id, key in others.values_list("enrolment", "key"):
            former[enrolment_id].add(key)
        found = found.filter(Q(key__in=keys) | Q(pk__in=list(former)))
        for enrolment in found.select_related("student", "school").defer("school__logo", "student__bsn_sealed").order_by("pk"):
            for key in {enrolment.key, *former.get(enrolment.pk, ())}:
                self.pupils[key].append((enrolment.school.brin + enrolment.school.branch, enrolment))

    def read_guardians(self) -> None:
        """The guardians of these pupils, and those with a key or an address that the file names."""
        students = {enrolment.student_id for found in self.pupils.values() for _brin, enrolment in found}
        self.relations: dict[tuple[UUID, UUID], GuardianRelation] = {}
        self.of_pupil: dict[UUID, list[tuple[str, Guardian]]] = defaultdict(list)
        relations = list(GuardianRelation.objects.filter(student__in=students).select_related("guardian").order_by("pk"))
        people = {relation.guardian_id: relation.guardian for relation in relations}
        keys = {row.key for row in self.file.rows if row.key}
        emails = {row.email for row in self.file.rows if row.email}
        also = self.read_other_keys(keys, people)
        named = Guardian.objects.filter(Q(key__in=keys) | Q(pk__in=also))
        for person in (*named, *Guardian.objects.filter(email__in=emails).order_by("pk")):
            people.setdefault(person.pk, person)
        for relation in relations:
            relation.guardian = people[relation.guardian_id]
            self.relations[relation.student_id, relation.guardian_id] = relation
            self.of_pupil[relation.student_id].append((relation.kind, relation.guardian))
        self.people = people
        self.by_key = {person.key: person for person in people.values() if person.key}
        self.by_email: dict[tuple[str, Name], Guardian] = {}
        for person in people.values():
            if person.email:
                self.by_email.setdefault((person.email.lower(), name_of(person)), person)
        self.stored = {
            pk: dict.fromkeys(()) | {name: getattr(person, name) for name in (*GUARDIAN_FIELDS, "key")} for pk, person in people.items()
        }
        self.addresses = self.open_addresses(people.values())
        self.schools_of = self.read_schools(people)

    def read_other_keys(self, keys: Collection[str], people: Collection[UUID]) -> set[UUID]:
        """Of records that were merged: the guardians whom these keys mean, and the marks of the names of those of these pupils."""
        rows = GuardianKey.objects.filter(Q(kind=KnownAs.KEY, key__in=keys) | Q(kind=KnownAs.NAME, guardian__in=list(people)))
        self.former_keys: dict[str, UUID] = {}
        self.former_names: dict[UUID, set[str]] = defaultdict(set)
        for kind, key, guardian in rows.values_list("kind", "key", "guardian"):
            if kind == KnownAs.KEY:
                self.former_keys[key] = guardian
            else:
                self.former_names[guardian].add(key)
        return set(self.former_keys.values())

    def open_addresses(self, people: Iterable[Guardian]) -> dict[UUID, str]:
        sealed = [person for person in people if person.address_sealed] if self.has_address else []
        keyring = Keyring.for_subjects([person.pk for person in sealed])
        return {
            person.pk: keyring.open(person.pk, person.address_sealed, label=ADDRESS_LABEL, row_id=person.pk)
            for person in sealed
            if keyring.has(person.pk)
        }

    def read_schools(self, people: Iterable[UUID]) -> dict[UUID, set[UUID]]:
        """The schools of the children of each guardian: the same key in another school's system is another person."""
        found: dict[UUID, set[UUID]] = defaultdict(set)
        rows = GuardianRelation.objects.filter(guardian__in=list(people)).order_by().values_list("guardian", "student__enrolments__school")
        for guardian, school in rows:
            found[guardian].add(school)
        return found

    # One row.

    def pupil_of(self, row: GuardianRow) -> tuple[Any, UUID] | None:
        """The pupil and the school of a row; an error where there is none, or more than one."""
        found = [enrolment for brin, enrolment in self.pupils[row.pupil_key] if brin.startswith(row.brin)]
        if len({enrolment.student_id for enrolment in found}) == 1:
            return found[0].student, found[0].school_id
        if found:
            self.error(row, _("More schools have a pupil with this key. Fill in the column brin."))
        else:
            self.error(row, _("There is no pupil with this key. Import the pupils first, or correct the column leerling."))
        return None

    def error(self, row: GuardianRow, text: Any) -> None:
        self.result.errors.append(Message(row.row, row.pupil_key[:40], text))

    def warn(self, row: GuardianRow, text: Any) -> None:
        self.result.warnings.append(Message(row.row, row.pupil_key[:40], text))

    def take_directly(self, row: GuardianRow, student: Any, school: UUID) -> bool:
        """Take it, but for a row that only a merged record knows: those come after all others."""
        found = self.find(row, student, school)
        if found is None and self.former(row, student):
            return False
        self.take(row, student, school, found)
        return True

    def take_former(self, row: GuardianRow, student: Any, school: UUID) -> None:
        """The school's own system still has the guardian who was merged: his row is about the one who stayed."""
        person = self.former(row, student)
        if any(change.guardian is person and change.relation.student_id == student.pk for change in self.result.rows):
            self.warn(row, _("This guardian was merged with that of another row, which counts. Remove the double in the school's system."))
        else:
            self.take(row, student, school, person)

    def former(self, row: GuardianRow, student: Any) -> Guardian | None:
        """Whom a merged record of this key, or with this name among the guardians of this pupil, was."""
        if row.key in self.former_keys:
            return self.people[self.former_keys[row.key]]
        name = mark(name_of(row))
        return next((person for _kind, person in self.of_pupil[student.pk] if name in self.former_names.get(person.pk, ())), None)

    def take(self, row: GuardianRow, student: Any, school: UUID, found: Guardian | None) -> None:
        person, is_new = (found, False) if found else (self.somebody_new(row), True)
        self.schools_of[person.pk].add(school)
        relation = self.relations.get((student.pk, person.pk))
        change = RelationChange(
            row=row.row,
            key=row.pupil_key,
            pupil_name=student.list_name,
            guardian=person,
            is_new_guardian=is_new,
            is_new=relation is None,
            relation=relation or GuardianRelation(student=student, guardian=person),
        )
        self.relations[student.pk, person.pk] = change.relation
        self.of_pupil[student.pk].append((change.relation.kind, person))
        self.take_fields(change, row)
        self.take_address(change, row)
        self.result.rows.append(change)

    def find(self, row: GuardianRow, student: Any, school: UUID) -> Guardian | None:
        """Who it is: by key, else within the pupil by relation and name, else by address and name."""
        return self.by_own_key(row, school) or self.of_same_pupil(row, student) or self.by_address(row)

    def somebody_new(self, row: GuardianRow) -> Guardian:
        key = row.key if row.key not in self.by_key else ""
        person = Guardian(key=key, last_name=row.last_name, initials=row.initials, organisation_name=row.organisation_name, email=row.email)
        self.index(person)
        return person

    def by_own_key(self, row: GuardianRow, school: UUID) -> Guardian | None:
        found = self.by_key.get(row.key) if row.key else None
        if found is None or school in self.schools_of[found.pk] or name_of(found) == name_of(row):
            return found
        self.warn(row, _("Another school uses this key for somebody else. This guardian is kept apart, without the key."))
        return None

    def of_same_pupil(self, row: GuardianRow, student: Any) -> Guardian | None:
        for kind, person in self.of_pupil[student.pk]:
            fits = (kind == row.kind or not row.kind) and name_of(person) == name_of(row)
            if fits and (not row.key or not person.key):
                if row.key and row.key not in self.by_key:
                    person.key = row.key
                    self.by_key[row.key] = person
                return person
        return None

    def by_address(self, row: GuardianRow) -> Guardian | None:
        found = self.by_email.get((row.email.lower(), name_of(row))) if row.email else None
        if found is None or (row.key and found.key):
            return None
        self.warn(
            row, _("Taken for the same person as a guardian of another pupil, by e-mail address, surname and initials. This can be undone.")
        )
        return found

    def index(self, person: Guardian) -> None:
        if person.key:
            self.by_key[person.key] = person
        if person.email:
            self.by_email.setdefault((person.email.lower(), name_of(person)), person)

    def take_fields(self, change: RelationChange, row: GuardianRow) -> None:
        stored = self.stored.setdefault(change.guardian.pk, {})
        if not change.is_new_guardian and change.guardian.key != stored.get("key", change.guardian.key):
            change.changes.append(FieldChange("key", stored["key"], change.guardian.key, Guardian))
        for obj, names, model in ((change.guardian, GUARDIAN_FIELDS, Guardian), (change.relation, RELATION_FIELDS, GuardianRelation)):
            is_new = change.is_new_guardian if model is Guardian else change.is_new
            for name in names:
                self.take_field(change, obj, name, getattr(row, name), is_new=is_new, model=model)

    def take_field(self, change: RelationChange, obj: Any, name: str, value: Any, *, is_new: bool, model: type) -> None:
        old = getattr(obj, name)
        if name not in self.speaks_of or old == value or (name in STAYS_WHEN_EMPTY and value in (None, "")):
            return
        if not is_new:
            change.changes.append(FieldChange(name, old, value, model))
            self.warn_of_change(change, name, old, value)
        setattr(obj, name, value)

    def warn_of_change(self, change: RelationChange, name: str, old: Any, new: Any) -> None:
        words = {
            "has_contact_block": _("This lifts a contact block. Check that the school's own system is right.") if old else None,
            "has_secret_address": _("The address is no longer secret. Check that the school's own system is right.") if old else None,
            "authority": _("The parental authority changes. Check the evidence."),
            "email": _("The new e-mail address is no sign-in address until the administration confirms it.")
            if change.guardian.user_id
            else None,
        }
        if text := words.get(name):
            self.result.warnings.append(Message(change.row, change.key[:40], text))

    def take_address(self, change: RelationChange, row: GuardianRow) -> None:
        if not self.has_address:
            return
        parts = {english: getattr(row, english) for english in ADDRESS.values() if getattr(row, english)}
        address = json.dumps(parts, ensure_ascii=False, sort_keys=True) if parts else ""
        known = self.addresses.get(change.guardian.pk, "")
        if address and address != known:
            change.address, change.has_new_address = address, True
            self.addresses[change.guardian.pk] = address

    # Accounts.

    def plan_accounts(self) -> None:
        """An account for each guardian with an address of his own; of two with one address the second uses paper."""
        people = {change.guardian.pk: change for change in self.result.rows}
        emails = {change.guardian.email.lower() for change in people.values() if change.guardian.email}
        known = User.objects.filter(kind=Kind.FAMILY, email__in=emails).select_related("guardian", "pupil", "contact")
        accounts = {user.email.lower(): user for user in known}
        taken = {email: holder for email, user in accounts.items() if (holder := _holder(user))}
        for pk, change in people.items():
            self.plan_account(pk, change, accounts, taken)

    def plan_account(self, pk: UUID, change: RelationChange, accounts: dict[str, User], taken: dict[str, UUID]) -> None:
        """An organisation gets none: a mailbox that several people read is no sign-in; its contact persons have their own."""
        person, email = change.guardian, change.guardian.email.lower()
        if person.is_organisation:
            return
        is_of_another = bool(email) and taken.get(email, pk) != pk
        if is_of_another and not person.needs_own_address:
            self.result.warnings.append(
                Message(
                    change.row,
                    change.key[:40],
                    _("Somebody else has this e-mail address. This guardian needs an address of his own, and gets paper."),
                )
            )
            self.result.without_address.add(pk)
        elif person.needs_own_address and email and not is_of_another:
            self.result.with_address.add(pk)
        if not email or is_of_another:
            return
        taken[email] = pk
        if person.user_id is None and email in accounts:
            self.result.known_accounts[pk] = accounts[email].pk
        elif person.user_id is None:
            self.result.new_accounts.add(pk)


def _holder(user: User) -> UUID | None:
    """The guardian, pupil or contact person whose account it is."""
    for name in ("guardian", "pupil", "contact"):
        if person := getattr(user, name, None):
            return person.pk
    return None
