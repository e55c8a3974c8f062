import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.uuid
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_one_way_in")]

    operations = [
        migrations.CreateModel(
            name="RoleRequest",
            fields=[
                ("id", models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("roles", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), size=None)),
                ("state", models.CharField(choices=[("open", "Waiting"), ("given", "Given"), ("refused", "Refused"), ("withdrawn", "Withdrawn"), ("lapsed", "Lapsed")], default="open", max_length=10)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(null=True)),
                ("operator", models.CharField(blank=True, help_text="who confirmed by command, or their reference", max_length=100)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("decided_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("membership", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="role_requests", to="accounts.membership")),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.organisation")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("state", "open")), fields=("membership",), name="role_request_once_a_person"),
                    models.UniqueConstraint(condition=models.Q(("membership__isnull", True), ("state", "open")), fields=("organisation", "email"), name="role_request_once_an_address"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "given"), _negated=True),
                            models.Q(("decided_by__isnull", False), models.Q(("decided_by", models.F("asked_by")), _negated=True)),
                            models.Q(("decided_by__isnull", True), models.Q(("operator", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="role_request_by_two_people",
                    ),
                ],
            },
        ),
        rls.tenant("accounts_rolerequest", "organisation_id"),
        rls.unique_within("accounts_membership", "organisation_id", "id"),
        rls.same_organisation(
            "accounts_rolerequest", ("organisation_id", "membership_id"), "accounts_membership", ("organisation_id", "id"), "ON DELETE CASCADE"
        ),
    ]
