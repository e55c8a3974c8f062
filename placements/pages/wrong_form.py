"""A form on a page of many forms: what is wrong with it, and under which name the page shows it again."""

from typing import Any

from django import forms


class WrongForm(Exception):
    """A form that needs another look."""

    def __init__(self, form: forms.Form, key: str) -> None:
        super().__init__(key)
        self.form, self.key = form, key

    @property
    def first(self) -> str:
        """The words of its first error."""
        return str(next(iter(self.form.errors.values()))[0])


def valid(form: forms.Form, key: str) -> dict[str, Any]:
    """The cleaned values. Raises WrongForm."""
    if not form.is_valid():
        raise WrongForm(form, key)
    return form.cleaned_data
