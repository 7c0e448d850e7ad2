"""Reminders that were sent stay sent: those of requests move to the one table of reminders."""
from django.db import migrations

MOVE = """
    insert into worklist_reminder (id, kind, about, stage, deadline, at)
    select id, 'requests.request', privacy_request_id, stage, deadline, at from requests_reminder"""


class Migration(migrations.Migration):

    dependencies = [("worklist", "0001_initial"), ("requests", "0001_initial")]
    run_before = [("requests", "0002_widen")]

    operations = [migrations.RunSQL(MOVE, migrations.RunSQL.noop)]
