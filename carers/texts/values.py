"""Answers between a form, the database and a page: cleaned values to JSON, back to initial values, and to words."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.pages.govuk_forms import DateField, MonthField


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
    gone = [(name, value) for name, value in stored.items() if name not in fields and name != "id"]
    return asked + [(name.replace("_", " "), _plain(value)) for name, value in gone]


def _plain(value: Any) -> Any:
    """Any stored value without its field, as text or as lines of text; never as a program writes it."""
    if value in (None, "", [], {}):
        return _("Not answered")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return [f"{name.replace('_', ' ')}: {one_line(_plain(one))}" for name, one in value.items()]
    if isinstance(value, list):
        told = [_plain(one) for one in value]
        return [line for one in told for line in (one if isinstance(one, list) else [one])]
    return str(value)


def one_line(answer: Any) -> str:
    """An answer of `in_words` in a line."""
    return ", ".join(answer) if isinstance(answer, list) else str(answer)


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
    return _plain(value)
