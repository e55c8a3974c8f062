"""Django forms that speak like GOV.UK: three-part dates, choices with hints, and errors that say what to do.

Templates draw any form with `accounts/macros/forms.html`; nothing here draws. `GovukForm` is a mixin for Form
and ModelForm; the fields and widgets also work without it.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.input.days import FIRST, PLANNED, Span

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
PART_WORDS = {"day": _lazy("a day"), "month": _lazy("a month"), "year": _lazy("a year")}
PART_LABELS = {"day": _lazy("Day"), "month": _lazy("Month"), "year": _lazy("Year")}


class DateInput(forms.MultiWidget):
    """Text inputs named NAME-day, NAME-month and NAME-year (or fewer parts), with ids of the same endings.

    `wrong_parts` names the inputs that the field found wrong: a template marks them and links to the first.
    """

    input_type = "date-parts"
    use_fieldset = True

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        parts: Sequence[str] = ("day", "month", "year"),
        autocomplete: str = "",
    ) -> None:
        self.parts = tuple(parts)
        self.autocomplete = autocomplete  # "bday" lets a browser fill a person's own date of birth
        self.wrong_parts: tuple[str, ...] = ()
        super().__init__({part: forms.TextInput({"inputmode": "numeric"}) for part in self.parts}, attrs)
        self.widgets_names = [f"-{part}" for part in self.parts]

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, datetime.date):
            return [getattr(value, part) for part in self.parts]
        return list(value) if isinstance(value, (list, tuple)) else ["" for _ in self.parts]

    def id_for_label(self, id_: str | None) -> str:
        return f"{id_}-{self.parts[0]}" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        base_id = context["widget"]["attrs"].get("id")
        for part, subwidget in zip(self.parts, context["widget"]["subwidgets"], strict=True):
            if base_id:
                subwidget["attrs"]["id"] = f"{base_id}-{part}"
        return context

    def govuk_items(self, value: Any) -> list[dict[str, Any]]:
        """The inputs as `govukDateInput` items: name, value, classes, and a mark on those found wrong."""
        values = value if isinstance(value, list) else self.decompress(value)
        return [
            {
                "name": part,
                "label": PART_LABELS[part],
                "value": "" if entered is None else str(entered),
                "classes": ("govuk-input--width-4" if part == "year" else "govuk-input--width-2")
                + (" govuk-input--error" if part in self.wrong_parts else ""),
                "autocomplete": f"{self.autocomplete}-{part}" if self.autocomplete else None,
            }
            for part, entered in zip(self.parts, values, strict=True)
        ]


class DateField(forms.Field):
    """A date typed in three parts, cleaned to `datetime.date`; months may be numbers or English names.

    `earliest` and `latest` are inclusive dates, or functions that give one when the form is cleaned. Whatever they
    say, the day lies in `span` (`accounts.input.days`): DONE for what has happened, PLANNED for everything else.
    """

    widget: Any = DateInput
    parts: tuple[str, ...] = ("day", "month", "year")
    not_real = _lazy("{noun} must be a real date")

    def __init__(
        self, *, earliest: Any = None, latest: Any = None, noun: Any = "", span: Span = PLANNED, **kwargs: Any
    ) -> None:
        self.earliest, self.latest, self.noun, self.span = earliest, latest, noun, span
        kwargs.setdefault("widget", DateInput(parts=self.parts))
        super().__init__(**kwargs)

    def _fail(self, words: str, code: str, wrong: Sequence[str]) -> ValidationError:
        if isinstance(self.widget, DateInput):
            self.widget.wrong_parts = tuple(wrong)
        noun = str(self.noun or self.label or _("date"))
        return ValidationError(words.format(noun=noun, start=lower_first(noun)), code=code)

    def clean(self, value: Any) -> datetime.date | None:
        if isinstance(value, datetime.date):  # a disabled field cleans its initial value
            return value
        entered = [str(part or "").strip() for part in (value or [""] * len(self.parts))]
        if not any(entered):
            if self.required:
                raise self._fail(_("Enter {start}"), "required", self.parts)
            return None
        self._check_all_there(entered)
        day = self._as_date(dict(zip(self.parts, entered, strict=True)))
        self._check_limits(day)
        self.run_validators(day)
        return day

    def _check_all_there(self, entered: Sequence[str]) -> None:
        missing = [part for part, text in zip(self.parts, entered, strict=True) if not text]
        if missing:
            parts = _(" and ").join(str(PART_WORDS[part]) for part in missing)
            words = _("{noun} must include %s") % parts
            raise self._fail(words, f"missing_{missing[0]}", missing)

    def _as_date(self, entered: Mapping[str, str]) -> datetime.date:
        numbers = {part: part_number(part, text) for part, text in entered.items()}
        wrong = [part for part, number in numbers.items() if number is None]
        if wrong == ["year"] and entered["year"].isdigit():
            raise self._fail(_("Year must have 4 numbers, like 1984"), "short_year", wrong)
        if wrong:
            raise self._fail(str(self.not_real), "not_real", wrong)
        try:
            return datetime.date(numbers["year"] or 0, numbers["month"] or 0, numbers.get("day") or 1)
        except ValueError:
            raise self._fail(str(self.not_real), "not_real", self.parts) from None

    def _check_limits(self, day: datetime.date) -> None:
        earliest = self.earliest() if callable(self.earliest) else self.earliest
        latest = self.latest() if callable(self.latest) else self.latest
        earliest = max(earliest or FIRST, self.span.first())
        latest = min(latest or self.span.last(), self.span.last())
        if day < earliest:
            raise self._fail(_("{noun} must be on or after %s") % in_words(earliest), "too_early", self.parts)
        if day > latest:
            raise self._fail(_("{noun} must be on or before %s") % in_words(latest), "too_late", self.parts)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.clean(data))
        except ValidationError:
            return True


class MonthField(DateField):
    """A month and year, cleaned to the first of that month: for a child only the month of birth is kept."""

    parts = ("month", "year")
    not_real = _lazy("{noun} must be a real month and year")


def _several(reveals: Mapping[str, str | Sequence[str]] | None) -> dict[str, tuple[str, ...]]:
    return {value: (names,) if isinstance(names, str) else tuple(names) for value, names in (reveals or {}).items()}


class Radios(forms.RadioSelect):
    """Radios with a hint under a choice and, where it needs one more answer, that field revealed under it.

    `hints` maps a choice's value to words, `reveals` maps it to the name of a field of the same form, or to several.
    """

    def __init__(
        self,
        *args: Any,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str | Sequence[str]] | None = None,
        inline: bool = False,
        **kwargs: Any,
    ) -> None:
        self.hints, self.reveals, self.inline = dict(hints or {}), _several(reveals), inline
        super().__init__(*args, **kwargs)


class Checkboxes(forms.CheckboxSelectMultiple):
    """Checkboxes with hints and revealed fields; one in `exclusive` ("none of these") clears the others."""

    def __init__(
        self,
        *args: Any,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str | Sequence[str]] | None = None,
        exclusive: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        self.hints, self.reveals, self.exclusive = dict(hints or {}), _several(reveals), tuple(exclusive)
        super().__init__(*args, **kwargs)


class GovukForm:
    """Mixin for Form and ModelForm: no browser pop-ups, no colons, and errors that name the question.

    A field's own `error_messages` always win: only Django's general sentences are replaced.
    """

    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = name.replace("_", " ").capitalize()
            _name_the_question(field)


def _name_the_question(field: forms.Field) -> None:
    subject = lower_first(str(field.label))
    chosen = isinstance(field, (forms.ChoiceField, forms.ModelChoiceField))
    words = {"required": (_("Select %s") if chosen else _("Enter %s")) % subject}
    if subject.endswith("?"):
        words["required"] = (_("Choose an answer to “%s”") if chosen else _("Enter an answer to “%s”")) % field.label
    if isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
        words["required"] = _("Tick the box: %s") % subject
    if isinstance(field, forms.FileField):
        words |= {"required": _("Choose a file for %s") % subject, "empty": _("The file is empty. Choose another")}
    if isinstance(field, forms.EmailField):
        words["invalid"] = _("Enter an email address in the correct format, like name@example.com")
    if isinstance(field, (forms.IntegerField, forms.DecimalField)):
        words["invalid"] = _("%s must be a number, like 3") % field.label
    general = forms.Field.default_error_messages | type(field).default_error_messages
    for code, sentence in words.items():
        if field.error_messages.get(code) in (None, general.get(code)):
            field.error_messages[code] = sentence


def part_number(part: str, text: str) -> int | None:
    """A typed day, month or year as a number, or None. "03", "3" and "March" agree; years have 4 digits."""
    if part == "month" and not text.isdecimal():
        hits = [n for n, month in enumerate(MONTHS, start=1) if len(text) >= 3 and month.startswith(text.lower())]
        return hits[0] if len(hits) == 1 else None
    if not text.isdecimal() or (part == "year" and len(text) != 4) or len(text) > 4:
        return None
    return int(text)


def in_words(day: datetime.date) -> str:
    """24 November 2026."""
    return date_format(day, "j F Y")


def lower_first(text: str) -> str:
    """The text inside a sentence: its first capital goes unless the word is "I" or an abbreviation."""
    first_word = text.split(" ", 1)[0]
    keeps = first_word == "I" or (first_word.isupper() and len(first_word) > 1)
    return text if keeps else text[:1].lower() + text[1:]
