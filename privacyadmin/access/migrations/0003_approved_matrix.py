from django.db import migrations

from privacyadmin.access import sql


class Migration(migrations.Migration):
    """An approved matrix is not changed, whoever asks."""

    dependencies = [("access", "0002_widen")]

    operations = [migrations.RunSQL(sql.APPROVED_STAYS, sql.APPROVED_STAYS_BACK)]
