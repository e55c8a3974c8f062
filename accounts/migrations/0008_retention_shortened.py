from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_retention'),
    ]

    operations = [
        migrations.AddField(
            model_name='retentionperiod',
            name='shortened_on',
            field=models.DateField(help_text='nothing of this kind goes for thirty days from then', null=True),
        ),
    ]
