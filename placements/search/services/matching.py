"""Rank homes for a referral: the engine's rules in the service's reading of them, and make a kept match again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.input.errors import NotReady
from accounts.models import Organisation
from carers.law.fostering_limit import HomeChild, Outcome, Question, Terms, judge
from carers.models import Household as HouseholdRow
from placements.candidates import agencies_now, asked_for, group_of, members_of
from placements.candidates.cache import kept_pool
from placements.candidates.days import homes_on_days
from placements.candidates.kept import as_instance, from_instance
from placements.candidates.waiting import mark
from placements.matching.facts import Agency, Child, Group, Household
from placements.matching.pool import Pool
from placements.matching.ranking import Ranking, rank
from placements.matching.ruleset import LimitAnswer, RuleSet, UsualLimit
from placements.models import Match, MatchRules, Referral
from placements.search.services.rules import InForce, in_force, in_force_for

HOMES_KEPT = 20
ALLOWED = LimitAnswer(True)


@dataclass(frozen=True)
class Ranked:
    """A referral's ranking with what it was made from, so that a decision can be kept and replayed."""

    referral: Referral
    group: Group
    pool: Pool
    rules: RuleSet
    ranking: Ranking
    sets: Mapping[str, str]
    reading: str = "service"

    def home(self, household: str) -> Household:
        return self.pool.homes[self.pool.index[household]]

    def facts_kept(self, chosen: Household) -> dict[str, Any]:
        """What a replay needs: the best homes and the chosen one as facts, the order, the counts, the rules."""
        best = self.ranking.top(HOMES_KEPT)
        names = [home.household for home in best if home.household != chosen.id]
        homes = [self.home(name) for name in names]
        return {
            "instance": as_instance(self.referral.needed_by, self.group, [*homes, chosen], self.pool.agencies),
            "order": [[home.household, home.score, home.school_hm] for home in best],
            "eligible": self.ranking.eligible,
            "excluded": self.ranking.excluded,
            "looked_at": len(self.pool),
            "children": [child.id for child in self.ranking.need.children],
            "rules": self.rules.as_data(),
            "sets": dict(self.sets),
            "reading": self.reading,
        }


def rank_referral(referral: Referral, council: Organisation, children: Sequence[str] | None = None) -> Ranked:
    """Every home of every agency against the children of a referral who wait (or some), each with all its reasons.

    Raises NotReady where nobody waits.
    """
    members = members_of(referral)
    if not asked_for(referral):
        raise NotReady(_("Every child of this referral has a home. Nobody waits."), "referral.nobody_waits")
    sets = {str(child.pk): str(child.sibling_set) for child in members}
    now = in_force(referral.council_id)
    rules = now.rules(limit_asker(referral.needed_by, sets))
    group = group_of(referral, referral.recorded_for_id or council.area_id or "")
    pool = kept_pool(referral.needed_by)
    if referral.recorded_for_id is not None:
        pool = own_pool(pool, referral)
    ranking = rank(group, pool, rules, None if children is None else tuple(children))
    return Ranked(referral, group, pool, rules, ranking, sets, now.reading)


def own_that_fit(rows: Sequence[Referral], agency: UUID) -> dict[UUID, int]:
    """How many of an agency's own homes fit each referral now; the same few queries whatever the number of either.

    `rows` come with their council and, best, with their children.
    """
    mark(rows)
    homes = list(HouseholdRow.objects.filter(agency=agency).values_list("pk", flat=True))
    on_days = homes_on_days({row.needed_by for row in rows}, homes)
    rules, agencies = in_force_for(row.council_id for row in rows), agencies_now()
    pools = {day: Pool(found, agencies) for day, found in on_days.items()}
    fit = {}
    for row in rows:
        members, pool = members_of(row), pools[row.needed_by]
        if row.recorded_for_id is not None:
            pool = own_pool(pool, row)
        sets = {str(child.pk): str(child.sibling_set) for child in members}
        group = group_of(row, row.recorded_for_id or row.council.area_id or "")
        now = rules[row.council_id].rules(limit_asker(row.needed_by, sets))
        fit[row.pk] = rank(group, pool, now).eligible if group.children else 0
    return fit


def own_pool(pool: Pool, referral: Referral) -> Pool:
    """For a referral that came by e-mail: the homes of the service that recorded it, which serves whoever asked it."""
    service = str(referral.council_id)
    serving = also_serving(pool.agencies[service], referral.recorded_for_id or "")
    return Pool((home for home in pool.homes if home.agency == service), {service: serving})


def also_serving(agency: Agency, area: str) -> Agency:
    return replace(agency, serves=agency.serves | {area})


def rules_for(referral: Referral, now: InForce | None = None) -> RuleSet:
    """The rules of the referral's council; `now` spares the question where they have been read."""
    sets = {str(child.pk): str(child.sibling_set) for child in members_of(referral)}
    return (now or in_force(referral.council_id)).rules(limit_asker(referral.needed_by, sets))


def limit_asker(day: Any, sets: Mapping[str, str]) -> UsualLimit:
    """The usual fostering limit asked of `carers.law.fostering_limit`, with the referral's own sibling sets."""

    def ask(home: Household, children: tuple[Child, ...]) -> LimitAnswer:
        joining = {sets.get(child.id, child.id) for child in children}
        ours = {child.id for child in children}
        present = [r for r in home.placed if r.id not in ours]  # a hold of the same child is no other child
        if len(joining) == 1 and all(r.sibling_set in joining for r in present):
            return ALLOWED  # brothers and sisters of one another, and nobody else: Schedule 7 para 3
        question = Question(
            present=tuple(HomeChild(r.id or f"there-{i}", r.sibling_set) for i, r in enumerate(present)),
            joining=tuple(HomeChild(c.id, sets.get(c.id, c.id)) for c in children),
            home_council=home.la or None,
            terms=Terms(starts=day),
            start=day,
        )
        return _answer(question, home)

    return ask


def _answer(question: Question, home: Household) -> LimitAnswer:
    verdict = judge(question)
    if verdict.outcome is Outcome.ALLOWED:
        return ALLOWED
    over = [ref for ref in verdict.exemption_children if ref in {c.ref for c in question.joining}]
    if over and set(over) <= home.exempt_children:
        return ALLOWED
    sentence = "The home would pass the usual fostering limit of three children who are not all brothers and sisters."
    step = "An exemption by the council where the carer lives, naming the children."
    return LimitAnswer(False, sentence, step if home.la else "")


@dataclass(frozen=True)
class Replay:
    """A kept match made again: the same or not, and where it differs, in words."""

    same: bool
    differences: tuple[str, ...]
    order: tuple[tuple[str, int, int], ...]


def replay(match: Match) -> Replay:
    """Recompute a kept match from its own inputs and rules, and compare order, scores and reasons."""
    kept: dict[str, Any] = match.facts
    instance = from_instance(kept["instance"])
    plain = kept.get("reading") == MatchRules.Reading.PLAIN
    asker = None if plain else limit_asker(instance.today, kept["sets"])
    rules = RuleSet.from_data(kept["rules"], usual_limit=asker)
    children = kept.get("children")
    found = rank(instance.groups[0], Pool.of(instance), rules, tuple(children) if children else None)
    order = tuple((home.household, home.score, home.school_hm) for home in found.top())
    before = {row[0]: tuple(row) for row in kept["order"]}
    again = {row[0]: row for row in order}
    chosen = str(match.household_id)  # kept as it was read under its lock, a moment after the list
    differences = [
        f"{name}: {_said(before.get(name))} then, {_said(again.get(name))} now"
        for name in before
        if name in again and before[name] != again[name] and name != chosen
    ]
    explanation = found.explain(chosen)
    for noun, then, now in (
        ("points of the chosen home", match.result.get("score", match.score), explanation.score),
        ("tests it failed", match.result["failed"], [finding.code for finding in explanation.failed]),
        ("the order", [n for n in before if n != chosen], [n for n in again if n in before and n != chosen]),
    ):
        if then != now:
            differences.append(f"{noun}: {then} then, {now} now")
    return Replay(not differences, tuple(differences), order)


def _said(row: Sequence[Any] | None) -> str:
    return "not on the list" if row is None else f"{row[1] / 1000:.1f} points"
