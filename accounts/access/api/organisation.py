"""The caller's own organisation: read by its people and programs, changed by its managers."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.services.organisations import INDEPENDENT, change_organisation
from accounts.api.fields import EmailField, NameField, RowsField, TelephoneField
from accounts.api.idempotency import idempotent
from accounts.api.permissions import SIGNED_IN
from accounts.api.views import CallerViewSet
from accounts.models import Council, Organisation

MOST_SERVED = 200  # more than England has councils


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    """`serves` holds ONS codes of councils. What an organisation is (council, region, area) is an operator's to say."""

    name = NameField(max_length=200)
    telephone = TelephoneField(as_written=True, required=False, allow_blank=True)
    duty_telephone = TelephoneField(as_written=True, required=False, allow_blank=True)
    email = EmailField(required=False, allow_blank=True, max_length=254)
    agency_kind = serializers.ChoiceField(
        choices=[(kind.value, kind.label) for kind in INDEPENDENT], required=False, help_text="independent agencies"
    )
    serves = RowsField(queryset=Council.objects.all(), key="pk", max_length=MOST_SERVED, required=False)

    class Meta:
        model = Organisation
        fields = ("id", "name", "agency_kind", "is_council", "is_regional_body", "area", "telephone",
                  "duty_telephone", "email", "urn", "recruits", "serves")  # fmt: skip
        read_only_fields = ("id", "is_council", "is_regional_body", "area")


class OrganisationViewSet(CallerViewSet):
    """Your organisation, as others read it."""

    serializer_class = OrganisationSerializer
    capabilities = {"list": SIGNED_IN, "create": "settings.write"}
    pagination_class = None

    def _own(self) -> Organisation:
        """Raises Http404 for a person who works nowhere."""
        return get_object_or_404(Organisation, pk=getattr(self.anybody.organisation, "pk", None))

    def as_it_stands(self) -> Any:
        return OrganisationSerializer(self._own()).data

    @extend_schema(responses=OrganisationSerializer)
    def list(self, request: Request) -> Response:
        return Response(self.as_it_stands())

    @extend_schema(request=OrganisationSerializer(partial=True), responses=OrganisationSerializer)
    @idempotent
    def create(self, request: Request) -> Response:
        """Change what is sent, and nothing else."""
        asked = OrganisationSerializer(self._own(), data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        changes: dict[str, Any] = dict(asked.validated_data)
        if "serves" in changes:
            changes["serves"] = [council.pk for council in changes["serves"]]
        change_organisation(self.caller, changes)
        return Response(OrganisationSerializer(self._own()).data)
