"""From an enquiry to an approved household: how many get there, and when.

Stages end in approval, withdrawal or decline; applications still open are censored, never failures
("approved this year / received this year" counts them as failures and is far too low). The chance of
each ending comes from the Aalen-Johansen estimator of the cumulative incidence under competing risks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OPEN, APPROVED, WITHDRAWN, DECLINED = range(4)
STAGES = ("enquiry", "registered", "stage_1", "stage_2", "panel")
LONGEST_MONTHS = 36
PRIOR_APPLICATIONS = 4.0
# Share approved of those who reach each stage, and mean months left, before any own record. Enquiry to
# application 6%, application to approval about a third: Ofsted 2022 to 2024; the rest is judgement.
PRIOR_APPROVED = (0.02, 0.33, 0.40, 0.65, 0.90)
PRIOR_MONTHS = (10.0, 7.0, 6.0, 4.0, 1.5)


@dataclass(frozen=True)
class Incidence:
    """Cumulative incidence of approval, withdrawal and decline by month, shape (3, months)."""

    by_month: Floats
    at_risk: Floats

    @property
    def approved(self) -> float:
        """Chance of being approved in the end, of what the record shows."""
        return float(self.by_month[0, -1]) if self.by_month.size else 0.0


def aalen_johansen(months: Sequence[int], outcome: Sequence[int], longest: int = LONGEST_MONTHS) -> Incidence:
    """Cumulative incidence from months spent (0, 1, 2 ...) and how each ended (`OPEN` = still going)."""
    time = np.minimum(np.asarray(months, np.int64), longest - 1)
    ends = np.asarray(outcome, np.int64)
    events = np.array([np.bincount(time[ends == kind], minlength=longest) for kind in (1, 2, 3)], float)
    leaving = np.bincount(time, minlength=longest)
    at_risk = (len(time) - np.concatenate([[0], np.cumsum(leaving)[:-1]])).astype(float)
    hazard = np.divide(events, at_risk, out=np.zeros_like(events), where=at_risk > 0)
    surviving = np.concatenate([[1.0], np.cumprod(1 - hazard.sum(axis=0))[:-1]])
    return Incidence(np.cumsum(surviving * hazard, axis=1), at_risk)


@dataclass(frozen=True)
class StageRecord:
    """Own applications that reached a stage: months from reaching it, and how each ended."""

    months: Sequence[int] = ()
    outcome: Sequence[int] = ()


@dataclass(frozen=True)
class Applicant:
    """One open application: stage (index of `STAGES`), months in it, and what it would bring."""

    stage: int
    months_in_stage: int = 0
    places: int = 2
    low: int = 0
    high: int = 4


@dataclass(frozen=True)
class Arrivals:
    """`places` (draws, months, ranges) and `homes` (draws, months) approved by each month end."""

    places: Ints
    homes: Ints


@dataclass(frozen=True)
class ArrivalModel:
    """Open applications, the record of each stage, and how many new enquiries to expect a month.

    `typical`: (places, low, high) that new enquiries bring, drawn with equal chance.
    """

    applicants: Sequence[Applicant] = ()
    records: dict[int, StageRecord] = field(default_factory=dict)
    enquiries_a_month: float = 0.0
    typical: Sequence[tuple[int, int, int]] = ((2, 0, 4),)

    def simulate(self, draws: int, months: int, rng: np.random.Generator) -> Arrivals:
        """Cumulative arrivals; every draw has its own chance of approval for each stage."""
        ranges = [(low, high) for low in range(5) for high in range(low, 5)]
        places = np.zeros((draws, months, len(ranges)), np.int64)
        homes = np.zeros((draws, months), np.int64)
        curves = {stage: _Curve(stage, self.records.get(stage, StageRecord())) for stage in range(len(STAGES))}
        chances = {stage: curve.chance(draws, rng) for stage, curve in curves.items()}
        for one in self.applicants:
            curve = curves[one.stage]
            arriving = rng.random(draws) < curve.still(chances[one.stage], one.months_in_stage)
            month = curve.wait(draws, one.months_in_stage, rng)
            _arrive(places, homes, np.flatnonzero(arriving), month, ranges.index((one.low, one.high)), one.places)
        self._new_enquiries(places, homes, curves[0], chances[0], ranges, rng)
        return Arrivals(places, homes)

    def _new_enquiries(
        self,
        places: Ints,
        homes: Ints,
        curve: _Curve,
        chance: Floats,
        ranges: list[tuple[int, int]],
        rng: np.random.Generator,
    ) -> None:
        draws, months = homes.shape
        if self.enquiries_a_month <= 0:
            return
        for opened in range(months):
            # k = 4: enquiries bunch round campaigns more than a Poisson process allows.
            count = rng.negative_binomial(4.0, 4.0 / (4.0 + self.enquiries_a_month), draws)
            row = np.repeat(np.arange(draws), rng.binomial(count, chance))
            month = opened + curve.wait(len(row), 0, rng)
            bring = rng.integers(len(self.typical), size=len(row))
            for at, (size, low, high) in enumerate(self.typical):
                mine = bring == at
                _arrive_rows(places, homes, row[mine], month[mine], ranges.index((low, high)), size)


class _Curve:
    """Chance and timing of approval from one stage: own record over a weak prior."""

    def __init__(self, stage: int, record: StageRecord) -> None:
        incidence = aalen_johansen(record.months, record.outcome)
        ended = sum(kind != OPEN for kind in record.outcome)
        prior = PRIOR_APPROVED[stage]
        self.success = PRIOR_APPLICATIONS * prior + incidence.approved * ended
        settled = float(incidence.by_month[:, -1].sum())
        self.failure = PRIOR_APPLICATIONS * (1 - prior) + (settled - incidence.approved) * ended
        own = np.diff(incidence.by_month[0], prepend=0.0) * ended
        left = 1 / PRIOR_MONTHS[stage]
        geometric = left * (1 - left) ** np.arange(LONGEST_MONTHS)
        timing = own + PRIOR_APPLICATIONS * geometric / geometric.sum()
        self.timing = timing / timing.sum()

    def chance(self, draws: int, rng: np.random.Generator) -> Floats:
        return rng.beta(self.success, self.failure, draws)

    def still(self, chance: Floats, months_in_stage: int) -> Floats:
        """Chance of approval for one who has already spent some months in the stage.

        Waits for either ending are taken alike, so time spent changes when, not whether."""
        return chance if months_in_stage < LONGEST_MONTHS else np.zeros_like(chance)

    def wait(self, size: int, months_in_stage: int, rng: np.random.Generator) -> Ints:
        """Months still to wait (0 = within the first month), given the months already spent."""
        left = self.timing[min(months_in_stage, LONGEST_MONTHS - 1) :]
        return rng.choice(len(left), size, p=left / left.sum())


def _arrive(places: Ints, homes: Ints, rows: Ints, month: Ints, at: int, size: int) -> None:
    _arrive_rows(places, homes, rows, month[rows], at, size)


def _arrive_rows(places: Ints, homes: Ints, rows: Ints, month: Ints, at: int, size: int) -> None:
    """Add a home from its month of approval on."""
    inside = month < homes.shape[1]
    counts = np.zeros_like(homes)
    np.add.at(counts, (rows[inside], month[inside]), 1)
    arrived = counts.cumsum(axis=1)
    homes += arrived
    places[:, :, at] += arrived * size
