"""Page fields for names, e-mail addresses and telephone numbers: what is pasted is cleaned, then looked at."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.input.pasted import a_name, normal_telephone, plain, telephone_as_written


class EmailField(forms.EmailField):
    def clean(self, value: Any) -> Any:
        return super().clean(plain(value) if isinstance(value, str) else value)


class NameField(forms.CharField):
    def clean(self, value: Any) -> Any:
        return super().clean(a_name(value) if isinstance(value, str) else value)


class TelephoneField(forms.CharField):
    """Cleaned to the one form of people's numbers; `as_written`: an organisation's, which others read, in its own."""

    def __init__(self, *, as_written: bool = False, **kwargs: Any) -> None:
        self.form_of: Callable[[str], str] = telephone_as_written if as_written else normal_telephone
        super().__init__(**({"max_length": 30} | kwargs))

    def clean(self, value: Any) -> Any:
        text = super().clean(plain(value) if isinstance(value, str) else value)
        try:
            return self.form_of(text) if text else ""
        except ValueError as error:
            raise ValidationError(str(error)) from None


class PastedMixin:
    """For forms of others, such as allauth's: their e-mail fields clean what is pasted like all the rest."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.EmailField):
                _clean_first(field)


def _clean_first(field: Any) -> None:
    clean = field.clean
    field.clean = lambda value: clean(plain(value) if isinstance(value, str) else value)
