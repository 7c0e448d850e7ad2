"""What was there before kinds of data and handling schools were kept is given both when a board upgrades."""
from datetime import timedelta
from importlib import import_module

from django.apps import apps
from django.db import connection

from privacyadmin.access.models import DataCategory, KeptCategory
from students.models import DossierEntry, Restriction
from tests.factories import NOW, entry


def test_entries_and_limits_of_before_find_their_kind_and_their_school(noor, vlieger):
    """Issue 3: an entry only in a category that is on, and for a purpose."""
    entry(noor, vlieger, "GUI")
    entry(noor, vlieger, "RES")
    Restriction(student=noor, categories=["RES"], since=NOW - timedelta(days=1), reason="x", ground="accuracy").save()
    KeptCategory.objects.all().delete()
    DataCategory.objects.all().delete()
    with connection.schema_editor() as editor:
        import_module("students.migrations.0003_data_categories").name_kinds(apps, editor)
    found = DossierEntry.objects.order_by("category").values_list("category", "data_category", "purpose")
    assert list(found) == [("GUI", "guidance", "teaching"), ("RES", "results", "teaching")]
    assert Restriction.objects.get().school == vlieger
    assert KeptCategory.objects.filter(is_approved=True, sector="po").exists()
