"""JSON answers through the forms of the pages: the same cleaning, the same words."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.errors import Invalid
from accounts.govuk_forms import DateField


def form_data(form: type[forms.Form], answers: dict[str, Any]) -> dict[str, Any]:
    """JSON answers as a form takes them: an ISO date becomes its parts."""
    made: dict[str, Any] = {}
    for name, field in form.base_fields.items():
        value = answers.get(name)
        if isinstance(field, DateField) and isinstance(value, str):
            made |= _parts(name, value)
        elif value is not None and value is not False:
            made[name] = value
    return made


def _parts(name: str, value: str) -> dict[str, str]:
    try:
        day = date.fromisoformat(value if len(value) > 7 else f"{value}-01")
    except ValueError:
        return {f"{name}-{part}": value for part in ("day", "month", "year")}
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def body_of(request: Request) -> dict[str, Any]:
    """The body as an object. Raises Invalid for a list or a bare value."""
    if not hasattr(request.data, "get"):
        raise Invalid(_("Send an object with named answers."), "input.not_an_object")
    return request.data  # type: ignore[return-value]


def checked(form: forms.Form) -> dict[str, Any]:
    """The cleaned values. Raises Invalid with the words of each field."""
    if not form.is_valid():
        fields = {name: str(errors[0]) for name, errors in form.errors.items()}
        raise Invalid(_("Some answers need another look; nothing was saved."), "input.invalid", fields)
    return dict(form.cleaned_data)
