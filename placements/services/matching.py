"""Rank homes for a referral: the engine's rules in the service's reading of them."""

from dataclasses import dataclass

from accounts.models import Organisation
from carers.fostering_limit import HomeChild, Outcome, Question, Terms, judge
from placements.candidates import group_of, pool_for
from placements.matching.facts import Child, Group, Household
from placements.matching.pool import Pool
from placements.matching.ranking import Ranking, rank
from placements.matching.ruleset import LimitAnswer, RuleSet, UsualLimit
from placements.models import Referral


@dataclass(frozen=True)
class Ranked:
    """A referral's ranking with what it was made from, so that a decision can be kept and replayed."""

    referral: Referral
    group: Group
    pool: Pool
    rules: RuleSet
    ranking: Ranking


def rank_referral(referral: Referral, council: Organisation) -> Ranked:
    """Every home of every agency against one referral, each with all its reasons."""
    rules = rules_for(referral)
    group = group_of(referral, council.area_id or "")
    pool = pool_for(referral.needed_by)
    return Ranked(referral, group, pool, rules, rank(group, pool, rules))


def rules_for(referral: Referral) -> RuleSet:
    return RuleSet.product(usual_limit=_limit_asker(referral))


def _limit_asker(referral: Referral) -> UsualLimit:
    """The usual fostering limit asked of `carers.fostering_limit`, with the referral's own sibling sets."""
    links = referral.referral_children.values_list("child_id", "child__sibling_set")
    sets = {str(child): str(sibling_set) for child, sibling_set in links}

    def ask(home: Household, children: tuple[Child, ...]) -> LimitAnswer:
        question = Question(
            present=tuple(HomeChild(r.id or f"there-{i}", r.sibling_set) for i, r in enumerate(home.placed)),
            joining=tuple(HomeChild(c.id, sets.get(c.id, c.id)) for c in children),
            home_council=home.la or None,
            terms=Terms(starts=referral.needed_by),
            start=referral.needed_by,
        )
        return _answer(question, home)

    return ask


def _answer(question: Question, home: Household) -> LimitAnswer:
    verdict = judge(question)
    if verdict.outcome is Outcome.ALLOWED:
        return LimitAnswer(True)
    over = [ref for ref in verdict.exemption_children if ref in {c.ref for c in question.joining}]
    if over and set(over) <= home.exempt_children:
        return LimitAnswer(True)
    sentence = "The home would pass the usual fostering limit of three children who are not all brothers and sisters."
    step = "An exemption by the council where the carer lives, naming the children."
    return LimitAnswer(False, sentence, step if home.la else "")
