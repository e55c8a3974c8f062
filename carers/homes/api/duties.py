"""What homes are owed through the API: supervision, visits, reviews, renewals."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import DayField
from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from accounts.input.days import DONE
from carers.homes.selectors.duties import duties_of
from carers.homes.selectors.last_dates import COLUMNS, homes_lacking, lacking
from carers.homes.services.duties import tell_last_dates
from carers.models import Duty, Household


class OwedSerializer(serializers.ModelSerializer[Duty]):
    home = serializers.UUIDField(source="household_id", read_only=True)
    home_name = serializers.CharField(source="household.name", read_only=True)

    class Meta:
        model = Duty
        fields = ("id", "home", "home_name", "kind", "since", "due_on", "done_on", "outcome")
        read_only_fields = fields


class UndatedSerializer(serializers.ModelSerializer[Household]):
    """A home of which something is not known: `lacking` are kinds of duty."""

    home = serializers.UUIDField(source="pk", read_only=True)
    lacking = serializers.SerializerMethodField()

    class Meta:
        model = Household
        fields = ("home", "reference", "name", "approved_on", "lacking")
        read_only_fields = fields

    def get_lacking(self, home: Household) -> list[str]:
        return lacking(home)


class LastDatesSerializer(serializers.Serializer[Any]):
    """When something was last done at a home before Hearth knew of it; what is left out stays unknown."""

    home = serializers.UUIDField()
    last_review_on = DayField(span=DONE, required=False, allow_null=True, default=None)
    last_unannounced_on = DayField(span=DONE, required=False, allow_null=True, default=None)
    last_supervision_on = DayField(span=DONE, required=False, allow_null=True, default=None)
    training_done_on = DayField(span=DONE, required=False, allow_null=True, default=None)
    last_dbs_on = DayField(span=DONE, required=False, allow_null=True, default=None)


class LastDatesViewSet(mixins.ListModelMixin, CallerViewSet):
    """Homes of which nobody has told when something was last done; POST tells it, and what they are owed follows."""

    serializer_class = UndatedSerializer
    capabilities = {"list": "homes.read", "create": "homes.write"}

    def get_queryset(self) -> Any:
        return homes_lacking(self.organisation_id)

    @extend_schema(request=LastDatesSerializer, responses={201: OwedSerializer(many=True)})
    @idempotent
    def create(self, request: Request) -> Response:
        asked = valid(LastDatesSerializer, request)
        home = get_object_or_404(Household, pk=asked.pop("home"), agency=self.organisation_id)
        written = tell_last_dates(self.caller, home.pk, {kind: asked[column] for kind, column in COLUMNS.items()})
        return Response(OwedSerializer(written, many=True).data, status=201)


class DutyFilters(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=Duty.Kind.choices, required=False)
    open = serializers.ChoiceField(choices=["yes", "no"], required=False, help_text="yes: only what is not done")


@extend_schema_view(list=extend_schema(parameters=[DutyFilters]))
class DutyViewSet(mixins.ListModelMixin, CallerViewSet):
    """All that your homes are owed, the newest first; ?kind=supervision and ?open=yes narrow it."""

    serializer_class = OwedSerializer
    capabilities = {"list": "homes.read"}

    def get_queryset(self) -> Any:
        return duties_of(self.organisation_id, self.filters.get("kind", ""), self.filters.get("open", ""))
