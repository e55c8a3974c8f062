"""Which sections the application has, in the order of the task list."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class SectionSpec:
    """`many` marks a section that holds several entries; `least` is how many it needs."""

    key: str
    title: Any
    group: str
    many: bool = False
    least: int = 0
    noun: Any = ""


SECTIONS: dict[str, SectionSpec] = {
    spec.key: spec
    for spec in (
        SectionSpec("you", _("About you"), "people"),
        SectionSpec("partner", _("Applying together"), "people"),
        SectionSpec("household", _("Who lives with you"), "people", True, 0, _("person")),
        SectionSpec("addresses", _("Where you have lived"), "people", True, 1, _("address")),
        SectionSpec("relationships", _("Relationships"), "people"),
        SectionSpec("home", _("Your home"), "home"),
        SectionSpec("pets", _("Pets"), "home"),
        SectionSpec("smoking", _("Smoking"), "home"),
        SectionSpec("work", _("Work"), "life"),
        SectionSpec("health", _("Health"), "life"),
        SectionSpec("experience", _("Fostering and children before"), "life"),
        SectionSpec("referees", _("Referees"), "life", True, 2, _("referee")),
        SectionSpec("care", _("The care you could give"), "care"),
        SectionSpec("consent", _("Consent and signature"), "care"),
    )
}
GROUPS = {
    "people": _("You and the people around you"),
    "home": _("Your home"),
    "life": _("Your life"),
    "care": _("Fostering"),
}
