"""How follow-ups look through the API."""

from typing import Any

from rest_framework import serializers

from carers.followups.defaults import NAMES
from carers.models import FollowUp, FollowUpKind, FollowUpWords, SendingRules


class StepSerializer(serializers.Serializer[Any]):
    """A step in force. `amount` and `unit`: how long after what it follows; before, if negative."""

    step = serializers.CharField(source="key")
    version = serializers.IntegerField()
    whom = serializers.CharField()
    follows = serializers.CharField(source="trigger")
    amount = serializers.IntegerField(source="offset_amount")
    unit = serializers.CharField(source="offset_unit")
    at = serializers.TimeField(allow_null=True)
    channels = serializers.ListField(child=serializers.CharField())
    message_class = serializers.CharField()
    words = serializers.SerializerMethodField()

    def get_words(self, row: Any) -> dict[str, Any]:
        """The words in force."""
        words = self.context["book"].words[row.key]
        return {name: getattr(words, name) for name in ("title", "body", "text", "version")}


class KindSerializer(serializers.ModelSerializer[FollowUpKind]):
    name = serializers.SerializerMethodField()
    steps = serializers.SerializerMethodField()

    class Meta:
        model = FollowUpKind
        fields = ("key", "name", "is_on", "steps")
        read_only_fields = fields

    def get_name(self, kind: FollowUpKind) -> str:
        return NAMES[kind.key]

    def get_steps(self, kind: FollowUpKind) -> list[dict[str, Any]]:
        """The steps in force, with their words."""
        book = self.context["book"]
        rows = [row for row in book.rows.values() if row.kind_id == kind.pk]
        return [dict(StepSerializer(row, context=self.context).data) for row in rows]


class SwitchSerializer(serializers.Serializer[Any]):
    is_on = serializers.BooleanField()


class WordsSerializer(serializers.ModelSerializer[FollowUpWords]):
    """Words of one step. `version` is the one that was read; another one is refused as stale."""

    step = serializers.CharField(source="step_key")
    text = serializers.CharField(required=False, default="", allow_blank=True, max_length=480)
    version = serializers.IntegerField(required=False, default=None, allow_null=True)

    class Meta:
        model = FollowUpWords
        fields = ("step", "title", "body", "text", "version")

    def to_internal_value(self, data: Any) -> Any:
        told = super().to_internal_value(data)
        return {**told, "step": told.pop("step_key")}


class TimingSerializer(serializers.Serializer[Any]):
    step = serializers.CharField()
    amount = serializers.IntegerField(min_value=-400, max_value=400)
    at = serializers.TimeField(required=False, default=None, allow_null=True, help_text="London time")


class PreviewSerializer(serializers.Serializer[Any]):
    person = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    text = serializers.CharField()
    fault = serializers.CharField()


class LineSerializer(serializers.Serializer[Any]):
    person_id = serializers.UUIDField()
    name = serializers.CharField()
    step = serializers.CharField()
    action = serializers.CharField(help_text="send, task, wait or not")
    channel = serializers.CharField()
    reason = serializers.CharField()


class DryRunSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField(help_text="the end of the sending day it looks at")
    people = LineSerializer(many=True)


class EffectSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    since = serializers.DateTimeField()
    sent = serializers.IntegerField()
    delivered = serializers.IntegerField()
    opened = serializers.IntegerField()
    came_back = serializers.IntegerField(help_text="moved on within seven days")


class FollowUpSerializer(serializers.ModelSerializer[FollowUp]):
    """`message_state` and `delivery` are those of its message, empty for a task."""

    message_state = serializers.CharField(source="message.state", default="")
    delivery = serializers.CharField(source="message.delivery", default="")
    sent_at = serializers.DateTimeField(source="message.sent_at", default=None)
    why_not = serializers.SerializerMethodField()

    class Meta:
        model = FollowUp
        fields = (
            "id", "person_id", "kind", "step", "cycle", "whom", "channel", "due_at", "state", "title", "outcome",
            "note", "message_state", "delivery", "sent_at", "why_not",
        )  # fmt: skip
        read_only_fields = fields

    def get_why_not(self, row: FollowUp) -> str:
        """The reason why it was not sent, or was sent another way."""
        return (row.message.reason if row.message else "") or row.reason


class FollowUpFilters(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=list(NAMES), required=False)
    state = serializers.ChoiceField(choices=FollowUp.State.choices, required=False)
    person = serializers.UUIDField(required=False, help_text="id of an enquiry")


class StepFilters(serializers.Serializer[Any]):
    step = serializers.CharField(required=False, max_length=60, help_text="one of the kind's; the first if left out")


class PreviewFilters(StepFilters):
    person = serializers.UUIDField(required=False, help_text="id of an enquiry")


class SettleSerializer(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=FollowUp.Outcome.choices)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class SendingHoursSerializer(serializers.ModelSerializer[SendingRules]):
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=6), max_length=7, help_text="0 is Monday"
    )
    bank_holidays = serializers.BooleanField(default=False)

    class Meta:
        model = SendingRules
        fields = ("opens", "closes", "weekdays", "bank_holidays")
