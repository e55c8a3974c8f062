"""Kaplan-Meier against a published example, against plain counting, and small cohorts withheld."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carers.homes.survival import SMALLEST, Life, kaplan_meier, survival

# Freireich et al. 1963, 6-mercaptopurine arm, as in every textbook; weeks, and whether the remission ended.
SIX_MP = [(6, 1), (6, 1), (6, 1), (7, 1), (10, 1), (13, 1), (16, 1), (22, 1), (23, 1), (6, 0), (9, 0), (10, 0),
          (11, 0), (17, 0), (19, 0), (20, 0), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)]  # fmt: skip
PUBLISHED = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}


def test_the_textbook_example() -> None:
    curve = kaplan_meier([(float(weeks), bool(ended)) for weeks, ended in SIX_MP])
    assert {int(moment): round(share, 4) for moment, share in curve} == PUBLISHED


@given(st.lists(st.integers(1, 50), min_size=1))
def test_without_censoring_it_is_plain_counting(lengths: list[int]) -> None:
    for moment, share in kaplan_meier([(float(length), True) for length in lengths]):
        assert share == pytest.approx(sum(length > moment for length in lengths) / len(lengths))


def test_cohorts_by_year_what_is_not_yet_known_and_what_is_withheld() -> None:
    today = date(2026, 7, 1)
    lives = [Life(date(2024, 1, 1), date(2024, 1, 1) + timedelta(days=200)) for _ in range(4)]
    lives += [Life(date(2024, 1, 1)) for _ in range(SMALLEST - 4)]
    lives += [Life(date(2026, 1, 1)) for _ in range(SMALLEST)] + [Life(date(2025, 1, 1))]
    first, second, third = survival(lives, today)
    assert (first.cohort, first.at) == ("2024", {3: 1.0, 12: 0.6, 24: 0.6})
    assert second.withheld and second.homes == 0 and set(second.at.values()) == {None}
    assert third.at == {3: 1.0, 12: None, 24: None}
