from django.db import migrations

# What the board approved never changes: a change is a new version (GDPR 30; S1-10). Whoever writes past the services is refused too.
FROZEN = """
CREATE FUNCTION processors_approved_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'approved' THEN
        RAISE EXCEPTION 'an approved version never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION processors_approved_part_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parent uuid := CASE WHEN TG_OP = 'INSERT' THEN NEW.version_id ELSE OLD.version_id END;
    is_approved boolean;
BEGIN
    EXECUTE format('SELECT status = ''approved'' FROM %I WHERE id = $1', TG_ARGV[0]) INTO is_approved USING parent;
    IF is_approved THEN
        RAISE EXCEPTION 'an approved version never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER processors_activityversion_stays BEFORE UPDATE OR DELETE ON processors_activityversion
    FOR EACH ROW EXECUTE FUNCTION processors_approved_stays();
CREATE TRIGGER processors_formversion_stays BEFORE UPDATE OR DELETE ON processors_formversion
    FOR EACH ROW EXECUTE FUNCTION processors_approved_stays();
CREATE TRIGGER processors_activityrecipient_stays BEFORE INSERT OR UPDATE OR DELETE ON processors_activityrecipient
    FOR EACH ROW EXECUTE FUNCTION processors_approved_part_stays('processors_activityversion');
CREATE TRIGGER processors_formfield_stays BEFORE INSERT OR UPDATE OR DELETE ON processors_formfield
    FOR EACH ROW EXECUTE FUNCTION processors_approved_part_stays('processors_formversion');
"""
THAWED = """
DROP TRIGGER processors_formfield_stays ON processors_formfield;
DROP TRIGGER processors_activityrecipient_stays ON processors_activityrecipient;
DROP TRIGGER processors_formversion_stays ON processors_formversion;
DROP TRIGGER processors_activityversion_stays ON processors_activityversion;
DROP FUNCTION processors_approved_part_stays();
DROP FUNCTION processors_approved_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("processors", "0001_people")]
    operations = [migrations.RunSQL(FROZEN, THAWED)]
