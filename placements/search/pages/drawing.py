"""A ranking as pages draw it: rows with nine small bars, miles, ties, the map, the funnel."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages.charts import Funnel, FunnelStep, MapPoint, RingMap, ScoreBars, ScorePart
from placements.matching.distance import hectometres
from placements.matching.facts import Household
from placements.models import Referral
from placements.search.services import matches
from placements.search.services.matching import Ranked
from placements.texts.words import PART_WORDS, TEST_WORDS

SHOWN = 25
ON_MAP = 12
MILES_IN_HM = 16.09344


def bars(explanation: Any) -> ScoreBars:
    """Nine small bars: points won of the most that could be won, for all children together."""
    children = len({part.child for part in explanation.parts}) or 1
    parts = [
        ScorePart(str(PART_WORDS[part]), round(milli / 1000, 1), float(weight * children))
        for part, _value, weight, milli in explanation.by_part()
        if weight
    ]
    return ScoreBars(parts)


def _miles(home: Household, point: tuple[float, float] | None) -> float | None:
    if point is None or home.point is None:
        return None
    return round(hectometres(point, home.point) / MILES_IN_HM, 1)


def miles_words(ranked: Ranked, household: str) -> str:
    """Miles to the family home and the school of the eldest child whose places are known."""
    home = ranked.home(household)
    words = []
    for noun, name in ((_("from home"), "home"), (_("from school"), "school")):
        known = [m for m in (_miles(home, getattr(c, name)) for c in ranked.ranking.need.children) if m is not None]
        if known:
            words.append(_("%(miles)s miles %(noun)s") % {"miles": f"{max(known):g}", "noun": noun})
    return ", ".join(words)


def home_rows(ranked: Ranked, reader: UUID, names: list[str] | None = None) -> list[dict[str, Any]]:
    """Homes in order (or those named) as rows for a page."""
    best = ranked.ranking.top(SHOWN)
    chosen = [home for home in ranked.ranking.top() if home.household in set(names)] if names is not None else best
    known = matches.contacts(ranked.referral.pk, [home.household for home in chosen])
    rows = []
    for home in chosen:
        seen = matches.shown(ranked, home.household, reader)
        facts = ranked.home(home.household)
        children = len(ranked.ranking.need.children)
        rows.append(
            {
                "id": home.household,
                "rank": home.rank,
                "tied": home.tied,
                "points": home.score / 1000,
                "few": home.score < 50_000 * children,
                "contact": known[home.household],
                "agency": known[home.household].agency,
                "vacant": facts.vacant,
                "own": seen.own,
                "bars": bars(seen.explanation),
                "miles": miles_words(ranked, home.household),
                "to_check": [str(TEST_WORDS[f.code]) for f in seen.explanation.unknown],
                "gaps": [str(PART_WORDS[part]) for part, _unknown in seen.gaps],
                "outside": facts.la != ranked.group.la,
            }
        )
    return rows


def ring_map(ranked: Ranked, rows: list[dict[str, Any]]) -> RingMap | None:
    """The first homes around the family home (or the school), at the precision of a postcode sector."""
    centres = [place for c in ranked.ranking.need.children if (place := c.home or c.school)]
    if not centres:
        return None
    points = []
    for row in rows[:ON_MAP]:
        place = ranked.home(row["id"]).point
        if place is not None:
            east, north = matches.offset_miles(centres[0], place)
            kind = "own" if row["own"] else "home"
            points.append(MapPoint(str(row["rank"]), east, north, row["agency"], kind))
    kinds = {"home": _("An agency's home"), "own": _("The council's own home")}
    return RingMap(_("Homes around the family home"), _("the family home"), points, kinds=kinds)


def why_not(ranked: Ranked, referral: Referral, query: str = "") -> Funnel:
    """How many homes are left after each test; each step leads to who falls there, for the same children (`query`)."""
    steps = [FunnelStep(_("All homes"), len(ranked.pool))]
    for code, fall, left in ranked.ranking.funnel():
        if fall:
            href = reverse("why_not", args=[referral.pk, code]) + query
            steps.append(FunnelStep(str(TEST_WORDS[code]), left, href=href))
    return Funnel(_("Why not the others"), steps, noun=_("homes"))
