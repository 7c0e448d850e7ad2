"""Pupils with their classes, families and dossiers, drawn from one seed and written in a few statements."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from privacyadmin import crypto, history
from privacyadmin.access.catalogue import SEALED, SPECIAL, Category
from privacyadmin.access.data_seed import ORDINARY
from privacyadmin.accounts.models import Kind, User
from privacyadmin.ids import new_id
from privacyadmin.organisation.models import School, SchoolYear, Sector
from students.models import (
    Authority,
    ClassGroup,
    ClassMembership,
    DossierEntry,
    Enrolment,
    EnrolmentStatus,
    Guardian,
    GuardianRelation,
    Source,
    Student,
)
from students.models.dossier import ENTRY_LABEL
from students.models.pupils import fold

from . import names

PO_YEARS = range(1, 9)
VO_CLASSES = [
    ("1A", "11"),
    ("1B", "11"),
    ("2H1", "12"),
    ("2V1", "12"),
    ("3H1", "13"),
    ("3V1", "13"),
    ("4H1", "14"),
    ("4V1", "14"),
    ("5H1", "15"),
    ("6V1", "16"),
]


@dataclass
class Drawn:
    """Everything that is about to be written."""

    students: list[Student] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    memberships: list[ClassMembership] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    guardians: list[Guardian] = field(default_factory=list)
    relations: list[GuardianRelation] = field(default_factory=list)
    entries: list[DossierEntry] = field(default_factory=list)


def classes_of(school: School, year: SchoolYear) -> list[ClassGroup]:
    """The classes of a school this year."""
    found = VO_CLASSES if school.sector == Sector.VO else [(f"{number}{letter}", str(number)) for number in PO_YEARS for letter in "AB"]
    return ClassGroup.objects.bulk_create(
        ClassGroup(school=school, school_year=year, key=f"{school.brin}-{name}", name=name, year_group=group) for name, group in found
    )


def birth_year_of(group: ClassGroup, first_day: date) -> int:
    """The year in which most of a class were born."""
    level = int(group.year_group)
    return first_day.year - (level + 3 if level < 10 else level + 1)


def draw(dice: random.Random, classes: list[ClassGroup], count: int, first_day: date, sequence: Iterator[int]) -> Drawn:
    """Pupils spread over the classes, most with two parents who both have authority."""
    drawn = Drawn()
    for position in range(count):
        group = classes[position % len(classes)]
        number = next(sequence)
        is_girl = dice.random() < 0.5
        prefix, surname = dice.choice(names.SURNAMES)
        born = date(birth_year_of(group, first_day), 1, 1) + timedelta(days=dice.randrange(273, 273 + 365))
        student = Student(
            first_name=dice.choice(names.GIRLS if is_girl else names.BOYS),
            prefix=prefix,
            last_name=surname,
            birth_on=born,
            sex="2" if is_girl else "1",
            postcode=f"57{dice.randrange(1, 99):02d}{dice.choice('ABCDEFGH')}{dice.choice('KLMNPR')}",
        )
        student.search_name = fold(f"{student.first_name} {prefix} {surname}")
        add_pupil(drawn, student, group, first_day, key=f"{number:05d}")
        add_family(drawn, dice, student, number)
    return drawn


def add_pupil(drawn: Drawn, student: Student, group: ClassGroup, first_day: date, *, key: str) -> None:
    drawn.students.append(student)
    drawn.enrolments.append(
        Enrolment(
            student=student, school=group.school, key=key, status=EnrolmentStatus.ENROLLED, entry_on=first_day, year_group=group.year_group
        )
    )
    drawn.memberships.append(ClassMembership(student=student, class_group=group, since=first_day))


def add_family(drawn: Drawn, dice: random.Random, student: Student, number: int) -> None:
    one_parent, apart = dice.random() < 0.12, dice.random() < 0.08
    for position, first_names in enumerate((names.WOMEN, names.MEN)[: 1 if one_parent else 2]):
        name = dice.choice(first_names)
        prefix, surname = (student.prefix, student.last_name) if position else dice.choice(names.SURNAMES)
        email = f"ouder{number}{'ab'[position]}@thuis.example"
        user = new_family_account(email, " ".join(part for part in (name, prefix, surname) if part))
        guardian = Guardian(
            key=f"O{number}{position}",
            first_name=name,
            prefix=prefix,
            last_name=surname,
            email=email,
            user=user,
            phone=f"06 {dice.randrange(10_000_000, 99_999_999)}",
        )
        authority = Authority.NO if apart and position else Authority.YES
        drawn.users.append(user)
        drawn.guardians.append(guardian)
        drawn.relations.append(GuardianRelation(student=student, guardian=guardian, authority=authority))


def new_family_account(email: str, name: str) -> User:
    return User(email=email, kind=Kind.FAMILY, name=name, username=f"{Kind.FAMILY}:{email}", password=NO_PASSWORD)


NO_PASSWORD = make_password(None)
WRITERS: dict[str, str] = {Sector.PO: "Ilse van Rijn", Sector.VO: "Bart Holtrop"}
SOURCES = {Category.RES: Source.TEST, Category.ABS: Source.GUARDIAN, Category.SAF: Source.GUARDIAN, Category.MED: Source.SPECIALIST}


def add_entries(drawn: Drawn, dice: random.Random, keyring: crypto.Keyring, *, first_day: date, today: date, at: datetime) -> None:
    """A dossier for each pupil: much that is ordinary, a little that is not."""
    days = max(1, (today - first_day).days)
    by_student = {enrolment.student_id: enrolment.school for enrolment in drawn.enrolments}
    for student in drawn.students:
        wanted = ["RES", "RES", "ABS", "GUI", "GUI"] + [
            code for code, chance in (("SAF", 0.1), ("MED", 0.08), ("CAR", 0.06), ("TRF", 0.3), ("FIN", 0.5)) if dice.random() < chance
        ]
        for code in wanted:
            day = first_day + timedelta(days=dice.randrange(days))
            drawn.entries.append(
                entry(
                    keyring,
                    student,
                    by_student[student.pk],
                    Category(code),
                    dice.choice(names.NOTES[code]),
                    day,
                    at=at,
                    author_name=WRITERS[by_student[student.pk].sector],
                )
            )


def entry(
    keyring: crypto.Keyring, student: Student, school: School, category: Category, text: str, day: date, *, at: datetime, **fields
) -> DossierEntry:
    """A dossier entry as the service would make it, sealed where its category is."""
    row = DossierEntry(
        id=new_id(),
        student=student,
        school=school,
        category=category,
        happened_on=day,
        created_at=at,
        necessity="nodig voor de begeleiding op school" if category in SPECIAL else "",
        source=SOURCES.get(category, Source.STAFF),
        **{"data_category_id": ORDINARY[category].code, "purpose": next(iter(ORDINARY[category].purposes or ()), "")} | fields,
    )
    if category in SEALED:
        row.sealed = keyring.seal(student.pk, text, label=ENTRY_LABEL, row_id=row.pk)
    else:
        row.text = text
    return row


@transaction.atomic
def write(drawn: Drawn, *, at: datetime) -> None:
    """Everything at once, with its first version in the history."""
    User.objects.bulk_create(drawn.users)
    with history.bulk("demo", at=at):
        for rows in (drawn.students, drawn.enrolments, drawn.guardians, drawn.relations, drawn.entries):
            if rows:
                type(rows[0]).objects.bulk_create(rows, batch_size=2000)
    ClassMembership.objects.bulk_create(drawn.memberships, batch_size=2000)
