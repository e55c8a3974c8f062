"""Serializer fields that several packages use."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from psycopg.types.range import DateRange
from rest_framework import serializers

_SHAPE = {
    "type": "object",
    "properties": {
        "from": {"type": "string", "format": "date", "nullable": True},
        "until": {"type": "string", "format": "date", "nullable": True},
    },
}


@extend_schema_field(_SHAPE)
class PeriodField(serializers.Field[DateRange, Any, dict[str, Any], DateRange]):
    """A half-open period [from, until): {"from": "2026-11-24", "until": null}."""

    def to_representation(self, value: DateRange) -> dict[str, Any]:
        return {
            "from": value.lower.isoformat() if value.lower else None,
            "until": value.upper.isoformat() if value.upper else None,
        }

    def to_internal_value(self, data: Any) -> DateRange:
        raise serializers.ValidationError("Periods are set by acts, such as placing or ending.")
