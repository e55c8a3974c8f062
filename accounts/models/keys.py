from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models.base import Row
from accounts.models.organisation import Organisation


class ApiKey(Row):
    """A program's way in. Only a SHA-256 of the secret is kept; the secret is shown once."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    roles = ArrayField(models.CharField(max_length=30))
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(Row):
    """What a POST with an Idempotency-Key answered, so that the same caller's retry gets the same answer for a day."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    caller = models.CharField(max_length=80, db_default="", help_text="person, API key, or the public at an address")
    key = models.CharField(max_length=200)
    route = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the body")
    status = models.SmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "caller", "route", "key"], name="idempotency_key_once")
        ]
        indexes = [models.Index(fields=["organisation", "created_at"], name="idempotency_key_by_age")]

    def __str__(self) -> str:
        return self.key
