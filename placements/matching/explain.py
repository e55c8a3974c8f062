"""Everything about one home and one set of children, by the plain path, ready to be shown."""

from dataclasses import dataclass

from .rules import Case, Change, Finding, Step, Verdict, judge, smallest_change
from .ruleset import PARTS
from .score import Contribution, contributions, school_hm


@dataclass(frozen=True, slots=True)
class Explanation:
    """``parts`` add up to ``score`` (milli-points); ``changes`` applied together make the home fail nothing."""

    household: str
    verdict: Verdict
    failed: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    steps: tuple[Step, ...]
    parts: tuple[Contribution, ...]
    score: int
    school_hm: int
    changes: tuple[Change, ...]

    def by_part(self) -> list[tuple[str, int, int, int]]:
        """(part, value summed over the children, weight, milli-points) in the order of the rule set."""
        rows = []
        for part in PARTS:
            mine = [c for c in self.parts if c.part == part]
            rows.append((part, sum(c.value for c in mine), mine[0].weight, sum(c.milli for c in mine)))
        return rows


def explain(case: Case) -> Explanation:
    """Judge and score one home; the score is given even where the home does not fit, for comparison."""
    judgement = judge(case)
    parts = contributions(case)
    try:
        changes = smallest_change(case)[0]
    except ValueError:  # an injected usual limit may know no way out
        changes = ()
    return Explanation(
        household=case.home.id,
        verdict=judgement.verdict,
        failed=judgement.failed,
        unknown=judgement.unknown,
        steps=judgement.steps,
        parts=parts,
        score=sum(part.milli for part in parts),
        school_hm=school_hm(case),
        changes=changes,
    )
