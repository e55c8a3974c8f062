"""What may be said of a home in a match, and to whom; who was asked already; the best ways to split a group.

Full reasons are for the home's own agency: to others a home that does not fit is "not available" and counted,
since a hold can reveal an allegation and a rule about company a carer's child.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, radians
from uuid import UUID

from accounts.models import Organisation
from accounts.tenancy.scopes import role
from carers.models import Household
from placements.matching.distance import hectometres
from placements.matching.explain import Explanation
from placements.matching.rules import Verdict
from placements.models import Offer, Placement
from placements.search.services.matching import Ranked, rank_referral

METRES_IN_A_MILE = 1609.344


@dataclass(frozen=True)
class Shown:
    """An explanation as somebody may read it. `reasons` are whole sentences only for the home's own agency."""

    explanation: Explanation
    own: bool

    @property
    def verdict(self) -> str:
        return self.explanation.verdict.value

    @property
    def fits(self) -> bool:
        return not self.explanation.failed

    @property
    def reasons(self) -> list[str]:
        if self.own:
            return [finding.sentence for finding in self.explanation.failed]
        return ["Not available."] if self.explanation.failed else []

    @property
    def to_check(self) -> list[str]:
        """Codes of facts that are not known; the sentence only for the own agency."""
        return [f.sentence if self.own else "" for f in self.explanation.unknown]

    @property
    def steps(self) -> list[str]:
        """Lawful steps that would open the home: somebody has to take them, so everybody may read them."""
        return [f"{step.sentence}" for step in self.explanation.steps]

    @property
    def changes(self) -> list[str]:
        """The smallest change that would make it fit; for the home's own agency."""
        return [change.sentence for change in self.explanation.changes] if self.own else []

    @property
    def gaps(self) -> list[tuple[str, str]]:
        """Parts that score under half: to be met with training or support, and named in the placement plan."""
        n = len({part.child for part in self.explanation.parts}) or 1
        found = []
        for part, value, _weight, _milli in self.explanation.by_part():
            if value < 500 * n:
                known = any(p.known for p in self.explanation.parts if p.part == part)
                found.append((part, "" if known else "unknown"))
        return found


def shown(ranked: Ranked, household: str, reader: UUID) -> Shown:
    """The explanation of one home as `reader` (an organisation) may see it."""
    return Shown(ranked.ranking.explain(household), ranked.home(household).agency == str(reader))


def own_homes(ranked: Ranked, reader: UUID) -> list[str]:
    """Homes of the reader's own agency, fitting ones first."""
    mine = [home.id for home in ranked.pool.homes if home.agency == str(reader)]
    order = {home.household: n for n, home in enumerate(ranked.ranking.top())}
    return sorted(mine, key=lambda name: order.get(name, len(order)))


@dataclass(frozen=True)
class Fallen:
    """Homes that fall first at one test: the reader's own by name, those of others counted."""

    own: list[tuple[str, str]]
    others: int


def fallen_at(ranked: Ranked, code: str, reader: UUID) -> Fallen:
    """(own home, its sentence) and how many homes of others fall first at this test."""
    own, others = [], 0
    for home in ranked.pool.homes:
        codes = ranked.ranking.codes(home.id)
        if not codes or codes[0] != code:
            continue
        if home.agency == str(reader):
            said = [f.sentence for f in ranked.ranking.explain(home.id).failed if f.code == code]
            own.append((home.id, " ".join(said)))
        else:
            others += 1
    return Fallen(own, others)


def miles_between(a: str, b: str, ranked: Ranked) -> float | None:
    """Miles between two homes, None where a position is not known."""
    one, two = ranked.home(a).point, ranked.home(b).point
    return None if one is None or two is None else round(hectometres(one, two) * 100 / METRES_IN_A_MILE, 1)


@dataclass(frozen=True)
class Split:
    """A group in two homes: (child ids, home) twice, points together, miles between the homes."""

    parts: tuple[tuple[tuple[str, ...], str], ...]
    score: int
    miles: float | None


def best_splits(ranked: Ranked, council: Organisation, most: int = 3) -> list[Split]:
    """The best ways to place brothers and sisters in two homes, fewest children apart first, then points."""
    ids = [child.id for child in ranked.ranking.need.children]
    if len(ids) < 2:
        return []
    tops: dict[tuple[str, ...], list[tuple[str, int]]] = {}

    def top(part: tuple[str, ...]) -> list[tuple[str, int]]:
        if part not in tops:
            found = rank_referral(ranked.referral, council, part).ranking.top(2)
            tops[part] = [(home.household, home.score) for home in found]
        return tops[part]

    splits = []
    for size in range(1, len(ids) // 2 + 1):
        for away in combinations(ids, size):
            rest = tuple(child for child in ids if child not in away)
            if size * 2 == len(ids) and away > rest:
                continue
            pair = _pair(top(away), top(rest))
            if pair is not None:
                (one, a), (two, b) = pair
                splits.append((size, Split(((rest, two), (away, one)), a + b, miles_between(one, two, ranked))))
    splits.sort(key=lambda item: (item[0], -item[1].score))
    return [split for _, split in splits[:most]]


def _pair(
    one: Sequence[tuple[str, int]], two: Sequence[tuple[str, int]]
) -> tuple[tuple[str, int], tuple[str, int]] | None:
    """The best two different homes."""
    pairs = [(a, b) for a in one for b in two if a[0] != b[0]]
    return max(pairs, key=lambda pair: pair[0][1] + pair[1][1], default=None)


@dataclass(frozen=True)
class Contact:
    """What an officer on duty needs of a home: whom to ring, how fresh the vacancy is, asked or not."""

    agency: str
    telephone: str
    confirmed_at: object
    offered: bool
    held: bool
    reference: str


def contacts(referral_id: UUID, households: Iterable[str]) -> dict[str, Contact]:
    """By household id, in a fixed number of queries."""
    ids = [UUID(name) for name in households]
    with role("hearth_matcher"):
        rows = list(
            Household.objects.filter(pk__in=ids).values_list(
                "pk", "agency_id", "availability_confirmed_at", "reference"
            )
        )
    agencies = Organisation.objects.in_bulk({agency for _, agency, _, _ in rows})
    offers = Offer.objects.filter(referral=referral_id, household__in=ids, state=Offer.State.OPEN)
    offered = set(offers.values_list("household_id", flat=True))
    holds = Placement.objects.filter(referral=referral_id, household__in=ids, state=Placement.State.HELD)
    held = set(holds.values_list("household_id", flat=True))
    return {
        str(pk): Contact(
            agencies[agency].name,
            agencies[agency].duty_telephone or agencies[agency].telephone,
            confirmed,
            pk in offered,
            pk in held,
            reference,
        )
        for pk, agency, confirmed, reference in rows
    }


def offset_miles(centre: tuple[float, float], point: tuple[float, float]) -> tuple[float, float]:
    """(east, north) miles, good enough within a county: for the map only."""

    north = (point[0] - centre[0]) * 69.0
    east = (point[1] - centre[1]) * 69.172 * cos(radians(centre[0]))
    return east, north


__all__ = [
    "Contact",
    "Fallen",
    "Shown",
    "Split",
    "Verdict",
    "best_splits",
    "contacts",
    "fallen_at",
    "offset_miles",
    "own_homes",
    "shown",
]
