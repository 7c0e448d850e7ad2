"""Guardians who were parted before this was kept are two people: they are offered no more as one (the register of events names both)."""
from django.db import migrations

PARTED = """
    INSERT INTO students_twopeople (id, kind, one, other, why, by_id, at)
    SELECT gen_random_uuid(), 'guardian', pair.one, pair.other, 'parted',
           (SELECT id FROM accounts_user WHERE id = event.actor), event.at
    FROM audit_event event
    CROSS JOIN LATERAL (VALUES (event.about, (event.details->>'other')::uuid), ((event.details->>'other')::uuid, event.about)) pair (one, other)
    WHERE event.name = 'guardian.split' AND event.about IS NOT NULL AND event.details ? 'other'
    ON CONFLICT DO NOTHING"""


class Migration(migrations.Migration):
    dependencies = [("students", "0005_pupils_of_codes"), ("audit", "0001_initial"), ("accounts", "0001_initial")]
    operations = [migrations.RunSQL(PARTED, migrations.RunSQL.noop)]
