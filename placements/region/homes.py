"""Approved households: where, since when, on what terms, with which facts known."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from carers.law.vocabulary import IDENTITY_NEEDS, LANGUAGES, NEEDS
from placements.region import names, ratios
from placements.region.ground import Ground
from placements.region.plan import Facts, HomePlan, Spot, Terms
from placements.region.sizes import share_out

_YEAR = 365.25
_LONGEST_YEARS = 28
# Brackets of approval: share, lowest and highest age, as agencies usually write them. Assumption.
_BRACKETS = (
    (0.44, 0, 17),
    (0.19, 5, 17),
    (0.10, 0, 10),
    (0.09, 0, 4),
    (0.09, 10, 17),
    (0.06, 3, 12),
    (0.03, 12, 17),
)
_KINDS = (
    ("short_term", 0.90), ("long_term", 0.70), ("emergency", 0.36), ("respite", 0.30),
    ("parent_and_child", 0.06), ("early_permanence", 0.05), ("remand", 0.04),
)  # fmt: skip
_UNKNOWN = 0.08


def weighted[T](rng: Random, shares: Mapping[T, float]) -> T:
    return rng.choices(list(shares), list(shares.values()))[0]


def some(rng: Random, words: tuple[str, ...], most: int) -> list[str]:
    return sorted(rng.sample(words, rng.randint(0, most)))


def maybe(rng: Random, value: object, unknown: float = _UNKNOWN) -> object:
    """`value`, or None where nobody has asked yet."""
    return None if rng.random() < unknown else value


def own_children(rng: Random, as_of: date) -> list[dict[str, object]]:
    """The carers' own children who live at home; half of the homes have none."""
    count = rng.choices((0, 1, 2, 3), (0.52, 0.24, 0.18, 0.06))[0]
    born = [as_of.year * 12 + as_of.month - rng.randint(12, 17 * 12) for _ in range(count)]
    return [
        {"birth_month": f"{(m - 1) // 12}-{(m - 1) % 12 + 1:02d}", "sex": rng.choice("FM"),
         "not_with": [], "only_child": False}
        for m in sorted(born)
    ]  # fmt: skip


def facts_of(rng: Random, as_of: date, places: int, is_far: bool) -> Facts:
    """What matching asks of a home. None: unknown."""
    confirmed = None if rng.random() < 0.06 else as_of - timedelta(days=int(rng.expovariate(1 / 18)) + 1)
    return {
        "rural": maybe(rng, rng.random() < (0.45 if is_far else 0.18)),
        "languages": maybe(rng, sorted({"en", *some(rng, LANGUAGES[1:], rng.choice((0, 0, 0, 1, 2)))})),
        "identity_support": maybe(rng, some(rng, IDENTITY_NEEDS, 3), 0.15),
        "skills": maybe(rng, some(rng, NEEDS, 7), 0.10),
        "sharing_ok": maybe(rng, rng.random() < 0.4, 0.12),
        "bedrooms": maybe(rng, places, 0.05),
        "smoker": maybe(rng, rng.random() < 0.09),
        "pets": maybe(rng, some(rng, ("dog", "cat", "small_pet"), rng.choice((0, 1, 1, 2)))),
        "own_children": own_children(rng, as_of),
        "availability_confirmed_on": confirmed,
    }


def terms_of(rng: Random, starts: date, places: int) -> Terms:
    _, low, high = rng.choices(_BRACKETS, [bracket[0] for bracket in _BRACKETS])[0]
    kinds = tuple(kind for kind, share in _KINDS if rng.random() < share) or ("short_term",)
    return Terms(
        starts=starts,
        max_children=None if rng.random() < 0.04 else places,
        age_min=low,
        age_max=high,
        sex=rng.choices(("any", "F", "M"), (0.88, 0.07, 0.05))[0],
        kinds=kinds,
        sibling_max=None if places == 1 else rng.randint(2, places),
        reason="First approval",
    )


def approved_on(rng: Random, as_of: date) -> date:
    """A day of approval of a home that is still open: short service more often than long."""
    if rng.random() < ratios.APPROVED_A_YEAR:
        return as_of - timedelta(days=rng.randint(1, 364))
    years = min(1 + rng.expovariate(ratios.DEREGISTERED_A_YEAR), _LONGEST_YEARS)
    return as_of - timedelta(days=int(years * _YEAR))


def new_home(
    rng: Random, organisation: int, spot: Spot, since: tuple[date, date | None], places: int, as_of: date, is_far: bool
) -> HomePlan:
    """One mainstream home, approved and ended as `since` says."""
    approved, ended = since
    carers = rng.choices(("couple", "single_f", "single_m"), (0.68, 0.28, 0.04))[0]
    terms = terms_of(rng, approved, places)
    facts = facts_of(rng, as_of, places, is_far)
    facts["parent_and_child_trained"] = "parent_and_child" in terms.kinds
    return HomePlan(
        organisation, "mainstream", names.household(rng, carers), carers, spot, names.postcode(rng, spot.sector),
        approved, ended, places, [terms], facts, "ended" if ended else "open",
    )  # fmt: skip


def make_homes(
    rng: Random, organisation: int, ground: Ground, count: int, as_of: date, outside: float, far: float
) -> list[HomePlan]:
    """`count` homes open on `as_of`, and those that ended in the three years before.

    `outside` is the share beyond the council's own area, `far` the part of those over twenty miles off.
    """
    gone = round(count * ratios.DEREGISTERED_A_YEAR * 3)
    ends: list[date | None] = [None] * count
    ends += [as_of - timedelta(days=rng.randint(1, 3 * 365)) for _ in range(gone)]
    sizes = _sizes(rng, count) + _sizes(rng, gone)
    homes = []
    for end, places in zip(ends, sizes, strict=True):
        beyond = rng.random() < outside
        is_far = beyond and rng.random() < far
        pool = ground.far if is_far else ground.around if beyond else ground.own
        last = as_of if end is None else end - timedelta(days=180)
        since = (approved_on(rng, last), end)
        homes.append(new_home(rng, organisation, pool.draw(rng), since, places, as_of, is_far))
    return homes


def _sizes(rng: Random, count: int) -> list[int]:
    """Numbers of places of `count` homes: in the published proportions, so that small regions fit too."""
    parts = share_out(count, {str(size): share for size, share in ratios.PLACES_PER_HOUSEHOLD.items()})
    sizes = [int(size) for size, number in parts.items() for _ in range(number)]
    rng.shuffle(sizes)
    return sizes
