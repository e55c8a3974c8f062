"""A suggested plan for all open referrals of a council: the proven optimum, with first-come beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from placements.candidates import children_counted, group_of
from placements.candidates.cache import kept_pool
from placements.candidates.referrals import CHILDREN
from placements.matching.assign import Plan, assign
from placements.matching.facts import Agency, Council, Instance
from placements.matching.ruleset import RuleSet
from placements.matching.solver import NotSolved
from placements.models import Child, Referral
from placements.search.services import matches
from placements.search.services.rules import in_force

SECONDS = 5.0  # of looking for a proof; then page and API say how far from proven the plan is
MOST = 60  # referrals in one plan: the page answers in a second or two


@dataclass(frozen=True)
class Line:
    """One line to accept or not: these children of the referral in this home; `of`: how many of it wait."""

    referral: Referral
    household: str
    agency: str
    which: Sequence[Child]
    of: int
    points: float
    first_come: str

    @property
    def children(self) -> int:
        return len(self.which)

    @property
    def query(self) -> str:
        """Which children, for an address."""
        return "&".join(f"children={child.pk}" for child in self.which)


@dataclass(frozen=True)
class Suggested:
    """`better` and `first_come` are metrics of the plan engine; lines in order of need.

    `gap` is the share of the plan's worth by which the best possible plan may be better: 0 where it is proven
    best, None where no plan was found in time and first-come is given instead. `waiting`: open referrals in all.
    `counted_elsewhere`: open referrals all of whose children are planned for by another one of theirs.
    """

    lines: list[Line]
    left: list[Referral]
    better: dict[str, object]
    first_come: dict[str, object]
    gap: float | None
    waiting: int
    counted_elsewhere: Sequence[Referral] = ()

    @property
    def proven(self) -> bool:
        return self.gap == 0

    @property
    def standing(self) -> str:
        """How far from proven the plan is, in words."""
        if self.gap is None:
            return _(
                "No plan was found within %(seconds)g seconds: these lines are first come, first served. "
                "Ask again when the service is less busy."
            ) % {"seconds": SECONDS}
        if self.proven:
            return _("Proven: no other plan is better, counted in this order.")
        return _(
            "Not proven within %(seconds)g seconds: the best plan there can be is at most %(share)s %% better than "
            "this one, counted in this order."
        ) % {"seconds": SECONDS, "share": f"{max(0.01, self.gap * 100):.2f}"}

    @property
    def looked_at(self) -> str:
        """Which referrals the plan is for, in words; empty where it is for all of them."""
        if self.waiting <= MOST:
            return ""
        return _("The plan is for the %(most)s referrals whose homes are needed first, of %(all)s that are open.") % {
            "most": MOST, "all": self.waiting,
        }  # fmt: skip


def plan_for(council: Organisation) -> Suggested:
    """Solve for the children of the council's open referrals who still wait, each once, over homes that serve it."""
    own = Referral.objects.filter(council=council, state=Referral.State.OPEN, recorded_for__isnull=True)
    rows = own.order_by("needed_by", "pk")
    referrals = {str(row.pk): row for row in rows.prefetch_related(CHILDREN)[:MOST]}
    waiting = rows.count() if len(referrals) == MOST else len(referrals)
    counted = children_counted(list(referrals.values()))
    elsewhere = [row for key, row in referrals.items() if not counted[row.pk]]
    referrals = {key: row for key, row in referrals.items() if counted[row.pk]}
    instance = _instance(council, [(row, counted[row.pk]) for row in referrals.values()])
    if not instance.groups or not instance.households:
        none: dict[str, object] = {"placed": 0, "children": 0, "together": 0, "sibling_groups": 0}
        none["children"] = sum(len(group.children) for group in instance.groups)
        return Suggested([], list(referrals.values()), none, none, 0.0, waiting, elsewhere)
    rules = _rules(council)
    greedy = assign(instance, rules, method="first_come")
    try:
        best = assign(instance, rules, seconds=SECONDS)
        gap = 0.0 if best.info["proven"] else float(best.info["gap"])
    except NotSolved:
        best, gap = greedy, None
    lines = _lines(council, referrals, counted, best, greedy)
    left = [row for row in referrals.values() if row.pk not in {line.referral.pk for line in lines}]
    return Suggested(lines, left, best.metrics, greedy.metrics, gap, waiting, elsewhere)


def _rules(council: Organisation) -> RuleSet:
    """The council's weights and distances in the plain reading: a plan takes no lawful step for granted."""
    own = in_force(council.pk).rules(None)
    return replace(RuleSet(), weights=own.weights, near_hm=own.near_hm, far_hm=own.far_hm, max_km=own.max_km)


def _instance(council: Organisation, rows: list[tuple[Referral, list[Child]]]) -> Instance:
    code = council.area_id or ""
    pool = kept_pool(timezone.localdate())
    serving = {name for name, agency in pool.agencies.items() if code in agency.serves}
    homes = tuple(h for h in pool.homes if h.status == "open" and h.vacant and h.agency in serving)
    agencies: tuple[Agency, ...] = tuple(pool.agencies[name] for name in sorted({h.agency for h in homes}))
    groups = tuple(group_of(row, code, children) for row, children in rows)
    return Instance(timezone.localdate(), (Council(code, 0.0, 0.0, ""),), agencies, homes, groups)


def _lines(
    council: Organisation, referrals: dict[str, Referral], counted: dict[UUID, list[Child]], best: Plan, greedy: Plan
) -> list[Line]:
    homes = {a.household for a in (*best.assignments, *greedy.assignments)}
    known = matches.contacts(next((row.pk for row in referrals.values()), council.pk), homes)
    greedy_home: dict[str, list[str]] = {}
    for a in greedy.assignments:
        greedy_home.setdefault(a.group, []).append(known[a.household].agency)
    lines = []
    for a in best.assignments:
        row = referrals[a.group]
        which = [child for child in counted[row.pk] if str(child.pk) in a.children]
        first = ", ".join(greedy_home.get(a.group, []))
        agency = known[a.household].agency
        lines.append(Line(row, a.household, agency, which, len(counted[row.pk]), a.score / 1000, first))
    return lines
