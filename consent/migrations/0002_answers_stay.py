"""An answer is never changed and never removed by the program; only the key of the person moves when two records were one (S2-17)."""
from django.db import migrations

STAY = """
CREATE FUNCTION consent_answers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(new) - 'student_id' - 'guardian_id' IS DISTINCT FROM to_jsonb(old) - 'student_id' - 'guardian_id' THEN
        RAISE EXCEPTION 'the register of answers only grows' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER consent_decision_stays BEFORE UPDATE ON consent_decision FOR EACH ROW EXECUTE FUNCTION consent_answers_stay();
CREATE TRIGGER consent_evidence_stays BEFORE UPDATE ON consent_evidence FOR EACH ROW EXECUTE FUNCTION consent_answers_stay();
CREATE FUNCTION consent_text_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF old.valid_from IS NOT NULL THEN
        RAISE EXCEPTION 'a text that was in force is not changed: write a new version' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(new, old);
END
$$;
CREATE TRIGGER consent_text_stays BEFORE UPDATE OR DELETE ON consent_purposetext FOR EACH ROW EXECUTE FUNCTION consent_text_stays();
"""
BACK = """
DROP TRIGGER consent_text_stays ON consent_purposetext;
DROP FUNCTION consent_text_stays();
DROP TRIGGER consent_evidence_stays ON consent_evidence;
DROP TRIGGER consent_decision_stays ON consent_decision;
DROP FUNCTION consent_answers_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_consent")]
    operations = [migrations.RunSQL(STAY, BACK)]
