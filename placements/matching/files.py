"""``foster-match-ranking/1`` and ``foster-match-result/1``: what the command prints and other tools read."""

from typing import Any

from .assign import Plan
from .facts import Instance
from .pool import Pool
from .ranking import Ranking, rank
from .ruleset import RuleSet

RANKING, RESULT = "foster-match-ranking/1", "foster-match-result/1"
TOP = 10


def ranking_file(instance: Instance, rules: RuleSet | None = None) -> dict[str, Any]:
    """Every group, all its children: how many homes are eligible, the ten best, and how many fail each rule."""
    pool, chosen = Pool.of(instance), rules or RuleSet()
    groups = {group.id: ranking_entry(rank(group, pool, chosen)) for group in instance.groups}
    return {"schema": RANKING, "instance": dict(instance.label), **_rules(chosen), "groups": groups}


def ranking_entry(ranking: Ranking) -> dict[str, Any]:
    """One group: [household, milli-points, school hectometres] of the best, and homes failing each rule."""
    top = [[home.household, home.score, home.school_hm] for home in ranking.top(TOP)]
    return {"eligible": ranking.eligible, "top": top, "excluded": ranking.excluded}


def result_file(plan: Plan, rules: RuleSet | None = None) -> dict[str, Any]:
    """A plan's assignments (score in milli-points), metrics, engine and how the solving went."""
    assignments = [
        {"group": a.group, "children": list(a.children), "household": a.household, "score": a.score}
        for a in plan.assignments
    ]
    return {
        "schema": RESULT, **_rules(rules or RuleSet()), "assignments": assignments, "metrics": plan.metrics,
        "engine": plan.engine, "info": plan.info,
    }  # fmt: skip


def _rules(rules: RuleSet) -> dict[str, str]:
    """The rules' name, told only where they differ from the default that the formats are defined by."""
    return {} if rules == RuleSet() else {"rules": rules.name}
