"""The templates: people who asked about fostering, approved homes, and when something was last done there."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from accounts.input.days import DONE, Span
from accounts.input.pasted import a_name, an_address, normal_telephone
from accounts.input.spreadsheets import is_damaged
from accounts.pages.govuk_forms import lower_first
from accounts.reference.selectors import normal_postcode
from carers.homes.selectors.last_dates import AFTER_APPROVAL, COLUMNS
from carers.imports.reading import Column, Sheet
from carers.law.vocabulary import ApprovedSex, KindOfCare
from carers.models import Duty, Enquiry, Household

_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y")


def a_day(span: Span) -> Callable[[str], date]:
    """A date in one of the usual forms that lies in `span`."""

    def clean(text: str) -> date:
        for form in _DATES:
            try:
                day = datetime.strptime(text, form).date()
            except ValueError:
                continue
            if wrong := span.fault(day):
                raise ValueError(lower_first(wrong))
            return day
        raise ValueError("write the date like 24/11/2026.")

    return clean


def words(longest: int) -> Callable[[str], str]:
    def clean(text: str) -> str:
        if len(text) > longest:
            raise ValueError(f"at most {longest} characters fit here.")
        return text

    return clean


def a_reference(longest: int) -> Callable[[str], str]:
    """A number or name by which the agency knows a row; one that a spreadsheet has rounded is nobody's."""
    clean = words(longest)

    def of_its_own(text: str) -> str:
        if is_damaged(text):
            raise ValueError(
                "a spreadsheet has changed this. Format the column as text, put the reference in again, and save."
            )
        return clean(text)

    return of_its_own


def an_email(text: str) -> str:
    try:
        return an_address(text)
    except ValueError:
        raise ValueError("write an e-mail address like name@example.com.") from None


def a_persons_name(text: str) -> str:
    return words(200)(a_name(text))


def a_number(low: int, high: int) -> Callable[[str], int]:
    def clean(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"write a whole number from {low} to {high}.")
        return int(text)

    return clean


def one_of(choices: Sequence[tuple[Any, Any]]) -> Callable[[str], str]:
    """The code or the words of a choice, in any case."""
    known = {str(key).lower(): str(key) for key, _ in choices} | {
        str(label).lower(): str(key) for key, label in choices
    }

    def clean(text: str) -> str:
        found = known.get(text.lower().strip())
        if found is None:
            raise ValueError("choose one of: " + ", ".join(str(label) for _, label in choices) + ".")
        return found

    return clean


def some_of(choices: Sequence[tuple[Any, Any]]) -> Callable[[str], list[str]]:
    one = one_of(choices)
    return lambda text: sorted({one(part) for part in text.replace(";", ",").split(",") if part.strip()})


def yes_or_no(text: str) -> bool:
    if text.lower() in {"yes", "y", "true", "1"}:
        return True
    if text.lower() in {"no", "n", "false", "0"}:
        return False
    raise ValueError("write yes or no.")


def _home_fits(row: dict[str, Any]) -> list[tuple[str, str]]:
    faults = []
    if row["age_min"] > row["age_max"]:
        faults.append(("age_max", "The oldest age must be at least the youngest."))
    for kind in AFTER_APPROVAL:
        column = COLUMNS[kind]
        if row[column] and row[column] < row["approved_on"]:
            faults.append((column, "This is before the home was approved."))
    return faults


def _says_something(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [] if any(row[column] for column in COLUMNS.values()) else [("", "Give at least one day.")]


_EXAMPLES = {Duty.Kind.TRAINING: "30/04/2022", Duty.Kind.DBS: "12/03/2024"}
LAST_DAYS = tuple(Column(name, a_day(DONE), example=_EXAMPLES.get(kind, "20/04/2026"), empty=None)
                  for kind, name in COLUMNS.items())  # fmt: skip


PEOPLE = Sheet(
    "people",
    (
        Column("name", a_persons_name, True, "Ada Example"),
        Column("email", an_email, example="ada@example.org"),
        Column("telephone", normal_telephone, example="07700 900123"),
        Column("postcode", normal_postcode, example="LS6 2AB"),
        Column("step", one_of(Enquiry.State.choices[:4] + Enquiry.State.choices[5:]), example="Contacted",
               empty="received"),
        Column("source", one_of(Enquiry.Source.choices), example="Event", empty="import"),
        Column("campaign", words(100), example="Spring fair"),
        Column("received_on", a_day(DONE), True, "24/03/2026"),
        Column("owner_email", an_email, example=""),
        Column("notes", words(2000)),
    ),
)  # fmt: skip

HOMES = Sheet(
    "homes",
    (
        Column("reference", a_reference(40), True, "H0101"),
        Column("name", a_persons_name, True, "Ada and Bo Example"),
        Column("kind", one_of(Household.Kind.choices), example="Mainstream", empty="mainstream"),
        Column("postcode", normal_postcode, example="LS6 2AB"),
        Column("approved_on", a_day(DONE), True, "01/05/2021"),
        Column("max_children", a_number(1, 10), example="2", empty=None),
        Column("rooms", a_number(1, 10), True, "2"),
        Column("age_min", a_number(0, 17), True, "0"),
        Column("age_max", a_number(0, 21), True, "12"),
        Column("sex", one_of(ApprovedSex.choices), example="Girls or boys", empty="any"),
        Column("kinds_of_care", some_of(KindOfCare.choices), True, "Short term, Long term"),
        Column("carers", one_of(Household.Carers.choices), example="A couple"),
        Column("smoker", yes_or_no, example="no", empty=None),
        *LAST_DAYS,
        Column("availability_confirmed_on", a_day(DONE), example="01/11/2026", empty=None),
    ),
    unique="reference",
    check=_home_fits,
)

# For homes that are here already: when something was last done there, which nobody has told yet.
LAST_DATES = Sheet(
    "dates",
    (
        Column("reference", words(40), True, "H0101"),
        Column("name", a_persons_name, example="Ada and Bo Example"),
        *LAST_DAYS,
    ),
    unique="reference",
    check=_says_something,
)

SHEETS = {sheet.key: sheet for sheet in (PEOPLE, HOMES, LAST_DATES)}
