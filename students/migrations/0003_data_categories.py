"""Every entry that is there already gets the ordinary kind of data of its category, and every limit the school that handles it."""
from datetime import date

from django.db import migrations

from privacyadmin.access.data_seed import ORDINARY, write

FIRST_RULES = date(2020, 1, 1)
HANDLES = """
    UPDATE {table} SET school_id = (
        SELECT school_id FROM students_enrolment WHERE student_id = {table}.student_id ORDER BY entry_on DESC NULLS LAST, id LIMIT 1
    ) WHERE school_id IS NULL"""
LIMITS = ("students_restriction", "students_protection")


def name_kinds(apps, schema_editor):
    if not apps.get_model("organisation", "Board").objects.exists():
        return                                      # a new installation: its seed does this
    categories = apps.get_model("access", "DataCategory")
    if not categories.objects.exists():
        write(categories, apps.get_model("access", "KeptCategory"), valid_from=FIRST_RULES)
    with schema_editor.connection.cursor() as cursor:
        for category, kind in ORDINARY.items():
            cursor.execute(
                "UPDATE students_dossierentry SET data_category_id = %s, purpose = %s WHERE category = %s AND data_category_id IS NULL",
                [kind.code, str((kind.purposes or [""])[0]), category],
            )
        for table in LIMITS:
            cursor.execute(HANDLES.format(table=table))


class Migration(migrations.Migration):
    dependencies = [
        ("students", "0002_widen"),
        ("access", "0002_widen"),
        ("organisation", "0001_initial"),
    ]
    operations = [migrations.RunPython(name_kinds, migrations.RunPython.noop)]
