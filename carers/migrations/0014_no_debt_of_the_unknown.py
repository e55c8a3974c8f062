"""Duties that nobody knew to be owed go: they ran out before Hearth learnt of the home.

A home brought in years after its approval was given a visit "due" years ago, counted from the approval. When it was
last done is unknown, and what is unknown is no debt: the homes are listed until somebody tells the last dates. A review
counted from a last review that was told stays. The first 48 bits of a home's id say when Hearth learnt of it.
"""

from django.db import migrations

# Row-level security binds the owner of the tables too; a migration has no organisation in scope.
LIFTED = "ALTER TABLE carers_duty {0} ROW LEVEL SECURITY; ALTER TABLE carers_household {0} ROW LEVEL SECURITY"
FORGET_INVENTED = """
    DELETE FROM carers_duty AS duty USING (
        SELECT id, approved_on,
               to_timestamp(('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0)::date AS known_on
        FROM carers_household
    ) AS home
    WHERE duty.household_id = home.id AND duty.done_on IS NULL
      AND duty.since < home.known_on AND duty.due_on < home.known_on
      AND NOT (duty.kind = 'review' AND duty.since > home.approved_on)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('carers', '0013_acknowledgement_stops'),
    ]

    operations = [
        migrations.RunSQL(LIFTED.format("NO FORCE"), LIFTED.format("FORCE")),
        migrations.RunSQL(FORGET_INVENTED, migrations.RunSQL.noop),
        migrations.RunSQL(LIFTED.format("FORCE"), LIFTED.format("NO FORCE")),
    ]
