from django.db import migrations, models

# Six working days never span more than fourteen calendar days (over Christmas); one more for a royal holiday.
EMERGENCY_SHORT = migrations.RunSQL(
    "ALTER TABLE carers_place ADD CONSTRAINT place_emergency_short "
    "CHECK (basis <> 'emergency' OR upper(period) - lower(period) <= 15)",
    "ALTER TABLE carers_place DROP CONSTRAINT place_emergency_short",
)
# The deferred rule speaks at the commit, when no organisation may be in scope any more: as the caller it would then
# see no rows and allow anything. So it looks as the owner of the tables.
SEES_ALL = migrations.RunSQL(
    "ALTER FUNCTION carers_places_within_terms() SECURITY DEFINER SET search_path = public, pg_temp",
    "ALTER FUNCTION carers_places_within_terms() SECURITY INVOKER RESET search_path",
)
OLD_EMERGENCIES = migrations.RunSQL(
    "UPDATE carers_place SET authorised_by = 'not recorded' WHERE basis = 'emergency'", migrations.RunSQL.noop
)


class Migration(migrations.Migration):

    dependencies = [
        ('carers', '0005_application_form'),
    ]

    operations = [
        migrations.AddField(
            model_name='place',
            name='authorised_by',
            field=models.CharField(blank=True, db_default='', default='', help_text='an emergency outside terms: who allowed it', max_length=200),
        ),
        OLD_EMERGENCIES,
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('basis', 'emergency'), _negated=True), models.Q(('authorised_by', ''), _negated=True), _connector='OR'), name='place_emergency_named'),
        ),
        EMERGENCY_SHORT,
        SEES_ALL,
    ]
