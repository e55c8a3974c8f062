"""Roles of the other side of an organisation through the API: a signed-in person's acts, like the rest of the team."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.services import role_requests
from accounts.api.fields import EmailField, NameField
from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from accounts.models import RoleRequest


class RoleRequestSerializer(serializers.ModelSerializer[RoleRequest]):
    class Meta:
        model = RoleRequest
        fields = ("id", "membership_id", "name", "email", "roles", "state", "asked_by_id", "asked_at", "decided_by_id",
                  "decided_at")  # fmt: skip
        read_only_fields = fields


class WishSerializer(serializers.Serializer[Any]):
    roles = serializers.ListField(child=serializers.CharField(max_length=30), allow_empty=False, max_length=20)
    membership_id = serializers.UUIDField(required=False, help_text="a colleague; or give name and email")
    name = NameField(required=False, max_length=200)
    email = EmailField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "membership_id" not in attrs and not {"name", "email"} <= set(attrs):
            raise serializers.ValidationError({"membership_id": "Say who it is for: a membership, or name and email."})
        if "membership_id" in attrs and {"name", "email"} & set(attrs):
            raise serializers.ValidationError({"membership_id": "Give a membership, or name and email, not both."})
        return attrs


class RoleRequestViewSet(mixins.ListModelMixin, CallerViewSet):
    """Roles that one person asks for and another one, who runs that side, confirms."""

    serializer_class = RoleRequestSerializer
    capabilities = dict.fromkeys(("list", "create", "confirm", "refuse"), "settings.write")

    def get_queryset(self) -> Any:
        return RoleRequest.objects.filter(organisation=self.organisation_id)

    @extend_schema(request=WishSerializer, responses={201: RoleRequestSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        try:
            made = role_requests.ask(self.caller, **valid(WishSerializer, request))
        except ObjectDoesNotExist:
            raise Http404 from None
        return Response(RoleRequestSerializer(made).data, status=201)

    @extend_schema(request=None, responses=RoleRequestSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def confirm(self, request: Request, pk: str) -> Response:
        return self._done(role_requests.confirm, pk)

    @extend_schema(request=None, responses=RoleRequestSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def refuse(self, request: Request, pk: str) -> Response:
        return self._done(role_requests.refuse, pk)

    def _done(self, act: Any, pk: str) -> Response:
        try:
            return Response(RoleRequestSerializer(act(self.caller, UUID(pk))).data)
        except ObjectDoesNotExist:
            raise Http404 from None
