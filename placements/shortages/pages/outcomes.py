"""Outcomes for children with their trend, as pages show them."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.pages.charts import Sparkline
from placements.shortages.selectors.children import Outcome, outcomes_of


def outcome_stats(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Each outcome with its trend over the year and a small line, as the stat macro takes them; process counts not."""
    return [_stat(one) for one in outcomes_of(figures) if not one.is_process]


def leading_stats(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The first four, or as many as got worse: none of those is left out."""
    outcomes = [one for one in outcomes_of(figures) if not one.is_process]
    return [_stat(one) for one in outcomes[: max(4, sum(one.worse for one in outcomes))]]


def _stat(one: Outcome) -> dict[str, Any]:
    trend = None
    if one.change:
        words = (
            _("%(change)s points more than a year ago")
            if one.change > 0
            else _("%(change)s points less than a year ago")
        )
        trend = {"words": words % {"change": f"{abs(one.change):g}"}, "direction": "up" if one.change > 0 else "down",
                 "good": not one.worse}  # fmt: skip
    known = [value for value in one.series if value is not None]
    line = Sparkline(known, _("a year ago"), _("now")) if len(known) >= 2 else None
    return {"key": one.key, "figure": "–" if one.share is None else f"{one.share:g}%", "words": one.words,
            "trend": trend, "line": line}  # fmt: skip
