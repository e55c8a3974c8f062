import django.db.models.fields.json
from django.db import migrations, models

# Two first saves in one instant could make two drafts of one reference, and then neither could be saved. The one that
# was saved last keeps it.
TELL_APART = migrations.RunSQL(
    """
    UPDATE placements_referraldraft d
       SET answers = jsonb_set(answers, '{who,reference}',
                               to_jsonb(left(answers->'who'->>'reference', 31) || ' ' || right(id::text, 8)))
     WHERE EXISTS (SELECT FROM placements_referraldraft o
                    WHERE o.council_id = d.council_id
                      AND o.answers->'who'->>'reference' = d.answers->'who'->>'reference'
                      AND (o.saved_at, o.id) > (d.saved_at, d.id))
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):

    dependencies = [
        ('placements', '0010_recorded_and_drafts'),
    ]

    operations = [
        TELL_APART,
        migrations.AddConstraint(
            model_name='referraldraft',
            constraint=models.UniqueConstraint(models.F('council'), django.db.models.fields.json.KT('answers__who__reference'), name='draft_reference_once'),
        ),
    ]
