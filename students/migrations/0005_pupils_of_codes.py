"""Every code on paper names the pupil whom it is about, as those of pupils themselves do."""
from django.db import migrations

NAMED = """
    UPDATE students_activationcode code SET student_id = relation.student_id
    FROM students_guardianrelation relation WHERE relation.id = code.relation_id AND code.student_id IS NULL"""


class Migration(migrations.Migration):
    dependencies = [("students", "0004_people")]
    operations = [migrations.RunSQL(NAMED, migrations.RunSQL.noop)]
