"""Teaching and guiding pupils is one purpose, whether something is kept or taken out for it."""
from django.db import migrations

ONE = "UPDATE exports_export SET purpose = 'teaching' WHERE purpose = 'guidance'"


class Migration(migrations.Migration):
    dependencies = [("exports", "0002_people")]
    operations = [migrations.RunSQL(ONE, migrations.RunSQL.noop)]
