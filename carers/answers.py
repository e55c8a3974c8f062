"""Answers between a form, the database and a page: cleaned values to JSON, back to initial values, and to words."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.govuk_forms import DateField, MonthField


def to_stored(cleaned: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in cleaned.items()}


def to_initial(form: type[forms.Form], stored: dict[str, Any]) -> dict[str, Any]:
    fields = form.base_fields
    return {
        name: date.fromisoformat(value) if value and isinstance(fields.get(name), DateField) else value
        for name, value in stored.items()
        if name in fields
    }


def in_words(form: type[forms.Form], stored: dict[str, Any]) -> list[tuple[str, Any]]:
    """(question, answer) for each field, as people read it."""
    fields = form.base_fields
    asked = [(str(field.label), _one(field, stored.get(name))) for name, field in fields.items() if name in stored]
    # Answers to a question that is no longer asked were given all the same.
    return asked + [
        (name.replace("_", " "), str(stored[name])) for name in stored if name not in fields and name != "id"
    ]


def _one(field: forms.Field, value: Any) -> Any:
    own = getattr(field, "in_words", None)
    if own is not None:
        return own(value)
    if isinstance(field, forms.MultipleChoiceField):
        names = dict(field.choices)  # type: ignore[arg-type]
        return [str(names.get(one, one)) for one in value or []] or _("Not answered")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value or _("Not answered")))  # type: ignore[arg-type]
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, DateField):
        shape = "F Y" if isinstance(field, MonthField) else "j F Y"
        return date_format(date.fromisoformat(value), shape) if value else _("Not answered")
    return _("Not answered") if value in (None, "") else str(value)
