"""A word of its own in every personal field of every pupil and parent of the world: one search finds all of them in an answer."""
import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from privacyadmin import crypto
from privacyadmin.accounts.models import Kind, User
from privacyadmin.crypto import files
from privacyadmin.documents.models import Document
from privacyadmin.letters.models import Letter
from privacyadmin.personal_data import registry
from privacyadmin.worklist.assignments import LABEL as TASK_LABEL
from privacyadmin.worklist.models import Assignment
from requests.models import PrivacyRequest
from students.models import Concern, DossierEntry, Guardian, Student
from tests.factories import NOW

TABLE = Path(__file__).parent / "markers.csv"
WORD = re.compile(r"canary(\d{4})", re.IGNORECASE)
SMALL = re.compile(WORD.pattern)                           # the same in a text of small letters, found ten times as fast
NUMBER = re.compile(r"(?<!\d)(1\d{8})(?!\d)")              # citizen service numbers, which hold no letters


@dataclass(frozen=True)
class Marker:
    """One value of one field, of whom, and who the table says may see it."""

    place: str                     # students.Student.first_name
    pupil: str                     # the name that the pupil has in the world
    seen_by: str
    category: str = ""
    owners: frozenset[Any] = frozenset()       # accounts whose own words these are


@dataclass
class Canaries:
    markers: dict[str, Marker] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)       # citizen service number → word
    count: int = 0

    def new(self, marker: Marker) -> str:
        self.count += 1
        word = f"{self.count:04d}"
        self.markers[word] = marker
        return f"CANARY{word}"

    def found_in(self, text: str) -> set[str]:
        """Every marker that stands in a text; each other one is thereby looked for, and not found."""
        found = set(SMALL.findall(text.lower()))
        if any(each in text for each in self.numbers):
            found |= {self.numbers[each] for each in NUMBER.findall(text) if each in self.numbers}
        return found


def table() -> dict[tuple[str, str], str]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["model"], row["field"]): row["seen by"] for row in csv.DictReader(file)}


def texts_of(model: Any) -> Iterator[str]:
    """The fields of a model in which somebody may have written something about a person."""
    for each in model._meta.concrete_fields:
        is_free = isinstance(each, models.CharField | models.TextField) and not each.choices
        if is_free or isinstance(each, models.BinaryField):
            yield each.name


def seed(pupils: dict[str, Student]) -> Canaries:
    """Past the services, which would refuse some of these words."""
    canaries, names = Canaries(), {student.pk: name for name, student in pupils.items()}
    rows: dict[str, dict[str, str]] = {}
    for (label, name), seen_by in table().items():
        rows.setdefault(label, {})[name] = seen_by
    for label, fields in rows.items():
        model = apps.get_model(label)
        for row, pupil in rows_of(model, names):
            seed_row(canaries, row, pupil, fields)
    for student in Student.objects.all():
        models.QuerySet(Student).filter(pk=student.pk).update(search_name=f"{student.last_name} {student.first_name}".upper())
    for person in Guardian.objects.exclude(user=None):             # they sign in with this address, and are called so
        User.objects.filter(pk=person.user_id).update(
            email=person.email, username=f"{Kind.FAMILY}:{person.email}", name=person.full_name[:150]
        )
    return canaries


def rows_of(model: Any, names: dict[Any, str]) -> Iterator[tuple[Any, str]]:
    """Every row about a pupil of the world, with the pupil's name; of a parent of several pupils the first."""
    path = registry.holdings[model].pupil
    path = "pk" if path == "self" else path
    seen = set()
    for row in models.QuerySet(model).filter(**{f"{path}__in": list(names)}).annotate(of_pupil=models.F(path)).order_by("pk"):
        if row.pk not in seen:
            seen.add(row.pk)
            yield row, names[row.of_pupil]


def seed_row(canaries: Canaries, row: Any, pupil: str, fields: dict[str, str]) -> None:
    label = row._meta.label
    for name, seen_by in fields.items():
        marker = Marker(f"{label}.{name}", pupil, seen_by, getattr(row, "category", ""), owners_of(row))
        if is_empty_on_purpose(row, name):
            continue
        word = canaries.new(marker)
        try:
            with transaction.atomic():
                models.QuerySet(type(row)).filter(pk=row.pk).update(**value_with(canaries, row, name, word))
        except IntegrityError:             # a row in this state has no such value: a reason of what was not voided
            del canaries.markers[word[-4:]]


def value_with(canaries: Canaries, row: Any, name: str, word: str) -> dict[str, Any]:
    kind = row._meta.get_field(name)
    if name == "stored_as":
        return stored(row, word)
    if isinstance(kind, models.BinaryField):
        return {name: sealed(canaries, row, name, word)}
    return {name: f"{word.lower()}@thuis.example" if isinstance(kind, models.EmailField) else word}


def is_empty_on_purpose(row: Any, name: str) -> bool:
    """A sealed category has no open text; an open one has no seal. A person is no organisation, which would close his portal."""
    if isinstance(row, Guardian) and name == "organisation_name":
        return not row.organisation_name
    return isinstance(row, DossierEntry) and (name == "sealed") == (row.sealed is None) and name in ("title", "text", "sealed")


def owners_of(row: Any) -> frozenset[Any]:
    """The parent of his own data, the one who asked of his own request, who wrote a remark, who got a letter or a task."""
    if isinstance(row, Guardian):
        return frozenset({row.user_id})
    if isinstance(row, Letter):
        return frozenset({row.user_id} - {None})
    if isinstance(row, Concern):
        return frozenset({row.told_by_id})
    if isinstance(row, Assignment):
        return frozenset({row.assignee_id, row.asked_by_id})
    if isinstance(row, Document):
        row = PrivacyRequest.objects.filter(pk=row.about).first()
    asked = row if isinstance(row, PrivacyRequest) else getattr(row, "privacy_request", None)
    return frozenset({asked.requester_id}) if asked else frozenset()


def sealed(canaries: Canaries, row: Any, name: str, word: str) -> bytes:
    """What is sealed is sealed again with the marker in it, as its own service would."""
    subject = row.pk if isinstance(row, Student | Guardian) else subject_of(row)
    keyring = crypto.Keyring.ensure([subject], at=NOW)
    if isinstance(row, Assignment):
        return keyring.seal(subject, word, label=TASK_LABEL, row_id=row.pk)
    if isinstance(row, Letter):
        return keyring.seal(subject, letter(word), label=f"{row._meta.label}.{name}", row_id=row.pk)
    shapes = {"bsn_sealed": lambda: bsn(canaries, word), "name_sealed": lambda: f"{word}.pdf", "address_sealed": lambda: address(word)}
    text = shapes.get(name, lambda: f"Notitie {word}.")()
    return keyring.seal(subject, text, label=f"{row._meta.label}.{name}", row_id=row.pk)


def stored(row: Any, word: str) -> dict[str, Any]:
    """A file with the marker in it."""
    subject = subject_of(row)
    keyring = crypto.Keyring.ensure([subject], at=NOW)
    content = f"%PDF-1.7 {word}".encode()
    kept = files.seal_stream(iter([content]), keyring=keyring, subject_id=subject, label=f"{row._meta.label}.stored_as", row_id=row.pk)
    return {"stored_as": kept.name, "size": kept.size, "sha256": kept.sha256}


def subject_of(row: Any) -> Any:
    if hasattr(row, "subject"):
        return row.subject
    if hasattr(row, "seal_subject"):
        return row.seal_subject
    if hasattr(row, "submission"):
        row = row.submission
    return row.student_id if hasattr(row, "student_id") else row.privacy_request.student_id


def address(word: str) -> str:
    return json.dumps({"street": word, "number": "1", "postcode": "9999 ZA", "city": "Dorp", "country": "NL"})


def letter(word: str) -> str:
    return json.dumps({"subject": word, "body": f"Beste {word}", "name": word, "lines": [word], "sender": ["Directeur", "", "", ""]})


def bsn(canaries: Canaries, word: str) -> str:
    """A number that passes the eleven test ; made in order, one for each pupil."""
    number = next(each for each in range(int(max(canaries.numbers, default="100000000")) + 1, 200_000_000) if passes_eleven(f"{each:09d}"))
    canaries.numbers[str(number)] = word.removeprefix("CANARY")
    return str(number)


def passes_eleven(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 0


# No words of anybody: codes, keys, what is made of another field.
CODES = {
    "status", "right", "kind", "media_type", "sha256", "fingerprint", "used_in", "number", "year_group", "nature", "school_name",
    "search_name", "category", "standing", "case_kind", "case_path", "data_category", "strict16_asked_by", "wrapped", "to_brin",
}


KEYS = {
    ("letters.Letter", "key"), ("students.ActivationCode", "code_hash"), ("students.ActivationCode", "mail_hash"),
    ("consent.CheckedPupil", "reason"),                                       # a code of the rule
}


def free_fields() -> Iterator[tuple[str, str]]:
    """The fields about pupils in which a person may have written something, as the registry of personal data names them."""
    for model, holding in registry.holdings.items():
        for name in texts_of(model):
            if holding.category and name not in CODES and (model._meta.label, name) not in KEYS and name in holding.fields:
                yield model._meta.label, name
