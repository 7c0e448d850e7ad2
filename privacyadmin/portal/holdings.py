"""What the school holds on one child, as far as this parent or pupil reads it without asking (2.14; S2-06, S2-85)."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin import crypto
from privacyadmin.access.catalogue import Category, Relation, Right
from privacyadmin.access.scope import Scope
from students import given, marks
from students import held as registered
from students.models import ClassMembership, DossierEntry, Guardian, GuardianRelation, Piece, Source, Student
from students.services import concerns, dossier

PAGE_SIZE = 100                              # entries, the newest first
FACTS = {Category.ID, Category.CT, Category.FAM, Category.ENR}


@dataclass(frozen=True)
class Row:
    """One thing that the school holds, and the name by which it is told not to be right."""

    name: str
    label: str
    value: str
    note: str = ""


@dataclass
class Part:
    """One category in plain words, with its rows."""

    category: Category
    explanation: str
    rows: list[Row] = field(default_factory=list)


def readable(scope: Scope, key: UUID) -> list[Category]:
    """The categories of this child that are open to this parent or pupil, in memory."""
    return [category for category in Category if _reaches(scope, key, category, Right.READ)]


def on_request(scope: Scope, key: UUID) -> list[Category]:
    """Those that he gets by a request alone; named whether they hold anything or not, and whether they are limited or not (C-25)."""
    return [category for category in Category if key in scope.where(category, Right.QUERY).pupils]


def _reaches(scope: Scope, key: UUID, category: Category, right: Right) -> bool:
    where = scope.where(category, right)
    return key in where.pupils and key not in where.without


def loaded(key: UUID, scope: Scope) -> Student:
    """The pupil with his places, as single checks want him."""
    return Student.objects.with_places(on=scope.on).get(pk=key)


@dataclass(frozen=True)
class Holdings:
    """A page of what is kept: its parts, which categories hold nothing at all, and where one is among the entries."""

    parts: list[Part]
    empty: list[Category]
    page: Page


def of_child(student: Student, scope: Scope, *, number: str | None, at: datetime) -> Holdings:
    """Each category that he reads, with what is in it, the newest entries first; reading a sensitive one is recorded (S2-121)."""
    categories = [category for category in readable(scope, student.pk) if category != Category.BSN]
    parts: dict[Category, Part] = {category: Part(category, explanation(category)) for category in categories}
    entries = DossierEntry.objects.of_pupil(student, scope, categories=categories)
    page = Paginator(entries.order_by("-happened_on", "-pk"), PAGE_SIZE).get_page(number)
    answers = _answers(student, scope, categories)
    if page.number == 1:
        facts = {Category.ID: _identity, Category.CT: _contact, Category.FAM: _family, Category.ENR: _enrolments}
        for category, rows in facts.items():
            if category in parts:
                parts[category].rows += rows(student, scope)
        for category, row in answers:
            parts[category].rows.append(row)
    keyring = crypto.Keyring.for_subjects([student.pk])
    for entry in page:
        parts[Category(entry.category)].rows.append(_entry(entry, keyring))
    told = {category for category, _row in answers}
    for category in {Category(entry.category) for entry in page} | (told if page.number == 1 else set()):
        dossier.note_reading(student, category, by=scope, at=at)
    held = {Category(code) for code in entries.order_by().values_list("category", flat=True).distinct()} | FACTS | told
    return Holdings(list(parts.values()), [category for category in categories if category not in held], page)


def explanation(category: Category) -> str:
    """What the school keeps there, in a sentence."""
    return {
        Category.ID: _("Who you or your child are: name, birthday and class."),
        Category.CT: _("How the school reaches the pupil."),
        Category.FAM: _("Who the parents and carers are, and who decides."),
        Category.ENR: _("When the pupil came to the school and left."),
        Category.RES: _("Marks, tests and reports."),
        Category.ABS: _("When the pupil was away, and why."),
        Category.GUI: _("Notes of teachers about guidance."),
        Category.CAR: _("Reports of the care team."),
        Category.MED: _("Reports of doctors and other specialists."),
        Category.SAF: _("What the teacher must know at once, such as an allergy."),
        Category.FIN: _("Payments to the school."),
        Category.IMG: _("Photos and films."),
        Category.TRF: _("What goes to the next school, or came from the one before."),
    }.get(category, "")


def _identity(student: Student, scope: Scope) -> list[Row]:
    places = ClassMembership.objects.on(scope.on).filter(student=student).select_related("class_group").order_by("class_group__kind", "pk")
    first = student.given_names or student.first_name or student.initials
    name = " ".join(part for part in (first, student.prefix, student.last_name) if part)
    return [
        _row(Piece.NAME, name),
        _row(Piece.BIRTH, date_format(student.birth_on, "j F Y") if student.birth_on else ""),
        _row(Piece.SEX, student.get_sex_display()),
        _row(Piece.CLASS, ", ".join(place.class_group.name for place in places)),
    ]


def _contact(student: Student, scope: Scope) -> list[Row]:
    """Where the pupil lives is kept from a parent while another one's address is secret (RELIABILITY T3)."""
    own = Guardian.objects.of_account(scope.user, on=scope.on)
    others = GuardianRelation.objects.filter(student=student, guardian__has_secret_address=True).exclude(guardian__in=own)
    is_himself = student.user_id == scope.user.pk
    if not is_himself and others.exists():
        return [Row("", str(Piece.CONTACT.label), _("The school does not show this here."))]
    return [_row(Piece.CONTACT, ", ".join(part for part in (student.email, student.postcode) if part))]


def _family(student: Student, scope: Scope) -> list[Row]:
    """A parent sees what is kept of himself; the pupil who his parents are. Nobody sees another's address or phone (T3)."""
    relations = GuardianRelation.objects.filter(student=student).select_related("guardian").order_by("pk")
    if student.user_id == scope.user.pk:
        return [Row(Piece.FAMILY.value, each.get_kind_display().capitalize(), each.guardian.name_for_others) for each in relations]
    rows = []
    for own in relations.filter(guardian__in=Guardian.objects.of_account(scope.user, on=scope.on)):
        contact = ", ".join(part for part in (own.guardian.full_name, own.guardian.email, own.guardian.phone) if part)
        rows.append(Row(Piece.FAMILY.value, _("You"), contact, _("authority: %(word)s") % {"word": own.get_authority_display()}))
    if len(relations) > len(rows):
        rows.append(Row("", _("Other parents or carers"), _("The school does not show their details to you.")))
    return rows


def _enrolments(student: Student, scope: Scope) -> list[Row]:
    rows = []
    for each in student.enrolments.select_related("school").defer("school__logo"):
        days = [(_("from %(day)s"), each.entry_on), (_("until %(day)s"), each.left_on)]
        words = [text % {"day": date_format(day, "j F Y")} for text, day in days if day]
        rows.append(Row(Piece.ENROLMENT.value, each.school.name, ", ".join([str(each.get_status_display()), *words])))
    return rows


def _answers(student: Student, scope: Scope, categories: Sequence[Category]) -> list[tuple[Category, Row]]:
    """What the family answered on forms; about parents and homes only what this reader told himself (DOMAIN 1.6, T3)."""
    found = list(registered.of(student.pk, categories))
    own = set(Guardian.objects.of_account(scope.user, on=scope.on).values_list("pk", flat=True)) if found else set()
    shown = [each for each in found if each.told_by in own or not (each.is_of_family or each.category in (Category.CT, Category.FAM))]
    words = _("answered on %(day)s")
    rows = (Row(Piece.FORM.value, each.label, each.text, words % {"day": date_format(each.on, "j F Y")}) for each in shown)
    return [(Category(each.category), row) for each, row in zip(shown, rows, strict=True)]


def _entry(entry: DossierEntry, keyring: "crypto.Keyring") -> Row:
    label = entry.title or entry.get_nature_display().capitalize()
    source = _("somebody of the school") if entry.source == Source.STAFF else entry.get_source_display()
    note = _("%(day)s, from: %(source)s") % {"day": date_format(entry.happened_on, "j F Y"), "source": source}
    text = entry.opened(keyring)
    if entry.voided_at:
        return Row("", label, text, _("The school marked this as wrong."))
    return Row(str(entry.pk), label, text, note)


def _row(piece: Piece, value: str) -> Row:
    return Row(piece.value, str(piece.label).capitalize(), value or "–")


def told(key: UUID, scope: Scope) -> list:
    """What he said is not right, each with its item in words."""
    rows = concerns.told_in_portal(key, scope)
    for row in rows:
        row.item = concerns.Item(Piece(row.piece), Category(row.category), row.entry).label      # type: ignore[attr-defined] # for the page
    return rows


def given_to(key: UUID, scope: Scope) -> list[given.Giving]:
    """With whom the school shared data of this child, for who decides; nothing of what is hidden from him (GDPR 15(1)(c); C-25)."""
    relation = scope.relation_to(key)
    if relation not in (Relation.GUARDIAN, Relation.PUPIL_16):
        return []
    found = given.of([key], on=scope.on)[key]
    is_himself = relation == Relation.PUPIL_16
    return given.for_family(found, marks.of_pupil(key, at=scope.at), from_pupil=is_himself) if found else []
