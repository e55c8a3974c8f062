"""How long newly approved homes stay: Kaplan-Meier by cohort. Plain Python.

A home that is still approved, or that the window does not follow any further, is censored: it counts as at
risk up to that day and not as an ending after it. Cohorts below `SMALLEST` homes are withheld.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

SMALLEST = 10
MARKS = (3, 12, 24)
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Life:
    """One home: the day it was approved, and the day it ended or None while it goes on."""

    start: date
    end: date | None = None


@dataclass(frozen=True)
class Survival:
    """A cohort's share still approved after each of `MARKS` months: 0 to 1, or None where nobody was followed so far.

    `withheld` cohorts show their label only: not even their size.
    """

    cohort: str
    homes: int
    at: dict[int, float | None]
    withheld: bool = False


def kaplan_meier(durations: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """(time, share surviving just after it) at each time of an ending. `durations`: (length, whether it ended).

    A censoring at the moment of an ending counts as at risk then, as is usual (Kaplan and Meier 1958).

    >>> kaplan_meier([(1, True), (2, False), (3, True), (4, False)])
    [(1, 0.75), (3, 0.375)]
    """
    share, curve = 1.0, []
    for moment in sorted({length for length, ended in durations if ended}):
        at_risk = sum(length >= moment for length, _ in durations)
        endings = sum(ended and length == moment for length, ended in durations)
        share *= 1 - endings / at_risk
        curve.append((moment, share))
    return curve


def survival(lives: Iterable[Life], today: date) -> list[Survival]:
    """Each year of approval as a cohort, the oldest first."""
    cohorts: dict[str, list[Life]] = {}
    for life in lives:
        if life.start <= today:
            cohorts.setdefault(str(life.start.year), []).append(life)
    return [_cohort(name, cohorts[name], today) for name in sorted(cohorts)]


def _cohort(name: str, lives: list[Life], today: date) -> Survival:
    if len(lives) < SMALLEST:
        return Survival(name, 0, dict.fromkeys(MARKS), withheld=True)
    durations = []
    for life in lives:
        ended = life.end is not None and life.end <= today
        last = life.end if ended and life.end else today
        durations.append((float((last - life.start).days), ended))
    curve = kaplan_meier(durations)
    longest = max(length for length, _ in durations)
    at: dict[int, float | None] = {}
    for months in MARKS:
        day = months * DAYS_A_MONTH
        shares = [share for moment, share in curve if moment <= day]
        known = longest >= day or (shares and shares[-1] == 0)
        at[months] = (shares[-1] if shares else 1.0) if known else None
    return Survival(name, len(lives), at)
