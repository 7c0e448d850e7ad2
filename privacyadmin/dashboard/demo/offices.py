"""Who holds which office in the demo: one of everything, and one vacancy."""

from datetime import date
from typing import Any

from privacyadmin.organisation import keeping
from privacyadmin.organisation.models import Function, Subject

from .build import Demo

FIRST_DAY, LAST_YEAR, THIS_YEAR = date(2024, 1, 1), date(2025, 8, 1), date(2026, 8, 1)
DECISION = "bestuursbesluit"


def fill(demo: Demo) -> None:
    """The controller, the people to ask, and what the board left to a director."""
    keeping.identify(
        name="Stichting De Waaier, onderwijs in Helmond",
        authority_number="99999",
        kvk_number="00000000",
        street="Vijverhof 1",
        postcode="5701 AA",
        town="Helmond",
        phone="0492 555 010",
        request_address="Stichting De Waaier\nt.a.v. de privacycoördinator\nPostbus 99\n5700 AA Helmond",
        request_email="privacy@demo.example",
        valid_from=FIRST_DAY,
        note="eerste vastlegging",
        by=None,
        at=demo.at,
    )
    appoint(demo, Function.COORDINATOR, "coordinator", "privacy@demo.example", "0492 555 011")
    outside: dict[str, Any] = {"is_external": True, "employer": "Bureau Noorderlicht", "ap_number": "FG000000"}
    appoint(demo, Function.FG, "fg", "fg@demo.example", "0492 555 012", **outside)
    appoint(demo, Function.ADVISER, "adviser.kompas", "vertrouwenspersoon@kompas.example", "0492 555 032", place="kompas")
    appoint(demo, Function.SECURITY_OFFICER, "ict", "ict@demo.example", "0492 555 013", since=LAST_YEAR)
    mandate(demo, Subject.SIGN_AGREEMENTS, "director.kompas", place="kompas")
    mandate(demo, Subject.REPORT_BREACHES, "fg")


def appoint(
    demo: Demo, function: Function, account: str, email: str, phone: str, *, place: str = "", since: date = FIRST_DAY, **more
) -> None:
    keeping.appoint(
        function=function,
        school=demo.schools.get(place),
        user=demo.accounts[account],
        since=since,
        email=email,
        phone=phone,
        decision=DECISION,
        by=None,
        at=demo.at,
        **more,
    )


def mandate(demo: Demo, subject: Subject, account: str, *, place: str = "") -> None:
    school, user = demo.schools.get(place), demo.accounts[account]
    keeping.give_mandate(subject=subject, school=school, user=user, since=THIS_YEAR, decision=DECISION, by=None, at=demo.at)
