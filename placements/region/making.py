"""Make a region from a council's code: read the published facts, plan, refuse what is there, write, count."""

from datetime import date
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts.access.development import development_only
from accounts.access.services.demo import make_demo_applicant, make_demo_people
from accounts.input.errors import Invalid, NotReady
from accounts.models import Council, Organisation
from accounts.tenancy import scopes
from carers.models import Application
from placements.region import names
from placements.region.build import plan_region, stream
from placements.region.plan import Region
from placements.region.reading import sources_of
from placements.region.sizes import NoFiguresError
from placements.region.working import set_to_work
from placements.region.writing import Writer


def plan_for(code: str, scale: float, seed: int, as_of: date) -> Region:
    """Raises Invalid for an unknown council or one without any published number."""
    council = Council.objects.filter(pk=code).first()
    if council is None:
        loaded = Council.objects.exists()
        raise Invalid(
            f"There is no council area with the code {code}. Use its ONS code, such as E08000035 for Leeds."
            if loaded
            else "The reference data is not loaded yet. Run `manage.py load_reference` first."
        )
    try:
        return plan_region(sources_of(council), scale, seed, as_of)
    except NoFiguresError as missing:
        raise Invalid(
            f"No number of looked-after children was ever published for {council.name}. Choose another council."
        ) from missing


@development_only
def make_region(code: str, scale: float, seed: int, as_of: date | None = None) -> dict[str, int]:
    """Write the region of council `code` as on `as_of` (today); how many rows of each kind.

    Raises NotReady, with nothing written, where one of its organisations is there already.
    """
    region = plan_for(code, scale, seed, as_of or timezone.localdate())
    slugs = [plan.slug for plan in region.organisations]
    there = list(Organisation.objects.filter(slug__in=slugs).order_by("name").values_list("name", flat=True))
    if there:
        raise NotReady(
            f"Already there: {', '.join(there)}. A region is only made where none of its organisations exists, "
            "so that nobody's data is touched. Choose another council, or start with a new data folder."
        )
    writer = Writer(region)
    with transaction.atomic():
        writer.write()
        people = _demo_people(region, writer, stream(code, seed, "demo people"))
        for number, agency in enumerate(writer.organisations):
            set_to_work(agency, stream(code, seed, f"work {number}"), region.as_of)
    return {**counts_of(region), "demo people": people}


def _demo_people(region: Region, writer: Writer, rng: Random) -> int:
    """For the council, its largest independent agency and the neighbour; an applicant of the council."""
    councils = [number for number, plan in enumerate(region.organisations) if plan.is_council]
    largest = max(
        (number for number in range(len(region.organisations)) if number not in councils),
        key=lambda number: (sum(home.organisation == number for home in region.homes), -number),
    )
    chosen = [Organisation.objects.get(pk=writer.organisations[n]) for n in (0, largest, *councils[1:2])]
    people = make_demo_people(chosen, lambda: names.person(rng, rng.choice("FM")))
    stages = ("stage2", "stage1", "registered", "panel", "decision")
    mine = [(n, plan) for n, plan in enumerate(region.applications) if plan.organisation == 0]
    number, plan = min(
        ((n, plan) for n, plan in mine if plan.stage in stages), key=lambda pair: stages.index(pair[1].stage)
    )
    applicant = make_demo_applicant(chosen[0], plan.name)
    with scopes.scope(chosen[0].pk):
        Application.objects.filter(pk=writer.applications[number]).update(applicant=applicant)
    return len(people) + 1


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
