"""What came in and went out on cases of the demo: a request by e-mail, and the letter of a doctor on a care case."""

from datetime import timedelta

from privacyadmin.access.catalogue import Category
from privacyadmin.files import correspondence
from privacyadmin.files.checking import check
from privacyadmin.files.correspondence import CaseFile
from privacyadmin.files.models import Channel, Direction
from privacyadmin.times import local_day
from requests import letters
from requests.models import PrivacyRequest
from students import letters as care
from students.models import CaseKind
from students.services.cases import open_case

from .asked import Moments
from .build import Demo

MAIL = """From: ouder.twee@demo.example
To: info@vlieger.example
Date: Mon, 02 Nov 2026 20:14:00 +0100
Subject: Dossier van Noor

Goedenavond,

Ik heb zojuist in het ouderportaal om inzage gevraagd. Het gaat mij vooral om de gespreksverslagen van dit jaar.

Met vriendelijke groet
"""
DOCTOR = "De jeugdarts heeft Sam gesproken en adviseert het rooster tot de kerst lichter te houden. Over zes weken belt zij opnieuw."


def lay_in(demo: Demo) -> None:
    moment = Moments(demo)
    asked_by_mail(moment, days_ago=8)
    doctor_wrote(moment, days_ago=6)


def asked_by_mail(moment: Moments, *, days_ago: int) -> None:
    at = moment.at(days_ago)
    coordinator = moment.scope("coordinator", at)
    asked = PrivacyRequest.objects.filter(requester=moment.demo.accounts["parent.two"]).earliest("registered_at")
    case = existing(letters.case_of(coordinator, asked.pk))
    party = moment.demo.accounts["parent.two"].name
    for direction, words, files, days in (
        (Direction.IN, "Wil vooral de gespreksverslagen van dit jaar zien.", check("verzoek.eml", MAIL.encode()), 1),
        (Direction.OUT, "Bevestigd dat de gespreksverslagen in het antwoord komen.", [], 0),
    ):
        correspondence.add(
            case, direction=direction, channel=Channel.EMAIL, happened_on=local_day(at) - timedelta(days=days), party=party, words=words,
            files=files, by=coordinator, at=at,
        )


def doctor_wrote(moment: Moments, *, days_ago: int) -> None:
    """A care case at the secondary school, with the letter of the school doctor."""
    at = moment.at(days_ago)
    writer, school = moment.scope("care.kompas", at), moment.demo.schools["kompas"]
    opened = open_case(
        kind=CaseKind.CARE, school=school, pupils=[moment.demo.pupils["sam"]], categories=[Category.CAR],
        reason="Lichter rooster na ziekte", by=writer, at=at,
    )
    correspondence.add(
        existing(care.case_of(writer, opened.pk)), direction=Direction.IN, channel=Channel.LETTER,
        happened_on=local_day(at) - timedelta(days=1), party="Jeugdarts GGD", words=DOCTOR,
        files=check("brief jeugdarts.txt", DOCTOR.encode()), by=writer, at=at,
    )


def existing(case: CaseFile | None) -> CaseFile:
    assert case is not None
    return case
