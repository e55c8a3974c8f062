"""Reads about councils, the agencies that serve them and places on the map."""

import re

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Council, CouncilFigure, Organisation, Sector

POSTCODE = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9])([ABD-HJLNP-UW-Z]{2})$")


def recruiting_agencies(council_code: str | None = None) -> QuerySet[Organisation]:
    """Agencies that take enquiries from the public, those that serve a council area where one is given."""
    agencies = Organisation.objects.filter(recruits=True).exclude(agency_kind="")
    return agencies.filter(serves=council_code) if council_code else agencies


def normal_postcode(text: str) -> str:
    """`ls6 2ab` -> `LS6 2AB`. Raises ValueError, in words, for what can't be a postcode."""
    packed = re.sub(r"[\s.-]", "", text).upper()
    match = POSTCODE.match(packed)
    if not match:
        raise ValueError(_("Enter a full UK postcode, like LS6 2AB."))
    return f"{packed[:-3]} {packed[-3:]}"


def sector_of(postcode: str) -> Sector | None:
    """The postcode's sector, or None where it is not in the table: position pending, never 0 miles."""
    return Sector.objects.select_related("council").filter(code=postcode[:-2]).first()


def sector_code(text: str) -> str:
    """The code of the sector of a postcode, or the code itself where it is one; "" for nothing.

    Raises ValueError, in words, for what can't be a postcode or is not on the map.
    """
    code = " ".join(text.upper().split())
    if not code or Sector.objects.filter(code=code).exists():
        return code
    found = sector_of(normal_postcode(text))
    if found is None:
        raise ValueError(_("We do not find this postcode on the map. Check it, or leave it empty."))
    return found.code


def figures_of(council: Council, year: int = 2025) -> dict[str, CouncilFigure]:
    return {figure.measure: figure for figure in council.figures.filter(year=year)}
