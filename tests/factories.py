"""A small standing cast of fictional people, made as the services of the product make them."""

from datetime import UTC, date, datetime

import factory
from django.test import Client
from factory.django import DjangoModelFactory

from privacyadmin import crypto
from privacyadmin.access import services as access_services
from privacyadmin.access.catalogue import SEALED, Role
from privacyadmin.accounts.models import Kind, User
from privacyadmin.organisation.models import Board, School, SchoolYear, Sector
from privacyadmin.organisation.services import school_year_named
from students.models import (
    Authority,
    Case,
    CaseKind,
    CasePupil,
    ClassGroup,
    ClassMembership,
    DossierEntry,
    Enrolment,
    EnrolmentStatus,
    Guardian,
    GuardianRelation,
    StaffMember,
    Student,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
YEAR_START = datetime(2026, 8, 1, tzinfo=UTC)
YEAR_END = datetime(2027, 7, 31, 22, 0, tzinfo=UTC)  # midnight in Amsterdam


class BoardFactory(DjangoModelFactory):
    class Meta:
        model = Board
        django_get_or_create = ("only_one",)

    only_one = True
    name = "Stichting De Waaier"
    email = "privacy@waaier.example"
    phone = "0492 000 000"


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = School

    board = factory.SubFactory(BoardFactory)
    name = factory.Sequence(lambda n: f"School {n}")
    brin = factory.Sequence(lambda n: f"{n // 26 % 90 + 10}Z{chr(65 + n % 26)}")
    sector = Sector.PO


def school_year(name: str = "2026-2027") -> SchoolYear:
    return school_year_named(name)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"staff{n}@waaier.example")
    kind = Kind.STAFF
    name = factory.Sequence(lambda n: f"Medewerker {n}")
    username = factory.LazyAttribute(lambda user: f"{user.kind}:{user.email}")
    password = "!"


class FamilyUserFactory(UserFactory):
    email = factory.Sequence(lambda n: f"ouder{n}@thuis.example")
    kind = Kind.FAMILY
    name = factory.Sequence(lambda n: f"Ouder {n}")


class ClassGroupFactory(DjangoModelFactory):
    class Meta:
        model = ClassGroup

    school = factory.SubFactory(SchoolFactory)
    school_year = factory.LazyFunction(school_year)
    name = factory.Sequence(lambda n: f"klas {n}")
    key = factory.Sequence(lambda n: f"G{n}")


class StudentFactory(DjangoModelFactory):
    class Meta:
        model = Student

    first_name = factory.Sequence(lambda n: f"Kind{n}")
    last_name = factory.Sequence(lambda n: f"Achternaam{n}")
    birth_on = date(2016, 5, 4)
    sex = "2"


class StaffMemberFactory(DjangoModelFactory):
    class Meta:
        model = StaffMember

    school = factory.SubFactory(SchoolFactory)
    key = factory.Sequence(lambda n: f"LK{n}")
    name = factory.Sequence(lambda n: f"Leerkracht {n}")


def staff(role: Role | None = None, on=None, *, since=YEAR_START, until=None, **fields) -> User:
    """A colleague, with a role on the board, a school, a class or a case where one is named."""
    user = UserFactory(**fields)
    if role is not None:
        if isinstance(on, ClassGroup | Case) and until is None:
            until = YEAR_END if isinstance(on, ClassGroup) else on.until
        access_services.grant(user=user, role=role, on=on, since=since, until=until, why="test", by=None, at=NOW)
    return user


def pupil(school: School, class_group: ClassGroup | None = None, *, status=EnrolmentStatus.ENROLLED, **fields) -> Student:
    """A pupil enrolled at a school, in a class where one is named."""
    student = StudentFactory(**fields)
    days = {
        EnrolmentStatus.ENROLLED: {"entry_on": date(2026, 8, 1)},
        EnrolmentStatus.LEFT: {"entry_on": date(2022, 8, 1), "left_on": date(2026, 7, 31)},
        EnrolmentStatus.REJECTED: {"rejected_on": date(2026, 6, 1)},
        EnrolmentStatus.APPLICANT: {"applied_on": date(2026, 3, 1)},
    }[status]
    Enrolment(student=student, school=school, status=status, key=str(student.pk)[-8:], **days).save()
    if class_group:
        ClassMembership(student=student, class_group=class_group, since=date(2026, 8, 1)).save()
    return student


def guardian(*children: Student, authority=Authority.YES, user: User | None = None, relation=None, **fields) -> Guardian:
    """A parent of these children, with an account of his own."""
    user = user or FamilyUserFactory()
    person = Guardian(
        last_name=fields.pop("last_name", "Ouder"), first_name=fields.pop("first_name", "Sanne"), user=user, email=user.email, **fields
    )
    person.save()
    for child in children:
        GuardianRelation(student=child, guardian=person, authority=authority, **(relation or {})).save()
    return person


def case(*pupils: Student, school: School, categories, kind=CaseKind.CARE, since=YEAR_START, until=YEAR_END, **fields) -> Case:
    file = Case(school=school, categories=list(categories), kind=kind, since=since, until=until, reason="test", **fields)
    file.save()
    for student in pupils:
        CasePupil(case=file, student=student).save()
    return file


def open_log(client: Client, log: str = "events") -> Client:
    """This browser has said for what purpose it opens a log (S2-128)."""
    client.post(f"/audit/purpose/{log}/", {"purpose": "oversight", "words": "test"})
    return client


def entry(student: Student, school: School, category, text="Een notitie.", **fields) -> DossierEntry:
    """A dossier entry, sealed where its category is."""
    row = DossierEntry(
        student=student,
        school=school,
        category=category,
        happened_on=fields.pop("happened_on", TODAY),
        created_at=NOW,
        author_name=fields.pop("author_name", "J. Bakker"),
        necessity=fields.pop("necessity", "nodig voor begeleiding"),
        **fields,
    )
    if category in SEALED:
        keyring = crypto.Keyring.ensure([student.pk], at=NOW)
        row.title = ""
        row.sealed = keyring.seal(student.pk, text, label="students.DossierEntry.sealed", row_id=row.pk)
    else:
        row.text = text
    row.save()
    return row
