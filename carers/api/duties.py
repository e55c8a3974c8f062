"""What homes are owed through the API: supervision, visits, reviews, renewals."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import CallerViewSet
from carers.models import Duty
from carers.selectors.duties import duties_of


class OwedSerializer(serializers.ModelSerializer[Duty]):
    home = serializers.UUIDField(source="household_id", read_only=True)
    home_name = serializers.CharField(source="household.name", read_only=True)

    class Meta:
        model = Duty
        fields = ("id", "home", "home_name", "kind", "since", "due_on", "done_on", "outcome")
        read_only_fields = fields


class DutyViewSet(mixins.ListModelMixin, CallerViewSet):
    """All that your homes are owed, the newest first; ?kind=supervision and ?open=yes narrow it."""

    serializer_class = OwedSerializer
    capabilities = {"list": "homes.read"}

    def get_queryset(self) -> Any:
        asked = self.request.query_params
        return duties_of(self.organisation_id, asked.get("kind", ""), asked.get("open", ""))

    @extend_schema(parameters=[OpenApiParameter("kind", str), OpenApiParameter("open", str)])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)
