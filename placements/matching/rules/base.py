"""The shape of a rule: a code, a test with its sentence, the change that undoes it, a lawful step if there is one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ..facts import Agency, Child, Group, Household
from ..ruleset import RuleSet


class Verdict(StrEnum):
    """What is said of one home for one set of children."""

    FITS = "fits"
    DOES_NOT_FIT = "does_not_fit"
    UNKNOWN = "unknown"
    POSSIBLE_IF = "possible_if"


@dataclass(frozen=True, slots=True)
class Case:
    """One household asked for one set of children of one group."""

    rules: RuleSet
    group: Group
    children: tuple[Child, ...]
    home: Household
    agency: Agency

    def with_home(self, **facts: object) -> "Case":
        return replace(self, home=replace(self.home, **facts))  # type: ignore[arg-type]

    def with_group(self, **facts: object) -> "Case":
        return replace(self, group=replace(self.group, **facts))  # type: ignore[arg-type]

    def with_children(self, change: Callable[[Child], Child]) -> "Case":
        """The case with each child asked for changed, in the group too."""
        new = {child.id: change(child) for child in self.children}
        members = tuple(new.get(child.id, child) for child in self.group.children)
        return replace(self, children=tuple(new.values()), group=replace(self.group, children=members))


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that failed (``certain``) or could not be checked for want of a fact; the facts are in the sentence."""

    code: str
    sentence: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """The least change of facts that makes one rule pass: told in a sentence, and applied in ``case``."""

    code: str
    sentence: str
    case: Case


@dataclass(frozen=True, slots=True)
class Step:
    """A lawful step that would open the home, and the source of the power."""

    code: str
    sentence: str
    source: str


def no_step(case: Case) -> Step | None:
    return None


@dataclass(frozen=True, slots=True)
class Rule:
    """One criterion. ``test`` gives (sentence, certain) or None; ``undo`` expects a case that fails."""

    code: str
    title: str
    test: Callable[[Case], tuple[str, bool] | None]
    undo: Callable[[Case], tuple[str, Case]]
    step: Callable[[Case], Step | None] = no_step

    def check(self, case: Case) -> Finding | None:
        said = self.test(case)
        return None if said is None else Finding(self.code, *said)

    def relax(self, case: Case) -> Change:
        return Change(self.code, *self.undo(case))


def plain(word: str) -> str:
    return word.replace("_", " ")


def listed(words: Iterable[str], last: str = "and") -> str:
    """ "a, b and c"."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def count(n: int, noun: str, many: str | None = None) -> str:
    return f"{n} {noun if n == 1 else many or noun + 's'}"


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def who(child: Child) -> str:
    """A child in words that name nobody."""
    noun = {"F": "girl", "M": "boy"}.get(child.sex or "", "child")
    return f"a {noun} whose age is not known" if child.age is None else f"a {noun} aged {child.age}"


def emergency_step(code: str, beyond: str) -> Callable[[Case], Step | None]:
    """Placing outside the terms of approval in an emergency, for a few working days."""

    def step(case: Case) -> Step | None:
        if case.group.urgency != "emergency":
            return None
        days = case.rules.emergency_days
        return Step(
            code,
            f"As an emergency outside the terms of approval ({beyond}), for at most {days} working days.",
            "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 23",
        )

    return step
