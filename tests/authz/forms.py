"""What a hostile visitor sends: forms filled in as they ask, with every field of every model added, or with ids that are not his."""
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.forms.forms import BaseForm
from django.utils.http import urlencode

from privacyadmin import db
from tests.authz.asking import FORM, Answer, answer_of, undone
from tests.authz.world import World
from tests.factories import TODAY

OURS = {"students", "requests", "accounts", "organisation", "access", "policy", "documents", "outbox", "audit"}
# Noted of whoever asks, refused or not: attempts, sessions, what was read.
NOTED = {"django_session", "audit_reading", "audit_event", "audit_chain", "account_emailconfirmation", "usersessions_usersession"}
MADE_ANEW = {
    "hash", "previous", "fingerprint", "session_data", "session_key", "sha256", "stored_as", "seal", "password", "expire_date", "number",
}
MARKED = "organisation_board"
AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
A_HASH = re.compile(r'"[0-9a-f]{64}"')
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
Data = dict[str, Any]


@contextmanager
def noticed_forms(monkeypatch) -> Iterator[list[BaseForm]]:
    """The forms that a page makes while it is asked."""
    made: list[BaseForm] = []
    original = BaseForm.__init__

    def noticing(self, *args, **kwargs) -> None:
        original(self, *args, **kwargs)
        made.append(self)

    with monkeypatch.context() as patched:
        patched.setattr(BaseForm, "__init__", noticing)
        yield made


def filled(form: BaseForm) -> Data:
    """Something that fits each field."""
    values = {}
    for name, field in form.fields.items():
        value = fitting(field, form.get_initial_for_field(field, name))
        if value is not None:
            values[form.add_prefix(name)] = value
    return values


def fitting(field: forms.Field, initial: Any) -> Any:
    if initial not in (None, "", []) and not isinstance(field, forms.FileField):
        return getattr(initial, "pk", initial)
    if isinstance(field, forms.ModelChoiceField):
        first = field.queryset.first()
        value = None if first is None else field.prepare_value(first)
        return [value] if isinstance(field, forms.ModelMultipleChoiceField) and value else value
    if isinstance(field, forms.ChoiceField):
        value = next((str(key) for key in keys_of(field) if key not in ("", None)), None)
        return [value] if isinstance(field, forms.MultipleChoiceField) else value
    if isinstance(field, forms.FileField):
        return SimpleUploadedFile("brief.pdf", PDF, content_type="application/pdf")
    if isinstance(field, forms.IntegerField):
        return str(field.min_value or 1)
    words = "Een goede reden"[: getattr(field, "max_length", None) or 99]
    return next((value for kind, value in FITTING.items() if isinstance(field, kind)), words)


FITTING = {
    forms.BooleanField: "on", forms.DateTimeField: f"{TODAY:%Y-%m-%d} 12:00", forms.DateField: f"{TODAY + timedelta(days=1):%Y-%m-%d}",
    forms.EmailField: "nieuw@waaier.example", forms.UUIDField: None,
}


def keys_of(field: forms.ChoiceField) -> Iterator[Any]:
    for key, label in field.choices:
        if isinstance(label, list | tuple):
            yield from (each for each, _label in label)
        else:
            yield key


def every_field(world: World) -> Data:
    """Each field of each model by its name, with a value that somebody would gladly set."""
    evil = {"School": world.schools["kompas"].pk, "Student": world.pupils["lotte"].pk, "User": world.people["ict"].pk}
    values: Data = {}
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            for field in model._meta.concrete_fields:
                values[field.name] = evil_value(field, evil)
                values[field.attname] = evil_value(field, evil)
    return {name: value for name, value in values.items() if value is not None} | {"pk": str(evil["Student"]), "is_staff": "on"}


def evil_value(field: models.Field, evil: dict[str, UUID]) -> str | None:
    if isinstance(field, models.ForeignKey):
        return str(evil.get(field.related_model.__name__, evil["Student"]))
    if isinstance(field, models.BooleanField):
        return "on"
    if field.choices:
        return str(list(field.flatchoices)[-1][0])
    if isinstance(field, models.DateTimeField):
        return "2000-01-01T00:00:00Z"
    if isinstance(field, models.DateField):
        return "2000-01-01"
    if isinstance(field, models.UUIDField):
        return str(evil["School"])
    return "99" if isinstance(field, models.IntegerField) else "kwaad"


# What was written.


@cache
def changes() -> str:
    """Of each table the rows that were written since $1, and how many there are; planned once, for it is asked thousands of times."""
    names = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    tables = sorted(names - NOTED)
    others = [table for table in tables if table != MARKED]
    rows = [f"select '{table}', to_jsonb(one)::text from \"{table}\" one where xmin::text::bigint >= $1" for table in others]
    counts = [f"select '{table}', count(*)::text from \"{table}\"" for table in tables]
    return " union all ".join(rows + counts)


class Written:
    """The rows that were written since the savepoint at which this was made, and how many there are of each."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"update {MARKED} set name = name returning xmin::text::bigint")
            self.mark = cursor.fetchone()[0]

    def rows(self, known: set[str]) -> Counter:
        written = db.project_connection().rows_of_prepared(changes(), "bigint", [self.mark])
        return Counter((table, plain(row, known)) for table, row in written)


def plain(row: str, known: set[str]) -> str:
    """A row without what is made anew each time: new ids, random codes, sealed values."""
    if not row.startswith("{"):
        return row
    row = AN_ID.sub(lambda match: match[0] if match[0] in known else "new", row)
    return re.sub(r'"(\w+)": ("(?:[^"\\]|\\.)*"|[^,}]+)', lambda match: "" if is_anew(match[1], match[2]) else match[0], row)


def is_anew(name: str, value: str) -> bool:
    return name in MADE_ANEW or value.startswith('"\\\\x') or A_HASH.fullmatch(value) is not None


def known_ids() -> set[str]:
    """The keys of all rows of the world."""
    found: set[str] = set()
    for model in apps.get_models():
        if isinstance(model._meta.pk, models.UUIDField):
            found |= {str(key) for key in models.QuerySet(model).values_list("pk", flat=True)}
    return found


def send(client, address: str, data: Data, known: set[str]) -> tuple[Answer, Counter]:
    """Post a form; what it changed is noted and undone."""
    with undone():
        written = Written()
        given = answer_of(post(client, address, data))
        return given, written.rows(known)


def post(client, address: str, data: Data):
    """As a browser sends it: in parts only where a file goes with it."""
    has_file = any(isinstance(value, SimpleUploadedFile) for value in data.values())
    return client.post(address, data) if has_file else client.post(address, urlencode(data, doseq=True), content_type=FORM)
