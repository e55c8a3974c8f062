"""Children first: stability, brothers and sisters, distance, own area, wishes; today and each quarter of a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from accounts.tenancy.scopes import role
from placements.models import Referral, Snapshot
from placements.shortages.selectors.blocks import Block, Value
from placements.shortages.selectors.need import NOT_BY_MAIL, living
from placements.shortages.selectors.wishes import wishes_met

QUARTERS = 5
# key -> (words, whether more is better). The two on stability are DfE's definitions, for children fostered here.
OUTCOMES = {
    "many_homes": (gettext_lazy("had three or more homes within a year"), False),
    "settled": (gettext_lazy("under 16 and long in care have lived two years in the same home"), True),
    "together": (gettext_lazy("live with all their brothers and sisters who are in care"), True),
    "over_20_miles": (gettext_lazy("live more than 20 miles from home"), False),
    "own_area": (gettext_lazy("live in your own area"), True),
    "wishes_met": (gettext_lazy("live in a home that meets every wish they had recorded"), True),
    "wishes": (gettext_lazy("referrals that record the child's wishes"), True),
}
PROCESS = frozenset({"wishes"})  # what workers did, not how children live: told in the table, never at the head
_STABILITY = f"""
WITH stay AS (
    SELECT p.child_id, lower(p.period) AS began, p.period @> %(day)s AS here, c.birth_month
    FROM placements_placement p JOIN placements_child c ON c.id = p.child_id
    WHERE p.council_id = %(council)s AND p.kind = 'main' AND p.state IN ('placed', 'ended')
        AND lower(p.period) <= %(day)s AND {NOT_BY_MAIL}
), child AS (
    SELECT child_id, max(birth_month) AS birth_month, min(began) AS first,
        max(began) FILTER (WHERE here) AS since, count(*) FILTER (WHERE began > %(year)s OR here) AS homes
    FROM stay GROUP BY child_id HAVING bool_or(here)
)
SELECT count(*), count(*) FILTER (WHERE homes >= 3),
    count(*) FILTER (WHERE birth_month > %(sixteen)s AND first <= %(long)s),
    count(*) FILTER (WHERE birth_month > %(sixteen)s AND first <= %(long)s AND since <= %(two)s)
FROM child
"""  # noqa: S608


@dataclass(frozen=True)
class Outcome:
    """`count` of `of` children; `earlier`: the share a year ago in per cent, None where nobody was counted."""

    key: str
    count: int
    of: int
    series: tuple[float | None, ...]

    @property
    def is_process(self) -> bool:
        return self.key in PROCESS

    @property
    def words(self) -> str:
        return str(OUTCOMES[self.key][0])

    @property
    def share(self) -> float | None:
        return round(100 * self.count / self.of, 1) if self.of else None

    @property
    def change(self) -> float | None:
        first = self.series[0] if self.series else None
        return None if first is None or self.share is None else round(self.share - first, 1)

    @property
    def worse(self) -> bool:
        better_up = OUTCOMES[self.key][1]
        return bool(self.change) and ((self.change or 0) < 0) == better_up


def children_first(council: Organisation, day: date) -> dict[str, Any]:
    """What a snapshot keeps: for each outcome the counts today and the share at each quarter of the last year."""
    days = [day - timedelta(days=91 * back) for back in range(QUARTERS - 1, -1, -1)]
    wishes = [wishes_met(council.pk, one) for one in days]
    found = [
        _on(council.pk, council.area_id or "", one) | {"wishes_met": (asked.met, asked.judged)}
        for one, asked in zip(days, wishes, strict=True)
    ]
    return {
        "days": [one.isoformat() for one in days],
        "outcomes": {key: [list(one[key]) for one in found] for key in OUTCOMES},
        "wishes": [wishes[-1].living, wishes[-1].recorded, wishes[-1].judged],
    }


def _on(council: UUID, area: str, day: date) -> dict[str, tuple[int, int]]:
    rows = living(council, area, day)
    total = sum(row.children for row in rows)
    siblings = sum(row.children for row in rows if row.has_siblings)
    asked: dict[str, Any] = {
        "council": council, "day": day, "year": day - timedelta(days=365), "two": day - timedelta(days=730),
        "long": day - timedelta(days=912), "sixteen": day.replace(year=day.year - 16, day=1),
    }  # fmt: skip
    with role("hearth_shortage"), connection.cursor() as cursor:
        cursor.execute(_STABILITY, asked)
        children, many, long_in_care, settled = cursor.fetchone()
    referrals = Referral.objects.filter(
        council=council,
        recorded_for__isnull=True,
        referred_at__date__gt=day - timedelta(days=365),
        referred_at__date__lte=day,
    )
    recorded = referrals.filter(~Q(wishes=[]) | ~Q(wishes_words=""))
    return {
        "many_homes": (many, children),
        "settled": (settled, long_in_care),
        "together": (sum(row.children for row in rows if row.has_siblings and not row.split), siblings),
        "over_20_miles": (sum(row.children for row in rows if row.over_20_miles), total),
        "own_area": (sum(row.children for row in rows if row.own_area), total),
        "wishes": (recorded.count(), referrals.count()),
    }


def outcomes_of(figures: Mapping[str, Any]) -> list[Outcome]:
    """Outcomes before what workers did; of each those first that got worse over the year, so none is hidden."""
    found = []
    kept = figures["outcomes"]
    for key, pairs in ((key, kept[key]) for key in OUTCOMES if key in kept):  # stored JSON has an order of its own
        series = tuple(round(100 * count / of, 1) if of else None for count, of in pairs)
        count, of = pairs[-1]
        found.append(Outcome(key, count, of, series))
    return sorted(found, key=lambda one: (one.is_process, not one.worse))


def worse_words(figures: Mapping[str, Any]) -> str:
    """What is worse for children than a year ago, in a sentence; empty where nothing is."""
    worse = [one.words for one in outcomes_of(figures) if one.worse]
    return _("Worse than a year ago: %s.") % "; ".join(worse) if worse else ""


def children_sentence(figures: Mapping[str, Any]) -> str:
    """The first line about children: no comfort is taken from what nobody has measured."""
    outcomes = [one for one in outcomes_of(figures) if not one.is_process]
    if not any(one.of for one in outcomes):
        return _("Limited data: no child of yours lives with carers recorded here, so nothing can be measured yet.")
    if all(one.change is None for one in outcomes):
        return _("Limited data: nothing was recorded a year ago to compare with.")
    return worse_words(figures) or _("Nothing measured here is worse for children than a year ago.")


def wishes_sentence(figures: Mapping[str, Any]) -> str:
    """How many children the share of wishes met rests on."""
    living, recorded, judged = figures.get("wishes", (0, 0, 0))
    return _(
        "Wishes: of %(living)s children who live with carers, %(recorded)s have wishes recorded, and for %(judged)s of "
        "them the facts of the home say whether every wish is met. Wishes in a child's own words are read by people."
    ) % {"living": living, "recorded": recorded, "judged": judged}


def outcomes_block(row: Snapshot) -> Block:
    rows: list[list[Value]] = [
        [one.words, one.count, one.of, one.share, one.series[0], one.change, _("worse") if one.worse else ""]
        for one in outcomes_of(row.figures)
    ]
    columns = [
        ("outcome", _("Outcome")), ("children", _("Count")), ("of", _("Of")), ("per_cent", _("Per cent")),
        ("year_ago", _("A year ago, per cent")), ("change", _("Change")), ("worse", _("Direction")),
    ]  # fmt: skip
    coverage = _("children of yours whose foster placements are recorded here")
    notes = [_("Stability: three or more homes within a year; two years in the same home, of those under 16 who have "
               "been looked after for two and a half years or more."), wishes_sentence(row.figures)]  # fmt: skip
    return Block("children", _("Children first"), columns, rows, row.as_of, coverage, notes)
