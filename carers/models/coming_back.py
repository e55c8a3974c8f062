"""What lets a person come back to something half done, before any fostering service knows of it."""

from django.db import models
from django.utils import timezone

from accounts.keyring.encryption import EncryptedJSONField
from accounts.models import Organisation
from accounts.models.base import Row


class EnquiryDraft(Row):
    """A half-filled enquiry that somebody asked a link for. Sent, dropped or left alone, it is deleted.

    `address` is a keyed digest of where the link went: it finds the draft again and can't be read back.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", help_text="Hearth itself")
    answers = EncryptedJSONField(default=dict)
    address = models.CharField(max_length=64)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["address"], name="draft_by_address"),
            models.Index(fields=["saved_at"], name="draft_by_age"),
        ]

    def __str__(self) -> str:
        return f"enquiry draft {self.pk}"


class WayBackRequest(Row):
    """Somebody asked for a way back. Answered by a task, so that the page does the same for every address."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", help_text="Hearth itself")
    address = EncryptedJSONField()
    asked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"way back {self.pk}"
