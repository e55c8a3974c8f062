"""Shapes of the first steps."""

from typing import Any

from rest_framework import serializers


class ChoiceSerializer(serializers.Serializer[Any]):
    value = serializers.CharField()
    words = serializers.CharField()


class QuestionSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    question = serializers.CharField()
    help = serializers.CharField()
    choices = ChoiceSerializer(many=True)


class FirstAnswersSerializer(serializers.Serializer[Any]):
    answers = serializers.DictField(child=serializers.CharField(), help_text="a question's key to its answer")


class OutcomeSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="could, not_yet or another_way")
    changes = serializers.ListField(child=serializers.CharField(), help_text="what would change a “not yet”")
    notes = serializers.ListField(child=serializers.CharField())
    place = serializers.CharField(help_text="a sentence about the postcode, where one is needed")


class LaterSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    email = serializers.CharField(required=False)
    telephone = serializers.CharField(required=False)
    postcode = serializers.CharField(required=False)
    in_months = serializers.ChoiceField(choices=[3, 6, 12])
    agency = serializers.UUIDField()
    consent = serializers.BooleanField()


class LaterPromisedSerializer(serializers.Serializer[Any]):
    agency = serializers.CharField()
    not_before = serializers.DateField()


class NewDraftSerializer(serializers.Serializer[Any]):
    answers = serializers.DictField(required=False, help_text="any of the fields of an enquiry")
    address = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=254,
        help_text="where the link goes: an e-mail address or a mobile number",
    )  # fmt: skip


class DraftSentSerializer(serializers.Serializer[Any]):
    words = serializers.CharField()
    kept_days = serializers.IntegerField()


class DraftSerializer(serializers.Serializer[Any]):
    answers = serializers.DictField()
    saved_at = serializers.DateTimeField(read_only=True)
