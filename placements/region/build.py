"""Put the plan together: organisations, homes, children with their history, gaps, referrals, people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from placements.region import names, ratios
from placements.region.gaps import add_absences, add_company_limits
from placements.region.ground import Ground
from placements.region.history import three_years
from placements.region.homes import make_homes
from placements.region.people import Recruitment
from placements.region.plan import HomePlan, OrganisationPlan, Region, Spot
from placements.region.referrals import Waiting, hold_some, past_referrals
from placements.region.sizes import Figure, NoFiguresError, Size, size_of

_MEAN_PLACES = sum(places * share for places, share in ratios.PLACES_PER_HOUSEHOLD.items())
# Independent agencies by the council's fostered children: fewer than the first number, two, and so on.
_AGENCY_STEPS = (200, 700)
_FEWEST_HOMES = 4
# Councils' own carers live outside its area half as often as all do. Assumption.
_OWN_OUTSIDE = 0.5
_ADJOINING_COUNCILS = 2


@dataclass(frozen=True)
class Area:
    """A council area as published: names, middle, figures."""

    code: str
    name: str
    council_type: str
    middle: Spot
    figures: Sequence[Figure]


@dataclass(frozen=True)
class Sources:
    """What a region is made of. `adjoining` in order of nearness; `sectors` with their postcodes, by code."""

    area: Area
    adjoining: Sequence[Area]
    sectors: Sequence[tuple[Spot, int]]


def stream(*parts: object) -> Random:
    """An own source of chance for each part of a region, so that a change in one leaves the others alone."""
    return Random("/".join(str(part) for part in parts))


def plan_region(sources: Sources, scale: float, seed: int, as_of: date) -> Region:
    """The whole region as plain data. Raises NoFiguresError where the council's numbers were never published."""
    key = (sources.area.code, scale, seed, as_of.isoformat())
    sizes = _sizes(sources, scale, as_of)
    areas = [area for area in (sources.area, *sources.adjoining) if area.code in sizes]
    organisations = _organisations(stream(*key, "organisations"), areas, sources, sizes)
    region = Region(as_of, organisations)
    councils = {number: sizes[o.area] for number, o in enumerate(organisations) if o.is_council}
    grounds = {number: _ground(area, sources) for number, area in enumerate(areas)}
    _add_homes(stream(*key, "homes"), region, councils, grounds)
    three_years(stream(*key, "history"), region, councils, grounds)
    add_absences(stream(*key, "gaps"), region)
    add_company_limits(stream(*key, "company"), region)
    rng = stream(*key, "referrals")
    past_referrals(rng, region)
    for number, size in councils.items():
        Waiting(rng, region, number, size, grounds[number]).add()
    hold_some(rng, region)
    _recruit(stream(*key, "people"), region, grounds)
    _number(region)
    return region


def _sizes(sources: Sources, scale: float, as_of: date) -> dict[str, Size]:
    """The council whole, one or two adjoining councils in part; an adjoining one without figures is left out."""
    sizes = {sources.area.code: size_of(sources.area.code, sources.area.figures, scale, as_of, least=8)}
    for area in sources.adjoining:
        if len(sizes) > _ADJOINING_COUNCILS:
            break
        try:
            sizes[area.code] = size_of(
                area.code, area.figures, scale * ratios.ADJOINING_SHARE, as_of, ratios.ADJOINING_LEAST
            )
        except NoFiguresError:
            continue
    return sizes


def _ground(area: Area, sources: Sources) -> Ground:
    adjoining = {other.code for other in (sources.area, *sources.adjoining)} - {area.code}
    return Ground(area.code, area.middle, adjoining, sources.sectors)


def _organisations(rng: Random, areas: list[Area], sources: Sources, sizes: dict[str, Size]) -> list[OrganisationPlan]:
    """Councils first (the region's own at 0), then two to four independent agencies."""
    made = []
    for area in areas:
        name = names.council_name(area.name, area.council_type)
        made.append(OrganisationPlan(
            name, names.slug(area.name), "council_service", (area.code,), area.code, names.landline(rng)
        ))  # fmt: skip
    children = sizes[sources.area.code].children
    count = 2 + sum(children >= step for step in _AGENCY_STEPS)
    serves = tuple(sorted({sources.area.code, *(area.code for area in sources.adjoining)}))
    for order, word in enumerate(rng.sample(names.AGENCIES, count)):
        kind, ends = ("voluntary", names.VOLUNTARY_ENDS) if order == 0 else ("private", names.PRIVATE_ENDS)
        name = f"{word} {rng.choice(ends)}"
        made.append(OrganisationPlan(name, names.slug(name), kind, serves, "", names.landline(rng)))
    return made


def _homes_wanted(children: int) -> float:
    mainstream = children * (1 - ratios.FAMILY_AND_FRIENDS_SHARE)
    return mainstream / ratios.FILLED_SHARE / _MEAN_PLACES


def _agency_parts(organisations: list[OrganisationPlan]) -> dict[int, float]:
    """Each independent agency's part of their homes together: voluntary ones the small part."""
    private = [n for n, o in enumerate(organisations) if o.agency_kind == "private"]
    parts = {n: ratios.VOLUNTARY_SHARE for n, o in enumerate(organisations) if o.agency_kind == "voluntary"}
    weights = [1.0 / (order + 1) for order in range(len(private))]
    for number, weight in zip(private, weights, strict=True):
        parts[number] = (1 - ratios.VOLUNTARY_SHARE) * weight / sum(weights)
    return parts


def _add_homes(rng: Random, region: Region, councils: dict[int, Size], grounds: dict[int, Ground]) -> None:
    size = councils[0]
    outside, own_outside = size.outside_share, size.outside_share * _OWN_OUTSIDE
    far = min(0.9, size.far_share / (1 - ratios.FAMILY_AND_FRIENDS_SHARE) / max(outside, 0.01))
    own = ratios.OWN_SERVICE_SHARE
    for number, council in councils.items():
        wanted = max(_FEWEST_HOMES, round(_homes_wanted(council.children) * own))
        region.homes += make_homes(rng, number, grounds[number], wanted, region.as_of, own_outside, far)
    independent = sum(_homes_wanted(council.children) for council in councils.values()) * (1 - own)
    beyond = min(0.95, (outside - own * own_outside) / (1 - own))
    for number, part in _agency_parts(region.organisations).items():
        wanted = max(_FEWEST_HOMES, round(independent * part))
        region.homes += make_homes(rng, number, grounds[0], wanted, region.as_of, beyond, far)


def _recruit(rng: Random, region: Region, grounds: dict[int, Ground]) -> None:
    """Enquiries by Ofsted's ratio, split between councils and independent agencies, then by their homes."""
    count = [0] * len(region.organisations)
    for home in region.homes:
        if home.kind == "mainstream" and home.ended_on is None:
            count[home.organisation] += 1
    councils = sum(count[n] for n, o in enumerate(region.organisations) if o.is_council)
    enquiries = sum(count) * ratios.ENQUIRIES_PER_HOUSEHOLD
    for number, organisation in enumerate(region.organisations):
        share = (
            ratios.ENQUIRIES_TO_COUNCILS * count[number] / councils
            if organisation.is_council
            else (1 - ratios.ENQUIRIES_TO_COUNCILS) * count[number] / (sum(count) - councils)
        )
        mine = round(enquiries * share)
        applied = round(mine * ratios.CONVERSION[organisation.agency_kind])
        Recruitment(rng, region, number, grounds.get(number, grounds[0])).add(mine, applied)


def _number(region: Region) -> None:
    """References in order of age, as an office would have given them."""
    homes: dict[int, list[HomePlan]] = {}
    for home in region.homes:
        homes.setdefault(home.organisation, []).append(home)
    for mine in homes.values():
        for order, home in enumerate(sorted(mine, key=lambda home: home.approved_on), 1):
            home.reference = f"H{order:04d}"
    order_of: dict[int, int] = {}
    for child in region.children:
        order_of[child.organisation] = order_of.get(child.organisation, 0) + 1
        child.reference = f"C{order_of[child.organisation]:05d}"
    order_of = {}
    for referral in sorted(region.referrals, key=lambda referral: referral.referred_at):
        order_of[referral.organisation] = order_of.get(referral.organisation, 0) + 1
        referral.reference = f"R{order_of[referral.organisation]:05d}"


def first_day(region: Region) -> date:
    """The first day of the three years of history."""
    return region.as_of - timedelta(days=3 * 365)
