"""Forms: dates in three parts, errors that name the question, and macros that draw any Django form."""

import datetime
import re
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.pages.govuk_forms import DateField, GovukForm, MonthField, in_words, lower_first, part_number
from tests.accounts.specimen import environment
from tests.accounts.specimen_forms import ENTERED, EveryField

LATEST = datetime.date(2026, 11, 24)


class Birth(GovukForm, forms.Form):
    born = DateField(label="Date of birth", latest=lambda: LATEST)
    month = MonthField(label="Month of birth", required=False)


def birth(**entered: str) -> Birth:
    return Birth({name.replace("_", "-"): text for name, text in entered.items()})


def drawn(form: Any, template: str = "{{ field_group(form) }}") -> str:
    macros = '{% from "accounts/macros/forms.html" import error_summary, field, field_group %}'
    return environment().from_string(macros + template).render(form=form)


@given(st.dates(datetime.date(1900, 1, 1), LATEST))
def test_a_date_typed_in_any_usual_way_is_read(day: datetime.date) -> None:
    for month in (str(day.month), f"{day.month:02}", f"{day:%B}", f"{day:%b}".upper()):
        form = birth(born_day=f" {day.day} ", born_month=month, born_year=str(day.year))
        assert form.is_valid(), form.errors
        assert form.cleaned_data["born"] == day


@pytest.mark.parametrize(
    ("parts", "sentence", "wrong"),
    [
        (("27", "3", ""), "Date of birth must include a year", ("year",)),
        (("27", "", ""), "Date of birth must include a month and a year", ("month", "year")),
        (("", "", ""), "Enter date of birth", ("day", "month", "year")),
        (("31", "2", "1984"), "Date of birth must be a real date", ("day", "month", "year")),
        (("x", "3", "1984"), "Date of birth must be a real date", ("day",)),
        (("1", "ma", "1984"), "Date of birth must be a real date", ("month",)),
        (("1", "3", "84"), "Year must have 4 numbers, like 1984", ("year",)),
        (("1", "3", "2027"), "Date of birth must be on or before 24 November 2026", ("day", "month", "year")),
        (("²", "3", "1984"), "Date of birth must be a real date", ("day",)),
        (("1", "3", "0000"), "Date of birth must be a real date", ("day", "month", "year")),
    ],
)
def test_a_wrong_date_says_what_to_do(parts: tuple[str, ...], sentence: str, wrong: tuple[str, ...]) -> None:
    form = birth(born_day=parts[0], born_month=parts[1], born_year=parts[2])
    assert form.errors["born"] == [sentence]
    page = drawn(form, "{{ error_summary(form) }}{{ field_group(form) }}")
    assert f'href="#id_born-{wrong[0]}"' in page
    marked = re.findall(r'govuk-input--error[^>]*id="id_born-(\w+)"', page)
    assert tuple(marked) == wrong
    for part, text in zip(("day", "month", "year"), parts, strict=True):
        assert re.search(rf'id="id_born-{part}"[^>]*value="{text}"', page), "what was typed is kept"


def test_errors_of_one_form_do_not_mark_another() -> None:
    assert birth(born_day="1").errors
    assert "govuk-input--error" not in drawn(Birth())


def test_an_initial_date_fills_its_parts() -> None:
    page = drawn(Birth(initial={"born": datetime.date(1984, 3, 27), "month": datetime.date(2015, 6, 1)}))
    assert re.findall(r'id="id_born-\w+"[^>]*value="(\d+)"', page) == ["27", "3", "1984"]
    assert re.findall(r'id="id_month-\w+"[^>]*value="(\d+)"', page) == ["6", "2015"]


def test_a_month_is_kept_as_its_first_day() -> None:
    form = birth(born_day="1", born_month="1", born_year="1990", month_month="June", month_year="2015")
    assert form.is_valid()
    assert form.cleaned_data["month"] == datetime.date(2015, 6, 1)
    assert MonthField(label="Month of birth", required=False).clean(["", ""]) is None
    with pytest.raises(ValidationError, match="must be a real month and year"):
        MonthField(label="Month of birth").clean(["13", "2015"])


def test_a_disabled_date_keeps_its_initial_value() -> None:
    field = DateField(label="Received", disabled=True)
    assert field.clean(LATEST) == LATEST


def test_changed_dates_are_noticed() -> None:
    field = DateField(label="Received", required=False)
    assert not field.has_changed(LATEST, ["24", "11", "2026"])
    assert field.has_changed(LATEST, ["25", "11", "2026"])
    assert field.has_changed(LATEST, ["25", "", ""])


def test_every_field_is_drawn_once_with_a_label_and_every_error_leads_to_an_input() -> None:
    form = EveryField(ENTERED)
    page = drawn(form, "{{ error_summary(form) }}{{ field_group(form) }}")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    targets = re.findall(r'<a href="#([^"]+)"', page)
    assert len(targets) == sum(len(errors) for errors in form.errors.values()) > 4
    for target in targets:
        assert re.search(rf'<(input|select|textarea)[^>]*\bid="{target}"', page), target
    for target in re.findall(r'<label[^>]*for="([^"]+)"', page):
        assert target in ids
    for described in re.findall(r'aria-describedby="([^"]+)"', page):
        assert set(described.split()) <= set(ids)
    names = set(re.findall(r'\bname="([^"]+)"', page))
    assert {"token", "email", "date_of_birth-year", "home_other", "consent", "letter"} <= names
    assert page.count('name="home_other"') == 1


def test_what_was_entered_stays() -> None:
    page = drawn(EveryField(ENTERED))
    for text in ('value="amara"', 'value="March"', 'value="A narrowboat"', 'value="one"'):
        assert text in page
    assert re.search(r'value="other" checked', page)


def test_words_from_people_are_escaped() -> None:
    class Sly(GovukForm, forms.Form):
        one = forms.ChoiceField(
            label="<b>label", help_text="<b>help", choices=[("a", "<b>choice")], widget=forms.RadioSelect
        )
        two = forms.CharField(label="two")

    page = drawn(Sly({"one": "<b>entered", "two": "<b>"}), "{{ error_summary(form) }}{{ field_group(form) }}")
    assert "<b>" not in page
    assert page.count("&lt;b&gt;") >= 5


def test_a_formset_has_one_summary() -> None:
    class Both(forms.BaseFormSet):  # type: ignore[type-arg]
        def clean(self) -> None:
            raise ValidationError("Give the dates of both of you")

    many = forms.formset_factory(Birth, formset=Both, min_num=2)
    bound = many({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-born-day": "1"})
    page = drawn(bound, "{{ error_summary(form) }}")
    assert "#id_form-0-born-month" in page
    assert "Give the dates of both of you" in page


def test_no_errors_no_summary() -> None:
    assert drawn(Birth(), "{{ error_summary(form) }}").strip() == ""


def test_own_error_messages_win() -> None:
    class Own(GovukForm, forms.Form):
        one = forms.CharField(error_messages={"required": "Tell us who you are"})

    assert Own({}).errors["one"] == ["Tell us who you are"]


def test_errors_fit_the_question() -> None:
    errors = EveryField({}).errors
    assert errors["home"] == ["Choose an answer to “Do you own or rent your home?”"]
    assert errors["consent"] == ["Tick the box: I agree that you may ask my council about me"]
    assert errors["email"] == ["Enter email address"]


@pytest.mark.parametrize(
    ("part", "text", "number"),
    [
        ("month", "03", 3),
        ("month", "sept", 9),
        ("month", "j", None),
        ("day", "-1", None),
        ("year", "19845", None),
    ],
)
def test_parts(part: str, text: str, number: int | None) -> None:
    assert part_number(part, text) == number


def test_words_inside_sentences() -> None:
    assert [lower_first(text) for text in ("Date", "DBS number", "I agree", "")] == [
        "date",
        "DBS number",
        "I agree",
        "",
    ]
    assert in_words(LATEST) == "24 November 2026"
