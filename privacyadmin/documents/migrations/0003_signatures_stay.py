from django.db import migrations

# The function that refuses is the register's own (audit 0001).
STAY = "CREATE TRIGGER documents_signature_stays BEFORE UPDATE OR DELETE ON documents_signature FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();"
BACK = "DROP TRIGGER documents_signature_stays ON documents_signature"


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_widen"), ("audit", "0001_initial")]
    operations = [migrations.RunSQL(STAY, BACK)]
