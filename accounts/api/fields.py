"""Serializer fields that several packages use."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from psycopg.types.range import DateRange
from rest_framework import serializers
from rest_framework.fields import empty

from accounts.input.days import PLANNED, Span
from accounts.input.pasted import a_name, normal_telephone, plain, telephone_as_written

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
    """A day that can be meant (`accounts.input.days`): `span` is DONE for what has happened, else PLANNED."""

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


class EmailField(serializers.EmailField):
    """An e-mail address, without what nobody sees (`accounts.input.pasted`)."""

    def run_validation(self, data: Any = empty) -> Any:
        return super().run_validation(plain(data) if isinstance(data, str) else data)


class NameField(serializers.CharField):
    def run_validation(self, data: Any = empty) -> Any:
        return super().run_validation(a_name(data) if isinstance(data, str) else data)


class TelephoneField(serializers.CharField):
    """In the one form of people's numbers; `as_written`: an organisation's, which others read, in its own."""

    def __init__(self, *, as_written: bool = False, **kwargs: Any) -> None:
        self.form_of: Callable[[str], str] = telephone_as_written if as_written else normal_telephone
        super().__init__(**({"max_length": 30} | kwargs))

    def run_validation(self, data: Any = empty) -> Any:
        return super().run_validation(plain(data) if isinstance(data, str) else data)

    def to_internal_value(self, data: Any) -> str:
        text: str = super().to_internal_value(data)
        try:
            return self.form_of(text) if text else ""
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from None


class RowsField(serializers.ListField):
    """Rows named by a list of their `key`, in the order named, each once; all are looked up by one query.

    `max_length` is needed: what a stranger may send is bounded, whoever asks.
    """

    def __init__(self, *, queryset: QuerySet[Any], key: str, max_length: int, **kwargs: Any) -> None:
        self.queryset, self.key = queryset, key
        super().__init__(child=serializers.CharField(max_length=200), max_length=max_length, **kwargs)

    def to_internal_value(self, data: Any) -> list[Model]:
        asked = list(dict.fromkeys(super().to_internal_value(data)))
        found = {str(getattr(row, self.key)): row for row in self.queryset.filter(**{f"{self.key}__in": asked})}
        if unknown := [name for name in asked if name not in found]:
            raise serializers.ValidationError(
                _("Not known here: %s. Leave these out, or correct them.") % ", ".join(unknown), "does_not_exist"
            )
        return [found[name] for name in asked]

    def to_representation(self, data: Any) -> list[str]:
        return [str(getattr(row, self.key)) for row in (data.all() if hasattr(data, "all") else data)]
