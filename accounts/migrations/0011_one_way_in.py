"""Second factors are their person's alone; and Django's admin, a second way in, leaves nothing behind.

Its table of changes goes: nothing of ours was ever registered there, it names people without end, and its foreign key
would stand in the way of deleting a person.
"""

from django.db import migrations

from accounts.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_keys_at_rest")]

    operations = [
        rls.persons("mfa_authenticator", "user_id"),
        migrations.RunSQL(
            "DROP TABLE IF EXISTS django_admin_log; DELETE FROM django_migrations WHERE app = 'admin';",
            migrations.RunSQL.noop,
        ),
    ]
