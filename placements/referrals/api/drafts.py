"""A referral in parts through the API: begin, save a part, open, throw away. The pages call the same services."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import idempotent
from accounts.api.reading import valid_part
from accounts.api.views import CallerViewSet
from accounts.reference.selectors import sector_code
from carers.law.vocabulary import NEEDS, WISHES, KindOfCare, Sex
from carers.texts.values import to_stored
from placements.models import Referral, ReferralDraft
from placements.models.referral import TOGETHER_ASKED
from placements.referrals.api.children import ChildNeedsSerializer
from placements.referrals.api.reading import asked, known
from placements.referrals.api.serializers import MOST_TO_FOLLOW, SHARING, ReferralSerializer
from placements.referrals.selectors.referrals import drafts, referrals
from placements.referrals.services import drafting

MOST_CHILDREN = 8
WORDS: dict[str, Any] = {"required": False, "default": "", "allow_blank": True, "max_length": 4000}


class SectorField(serializers.CharField):
    """A postcode, or the code of its sector: only the sector is kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, default="", allow_blank=True, max_length=10, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        try:
            return sector_code(super().to_internal_value(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from None


class ReferralDraftChildSerializer(ChildNeedsSerializer):
    """A child without a name, and without needs: they have a part of their own."""

    needs = None  # type: ignore[assignment]
    reference = serializers.CharField(max_length=40)
    birth_month = serializers.RegexField(r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])\Z", help_text="YYYY-MM")
    sex = serializers.ChoiceField(choices=Sex.choices)
    home_postcode = SectorField()
    school_postcode = SectorField()

    def validate_birth_month(self, value: str) -> str:
        return f"{value}-01"


class DraftWhoSerializer(serializers.Serializer[Any]):
    reference = serializers.CharField(max_length=40)
    together = serializers.ChoiceField(choices=TOGETHER_ASKED, required=False, default="", allow_blank=True)
    together_reason = serializers.CharField(**WORDS)
    children = ReferralDraftChildSerializer(many=True, min_length=1, max_length=MOST_CHILDREN)  # type: ignore[call-arg]


class DraftNeedsSerializer(serializers.Serializer[Any]):
    """`needs`: reference of a child -> its needs; null: not known."""

    needs = serializers.DictField(
        child=serializers.ListField(
            child=serializers.ChoiceField(choices=NEEDS), allow_null=True, max_length=len(NEEDS)
        ),
        default=dict,
    )
    risks_words = serializers.CharField(**WORDS)
    to_follow = serializers.ListField(
        child=serializers.CharField(max_length=30), required=False, default=list, max_length=MOST_TO_FOLLOW
    )

    def validate_needs(self, value: dict[str, Any]) -> dict[str, Any]:
        """A key is a reference like any other: of that length, and of characters that can be kept."""
        if len(value) > MOST_CHILDREN:
            raise serializers.ValidationError(f"Name {MOST_CHILDREN} children at most.")
        key = serializers.CharField(max_length=40)
        return {key.run_validation(reference): needs for reference, needs in value.items()}


class DraftWishesSerializer(serializers.Serializer[Any]):
    wishes = serializers.ListField(
        child=serializers.ChoiceField(choices=WISHES), required=False, default=list, max_length=len(WISHES)
    )
    wishes_words = serializers.CharField(**WORDS)
    views_words = serializers.CharField(**WORDS)
    family_time = serializers.CharField(**WORDS)
    avoid_postcode = SectorField()
    avoid_km = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=50)


class DraftDatesSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KindOfCare.choices)
    urgency = serializers.ChoiceField(choices=Referral.Urgency.choices, default="planned")
    needed_by = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)
    max_km = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=200)
    sharing = serializers.ChoiceField(**SHARING)
    own_first_hours = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0, max_value=72)


PARTS: dict[str, type[serializers.Serializer[Any]]] = {
    "who": DraftWhoSerializer,
    "needs": DraftNeedsSerializer,
    "wishes": DraftWishesSerializer,
    "dates": DraftDatesSerializer,
}


class DraftPartSerializer(serializers.Serializer[Any]):
    """One part of a draft. `version`: how often it was saved when you read it, 0 for not yet."""

    part = serializers.ChoiceField(choices=list(PARTS))
    version = serializers.IntegerField(default=0, min_value=0)
    who_version = serializers.IntegerField(
        default=None,
        min_value=0,
        allow_null=True,
        help_text="with needs: the version of who that you read; 409 where the children were changed since",
    )
    facts = serializers.DictField(help_text="what the part asks; see the documentation of each part")


class DraftOpenSerializer(serializers.Serializer[Any]):
    choose_services = serializers.BooleanField(
        default=False, help_text="true: nobody is told until you share it; contradicts a draft that says otherwise"
    )


class ReferralDraftSerializer(serializers.ModelSerializer[ReferralDraft]):
    reference = serializers.CharField(read_only=True)
    missing = serializers.SerializerMethodField(help_text="parts without which it cannot be opened")

    in_doubt = serializers.SerializerMethodField(
        help_text="children whose needs were said before the children were changed: say them again before you open it"
    )

    class Meta:
        model = ReferralDraft
        fields = ("id", "reference", "answers", "versions", "missing", "in_doubt", "started_at", "saved_at")
        read_only_fields = fields

    def get_missing(self, draft: ReferralDraft) -> list[str]:
        return drafting.missing(draft)

    def get_in_doubt(self, draft: ReferralDraft) -> list[str]:
        return drafting.in_doubt(draft.answers)


class ReferralDraftViewSet(CallerViewSet):
    """Referrals that are still being written: nobody ranks, counts or sees them but your council."""

    queryset = ReferralDraft.objects.none()
    serializer_class = ReferralDraftSerializer
    capabilities = dict.fromkeys(("list", "create", "retrieve", "partial_update", "destroy", "open"), "referrals.write")

    def get_queryset(self) -> Any:
        return ReferralDraft.objects.filter(council=self.organisation_id)

    def list(self, request: Request) -> Response:
        return Response(ReferralDraftSerializer(drafts(self.organisation_id), many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(ReferralDraftSerializer(self._own(pk)).data)

    @extend_schema(request=DraftPartSerializer, responses={201: ReferralDraftSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Begin a draft with one of its parts."""
        return Response(ReferralDraftSerializer(self._save(request, None)).data, status=201)

    @extend_schema(request=DraftPartSerializer, responses=ReferralDraftSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Save one part; 409 where it was saved by somebody else since you read it."""
        return Response(ReferralDraftSerializer(self._save(request, self._own(pk).pk)).data)

    def as_it_stands(self) -> Any:
        pk = self.kwargs.get("pk")
        return ReferralDraftSerializer(self._own(pk)).data if pk else {}

    def _own(self, pk: str) -> ReferralDraft:
        return known(lambda: drafting.own_draft(self.caller, UUID(pk)))

    def _save(self, request: Request, draft: UUID | None) -> ReferralDraft:
        sent = asked(DraftPartSerializer, request)
        stored = to_stored(valid_part(PARTS[sent["part"]], sent["facts"], "facts"))
        if "children" in stored:
            stored["children"] = [dict(child) for child in stored["children"]]
        versions = sent["version"], sent["who_version"]
        return known(lambda: drafting.save_part(self.caller, draft, sent["part"], stored, *versions))

    def destroy(self, request: Request, pk: str) -> Response:
        known(lambda: drafting.remove_draft(self.caller, UUID(pk)))
        return Response(status=204)

    @extend_schema(request=DraftOpenSerializer, responses={201: ReferralSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def open(self, request: Request, pk: str) -> Response:
        """Make the referral: from now on it is ranked, counted and shared."""
        facts = asked(DraftOpenSerializer, request)
        made = known(lambda: drafting.open_draft(self.caller, UUID(pk), facts["choose_services"]))
        return Response(ReferralSerializer(referrals(self.organisation_id).get(pk=made.pk)).data, status=201)


__all__ = ["ReferralDraftViewSet"]
