"""Make a region from a council's code: read the published facts, plan, refuse what is there, write, count."""

from datetime import date

from django.utils import timezone

from accounts.models import Council, Organisation
from placements.region.build import plan_region
from placements.region.plan import Region
from placements.region.reading import sources_of
from placements.region.sizes import NoFigures
from placements.region.writing import Writer


class RegionRefused(Exception):
    """In words: why no region was made, and what to do next."""


def plan_for(code: str, scale: float, seed: int, as_of: date) -> Region:
    """Raises RegionRefused for an unknown council or one without any published number."""
    council = Council.objects.filter(pk=code).first()
    if council is None:
        loaded = Council.objects.exists()
        raise RegionRefused(
            f"There is no council area with the code {code}. Use its ONS code, such as E08000035 for Leeds."
            if loaded
            else "The reference data is not loaded yet. Run `manage.py load_reference` first."
        )
    try:
        return plan_region(sources_of(council), scale, seed, as_of)
    except NoFigures as missing:
        raise RegionRefused(
            f"No number of looked-after children was ever published for {council.name}. Choose another council."
        ) from missing


def make_region(code: str, scale: float, seed: int, as_of: date | None = None) -> dict[str, int]:
    """Write the region of council `code` as on `as_of` (today); how many rows of each kind.

    Raises RegionRefused, with nothing written, where one of its organisations is there already.
    """
    region = plan_for(code, scale, seed, as_of or timezone.localdate())
    slugs = [plan.slug for plan in region.organisations]
    there = list(Organisation.objects.filter(slug__in=slugs).order_by("name").values_list("name", flat=True))
    if there:
        raise RegionRefused(
            f"Already there: {', '.join(there)}. A region is only made where none of its organisations exists, "
            "so that nobody's data is touched. Choose another council, or start with a new data folder."
        )
    Writer(region).write()
    return counts_of(region)


def counts_of(region: Region) -> dict[str, int]:
    return {
        "organisations": len(region.organisations),
        "households": len(region.homes),
        "households open now": sum(home.ended_on is None for home in region.homes),
        "children": len(region.children),
        "placements": len(region.stays),
        "children fostered now": sum(stay.state == "placed" for stay in region.stays),
        "referrals": len(region.referrals),
        "referrals open now": sum(plan.facts["state"] == "open" for plan in region.referrals),
        "enquiries": len(region.enquiries),
        "applications": len(region.applications),
    }
