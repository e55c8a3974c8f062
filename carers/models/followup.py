from datetime import time
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Message, Organisation
from accounts.models.base import Row, Steps
from carers.law.followup_fields import MessageClass
from carers.law.followup_history import Offset, Step, Whom
from carers.law.sending_hours import Channel, SendingHours, SendingTimes
from carers.models.application import Application
from carers.models.enquiry import Enquiry
from carers.models.household import Household


class SendingRules(Row):
    """When an agency's messages may go, in London hours, and since when it has follow-ups at all.

    Nothing that was meant for a moment before `started_at` is ever written: the past is not followed up.
    """

    agency = models.OneToOneField(Organisation, models.CASCADE, related_name="sending_rules")
    opens = models.TimeField(default=time(9))
    closes = models.TimeField(default=time(19))
    weekdays = ArrayField(models.SmallIntegerField(), default=list, help_text="0 is Monday")
    bank_holidays = models.BooleanField(default=False, help_text="send on bank holidays too")
    started_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sending_opens_before_it_closes", condition=Q(opens__lt=models.F("closes"))),
            models.CheckConstraint(name="sending_on_some_day", condition=Q(weekdays__len__gte=1)),
        ]

    def __str__(self) -> str:
        return f"sending rules of {self.agency_id}"

    def times(self) -> SendingTimes:
        return SendingTimes(SendingHours(self.opens, self.closes, frozenset(self.weekdays), self.bank_holidays))


class FollowUpKind(Row):
    """A kind of follow-up at an agency: on or off. Its steps and words are rows of their own."""

    agency = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    is_on = models.BooleanField(default=True)
    position = models.SmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["agency", "key"], name="follow_up_kind_once")]

    def __str__(self) -> str:
        return self.key


class FollowUpStep(Row):
    """One version of one step: to whom, after what, when, by which channels. Never changed, only ended.

    A step keeps its key through all versions, and a person gets a key once a cycle; so nobody who is mid-way
    gets a step again because it was edited.
    """

    agency = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    kind = models.ForeignKey(FollowUpKind, models.CASCADE, related_name="steps")
    key = models.CharField(max_length=40)
    version = models.SmallIntegerField(default=1)
    position = models.SmallIntegerField()
    whom = models.CharField(max_length=10)
    trigger = models.CharField(max_length=40)
    offset_amount = models.SmallIntegerField()
    offset_unit = models.CharField(max_length=10)
    offset_clock = models.CharField(max_length=40, blank=True)
    channels = ArrayField(models.CharField(max_length=10))
    message_class = models.CharField(max_length=10, choices=Message.MessageClass)
    stop_on = ArrayField(models.CharField(max_length=40), default=list)
    shelf_life = models.DurationField()
    at = models.TimeField(null=True)
    repeat_amount = models.SmallIntegerField(null=True)
    repeat_unit = models.CharField(max_length=10, blank=True)
    times = models.SmallIntegerField(default=1)
    superseded = models.BooleanField(default=False)
    statutory = models.BooleanField(default=False)
    for_leavers = models.BooleanField(default=False)
    any_hour = models.BooleanField(default=False)
    begins_at = models.DateTimeField(null=True, help_text="reaches no further back; empty for the first version")
    ended_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["position", "version"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "key", "version"], name="follow_up_step_version_once"),
            models.UniqueConstraint(
                fields=["agency", "key"], condition=Q(ended_at__isnull=True), name="follow_up_step_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    def as_step(self, kind: str, is_on: bool = True) -> Step:
        repeat = Offset(self.repeat_amount, self.repeat_unit) if self.repeat_amount else None  # type: ignore[arg-type]
        return Step(
            self.key,
            kind,
            Whom(self.whom),
            self.trigger,
            Offset(self.offset_amount, self.offset_unit, self.offset_clock),  # type: ignore[arg-type]
            tuple(Channel(channel) for channel in self.channels),
            MessageClass(self.message_class),
            frozenset(self.stop_on),
            self.shelf_life,
            self.at,
            repeat,
            self.times,
            self.superseded,
            self.statutory,
            self.for_leavers,
            self.any_hour,
            is_on and self.ended_at is None,
            self.version,
            self.begins_at,
        )


class FollowUpWords(Row):
    """One version of a step's words. `text` is the text message; a task has only a title and a body."""

    agency = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    step_key = models.CharField(max_length=40)
    version = models.SmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    body = models.TextField()
    text = models.CharField(max_length=480, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "step_key", "version"], name="follow_up_words_version_once"),
            models.UniqueConstraint(
                fields=["agency", "step_key"], condition=Q(ended_at__isnull=True), name="follow_up_words_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"words of {self.step_key} {self.version}"


class FollowUp(Row):
    """What recruitment owes a person at a step; owns its message or its call task.

    States: message (its message's own state says how it went), task (somebody is to call or look), done,
    dropped (with the reason). `person_id` is the person's first row: enquiry, else application, else household.
    """

    class State(models.TextChoices):
        MESSAGE = "message", "Message"
        TASK = "task", "To do"
        DONE = "done", "Done"
        DROPPED = "dropped", "Not sent"

    NEXT: ClassVar[Steps] = {
        State.MESSAGE: (State.TASK,),
        State.TASK: (State.DONE, State.DROPPED),
    }

    class Outcome(models.TextChoices):
        SPOKE = "spoke", "Spoke to them"
        NO_ANSWER = "no_answer", "No answer"
        LEFT_MESSAGE = "left_message", "Left a message"
        DEALT_WITH = "dealt_with", "Dealt with"

    agency = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    person_id = models.UUIDField()
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, null=True, related_name="follow_ups")
    application = models.ForeignKey(Application, models.CASCADE, null=True, related_name="follow_ups")
    household = models.ForeignKey(Household, models.CASCADE, null=True, related_name="follow_ups")
    kind = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    step_version = models.SmallIntegerField(default=1)
    words_version = models.SmallIntegerField(default=1)
    cycle = models.CharField(max_length=120)
    whom = models.CharField(max_length=10)
    channel = models.CharField(max_length=10)
    trigger = models.JSONField(help_text="{name, at, ref, subject, until}: the fact that it follows")
    meant_for = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State)
    reason = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True, help_text="a task's words; a message keeps its own")
    message = models.OneToOneField(Message, models.SET_NULL, null=True, related_name="follow_up")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    note = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "person_id", "kind", "step", "cycle"], name="follow_up_once_a_cycle"
            ),
            models.CheckConstraint(name="follow_up_dropped_has_reason", condition=~Q(state="dropped") | ~Q(reason="")),
            models.CheckConstraint(
                name="follow_up_done_has_outcome",
                condition=~Q(state="done") | Q(settled_at__isnull=False) & ~Q(outcome=""),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "due_at"], condition=Q(state="task"), name="follow_up_to_do"),
            models.Index(fields=["agency", "kind", "-id"], name="follow_up_by_kind"),
            models.Index(fields=["agency", "-id"], name="follow_up_by_age"),
        ]

    def __str__(self) -> str:
        return f"follow-up {self.step} {self.state}"


FOLLOWUP_OUTCOMES = FollowUp.Outcome.choices  # named once for the API's schema


class PersonFact(Row):
    """A dated fact about a person that follow-ups go by and no other row holds: consent, a pause, a missing
    section, a filled place. Names: carers.followups.services.facts. Added to, never changed."""

    agency = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    person_id = models.UUIDField()
    name = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
    subject = models.CharField(max_length=60, blank=True)
    until = models.DateField(null=True)
    channel = models.CharField(max_length=10, blank=True)
    source = models.CharField(
        max_length=200, blank=True, help_text="how we know, for a consent: where and in what words"
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["agency", "person_id"], name="person_fact_by_person")]

    def __str__(self) -> str:
        return self.name
