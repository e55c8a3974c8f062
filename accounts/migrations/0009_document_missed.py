from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_retention_shortened'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='missed_at',
            field=models.DateTimeField(help_text='when the file was last looked for and not found', null=True),
        ),
    ]
