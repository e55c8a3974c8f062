"""The sixteen rules in order, and what they say of one home."""

from dataclasses import dataclass

from .base import Case, Change, Finding, Rule, Step, Verdict
from .home import LIMIT, PETS, ROOMS, SMOKE
from .people import AREA, COMPANY, ONLY_CHILD, SERVED, SKILLS
from .terms import AGE, OPEN, PLACES, SEX, SIBLINGS, TIME, TYPE

RULES: tuple[Rule, ...] = (
    OPEN, TIME, TYPE, AGE, SEX, PLACES, LIMIT, ROOMS, SIBLINGS, SMOKE, PETS, ONLY_CHILD, COMPANY, AREA, SKILLS,
    SERVED,
)  # fmt: skip
CODES = tuple(rule.code for rule in RULES)
# Codes for which some rule knows a lawful step; every other failure closes the home.
STEP_CODES = frozenset({"H03", "H04", "H05", "H06", "H07", "H08"})

__all__ = [
    "CODES", "RULES", "STEP_CODES", "Case", "Change", "Finding", "Judgement", "Rule", "Step", "Verdict",
    "judge", "smallest_change",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every rule a home fails, every fact to check, the lawful steps, and the verdict they add up to."""

    verdict: Verdict
    failed: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    steps: tuple[Step, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(finding.code for finding in self.failed)


def judge(case: Case) -> Judgement:
    """Put all sixteen rules to one home. Steps count only where every failed rule has one."""
    found = [(rule, finding) for rule in RULES if (finding := rule.check(case)) is not None]
    failed = [(rule, finding) for rule, finding in found if finding.certain]
    unknown = tuple(finding for _, finding in found if not finding.certain)
    steps = tuple(_steps(case, [rule for rule, _ in failed])) if case.rules.lawful_steps else ()
    if failed:
        verdict = Verdict.POSSIBLE_IF if steps else Verdict.DOES_NOT_FIT
    else:
        verdict = Verdict.UNKNOWN if unknown else Verdict.FITS
    return Judgement(verdict, tuple(finding for _, finding in failed), unknown, steps)


def _steps(case: Case, failed: list[Rule]) -> list[Step]:
    steps = [rule.step(case) for rule in failed]
    return [step for step in steps if step is not None] if all(steps) else []


def smallest_change(case: Case) -> tuple[tuple[Change, ...], Case]:
    """One least change per failed rule, and the case after all of them: it then fails none.

    Each failed rule needs a change of its own and no change breaks another rule, so fewer would not do.
    Raises ValueError where a rule cannot be undone by facts (an injected usual limit that stays closed).
    """
    changes: list[Change] = []
    for rule in RULES:
        finding = rule.check(case)
        if finding is not None and finding.certain:
            change = rule.relax(case)
            changes.append(change)
            case = change.case
    left = [rule.code for rule in RULES if (finding := rule.check(case)) is not None and finding.certain]
    if left:
        raise ValueError(f"No change of facts undoes {', '.join(left)}.")
    return tuple(changes), case
