"""Puts the demo board together: organisation, rules, people, pupils and what they have asked."""

import itertools
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from privacyadmin import crypto
from privacyadmin.access.catalogue import Category
from privacyadmin.access.seed import seed_matrices
from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import Board, School, SchoolYear, Sector
from privacyadmin.organisation.services import school_year_on
from privacyadmin.policy.seed import seed_notices
from privacyadmin.policy.services import use_preset
from privacyadmin.times import local_day, start_of_day, years_before
from students.models import Authority, ClassGroup, Guardian, GuardianRelation, Student
from students.models.pupils import fold
from students.transfers import seed as transfer_seed

from . import names, people, pupils

FIRST_RULES = date(2020, 1, 1)
SHARE_PO = 0.45  # of the pupils of the demo at the primary school


@dataclass
class Demo:
    """What was made, for the parts that build on it."""

    board: Board
    schools: dict[str, School]
    accounts: dict[str, User]
    classes: dict[str, ClassGroup]
    year: SchoolYear
    at: datetime
    pupils: dict[str, Student]


@transaction.atomic
def build(*, schools: int, count: int, seed: int, at: datetime) -> Demo:
    """The whole board; every name and number drawn from the seed."""
    dice = random.Random(seed)  # noqa: S311 - fictional people, not secrets
    board = Board.objects.create(
        name="Stichting De Waaier",
        is_demo=True,
        authority_number="99999",
        colour="#0b5d5e",
        email="privacy@demo.example",
        phone="0492 555 010",
        street="Vijverhof 1",
        postcode="5701 AA",
        town="Helmond",
    )
    all_schools = make_schools(board, schools)
    seed_matrices(valid_from=FIRST_RULES)
    seed_notices(valid_from=FIRST_RULES)
    transfer_seed.write()
    use_preset(school=None, preset="po", valid_from=FIRST_RULES, by=None, at=at)
    for school in all_schools.values():
        if school.sector == Sector.VO:
            use_preset(school=school, preset="vo", valid_from=FIRST_RULES, by=None, at=at)
    year = school_year_on(local_day(at))
    accounts = people.create_accounts()
    classes = {f"{key}/{group.name}": group for key, school in all_schools.items() for group in pupils.classes_of(school, year)}
    people.give_roles(
        accounts, {"board": board, **all_schools, **classes}, since=at - timedelta(days=400), year_end=start_of_day(year.end_on), at=at
    )
    demo = Demo(board, all_schools, accounts, classes, year, at, {})
    drawn = draw_pupils(demo, dice, count)
    named = add_named_pupils(demo, drawn)
    keyring = crypto.Keyring.ensure([student.pk for student in drawn.students], at=at)
    pupils.add_entries(drawn, dice, keyring, first_day=year.start_on, today=local_day(at), at=at)
    add_named_entries(demo, drawn, named, keyring)
    pupils.write(drawn, at=at)
    demo.pupils = named
    return demo


def make_schools(board: Board, count: int) -> dict[str, School]:
    """The two schools of CONTRACT, and more primary and secondary schools where asked."""
    first = [
        (
            "vlieger",
            School(
                board=board,
                name="De Vlieger",
                brin="99ZA",
                sector=Sector.PO,
                colour="#0b5d5e",
                email="info@vlieger.example",
                phone="0492 555 020",
                town="Helmond",
            ),
        ),
        (
            "kompas",
            School(
                board=board,
                name="Het Kompas College",
                brin="99ZB",
                sector=Sector.VO,
                colour="#27408b",
                email="info@kompas.example",
                phone="0492 555 030",
                town="Helmond",
            ),
        ),
    ]
    more = [
        (
            f"school{number}",
            School(
                board=board,
                name=f"{names.SCHOOLS[(number - 3) % len(names.SCHOOLS)]} {number}"
                if number - 3 >= len(names.SCHOOLS)
                else names.SCHOOLS[number - 3],
                brin=f"{98 - number // 26:02d}{chr(65 + number % 26)}Z",
                sector=Sector.VO if number % 3 == 0 else Sector.PO,
            ),
        )
        for number in range(3, count + 1)
    ]
    for _key, school in (*first, *more):
        school.save()
    return dict((*first, *more))


def draw_pupils(demo: Demo, dice: random.Random, count: int) -> pupils.Drawn:
    sequence = itertools.count(10_001)
    drawn = pupils.Drawn()
    by_school: dict[str, list[ClassGroup]] = {}
    for key, group in demo.classes.items():
        by_school.setdefault(key.split("/")[0], []).append(group)
    for groups in by_school.values():
        share = count // len(by_school)
        part = pupils.draw(dice, groups, share, demo.year.start_on, sequence)
        for mine, theirs in zip(vars(drawn).values(), vars(part).values(), strict=True):
            mine.extend(theirs)
    return drawn


def add_named_pupils(demo: Demo, drawn: pupils.Drawn) -> dict[str, Student]:
    """Noor, Finn, Sam and Yara, with the parents who can sign in."""
    nine, fifteen, sixteen = (years_before(local_day(demo.at), years) for years in (9, 15, 16))
    group, klas = demo.classes["vlieger/6A"], demo.classes["kompas/4H1"]
    named = {
        "noor": Student(
            first_name="Noor", prefix="de", last_name="Wit", birth_on=nine - timedelta(days=120), sex="2", postcode="5701AB"
        ),
        "finn": Student(
            first_name="Finn", last_name="Visser", birth_on=nine - timedelta(days=200), sex="1", postcode="5702KL"
        ),
        "sam": Student(
            first_name="Sam", prefix="de", last_name="Wit", birth_on=fifteen - timedelta(days=60), sex="1", postcode="5701AB"
        ),
        "yara": Student(
            first_name="Yara", last_name="Haddad", birth_on=sixteen - timedelta(days=40), sex="2", postcode="5703RS"
        ),
    }
    for number, (key, student) in enumerate(named.items(), start=1):
        student.search_name = fold(f"{student.first_name} {student.prefix} {student.last_name}")
        pupils.add_pupil(drawn, student, group if key in ("noor", "finn") else klas, demo.year.start_on, key=f"{number:05d}")
    named["yara"].user = demo.accounts["pupil.sixteen"]
    mothers_account = pupils.new_family_account("moeder.visser@thuis.example", "Karin Bakker")
    drawn.users.append(mothers_account)
    one = add_guardian(drawn, "D1", "Sanne", "de", "Wit", demo.accounts["parent.one"])
    two = add_guardian(drawn, "D2", "Jelle", "", "Hoekstra", demo.accounts["parent.two"])
    apart = add_guardian(drawn, "D3", "Marco", "", "Visser", demo.accounts["parent.apart"])
    mother = add_guardian(drawn, "D4", "Karin", "", "Bakker", mothers_account)
    for child, guardian, authority in (
        ("noor", one, Authority.YES),
        ("noor", two, Authority.YES),
        ("sam", one, Authority.YES),
        ("finn", apart, Authority.NO),
        ("finn", mother, Authority.YES),
    ):
        drawn.relations.append(GuardianRelation(student=named[child], guardian=guardian, authority=authority))
    return named


def add_guardian(drawn: pupils.Drawn, key: str, first_name: str, prefix: str, last_name: str, user: User) -> Guardian:
    guardian = Guardian(
        key=key, first_name=first_name, prefix=prefix, last_name=last_name, email=user.email, user=user, phone="06 12 34 56 78"
    )
    drawn.guardians.append(guardian)
    return guardian


def add_named_entries(demo: Demo, drawn: pupils.Drawn, named: dict[str, Student], keyring: crypto.Keyring) -> None:
    """What the demo shows on Noor: a note that names a classmate, a medical report, a care team report, a safety card."""
    today = local_day(demo.at)
    vlieger, teacher, counsellor = demo.schools["vlieger"], demo.accounts["teacher.vlieger"], demo.accounts["counsellor.vlieger"]
    for category, text, ago, author in (
        (
            Category.GUI,
            "Noor vertelde dat zij in de pauze ruzie had met Finn Visser. Samen uitgepraat; morgen vraag ik na hoe het gaat.",
            12,
            teacher,
        ),
        (Category.GUI, "Kindgesprek: Noor wil graag vaker hardop lezen. Afspraak: elke dinsdag tien minuten.", 40, teacher),
        (Category.SAF, "Allergie voor pinda's. De pen ligt in de bovenste la; ouders bellen na gebruik.", 70, counsellor),
        (Category.MED, "Verslag lees- en spellingonderzoek: kenmerken van dyslexie. Advies: extra leestijd en vergroting.", 55, counsellor),
        (Category.CAR, "Zorgteam: afgesproken dat Noor acht weken extra leeshulp krijgt. Ouders zijn vooraf gevraagd.", 30, counsellor),
    ):
        drawn.entries.append(
            pupils.entry(
                keyring,
                named["noor"],
                vlieger,
                category,
                text,
                today - timedelta(days=ago),
                at=demo.at,
                author=author,
                author_name=author.name,
            )
        )
