import django.contrib.postgres.fields
from django.db import migrations, models

from accounts.tenancy import rls

# Who was meant to be told of the referrals that are there was not kept. So no later step tells anybody more: the council
# chooses. Where its own homes still come first, the other services are told when that time is over.
AS_IT_STOOD = migrations.RunSQL(
    """
    UPDATE placements_referral SET sharing = CASE WHEN own_first_until IS NULL THEN 'chosen' ELSE 'own_first' END,
        own_first_hours = CASE WHEN own_first_until IS NULL THEN NULL
            ELSE least(72, greatest(1, ceil(extract(epoch FROM own_first_until - created_at) / 3600))) END;
    UPDATE placements_offer o SET children = ARRAY(
        SELECT l.child_id FROM placements_referralchild l WHERE l.referral_id = o.referral_id ORDER BY l.child_id);
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):

    dependencies = [
        ('placements', '0011_draft_reference_once'),
    ]

    operations = [
        migrations.AddField(
            model_name='referral',
            name='sharing',
            field=models.CharField(choices=[('everyone', 'Every service that serves us'), ('own_first', 'Our own homes first, then every service that serves us'), ('chosen', 'Only services that we choose')], default='everyone', max_length=10),
        ),
        migrations.AddField(
            model_name='referral',
            name='own_first_hours',
            field=models.SmallIntegerField(blank=True, help_text='counted from when it is first shared', null=True),
        ),
        migrations.AlterField(
            model_name='referral',
            name='own_first_until',
            field=models.DateTimeField(blank=True, help_text='when the other services are told', null=True),
        ),
        migrations.AddField(
            model_name='offer',
            name='children',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, help_text='for which children of the referral', size=None),
        ),
        AS_IT_STOOD,
        # A service must know which children of a referral still wait, though another service's home has the others.
        rls.glimpse("placements_ending", "hearth_matcher", ["placement_id", "left_care"]),
    ]
