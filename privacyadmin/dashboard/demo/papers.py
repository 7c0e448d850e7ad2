"""What the schools of the demo have written and taken out: letters in the portal and to post, words of their own, an export."""

import json
from datetime import timedelta

from django.conf import settings

from privacyadmin import crypto
from privacyadmin.access.purposes import Purpose
from privacyadmin.exports import services as exports
from privacyadmin.exports.models import Format
from privacyadmin.exports.registry import OFFERS
from privacyadmin.letters.addressees import Matter, addressees
from privacyadmin.letters.models import LetterText
from privacyadmin.letters.registry import KINDS
from privacyadmin.letters.services import texts
from privacyadmin.letters.services.writing import write
from privacyadmin.letters.shipped import shipped
from privacyadmin.times import local_day
from requests.letter_kinds import RECEIVED
from students.letter_kinds import INFORMATION
from students.models import Guardian, GuardianRelation, Student
from students.models.guardians import ADDRESS_LABEL

from .asked import Moments
from .build import Demo

OFFICER = "Lotte de Groot, fg@demo.example"
TO_POST = 4                     # families without an account that get a letter this week


def write_letters(demo: Demo) -> None:
    moment = Moments(demo)
    inform(moment, [demo.pupils["noor"], demo.pupils["sam"], demo.pupils["yara"]], days_ago=6)
    inform(moment, without_account(demo), days_ago=3)
    own_words(moment)
    take_out(moment)


def inform(moment: Moments, pupils: list[Student], *, days_ago: int) -> None:
    """How the school handles data, to all who are to be told of a pupil (S1-64)."""
    at = moment.at(days_ago)
    for pupil in pupils:
        school = pupil.enrolments.select_related("school__board").latest("pk").school
        for to in addressees(pupil, matter=Matter.GENERAL, on=local_day(at), school=school).to:
            write(
                INFORMATION.code, to=to, school=school, subject=pupil.pk, about=None, values=values(pupil), by=None, at=at, tells=False,
                key=f"demo:information:{pupil.pk}:{to.key}",
            )


def values(pupil: Student) -> dict[str, str]:
    return {"child": pupil.call_name, "officer": OFFICER}


def without_account(demo: Demo) -> list[Student]:
    """Some parents of the primary school use no account; each lives somewhere, one of them in secret."""
    relations = (
        GuardianRelation.objects.with_authority(on=local_day(demo.at))
        .filter(student__enrolments__school=demo.schools["vlieger"], guardian__privacy_requests=None)
        .exclude(guardian__user__in=demo.accounts.values())
        .select_related("student", "guardian__user")
        .order_by("-student__last_name", "-student__first_name", "pk")[:TO_POST]
    )
    people = list({relation.guardian_id: relation.guardian for relation in relations}.values())
    keyring = crypto.Keyring.ensure([person.pk for person in people], at=demo.at)
    for number, person in enumerate(people, start=1):
        house(person, number, keyring)
    return list({relation.student_id: relation.student for relation in relations}.values())


def house(person: Guardian, number: int, keyring: crypto.Keyring) -> None:
    parts = {"street": "Kastanjelaan", "house_number": str(number * 3), "postcode": "5703AB", "city": "Helmond"}
    person.address_sealed = keyring.seal(person.pk, json.dumps(parts), label=ADDRESS_LABEL, row_id=person.pk)
    person.has_secret_address = number == 1
    account, person.user, person.email = person.user, None, ""
    person.save()
    if account is not None:
        account.delete()


def own_words(moment: Moments) -> LetterText:
    """The board's own receipt in force, and a draft that waits."""
    at = moment.at(12)
    coordinator, words = moment.scope("coordinator", at), shipped(RECEIVED.code, "parent", "nl")
    wish = {"subject": words.subject, "body": words.body.replace("Dat kost u niets.", "Dat kost u niets. U hoeft niets te doen.")}
    note = "Ouders belden of zij nog iets moesten doen"
    draft = texts.save_draft(RECEIVED, "parent", "nl", **wish, note=note, seen=None, by=coordinator, at=at)
    texts.put_in_force(draft, RECEIVED, valid_from=local_day(at), seen=draft.made_at, by=coordinator, at=at)
    at, refused = moment.at(1), KINDS["requests.refused"]
    words = shipped(refused.code, "parent", "nl")
    wish = {"subject": "Wij doen niet wat u vroeg", "body": words.body}
    return texts.save_draft(
        refused, "parent", "nl", **wish, note="Vriendelijker begin", seen=None, by=moment.scope("coordinator", at), at=at
    )


def take_out(moment: Moments) -> None:
    """The register of requests for the annual report, and the pupils of one school for an outing."""
    at = moment.at(2)
    register = exports.ask(
        OFFERS["requests.register"], form=Format.XLSX, purpose=Purpose.ACCOUNT, words="Jaarverslag voor het bestuur", school=None,
        language=settings.LANGUAGE_CODE, by=moment.scope("coordinator", at), at=at,
    )
    exports.make(register.pk, at=at + timedelta(minutes=1))
    pupils = exports.ask(
        OFFERS["students.pupils"], form=Format.CSV, purpose=Purpose.SAFETY, words="Presentielijst schoolreis",
        school=moment.demo.schools["vlieger"], language=settings.LANGUAGE_CODE, by=moment.scope("office.vlieger", at), at=at,
    )
    exports.make(pupils.pk, at=at + timedelta(minutes=1))
