"""Need of one council on a day: children who wait, and children whose home does not meet what was asked."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from uuid import UUID

from django.db import connection

from accounts.tenancy.scopes import role
from placements.candidates.homes import age_on
from placements.candidates.waiting import counts_first, has_home
from placements.models import Referral, ReferralChild
from placements.shortages.forecasting.categories import BAND_STARTS

ADULT = 18
FAR_KM = 20 * 1.609344  # DfE counts children placed more than 20 miles from home


@dataclass(frozen=True)
class Waiting:
    """A child who waits in an open referral, counted once in however many. `band` 0..4; `size`: how many of the group
    wait and are counted with this one."""

    child: UUID
    band: int
    kind: str
    size: int
    urgency: str


_BAND_OF_AGE = [
    max(band for band, months in enumerate(BAND_STARTS.tolist()) if age * 12 >= months) for age in range(19)
]


def band_of(age: int) -> int:
    """DfE's age band (0..4) of an age in whole years; 18 and over count with 16 and 17."""
    return _BAND_OF_AGE[min(max(age, 0), 18)]


@cache
def bands_between(youngest: int, oldest: int) -> frozenset[int]:
    """Bands of which at least one whole age lies in [youngest, oldest]; empty where oldest is below youngest."""
    return frozenset(band_of(age) for age in range(youngest, oldest + 1))


def waiting(council: UUID, day: date) -> list[Waiting]:
    """Children of open referrals who have no home yet; a child in two of them counts in one (`counts_first`)."""
    links = ReferralChild.objects.filter(
        ~has_home("child", "referral"),
        council=council, referral__state=Referral.State.OPEN, referral__recorded_for__isnull=True,
    )  # fmt: skip
    rows = links.values_list("child_id", "child__birth_month", "referral_id", "referral__kind", "referral__urgency",
                             "referral__needed_by")  # fmt: skip
    first: dict[UUID, tuple[date, UUID, str, str]] = {}
    for child, month, referral, kind, urgency, _ in sorted(rows, key=lambda row: counts_first(row[4], row[5], row[2])):
        first.setdefault(child, (month, referral, kind, urgency))
    size = Counter(referral for _, referral, _, _ in first.values())
    return [
        Waiting(child, band_of(age_on(month, day)), kind, size[referral], urgency)
        for child, (month, referral, kind, urgency) in first.items()
    ]


# A child whom another council looks after, in a home that was asked by mail (`Referral.recorded_for`), is no child
# of this one, though this one's own service wrote the stay down.
NOT_BY_MAIL = (
    "NOT EXISTS (SELECT FROM placements_referral m WHERE m.id = p.referral_id AND m.recorded_for_id IS NOT NULL)"
)
_MET_BADLY = f"""
WITH stay AS (
    SELECT c.id, c.birth_month, a.kinds, r.kind, r.max_km, h.area_id, r.as_asked,
        min(p.household_id::text) OVER family <> max(p.household_id::text) OVER family
            OR coalesce(r.as_asked = 'split', false) AS split,
        count(*) OVER family > 1 AS has_siblings,
        CASE WHEN c.home_lat + c.home_lon + h.lat + h.lon IS NOT NULL THEN 2 * 6371 * asin(sqrt(least(1,
            power(sin(radians(h.lat - c.home_lat) / 2), 2)
            + cos(radians(c.home_lat)) * cos(radians(h.lat)) * power(sin(radians(h.lon - c.home_lon) / 2), 2)
        ))) END AS km
    FROM placements_placement p
    JOIN placements_child c ON c.id = p.child_id
    JOIN carers_household h ON h.id = p.household_id
    LEFT JOIN carers_approval a ON a.household_id = h.id AND a.period @> %(day)s
    LEFT JOIN placements_referral r ON r.id = p.referral_id
    WHERE p.council_id = %(council)s AND p.kind = 'main' AND p.state IN ('placed', 'ended') AND p.period @> %(day)s
        AND {NOT_BY_MAIL}
    WINDOW family AS (PARTITION BY c.sibling_set)
)
SELECT
    (extract(year FROM %(day)s::date) * 12 + extract(month FROM %(day)s::date)
     - extract(year FROM birth_month) * 12 - extract(month FROM birth_month))::int / 12 AS age,
    split, has_siblings, coalesce(km > coalesce(max_km, %(far)s), false) OR coalesce(as_asked = 'too_far', false)
        AS too_far,
    coalesce(kind <> ALL (kinds), false) OR coalesce(as_asked IN ('other_kind', 'childrens_home'), false)
        AS other_kind, coalesce(km > %(far)s, false) AS far,
    coalesce(area_id = %(area)s, false) AS own_area, count(*)
FROM stay GROUP BY 1, 2, 3, 4, 5, 6, 7
"""  # noqa: S608


@dataclass(frozen=True)
class Lived:
    """Children living with carers on a day, alike in all that is told of them here."""

    band: int
    split: bool
    has_siblings: bool
    too_far: bool
    other_kind: bool
    over_20_miles: bool
    own_area: bool
    children: int
    adults: bool = False  # 18 by the day: no child any more, though the stay goes on

    @property
    def met_badly(self) -> bool:
        """Split from brothers or sisters, further than asked (or 20 miles), or in another kind of care than asked:
        by the rows, or because whoever placed the child said so."""
        return self.split or self.too_far or self.other_kind


def living(council: UUID, area: str, day: date) -> list[Lived]:
    """How every child of the council who lives with carers does; a few dozen rows whatever their number."""
    with role("hearth_shortage"), connection.cursor() as cursor:
        cursor.execute(_MET_BADLY, {"council": council, "day": day, "area": area, "far": FAR_KM})
        rows = cursor.fetchall()
    merged: dict[tuple[tuple[int, bool, bool, bool, bool, bool, bool], bool], int] = defaultdict(int)
    for age, split, siblings, too_far, other_kind, far, own, count in rows:
        alike = (band_of(max(0, age)), split, siblings, too_far, other_kind, far, own)
        merged[(alike, age >= ADULT)] += count
    return [Lived(*alike, count, adults) for (alike, adults), count in merged.items()]


def elsewhere(council: UUID, day: date) -> dict[int, int]:
    """Children whose referral of the last year ended in a place outside this service that was not as asked, by band;
    each once, and none for whom a home was found here."""
    links = ReferralChild.objects.filter(
        ~has_home("child", "referral"), council=council,
        referral__outcome=Referral.Outcome.PLACED_ELSEWHERE, referral__recorded_for__isnull=True,
        referral__closed_at__date__gt=day - timedelta(days=365), referral__closed_at__date__lte=day,
    ).exclude(referral__as_asked__in=["", Referral.AsAsked.YES])  # fmt: skip
    months = dict(links.values_list("child_id", "child__birth_month"))
    return Counter(band_of(age_on(month, day)) for month in months.values())


def badly_by_band(rows: Sequence[Lived], bands: int = 5) -> list[dict[str, int]]:
    """For each band: children, met badly, and each of the three ways (a child can be in more than one)."""
    out = [Counter[str]() for _ in range(bands)]
    for row in rows:
        found = out[row.band]
        found["children"] += row.children
        for name in ("met_badly", "split", "too_far", "other_kind"):
            found[name] += row.children * bool(getattr(row, name))
    keys = ("children", "met_badly", "split", "too_far", "other_kind")
    return [{key: found[key] for key in keys} for found in out]
