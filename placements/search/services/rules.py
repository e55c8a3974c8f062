"""A council's own weights and bounds of matching: versions that are added, never changed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.scopes import run_as
from placements.matching.ruleset import PARTS, RuleSet, UsualLimit, Weights
from placements.models import MatchRules

HEAVIEST = 100
NEAREST_HM, FARTHEST_HM = 0, 4_000  # 400 km: no journey in England is longer
NEWEST = (
    "SELECT reading, data::text, version FROM placements_matchrules WHERE council_id = %(council)s "
    "ORDER BY version DESC LIMIT 1"
)
NEWEST_OF_EACH = (
    "SELECT DISTINCT ON (council_id) council_id, reading, data::text, version FROM placements_matchrules "
    "WHERE council_id = ANY(%(councils)s::uuid[]) ORDER BY council_id, version DESC"
)


@dataclass(frozen=True)
class InForce:
    """What a council's matches are made with. `version` 0: the default, nobody has changed anything."""

    reading: str
    data: Mapping[str, Any]
    version: int

    def rules(self, usual_limit: UsualLimit | None) -> RuleSet:
        """The engine's settings; the plain reading asks no law, so that results compare with instance files."""
        if self.reading == MatchRules.Reading.PLAIN:
            return RuleSet.from_data(self.data)
        return RuleSet.product(usual_limit=usual_limit, **self.data)


DEFAULT = InForce(MatchRules.Reading.SERVICE, {}, 0)


def in_force(council_id: UUID) -> InForce:
    """The newest version, read as the matcher: an agency ranks its homes by the council's rules."""
    return read_in_force(run_as("hearth_matcher", [NEWEST], {"council": council_id})[0])


def in_force_for(councils: Iterable[UUID]) -> dict[UUID, InForce]:
    """The newest version of each council, in one question."""
    wanted = sorted(set(councils))
    rows = run_as("hearth_matcher", [NEWEST_OF_EACH], {"councils": wanted})[0] if wanted else []
    found = {council: read_in_force([(reading, data, version)]) for council, reading, data, version in rows}
    return {council: found.get(council, DEFAULT) for council in wanted}


def read_in_force(rows: Sequence[tuple[Any, ...]]) -> InForce:
    """What `NEWEST` gave; the default where a council has changed nothing."""
    if not rows:
        return DEFAULT
    reading, data, version = rows[0]
    return InForce(reading, json.loads(data), version)


@transaction.atomic
def set_rules(
    by: CallerAt,
    weights: Mapping[str, int],
    near_hm: int,
    far_hm: int,
    reason: str,
    max_km: float | None = None,
) -> MatchRules:
    """Add a version that is in force from now on. Distances in hectometres. Raises Invalid.

    Matches that were kept hold the rules they were made with and can still be made again.
    """
    _check(weights, near_hm, far_hm, reason, max_km)
    defaults = RuleSet()
    data: dict[str, Any] = {"weights": {part: int(weights.get(part, getattr(Weights(), part))) for part in PARTS}}
    bounds = {"near_hm": near_hm, "far_hm": far_hm, "max_km": max_km}
    data |= {name: value for name, value in bounds.items() if value != getattr(defaults, name)}
    mine = MatchRules.objects.filter(council=by.organisation_id)
    last = mine.aggregate(last=Max("version"))["last"] or 0
    row = MatchRules(
        council_id=by.organisation_id, version=last + 1, data=data, reason=reason.strip()[:300], made_by_id=by.user_id
    )
    row.save()
    record(by, "match_rules.changed", row, version=row.version)
    return row


def _check(weights: Mapping[str, int], near_hm: int, far_hm: int, reason: str, max_km: float | None) -> None:
    wrong = {}
    for part, weight in weights.items():
        if part not in PARTS or not 0 <= weight <= HEAVIEST:
            wrong[part] = f"Enter a whole number from 0 to {HEAVIEST}"
    if not wrong and not any(weights.get(part, getattr(Weights(), part)) for part in PARTS):
        wrong["school"] = "Enter a weight above 0 for one part at least"
    if not NEAREST_HM <= near_hm < far_hm <= FARTHEST_HM:
        wrong["far"] = "Enter a farther distance than the near one, 400 km at most"
    if max_km is not None and not 1 <= max_km <= FARTHEST_HM / 10:
        wrong["max_km"] = "Enter 1 to 400 kilometres, or leave it empty"
    if not reason.strip():
        wrong["reason"] = "Say why the weights change"
    if wrong:
        raise Invalid(_("The weights were not changed: look at what is marked."), "match_rules.invalid", wrong)


__all__ = ["DEFAULT", "NEWEST", "InForce", "in_force", "in_force_for", "read_in_force", "set_rules"]
