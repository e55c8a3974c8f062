"""The team, its keys and the audit through the API: a manager's, and letting in is a signed-in person's act."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.selectors import staff
from accounts.access.services import api_keys, team
from accounts.api.fields import EmailField, NameField
from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from accounts.models import ApiKey, AuditEntry, Membership


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    name = serializers.CharField(source="user.name")
    email = EmailField(source="user.email")

    class Meta:
        model = Membership
        fields = ("id", "name", "email", "roles", "starts_on", "ends_on")
        read_only_fields = fields


class RolesSerializer(serializers.Serializer[Any]):
    roles = serializers.ListField(child=serializers.CharField(max_length=30), allow_empty=False, max_length=20)


class InviteSerializer(RolesSerializer):
    name = NameField(max_length=200)
    email = EmailField()


class EndAccessSerializer(serializers.Serializer[Any]):
    ends_on = serializers.DateField(help_text="the first day without access")


class KeySerializer(serializers.ModelSerializer[ApiKey]):
    class Meta:
        model = ApiKey
        fields: tuple[str, ...] = ("id", "name", "roles", "created_at", "last_used_at", "revoked_at")
        read_only_fields = fields


class MakeKeySerializer(RolesSerializer):
    name = serializers.CharField(max_length=100)


class MadeKeySerializer(KeySerializer):
    secret = serializers.CharField(help_text="shown this once")

    class Meta(KeySerializer.Meta):
        fields = (*KeySerializer.Meta.fields, "secret")
        read_only_fields = fields


class AuditEntrySerializer(serializers.ModelSerializer[AuditEntry]):
    class Meta:
        model = AuditEntry
        fields = ("id", "at", "action", "actor_id", "actor_kind", "subject_kind", "subject_id", "data")
        read_only_fields = fields


class AuditFilters(serializers.Serializer[Any]):
    action = serializers.CharField(required=False, max_length=60, help_text="a dotted word, or its first part")
    actor = serializers.UUIDField(required=False, help_text="id of a person")
    subject = serializers.UUIDField(required=False, help_text="id of the row that was acted on")


class TeamViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, CallerViewSet):
    """Who works in your organisation."""

    serializer_class = MembershipSerializer
    capabilities = dict.fromkeys(("list", "retrieve", "create", "roles", "end"), "settings.write")

    def get_queryset(self) -> Any:
        return Membership.objects.filter(organisation=self.organisation_id).select_related("user")

    @extend_schema(request=InviteSerializer, responses={201: MembershipSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Let a colleague in; they are written to how to sign in."""
        made = team.invite(self.caller, **valid(InviteSerializer, request))
        return Response(MembershipSerializer(made).data, status=201)

    @extend_schema(request=RolesSerializer, responses=MembershipSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def roles(self, request: Request, pk: str) -> Response:
        return self._done(team.change_roles, pk, valid(RolesSerializer, request))

    @extend_schema(request=EndAccessSerializer, responses=MembershipSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def end(self, request: Request, pk: str) -> Response:
        return self._done(team.end, pk, valid(EndAccessSerializer, request))

    def _done(self, act: Any, pk: str, asked: dict[str, Any]) -> Response:
        try:
            return Response(MembershipSerializer(act(self.caller, UUID(pk), **asked)).data)
        except ObjectDoesNotExist:
            raise Http404 from None


class KeyViewSet(mixins.ListModelMixin, CallerViewSet):
    """Keys for programs. The secret is in the answer that makes one, and nowhere else."""

    serializer_class = KeySerializer
    capabilities = dict.fromkeys(("list", "create", "revoke"), "settings.write")

    def get_queryset(self) -> Any:
        return ApiKey.objects.filter(organisation=self.organisation_id)

    # Not idempotent on purpose: an answer kept for a retry would keep the secret in clear.
    @extend_schema(request=MakeKeySerializer, responses={201: MadeKeySerializer})
    def create(self, request: Request) -> Response:
        key, secret = api_keys.make_key(self.caller, **valid(MakeKeySerializer, request))
        return Response({**KeySerializer(key).data, "secret": secret}, status=201)

    @extend_schema(request=None, responses=KeySerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def revoke(self, request: Request, pk: str) -> Response:
        try:
            return Response(KeySerializer(api_keys.revoke_key(self.caller, UUID(pk))).data)
        except ObjectDoesNotExist:
            raise Http404 from None


@extend_schema_view(list=extend_schema(parameters=[AuditFilters]))
class AuditViewSet(mixins.ListModelMixin, CallerViewSet):
    """What was done by whom, newest first; lines are added with the act itself and never change."""

    serializer_class = AuditEntrySerializer
    capabilities = {"list": "audit.read"}

    def get_queryset(self) -> Any:
        asked = self.filters
        return staff.entries_of(self.organisation_id, asked.get("action", ""), asked.get("actor"), asked.get("subject"))
