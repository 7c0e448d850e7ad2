"""Whose an answer and its proof are changes by a merge alone (GDPR 7(1)); and who asked to take away what waited already (S1-94)."""
import django.contrib.postgres.fields
from django.db import migrations, models

MERGED = """
CREATE FUNCTION consent_moves_by_merge() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['student_id', 'guardian_id'] LOOP
        IF to_jsonb(new)->>name IS DISTINCT FROM to_jsonb(old)->>name AND NOT EXISTS (
            SELECT FROM public.students_merge
            WHERE absorbed = (to_jsonb(old)->>name)::uuid AND survivor = (to_jsonb(new)->>name)::uuid
        ) THEN
            RAISE EXCEPTION 'whose this is changes only when two records were merged' USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
"""
PROOFS = ("decision", "evidence", "evidencefile", "checkedpupil", "noticerecord")
TRIGGER = """
CREATE CONSTRAINT TRIGGER consent_{table}_merged AFTER UPDATE ON consent_{table} DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (old.student_id IS DISTINCT FROM new.student_id{more}) EXECUTE FUNCTION consent_moves_by_merge();
"""
MORE = {"decision": " OR old.guardian_id IS DISTINCT FROM new.guardian_id"}
FORWARD = MERGED + "".join(TRIGGER.format(table=table, more=MORE.get(table, "")) for table in PROOFS)
BACK = "".join(f"DROP TRIGGER consent_{table}_merged ON consent_{table};\n" for table in PROOFS) + "DROP FUNCTION consent_moves_by_merge()"


def asked() -> django.contrib.postgres.fields.ArrayField:
    return django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)


class Migration(migrations.Migration):
    dependencies = [("consent", "0002_answers_stay"), ("students", "0007_given")]
    operations = [
        migrations.AddField("followup", "also_asked", asked()),
        migrations.AddField("historicalfollowup", "also_asked", asked()),
        migrations.RunSQL(FORWARD, BACK),
    ]
