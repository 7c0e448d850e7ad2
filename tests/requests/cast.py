"""The people around one request, and the steps that lead to where a test begins."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client

from privacyadmin import crypto, outbox
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import Scope, resolve
from privacyadmin.accounts.models import User
from requests.models import Attribute, DossierItem, ItemState, Method, Outcome, PrivacyRequest
from requests.services import deciding, gathering, identity, receiving, redacting
from students.models import Guardian, Protection, Student
from students.models.guardians import ADDRESS_LABEL
from tests.factories import FamilyUserFactory, entry, guardian, pupil, staff

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
GUIDANCE = "Noor had ruzie met Finn de Boer op het plein. Daarna ging het goed."
CARE = "Zorgteam: moeder van Finn belde."
MEDICAL = "Verslag van de orthopedagoog."
ADVISER = "Noor vertelde iets in vertrouwen."
SECRET_STREET, SECRET_POSTCODE = "Verscholenpad", "5701 ZZ"


@dataclass
class Cast:
    """A primary school with one family, and everybody who has a part in a request."""

    school: Any
    noor: Student
    finn: Student
    mother: Guardian
    father: Guardian
    apart: Guardian
    coordinator: User
    director: User
    office: User
    counsellor: User
    teacher: User
    adviser: User
    fg: User
    board_member: User
    ict: User
    stranger: Guardian = field(default=None)

    def scope(self, who, at: datetime = NOW) -> Scope:
        """What somebody may do at an instant; a guardian by his account."""
        return resolve(getattr(who, "user", None) or who, at)


def make_cast(board, school, group) -> Cast:
    noor = pupil(school, group, first_name="Noor", prefix="de", last_name="Wit", postcode=SECRET_POSTCODE.replace(" ", ""))
    finn = pupil(school, group, first_name="Finn", prefix="de", last_name="Boer")
    father_account = FamilyUserFactory(name="Joris de Wit")
    cast = Cast(
        school=school,
        noor=noor,
        finn=finn,
        mother=guardian(noor, first_name="Sanne", last_name="Smit", user=FamilyUserFactory(name="Sanne Smit", language="nl")),
        father=guardian(noor, first_name="Joris", prefix="de", last_name="Wit", has_secret_address=True, user=father_account),
        apart=guardian(finn, first_name="Koen", last_name="Boer", authority="nee"),
        coordinator=staff(Role.COORDINATOR, board, since=SINCE, name="Mira Bouman"),
        director=staff(Role.DIRECTOR, school, since=SINCE, name="Dirk Directeur"),
        office=staff(Role.OFFICE, school, since=SINCE, name="Olga Kantoor"),
        counsellor=staff(Role.COUNSELLOR, school, since=SINCE, name="Ilse Begeleider"),
        teacher=staff(Role.GROUP_TEACHER, group, since=SINCE, name="Jan Bakker"),
        adviser=staff(Role.ADVISER, school, since=SINCE, name="Vera Vertrouwen"),
        fg=staff(Role.FG, board, since=SINCE, name="Fatima Gegevens"),
        board_member=staff(Role.BOARD_MEMBER, board, since=SINCE, name="Bas Bestuur"),
        ict=staff(Role.ICT, board, since=SINCE, name="Ica Techniek"),
        stranger=guardian(finn, first_name="Vreemd", last_name="Anders"),
    )
    secret = json.dumps({"street": SECRET_STREET, "number": "7", "postcode": SECRET_POSTCODE, "town": "Helmond"})
    keyring = crypto.Keyring.ensure([cast.father.pk], at=NOW)
    cast.father.address_sealed = keyring.seal(cast.father.pk, secret, label=ADDRESS_LABEL, row_id=cast.father.pk)
    cast.father.save()
    entry(noor, school, Category.GUI, GUIDANCE, happened_on=date(2026, 10, 1))
    entry(noor, school, Category.RES, "Rekenen: goed. Vader woont Verscholenpad 7, 5701zz.", happened_on=date(2026, 10, 2))
    entry(noor, school, Category.CAR, CARE, happened_on=date(2026, 10, 3))
    entry(noor, school, Category.MED, MEDICAL, happened_on=date(2026, 10, 4))
    entry(noor, school, Category.ADV, ADVISER, happened_on=date(2026, 10, 5))
    return cast


# Where a test begins


def received(cast: Cast, *, by=None, at: datetime = NOW, wish: str = "") -> PrivacyRequest:
    found, _is_new = receiving.receive(student=cast.noor, right="access", wish=wish, by=cast.scope(by or cast.mother, at), at=at)
    return found


def identified(cast: Cast, *, at: datetime = NOW) -> PrivacyRequest:
    return identify(received(cast, at=at), cast, at=at)


def identify(privacy_request: PrivacyRequest, cast: Cast, *, at: datetime = NOW) -> PrivacyRequest:
    return identity.identify(
        privacy_request,
        method=Method.SIGNED_IN,
        attribute_one=Attribute.SIGN_IN_ADDRESS,
        attribute_two=Attribute.CHILD_BIRTH,
        document_seen="",
        checked_on=at.date(),
        by=cast.scope(cast.coordinator, at),
        at=at,
    )


def collecting(cast: Cast, *, at: datetime = NOW) -> PrivacyRequest:
    return gathering.gather(identified(cast, at=at), by=cast.scope(cast.coordinator, at), at=at)


def read_all(privacy_request: PrivacyRequest, cast: Cast, *, at: datetime = NOW) -> None:
    """The handler reads what she may; what is sealed is cleared here without anybody reading it."""
    scope = cast.scope(cast.coordinator, at)
    for item in privacy_request.items.filter(state=ItemState.OPEN):
        redacting.clear(item, by=scope, at=at)
    privacy_request.items.filter(state=ItemState.VETTING).update(state=ItemState.CLEARED)


def submitted(cast: Cast, *, at: datetime = NOW) -> PrivacyRequest:
    privacy_request = collecting(cast, at=at)
    read_all(privacy_request, cast, at=at)
    return deciding.submit(privacy_request, by=cast.scope(cast.coordinator, at), at=at)


def decided(cast: Cast, *, at: datetime = NOW, outcome: str = Outcome.GRANTED, **more) -> PrivacyRequest:
    return deciding.decide(submitted(cast, at=at), outcome=outcome, by=cast.scope(cast.board_member, at), at=at, **more)


def ready(cast: Cast, *, at: datetime = NOW) -> PrivacyRequest:
    """The worker has made the answer."""
    privacy_request = decided(cast, at=at)
    work(at)
    privacy_request.refresh_from_db()
    return privacy_request


def work(at: datetime = NOW) -> None:
    assert outbox.work(at=at + timedelta(seconds=1)).failed == 0


def item_of(privacy_request: PrivacyRequest, category: str, kind: str = "entry") -> DossierItem:
    return privacy_request.items.get(category=category, kind=kind)


def signed_in(who) -> Client:
    """A browser of somebody who signed in."""
    client = Client()
    client.force_login(getattr(who, "user", None) or who)
    return client


def page(response) -> str:
    return response.content.decode()


def protect(cast: Cast, category: str) -> Protection:
    """A protective exception on one category of Noor's file (C-25)."""
    return Protection.objects.create(
        student=cast.noor, categories=[category], since=NOW, reason="meldcode", hidden_from="family", review_on=date(2027, 1, 1)
    )
