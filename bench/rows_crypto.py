"""A page of sealed entries beside a page of plain ones (PERFORMANCE 2)."""
from collections.abc import Iterator

from django.db import connection, transaction

from privacyadmin import crypto
from students.models import DossierEntry
from students.models.dossier import ENTRY_LABEL

from .measure import Row, compare
from .people import AT

NOTE = "Rustig begin van de week, werkt graag samen."
PAGE = 25


def rows() -> Iterator[Row]:
    plain = list(DossierEntry.objects.filter(category="RES").order_by("pk").values_list("pk", flat=True)[:PAGE])
    sealed = seal_some()

    def encrypted() -> list[str]:
        found = list(DossierEntry.objects.filter(pk__in=sealed).order_by("-happened_on", "-pk"))
        ring = crypto.Keyring.for_subjects([entry.student_id for entry in found])
        return [entry.opened(ring) for entry in found]

    def open_text() -> list[str]:
        return [entry.text for entry in DossierEntry.objects.filter(pk__in=plain).order_by("-happened_on", "-pk")]

    if set(encrypted()) != {NOTE}:
        raise AssertionError("The notes cannot be read.")
    yield compare("25 sealed entries of 25 pupils, opened / 25 plain ones", encrypted, open_text, goal=3, inner=10)


def seal_some() -> list:
    """The first sealed entry of 25 pupils, really sealed."""
    found = list(DossierEntry.objects.filter(category="GUI").order_by("pk")[:PAGE])
    ring = crypto.Keyring.ensure([entry.student_id for entry in found], at=AT)
    with transaction.atomic(), connection.cursor() as cursor:
        for entry in found:
            blob = ring.seal(entry.student_id, NOTE, label=ENTRY_LABEL, row_id=entry.pk)
            cursor.execute("update students_dossierentry set sealed = %s where id = %s", [blob, entry.pk])
    return [entry.pk for entry in found]
