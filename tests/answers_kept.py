"""Where the answers of a form are kept, who reads them where, and which of them nobody is shown."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms

from accounts.pages.govuk_forms import DateField, MonthField
from carers.applications.forms import coming_back, documents, my_application, sections
from carers.people.forms import enquiry
from carers.public.forms import could_i_foster
from placements.homes.forms import my_home as carers_forms
from placements.offers.pages import answering
from tests.clock import in_days

Answers = dict[str, Any]


@dataclass
class Kept:
    """Where the answers of a form are kept, and who reads them where. `write` stores; `pages` gives what is read."""

    form: type[forms.Form]
    write: Callable[[Answers], None]
    pages: Callable[[], dict[str, str]]
    elsewhere: dict[str, str] = field(default_factory=dict)
    callers: frozenset[str] = frozenset()


# Forms whose answers nobody acts on later, each with the reason.
NOT_KEPT = {
    "GovukForm": "no form of its own", "Question": "no form of its own", "SectionForm": "no form of its own",
    "PersonFields": "the fields of other forms",
    **dict.fromkeys(("AgeForm", "WhereForm", "RightToWorkForm", "RoomForm", "TimeForm", "CareForm"),
                    "answered to the person at once and kept for the visit alone"),
    "AddressForm": "where a link goes", "WayBackForm": "where a link goes",
    "SettleForm": "staff's own", "AccessForm": "staff's own",
}  # fmt: skip
# Sections' forms share names with others: looked up by their module.
SECTION_FORMS = set(sections.FORMS.values())
MODULES = (enquiry, could_i_foster, my_application, sections, documents, coming_back, carers_forms, answering)


def forms_of_people() -> list[type[forms.Form]]:
    return [
        one
        for module in MODULES
        for _name, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, forms.Form) and one.__module__ == module.__name__
    ]


def two_values(of: forms.Field, name: str) -> tuple[Any, Any]:
    """Two answers to one question, as they are stored."""
    if isinstance(of, forms.ModelChoiceField):
        return None, None
    choices: list[Any] = [key for key, _label in getattr(of, "choices", []) if key not in ("", None)]
    if isinstance(of, forms.MultipleChoiceField):
        return choices[:1], choices[-1:]
    if isinstance(of, forms.ChoiceField):
        return (choices[0], choices[-1]) if choices else (1, 2)
    if isinstance(of, forms.BooleanField):
        return False, True
    if isinstance(of, MonthField):
        return "2011-03-01", "2012-05-01"
    if isinstance(of, DateField):
        days = 80 if name == "ends" else 40
        return in_days(days), in_days(days + 7)
    if isinstance(of, forms.IntegerField):
        return (9, 10) if name == "age_max" else (3, 4)
    made = {"telephone": ("+44 7700 900123", "+44 7700 900456"), "postcode": ("LS6 2AB", "LS8 1AA"),
            "email": ("first@example.org", "second@example.org")}  # fmt: skip
    return made.get(name, (f"Quartz {name}", f"Zephyr {name}"))


def not_shown(kept: Kept) -> list[str]:
    """Fields of a form whose answers no page shows; and those that whoever rings does not see where they ring."""
    values = {name: two_values(of, name) for name, of in kept.form.base_fields.items() if name not in kept.elsewhere}
    first = {name: pair[0] for name, pair in values.items()}
    kept.write(dict(first))
    before, found = kept.pages(), []
    for name, (_one, other) in values.items():
        kept.write(first | {name: other})
        after = kept.pages()
        differ = {page for page in before if before[page] != after[page]}
        if not differ - {"export"}:
            found.append(f"{kept.form.__name__}.{name} is on no page")
        if "export" in before and "export" not in differ:
            found.append(f"{kept.form.__name__}.{name} is not in what we give out")
        if name in kept.callers:
            found += [f"{kept.form.__name__}.{name} is not where they ring: {page}"
                      for page in ("call", "application") if page not in differ]  # fmt: skip
    kept.write(dict(first))
    assert kept.pages() == before, "pages differ for another reason than the answers"
    return found
