from django.db import models
from django.utils import timezone

from accounts.models.base import Row
from accounts.models.organisation import Organisation


class Message(Row):
    """One outbound e-mail, text or letter: a row before it is a task. The only outbox.

    States: due -> claimed -> sending -> sent; or back to due (retry, with next_attempt_at), failed (given
    up, visible), dropped (no longer right to send, with the reason), doubtful (the provider may have taken
    it; a person decides, never silently sent twice).
    """

    class State(models.TextChoices):
        DUE = "due"
        CLAIMED = "claimed"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        DROPPED = "dropped"
        DOUBTFUL = "doubtful"

    class Channel(models.TextChoices):
        EMAIL = "email", "e-mail"
        SMS = "sms", "text message"
        LETTER = "letter"

    class MessageClass(models.TextChoices):
        SERVICE = "service"
        MARKETING = "marketing"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=60, help_text="what it is: enquiry.acknowledgement")
    step = models.CharField(max_length=60, default="1")
    cycle = models.CharField(max_length=60, default="1")
    subject_kind = models.CharField(max_length=40, help_text="whom it concerns: enquiry, application")
    subject_id = models.UUIDField()
    channel = models.CharField(max_length=10, choices=Channel)
    message_class = models.CharField(max_length=10, choices=MessageClass, default=MessageClass.SERVICE)
    recipient = models.CharField(max_length=254)
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    reason = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    attempts = models.SmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    provider_reference = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "subject_id", "kind", "step", "cycle", "channel"],
                name="message_once_per_step",
            ),
            models.CheckConstraint(
                name="message_sent_has_time",
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "next_attempt_at"],
                name="message_waiting",
                condition=models.Q(state__in=["due", "claimed", "sending"]),
            ),
            models.Index(fields=["organisation", "subject_id"], name="message_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def reference(self) -> str:
        """Stable over retries: the Message-ID's left part, and Notify's `reference`."""
        return f"hearth-{self.pk}"
