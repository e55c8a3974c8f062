"""How referrals, ranked homes, placements and shortages look through the API."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.fields import PeriodField
from carers.law.vocabulary import WISHES, KindOfCare
from placements.candidates import asked_for
from placements.models import Placement, Referral
from placements.models.referral import TOGETHER_ASKED
from placements.referrals.api.children import NewChildSerializer
from placements.referrals.selectors.beside import open_beside

MOST_TO_FOLLOW = 20

SHARING: dict[str, Any] = {
    "choices": Referral.Sharing.choices, "required": False, "default": "", "allow_blank": True,
    "help_text": "who is told, now and at every later step; left out: every service, or as the shorter fields say",
}  # fmt: skip


class ReferralSerializer(serializers.ModelSerializer[Referral]):
    children_count = serializers.IntegerField(read_only=True)
    children_waiting = serializers.SerializerMethodField(help_text="of an open one: children who have no home yet")
    also_open = serializers.SerializerMethodField(help_text="other open referrals of the same children")

    class Meta:
        model = Referral
        fields = (
            "id", "reference", "kind", "urgency", "state", "together", "referred_at", "needed_by", "ends_on",
            "max_km", "wishes", "outcome", "closed_at", "children_count", "screen", "screen_findings",
            "recorded_for", "sharing", "own_first_hours", "own_first_until", "answer_by", "children_waiting",
            "also_open", "referred_again_from",
        )  # fmt: skip
        read_only_fields = fields

    def get_children_waiting(self, row: Referral) -> int:
        return len(asked_for(row)) if row.state == Referral.State.OPEN else 0

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_also_open(self, row: Referral) -> list[UUID]:
        found: list[UUID] | None = getattr(row, "also_open", None)
        return [other.pk for other in open_beside(row)] if found is None else found


class ReferralFilters(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=Referral.State.choices, required=False)


class NewReferralSerializer(serializers.Serializer[Any]):
    reference = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(choices=KindOfCare.choices)
    urgency = serializers.ChoiceField(choices=Referral.Urgency.choices, default="planned")
    needed_by = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)
    together = serializers.ChoiceField(choices=TOGETHER_ASKED, required=False, allow_null=True, default=None)
    together_reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=4000)
    max_km = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=200)
    wishes = serializers.ListField(
        child=serializers.ChoiceField(choices=WISHES), required=False, default=list, max_length=len(WISHES)
    )
    wishes_words = serializers.CharField(required=False, default="", allow_blank=True, max_length=4000)
    family_time = serializers.CharField(required=False, default="", allow_blank=True, max_length=4000)
    risks_words = serializers.CharField(required=False, default="", allow_blank=True, max_length=4000)
    views_words = serializers.CharField(required=False, default="", allow_blank=True, max_length=4000)
    to_follow = serializers.ListField(
        child=serializers.CharField(max_length=30), required=False, default=list, max_length=MOST_TO_FOLLOW
    )
    own_first_hours = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0, max_value=72)
    answer_by = serializers.DateTimeField(required=False, allow_null=True, default=None)
    sharing = serializers.ChoiceField(**SHARING)
    choose_services = serializers.BooleanField(default=False, help_text="true: nobody is told until you share it")
    children = NewChildSerializer(many=True, min_length=1, max_length=8)  # type: ignore[call-arg]


class RankedHomeSerializer(serializers.Serializer[Any]):
    """One home that meets every test. `score` in milli-points; homes under a point apart share a rank."""

    home = serializers.UUIDField(source="household")
    rank = serializers.IntegerField()
    tied = serializers.BooleanField()
    score = serializers.IntegerField()
    school_hm = serializers.IntegerField(help_text="summed distance to school, hectometres")


class RankingSerializer(serializers.Serializer[Any]):
    rules = serializers.CharField()
    looked_at = serializers.IntegerField()
    eligible = serializers.IntegerField()
    excluded = serializers.DictField(child=serializers.IntegerField(), help_text="test -> homes that fail it")
    homes = RankedHomeSerializer(many=True)


class ExplanationSerializer(serializers.Serializer[Any]):
    """Why a home fits or does not: in full for its own agency; to others "not available", and points if it fits."""

    verdict = serializers.CharField()
    score = serializers.IntegerField(source="explanation.score")
    failed = serializers.SerializerMethodField()
    unknown = serializers.SerializerMethodField()
    steps = serializers.ListField(child=serializers.CharField(), help_text="lawful steps that would open the home")
    smallest_change = serializers.ListField(child=serializers.CharField(), source="changes")
    parts = serializers.SerializerMethodField()

    def get_failed(self, seen: Any) -> list[dict[str, Any]]:
        if seen.own:
            return [{"code": f.code, "sentence": f.sentence} for f in seen.explanation.failed]
        return [{"code": "", "sentence": sentence} for sentence in seen.reasons]

    def get_unknown(self, seen: Any) -> list[dict[str, Any]]:
        """What is not known and should be asked: the sentence only for the home's own agency."""
        found = seen.explanation.unknown
        return [{"code": f.code, "sentence": f.sentence if seen.own else ""} for f in found]

    def get_parts(self, seen: Any) -> list[dict[str, Any]]:
        """value x weight = milli-points, part by part."""
        keys = ("part", "value", "weight", "milli_points")
        rows = seen.explanation.by_part() if seen.fits or seen.own else []
        return [dict(zip(keys, row, strict=True)) for row in rows]


class ChildrenField(serializers.ListField):
    """Which of the children who wait; left out, all of them."""

    child = serializers.UUIDField()

    def __init__(self, **kwargs: Any) -> None:
        words = "which of the children who wait; left out: all of them"
        asked: dict[str, Any] = {"required": False, "allow_null": True, "default": None, "help_text": words}
        super().__init__(**asked, min_length=1, max_length=8, **kwargs)


class PlaceSerializer(serializers.Serializer[Any]):
    home = serializers.UUIDField()
    starts_on = serializers.DateField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=2000, help_text="why this home, and not the others")
    children = ChildrenField()
    authorised_by = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=100,
        help_text="an emergency outside the terms of approval, six working days at most: who allowed it",
    )  # fmt: skip
    as_asked = serializers.ChoiceField(choices=Referral.AsAsked.choices, required=False, default="yes")


class PlacementSerializer(serializers.ModelSerializer[Placement]):
    period = PeriodField(read_only=True)

    class Meta:
        model = Placement
        fields = ("id", "household", "slot", "child", "referral", "kind", "state", "period", "expires_at")
        read_only_fields = fields
