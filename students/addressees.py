"""Who is written to about a pupil: by authority, age, contact block, protection and secret address (S1-66, S2-42; U6-U9; SETTLED 10)."""
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _

from privacyadmin import crypto
from privacyadmin.access.catalogue import Relation
from privacyadmin.accounts.models import User
from privacyadmin.letters.addressees import Addressee, Addressees, Channel, Matter, Pair, Source, provided_by
from privacyadmin.letters.registry import Audience
from privacyadmin.organisation.models import School
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.policy.services import in_force
from privacyadmin.times import end_of_day, start_of_day

from .models import AgreedAccess, Authority, ContactPerson, EnrolmentStatus, Guardian, GuardianRelation, Protection, Student
from .models.limits import ProtectedFrom

OF_AGE = 18
CONTACTS = Prefetch("guardian__contacts", ContactPerson.objects.select_related("user"))
NETHERLANDS = ("", "nl", "nederland", "netherlands")


@dataclass(frozen=True)
class Rule:
    """Who of a family is written to: the parents, the pupil himself, or both."""

    parents: bool
    pupil: bool
    why_no_parents: str = ""


AGREED = Rule(parents=True, pupil=True)


def rule(age: int | None, *, matter: Matter, policy: PolicyVersion, decides_himself: bool) -> Rule:
    """By age and the rules of the school (C-03; S1-66, S1-70; SETTLED 10). A birthday that nobody knows counts as a child's."""
    if age is None or age < policy.age_limit:
        return Rule(parents=True, pupil=False)
    if age >= OF_AGE:
        return Rule(parents=False, pupil=True, why_no_parents=_("the pupil is of age"))
    if policy.age16_mode == "both_must_agree":
        return Rule(parents=True, pupil=True)
    if policy.age16_mode == "parents_until_pupil_asks" and not decides_himself:
        return Rule(parents=True, pupil=matter != Matter.CONSENT)          # who is asked; that he is told himself the law wants (S1-66)
    return Rule(parents=False, pupil=True, why_no_parents=_("from 16 the pupil is written to himself"))


def find(pupil: Student, *, matter: Matter, on: date, school: School | None = None, category: str = "") -> Addressees:
    """Everybody who is written to, and everybody who is not, with the reason; a constant number of queries."""
    relations = list(pupil.guardian_relations.select_related("guardian__user").order_by("pk"))
    prefetch_related_objects([each for each in relations if each.guardian.is_organisation], CONTACTS)
    if pupil.died_on:
        return Addressees(not_to=[(pupil.full_name, _("the pupil has died: a person writes, not the program"))])
    policy = in_force(school or school_of(pupil), on)
    found = rule(pupil.age_on(on), matter=matter, policy=policy, decides_himself=bool(pupil.strict16_on and pupil.strict16_on <= on))
    hidden = hidden_from(pupil, category, on)
    agreed = agreed_to(pupil, category, on) if matter == Matter.CHILD and category else set()
    to: list[Addressee] = []
    not_to: list[tuple[str, str]] = []
    for relation in relations:
        is_agreed = relation.pk in agreed
        reason = why_not(relation, matter=matter, found=AGREED if is_agreed else found, hidden=hidden, on=on, is_agreed=is_agreed)
        if reason:
            not_to.append((relation.guardian.full_name, reason))
        else:
            to.append(guardian(relation.guardian, standing=standing(relation, pupil, on, is_agreed=is_agreed), on=on))
    if found.pupil and matter != Matter.FACTS:
        if hidden & {ProtectedFrom.PUPIL, ProtectedFrom.FAMILY}:
            not_to.append((pupil.full_name, _("kept from the family to protect the pupil")))
        else:
            to.append(of_pupil(pupil))
    return Addressees(to, not_to)


def why_not(
    relation: GuardianRelation, *, matter: Matter, found: Rule, hidden: set[str], on: date, is_agreed: bool = False
) -> str:
    """Why this guardian is not written to; empty when he is."""
    if relation.has_contact_block:
        return _("no contact is allowed")
    if hidden & {ProtectedFrom.GUARDIANS, ProtectedFrom.FAMILY}:
        return _("kept from the family to protect the pupil")
    if not found.parents:
        return found.why_no_parents
    if is_agreed:                           # the pupil of age named him, whatever the authority was (U9)
        return ""
    has_authority = relation.has_authority(on=on)
    if matter == Matter.FACTS:              # BW 1:377c: who has authority is told anyhow
        return "" if not has_authority and relation.has_information_right else _("has no separate right to information")
    if has_authority or (relation.authority == Authority.UNKNOWN and matter != Matter.CHILD):
        return ""                           # unknown authority may be invited, but is told nothing about the child (DOMAIN 1.6)
    return _("authority is not known") if relation.authority == Authority.UNKNOWN else _("has no authority")


def hidden_from(pupil: Student, category: str, on: date) -> set[str]:
    """From whom a protection in force keeps this category, or anything where no category is named (C-25)."""
    rows = Protection.objects.filter(student=pupil, since__lt=end_of_day(on)).exclude(until__lte=start_of_day(on))
    return {row.hidden_from for row in rows if not category or category in row.categories}


def agreed_to(pupil: Student, category: str, on: date) -> set[UUID]:
    """The relations whose holder a pupil of age lets see this kind of data on a day (U9)."""
    if (pupil.age_on(on) or 0) < OF_AGE:
        return set()
    rows = AgreedAccess.objects.filter(relation__student=pupil, since__lt=end_of_day(on), until__gt=start_of_day(on))
    return set(rows.filter(ended_by=None, categories__contains=[category]).values_list("relation", flat=True))


def standing(relation: GuardianRelation, pupil: Student, on: date, *, is_agreed: bool = False) -> str:
    """What a guardian is to the pupil on a day, in the words of the scope."""
    if is_agreed:
        return Relation.GUARDIAN_18
    if not relation.has_authority(on=on):
        return Relation.GUARDIAN_NO_AUTHORITY
    age = pupil.age_on(on) or 0
    return Relation.GUARDIAN_18 if age >= OF_AGE else Relation.GUARDIAN_16 if age >= 16 else Relation.GUARDIAN


def guardian(person: Guardian, *, on: date, standing: str = "") -> Addressee:
    """A parent: in the portal with an account, else by post, else handed over."""
    if person.is_organisation:
        return organisation(person, on=on, standing=standing)
    user = person.user if person.user and person.user.is_active else None
    language = user.language if user else person.language
    return Addressee(
        person.pk, person.full_name, Audience.PARENT, language, channel_of(person, user), user, standing,
        has_secret_address=person.has_secret_address,
    )


def organisation(body: Guardian, *, on: date, standing: str = "") -> Addressee:
    """An organisation that is a guardian, for the attention of whoever speaks for it on that day; in the portal where he has an account."""
    present = next((each for each in body.contacts.all() if each.is_present(on=on)), None)
    if present is None:
        return Addressee(
            body.pk, body.full_name, Audience.PARENT, body.language, channel_of(body, None), None, standing,
            has_secret_address=body.has_secret_address,
        )
    user = present.user if present.may_sign_in and present.user and present.user.is_active else None
    language = user.language if user else body.language
    with translation.override(language):
        attention = _("For the attention of %(name)s") % {"name": present.name}
    return Addressee(
        body.pk, body.organisation_name, Audience.PARENT, language, channel_of(body, user), user, standing,
        has_secret_address=body.has_secret_address, attention=attention,
    )


def channel_of(person: Guardian, user: User | None) -> Channel:
    return Channel.PORTAL if user else Channel.POST if person.address_sealed else Channel.HAND


def of_pupil(pupil: Student) -> Addressee:
    """The pupil himself: in the portal, or a letter that the school hands over, since it keeps no address of his own."""
    user = pupil.user if pupil.user and pupil.user.is_active else None
    language = user.language if user else "nl"
    channel = Channel.PORTAL if user else Channel.HAND
    return Addressee(pupil.pk, pupil.full_name, Audience.PUPIL, language, channel, user, Relation.PUPIL_16)


def school_of(pupil: Student) -> School | None:
    """Where the pupil is, or was or applied last."""
    order: list[str] = [EnrolmentStatus.ENROLLED, EnrolmentStatus.APPLICANT, EnrolmentStatus.LEFT, EnrolmentStatus.REJECTED]
    rows = sorted(pupil.enrolments.select_related("school__board").order_by("-entry_on", "pk"), key=lambda row: order.index(row.status))
    return rows[0].school if rows else None


def lines(keys: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The lines of the address of these guardians, opened with their own keys: for the printer alone."""
    people = list(Guardian.objects.filter(pk__in=list(keys), address_sealed__isnull=False))
    keyring = crypto.Keyring.for_subjects([person.pk for person in people])
    return {person.pk: list(lines_of(person.address_parts(keyring))) for person in people}


def not_any_more(pairs: Collection[Pair]) -> set[Pair]:
    """Those with whom contact is blocked, and everybody of a pupil who has died; two queries."""
    pupils = {pupil for pupil, _person in pairs}
    blocked = set(GuardianRelation.objects.filter(student__in=pupils, has_contact_block=True).values_list("student", "guardian"))
    died = set(Student.objects.filter(pk__in=pupils, died_on__isnull=False).values_list("pk", flat=True))
    return {pair for pair in pairs if pair in blocked or pair[0] in died}


def lines_of(parts: dict[str, str]) -> Iterator[str]:
    """Street and number; postcode, two spaces and the town in capitals; a country where it is another (NEN 5825)."""
    street = " ".join(part for part in (parts.get("street", ""), parts.get("house_number") or parts.get("number", "")) if part)
    town = parts.get("city") or parts.get("town", "")
    if street:
        yield street
    yield from (line.strip() for line in parts.get("lines", "").split("\n") if line.strip())
    postcode = parts.get("postcode", "").upper().replace(" ", "")
    shown = f"{postcode[:4]} {postcode[4:]}" if len(postcode) == 6 else postcode
    if shown or town:
        yield "  ".join(part for part in (shown, town.upper()) if part)
    if parts.get("country", "").strip().lower() not in NETHERLANDS:
        yield parts["country"].strip().upper()


def register() -> None:
    provided_by(Source(find=find, lines=lines, not_any_more=not_any_more))
