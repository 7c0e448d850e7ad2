"""The application form keeps how it was typed, and each time that it was mended; an answer knows its pupil, as its versions must."""
import django.db.models.deletion
import privacyadmin.ids
import simple_history.models
from django.conf import settings
from django.db import migrations, models

OF_ITS_FORM = """
    UPDATE processors_formanswer AS answer SET student_id = form.student_id
      FROM processors_formsubmission AS form WHERE form.id = answer.submission_id;
    SET CONSTRAINTS ALL IMMEDIATE;
"""
# What stands there on the day of the upgrade is the first version: whoever mends it later still knows what it was.
FIRST_VERSIONS = """
    INSERT INTO processors_historicalformsubmission
           (id, student_id, school_id, version_id, policy_id, received_on, channel, handed_in_by_id, notice_on, entered_by_id, entered_at,
            history_id, history_type, history_date, history_by)
    SELECT id, student_id, school_id, version_id, policy_id, received_on, channel, handed_in_by_id, notice_on, entered_by_id, entered_at,
           gen_random_uuid(), '+', entered_at, entered_by_id
      FROM processors_formsubmission;
    INSERT INTO processors_historicalformanswer
           (id, submission_id, student_id, field_id, category, answered, sealed, changed_by_id, changed_at,
            history_id, history_type, history_date, history_by)
    SELECT id, submission_id, student_id, field_id, category, answered, sealed, changed_by_id, changed_at,
           gen_random_uuid(), '+', changed_at, changed_by_id
      FROM processors_formanswer;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0003_widen'),
        ('policy', '0002_widen'),
        ('processors', '0003_given'),
        ('students', '0007_given'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='formanswer',
            name='student',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='students.student'),
        ),
        migrations.RunSQL(OF_ITS_FORM, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='formanswer',
            name='student',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='students.student'),
        ),
        migrations.CreateModel(
            name='HistoricalFormAnswer',
            fields=[
                ('id', models.UUIDField(db_index=True, default=privacyadmin.ids.new_id, editable=False)),
                ('category', models.CharField(choices=[('ID', 'Identification'), ('CT', 'Contact details'), ('BSN', 'Citizen service number'), ('FAM', 'Family and authority'), ('ENR', 'Enrolment'), ('RES', 'Results'), ('ABS', 'Absence'), ('GUI', 'Guidance notes'), ('CAR', 'Care team reports'), ('MED', 'Medical and diagnostic reports'), ('SAF', 'Safety card'), ('FIN', 'Financial'), ('IMG', 'Images'), ('TRF', 'Transfer file'), ('ADV', 'Notes of the confidential adviser')], max_length=3, verbose_name='category')),
                ('answered', models.CharField(choices=[('given', 'answered'), ('declined', 'does not want to share'), ('empty', 'not answered')], default='empty', max_length=8, verbose_name='answered')),
                ('sealed', models.BinaryField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('history_id', models.UUIDField(default=privacyadmin.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user_id', models.UUIDField(db_column='history_by', editable=False, null=True)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('field', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='processors.formfield')),
                ('student', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='students.student')),
                ('submission', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='processors.formsubmission')),
            ],
            options={
                'verbose_name': 'historical answer on the application form',
                'verbose_name_plural': 'historical answer on the application forms',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalFormSubmission',
            fields=[
                ('id', models.UUIDField(db_index=True, default=privacyadmin.ids.new_id, editable=False)),
                ('received_on', models.DateField(verbose_name='received on')),
                ('channel', models.CharField(choices=[('paper', 'on paper'), ('counter', 'at the counter'), ('mail', 'by e-mail')], max_length=7, verbose_name='how it came in')),
                ('notice_on', models.DateField(blank=True, null=True, verbose_name='privacy notice given on')),
                ('entered_at', models.DateTimeField()),
                ('history_id', models.UUIDField(default=privacyadmin.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user_id', models.UUIDField(db_column='history_by', editable=False, null=True)),
                ('entered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('handed_in_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='students.guardian', verbose_name='handed in by')),
                ('policy', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='policy.policyversion')),
                ('school', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisation.school', verbose_name='school')),
                ('student', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='students.student')),
                ('version', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='processors.formversion', verbose_name='version of the form')),
            ],
            options={
                'verbose_name': 'historical filled-in application form',
                'verbose_name_plural': 'historical filled-in application forms',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunSQL(FIRST_VERSIONS, migrations.RunSQL.noop),
    ]
