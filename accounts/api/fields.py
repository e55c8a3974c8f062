"""Serializer fields that several packages use."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from psycopg.types.range import DateRange
from rest_framework import serializers

from accounts.days import PLANNED, Span

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


class DayField(serializers.DateField):
    """A day that can be meant (`accounts.days`): `span` is DONE for what has happened, else PLANNED."""

    def __init__(self, *, span: Span = PLANNED, **kwargs: Any) -> None:
        self.span = span
        super().__init__(**kwargs)

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if words := self.span.fault(day):
            raise serializers.ValidationError(words, "impossible_day")
        return day


class MomentField(serializers.DateTimeField):
    """A moment on a day that can be meant."""

    def __init__(self, *, span: Span = PLANNED, **kwargs: Any) -> None:
        self.span = span
        super().__init__(**kwargs)

    def to_internal_value(self, value: Any) -> datetime:
        moment: datetime = super().to_internal_value(value)
        if words := self.span.fault(timezone.localdate(moment)):
            raise serializers.ValidationError(words, "impossible_day")
        return moment
