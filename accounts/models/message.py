import hashlib
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone

from accounts.models.base import Row, Steps
from accounts.models.organisation import Organisation


class Message(Row):
    """One outbound e-mail, text or letter: a row before it is a task. The only outbox.

    States: due -> claimed (a worker holds it, nothing has left) -> sending (the provider is being asked) ->
    sent; or back to due (retry, with next_attempt_at), failed (given up, visible), dropped (no longer right to
    send, with the reason), doubtful (the provider may have taken it; a person decides, never silently sent
    twice). `delivery` is what the provider told us later.
    """

    class State(models.TextChoices):
        DUE = "due", "Waiting"
        CLAIMED = "claimed", "Being prepared"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        DROPPED = "dropped", "Not sent"
        DOUBTFUL = "doubtful", "Not sure it was sent"

    NEXT: ClassVar[Steps] = {
        State.DUE: (State.CLAIMED,),
        State.CLAIMED: (State.SENDING, State.DUE, State.DROPPED, State.SENT),
        State.SENDING: (State.SENT, State.DUE, State.FAILED, State.DOUBTFUL),
        State.DOUBTFUL: (State.SENT, State.DUE, State.DROPPED, State.FAILED),
        State.FAILED: (State.DUE, State.SENT, State.DROPPED),
        State.SENT: (State.FAILED,),
    }
    # A provider's late word that the address does not work, on whatever became of the message since.
    ALSO: ClassVar[Steps] = dict.fromkeys((State.DUE, State.CLAIMED, State.DROPPED), (State.FAILED,))

    class Channel(models.TextChoices):
        EMAIL = "email", "e-mail"
        SMS = "sms", "text message"
        LETTER = "letter"

    class MessageClass(models.TextChoices):
        SERVICE = "service"
        MARKETING = "marketing"

    class Delivery(models.TextChoices):
        DELIVERED = "delivered", "Delivered"
        BOUNCED = "bounced", "Came back"
        COMPLAINED = "complained", "Marked as unwanted"

    STATUTORY, USUAL = 0, 5

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=60, help_text="what it is: followup.keep_warm")
    step = models.CharField(max_length=60, default="1")
    cycle = models.CharField(max_length=120, default="1")
    subject_kind = models.CharField(max_length=40, help_text="whom it concerns: enquiry, application")
    subject_id = models.UUIDField()
    channel = models.CharField(max_length=10, choices=Channel)
    message_class = models.CharField(max_length=10, choices=MessageClass, default=MessageClass.SERVICE)
    priority = models.SmallIntegerField(default=USUAL, help_text="statutory ones go first")
    recipient = models.CharField(max_length=254)
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    link_to = models.CharField(max_length=200, blank=True, help_text="the page that {{link}} leads to")
    reference = models.CharField(
        max_length=80, default="", help_text="stable over retries and restores: see reference_of"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    reason = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    attempts = models.SmallIntegerField(default=0)
    first_failed_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True, help_text="the worker's run that holds the row")
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    provider_reference = models.CharField(max_length=200, blank=True)
    delivery = models.CharField(max_length=10, choices=Delivery, blank=True)
    delivery_at = models.DateTimeField(null=True)
    link_opened_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "subject_id", "kind", "step", "cycle", "channel"],
                name="message_once_per_step",
            ),
            models.UniqueConstraint(fields=["organisation", "reference"], name="message_reference_once"),
            models.CheckConstraint(
                name="message_sent_has_time",
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "priority", "next_attempt_at"],
                name="message_due",
                condition=models.Q(state="due"),
            ),
            models.Index(
                fields=["organisation", "claimed_at"],
                name="message_held",
                condition=models.Q(state__in=["claimed", "sending"]),
            ),
            models.Index(
                fields=["organisation", "state", "-id"],
                name="message_to_settle",
                condition=models.Q(state__in=["failed", "doubtful"]),
            ),
            models.Index(fields=["organisation", "subject_id"], name="message_by_subject"),
            models.Index(fields=["organisation", "recipient"], name="message_by_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @classmethod
    def reference_of(cls, organisation: UUID, subject: UUID, kind: str, step: str, cycle: str, channel: str) -> str:
        """The Message-ID's left part and the provider's reference: made of what makes the message unique.

        So a row that is written again after a restore carries the reference under which it was sent before.
        """
        key = "\n".join([str(subject), kind, step, cycle, channel])
        return f"hearth-{organisation.hex}-{hashlib.sha256(key.encode()).hexdigest()[:32]}"


class Suppression(Row):
    """An address that is not to be written to: it bounced, or its owner said stop. Ended, never deleted."""

    class Why(models.TextChoices):
        BOUNCED = "bounced", "The address does not work"
        COMPLAINED = "complained", "Marked as unwanted"
        UNSUBSCRIBED = "unsubscribed", "Unsubscribed"
        STOP = "stop", "Texted STOP"
        OBJECTED = "objected", "Asked us to stop"

    # These stop marketing alone; the others stop everything to the address.
    MARKETING_ONLY = (Why.UNSUBSCRIBED, Why.COMPLAINED)

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=Message.Channel)
    address = models.CharField(max_length=254, help_text="as accounts.outbox.addresses.normal writes it")
    why = models.CharField(max_length=12, choices=Why)
    message_id = models.UUIDField(null=True, help_text="the message that led to it")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "channel", "address", "why"],
                condition=models.Q(ended_at__isnull=True),
                name="suppression_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.why}"
