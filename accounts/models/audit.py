from django.db import models
from django.db.models.functions import Now

from accounts.models.base import Row
from accounts.models.organisation import Organisation


class AuditEntry(Row):
    """An act in trade words, ids only: who did what to which row. The app role can add and read, no more."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    action = models.CharField(max_length=60, help_text="dotted: enquiry.received, child.placed")
    actor_id = models.UUIDField(null=True, help_text="the user; empty for the public and for jobs")
    actor_kind = models.CharField(max_length=20, default="user", help_text="user, api_key, public, job")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "subject_id", "id"], name="audit_by_subject"),
            models.Index(fields=["organisation", "id"], name="audit_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_id}"
