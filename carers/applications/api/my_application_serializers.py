"""Shapes of the applicant's part of the API."""

from typing import Any

from rest_framework import serializers

from accounts.models import Document
from carers.applications.forms.documents import KINDS
from carers.law.vocabulary import WithdrawalReason
from carers.models import Respondent


class StepSerializer(serializers.Serializer[Any]):
    state = serializers.CharField(help_text="done, now or next")
    title = serializers.CharField()
    when = serializers.CharField()
    words = serializers.CharField()


class SectionStateSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    state = serializers.CharField(help_text="todo, started or complete")
    version = serializers.IntegerField()
    locked = serializers.BooleanField(help_text="handed in")


class MyApplicationSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    agency = serializers.CharField()
    handed_in_at = serializers.DateTimeField(allow_null=True)
    application = serializers.UUIDField(allow_null=True)
    stage = serializers.CharField(help_text="empty until handed in")
    closed_because = serializers.CharField(help_text="why nothing more can be filled in; empty while it can")
    may_ask_again = serializers.BooleanField()
    resting = serializers.BooleanField()
    sentence = serializers.CharField()
    whose_turn = serializers.CharField(help_text="you, service or nobody")
    clock = serializers.CharField()
    decision_by = serializers.DateField(allow_null=True, help_text="8 in 10 reached a decision by then; null: unknown")
    steps = StepSerializer(many=True)
    sections = SectionStateSerializer(many=True)


class SectionSerializer(SectionStateSerializer):
    answers = serializers.DictField()


class SaveSectionSerializer(serializers.Serializer[Any]):
    """`version` is the one that was read, 0 for none yet; a section of entries takes {"items": [...]}."""

    answers = serializers.DictField()
    version = serializers.IntegerField(min_value=0)
    complete = serializers.BooleanField(default=True)


class ContactSerializer(serializers.Serializer[Any]):
    email = serializers.CharField(required=False)
    telephone = serializers.CharField(required=False)
    contact_by = serializers.CharField()
    contact_when = serializers.CharField(required=False)
    may_leave_message = serializers.BooleanField(required=False)
    marketing_consent = serializers.BooleanField(required=False)


class PauseSerializer(serializers.Serializer[Any]):
    resting = serializers.BooleanField(help_text="true to let it rest, false to go on")


class WithdrawSerializer(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=WithdrawalReason.choices)


class AskedAgainSerializer(serializers.Serializer[Any]):
    agency = serializers.CharField()
    enquiry = serializers.UUIDField(help_text="the new enquiry at the service")


class FeedbackSerializer(serializers.Serializer[Any]):
    milestone = serializers.CharField(help_text="enquiry, handed_in, decision or withdrawn")
    ease = serializers.IntegerField(required=False, allow_null=True, help_text="1 hard, 2 so-so, 3 easy")
    words = serializers.CharField(required=False, allow_blank=True)


class OwnDataSerializer(serializers.Serializer[Any]):
    service = serializers.CharField()
    enquiry = serializers.DictField()
    sections = serializers.DictField()


class AskSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=Respondent.Kind.choices)
    item = serializers.CharField(max_length=32, help_text="id of the entry; partner for a joint applicant")


class AskedSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    kind = serializers.CharField()
    link_works_until = serializers.DateTimeField()


class DocumentSerializer(serializers.ModelSerializer[Document]):
    class Meta:
        model = Document
        fields = ("id", "kind", "name", "media_type", "size", "pages", "state", "missed_at", "uploaded_at")
        read_only_fields = fields


class UploadSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KINDS)
    file = serializers.FileField(help_text="PDF, JPEG or PNG, up to 10 MB", allow_empty_file=True)


class ClaimSerializer(serializers.Serializer[Any]):
    email = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=254,
        help_text="needed where the invitation came by text: a link goes to it",
    )  # fmt: skip


class RespondSerializer(serializers.Serializer[Any]):
    answers = serializers.DictField(required=False)
    declined = serializers.BooleanField(required=False, default=False)


class LinkSerializer(serializers.Serializer[Any]):
    opened = serializers.BooleanField()
    words = serializers.CharField()
    my_application = serializers.UUIDField(required=False, help_text="which application an invitation opened")


class AddressSerializer(serializers.Serializer[Any]):
    address = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=254, help_text="an e-mail address or a mobile number"
    )
