from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_document'),
    ]

    operations = [
        migrations.AddField(
            model_name='idempotencykey',
            name='caller',
            field=models.CharField(db_default='', help_text='person, API key, or the public at an address', max_length=80),
        ),
        migrations.RemoveConstraint(model_name='idempotencykey', name='idempotency_key_once'),
        migrations.AddConstraint(
            model_name='idempotencykey',
            constraint=models.UniqueConstraint(fields=('organisation', 'caller', 'route', 'key'), name='idempotency_key_once'),
        ),
        migrations.AddIndex(
            model_name='idempotencykey',
            index=models.Index(fields=['organisation', 'created_at'], name='idempotency_key_by_age'),
        ),
    ]
