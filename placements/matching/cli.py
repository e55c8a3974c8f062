"""What ``manage.py match_instance`` prints: the two JSON files, or the same in a table for people."""

import json
from collections.abc import Iterable, Sequence

from .assign import Plan, assign
from .facts import Instance
from .files import ranking_file, result_file
from .instance import load
from .pool import Pool
from .ranking import rank
from .rules import RULES
from .ruleset import RuleSet
from .standing import standing

PLAN_SECONDS = 240  # of looking for a proof; a country's plan may come with a gap instead


def run(path: str, *, ranking: bool, as_json: bool, rules: RuleSet | None = None) -> str:
    """The text to print for one file. Raises :class:`.instance.InstanceError` for a file that cannot be used."""
    instance, chosen = load(path), rules or RuleSet()
    if ranking:
        return _json(ranking_file(instance, chosen)) if as_json else ranking_table(instance, chosen)
    plan = assign(instance, chosen, seconds=PLAN_SECONDS)
    if as_json:
        told = result_file(plan, chosen)
        return _json(told | {"info": told["info"] | {"standing": standing(plan.info, PLAN_SECONDS)}})
    return plan_table(instance, plan, assign(instance, chosen, method="first_come"))


def _json(data: object) -> str:
    return json.dumps(data, separators=(",", ":"))


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns padded to their widest cell; numbers to the right."""
    cells = [list(heads), *([str(cell) for cell in row] for row in rows)]
    right = [all(_numeric(row[k]) for row in cells[1:]) for k in range(len(heads))]
    widths = [max(len(row[k]) for row in cells) for k in range(len(heads))]
    lines = [
        "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)).rstrip()
        for row in cells
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def _numeric(text: str) -> bool:
    return text.replace(".", "", 1).replace(",", "").isdigit()


def ranking_table(instance: Instance, rules: RuleSet) -> str:
    """Each group with its best homes, or with the rules that close most homes where none is left."""
    pool, titles = Pool.of(instance), {rule.code: rule.title for rule in RULES}
    rows = []
    for group in instance.groups:
        found = rank(group, pool, rules)
        best = ", ".join(f"{home.household} {home.score / 1000:.1f}" for home in found.top(3))
        if not best:
            most = sorted(found.excluded.items(), key=lambda item: -item[1])[:3]
            best = "none; most fall at: " + ", ".join(f"{titles[code].lower()} ({n})" for code, n in most)
        rows.append((group.id, len(group.children), found.eligible, best))
    title = f"{len(instance.groups)} referrals, {len(pool)} homes, rules {rules.name}"
    return f"{title}\n\n{table(('Referral', 'Children', 'Homes that fit', 'Best homes (points)'), rows)}"


def plan_table(instance: Instance, plan: Plan, other: Plan) -> str:
    """The plan line by line, and its figures beside first-come."""
    rows = [(a.group, ", ".join(a.children), a.household, f"{a.score / 1000:.1f}") for a in plan.assignments]
    figures = [
        ("Children placed", "placed"),
        ("Urgency-weighted children", "urgency"),
        ("Sibling groups kept together", "together"),
        ("Mean points a child", "mean_points"),
        ("Mean kilometres to school", "mean_km_school"),
    ]
    compared = [(name, plan.metrics[key], other.metrics[key]) for name, key in figures]
    of = f"of {plan.metrics['children']} children and {plan.metrics['sibling_groups']} sibling groups"
    return "\n\n".join(
        [
            table(("Referral", "Children", "Home", "Points"), rows) if rows else "Nobody can be placed.",
            standing(plan.info, PLAN_SECONDS),
            f"The best plan beside first-come, {of}",
            table(("", "Best plan", "First-come"), compared),
        ]
    )
