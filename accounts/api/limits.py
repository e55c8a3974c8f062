"""Days and numbers that no register holds, told at the field before a column or a calendar overflows."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.fields import DayField, MomentField
from accounts.input.days import PLANNED

MOST = 2**31 - 1  # what a whole number's column holds
_DAY = len("2026-11-30")


def beyond(field: Any, value: Any) -> str:
    """Why `value` is beyond what a register holds, in words; empty where it is not, or is no day or number."""
    if isinstance(field, DayField | MomentField):
        return ""  # these look by themselves
    if isinstance(field, serializers.DateField | serializers.DateTimeField) and isinstance(value, str):
        return _far_day(value)
    if isinstance(field, serializers.IntegerField | serializers.FloatField) and isinstance(value, int | float):
        return _("This number is too large.") if abs(value) > MOST else ""
    if isinstance(field, serializers.IntegerField) and isinstance(value, str) and len(value) > len(str(MOST)):
        return _("This number is too large.")
    return ""


def _far_day(text: str) -> str:
    try:
        return PLANNED.fault(date.fromisoformat(text[:_DAY]))
    except ValueError:
        return ""
