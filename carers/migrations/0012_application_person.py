"""Who an application is about, by name, and whose each check is. What was received before keeps its words and day."""

import django.db.models.deletion
import django.db.models.functions.uuid
from django.db import migrations, models

from accounts.tenancy import rls


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_retention'),
        ('carers', '0011_supervision'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='people_named_on',
            field=models.DateField(help_text='everybody who applies and who lives there is named', null=True),
        ),
        migrations.CreateModel(
            name='ApplicationPerson',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('applicant', 'Applicant'), ('household_member', 'Household member'), ('referee', 'Referee')], max_length=20)),
                ('name', models.CharField(max_length=200)),
                ('birth_date', models.DateField(null=True)),
                ('item', models.CharField(blank=True, help_text='the entry of the form that names this person', max_length=32)),
                ('left_on', models.DateField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='carers.application')),
            ],
            options={
                'indexes': [models.Index(fields=['agency', 'application'], name='person_by_application')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('item', ''), _negated=True), fields=('application', 'role', 'item'), name='application_person_once')],
            },
        ),
        migrations.AddField(
            model_name='check',
            name='about',
            field=models.ForeignKey(help_text='empty: nobody said whose it is', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='checks', to='carers.applicationperson'),
        ),
        rls.unique_within('carers_applicationperson', 'agency_id', 'id'),
        rls.same_organisation(
            'carers_applicationperson', ['agency_id', 'application_id'], 'carers_application', ['agency_id', 'id'],
            'ON DELETE CASCADE',
        ),
        rls.same_organisation('carers_check', ['agency_id', 'about_id'], 'carers_applicationperson', ['agency_id', 'id']),
        rls.tenant('carers_applicationperson', 'agency_id'),
    ]
