from django.db import migrations, models

from accounts.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_service_itself")]

    operations = [
        migrations.AlterField(
            "membership", "ends_on", models.DateField(blank=True, help_text="the first day without access", null=True)
        ),
        # Before anybody is known a key must be found: its holder sees that one row, and nobody another's.
        rls.tenant(
            "accounts_apikey",
            "organisation_id",
            also_reads="digest = (select nullif(current_setting('hearth.key', true), ''))",
        ),
    ]
