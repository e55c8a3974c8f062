"""What is shown and what is withheld, and that the attacker, who is exact, pins nothing unless a fault is planted."""

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tests.proofs.disclosure.proofs as proofs_module
import tests.proofs.disclosure.tally as tally_module
from placements.shortages.disclosure.publication import Cell, Fact, Published, Rule, small_limits
from placements.shortages.disclosure.ranges import ContradictionError
from placements.shortages.disclosure.suppression import DEFAULT_RULE, CannotProtectError, publish
from placements.shortages.disclosure.table import (
    Dimension,
    Family,
    Key,
    Table,
    cross_table,
    every_margin,
    nested_margins,
)
from tests.proofs.disclosure.attack import attack
from tests.proofs.disclosure.enumeration import given_away
from tests.proofs.disclosure.proofs import VISIBLE, noughts_told, proofs, small_counts
from tests.proofs.disclosure.tally import CHUNK, Tally, tally, tally_in_chunks


def row(*counts: int) -> Table:
    """A one-way table with its total."""
    values = tuple("abcdefgh"[: len(counts)])
    leaves: dict[Key, int] = {(value,): count for value, count in zip(values, counts, strict=True)}
    return cross_table(leaves, [Dimension("place", values)], every_margin(["place"]))


def shown(table: Table, rule: Rule = DEFAULT_RULE) -> list[str]:
    return [cell.text for cell in publish(table, rule).cells.values()]


def test_small_counts_are_withheld_and_others_rounded() -> None:
    assert shown(row(3, 20, 0)) == ["c", "20", "0", "25"]
    assert shown(row(6, 7, 8, 12, 13)) == ["5", "5", "10", "10", "15", "45"]
    assert shown(row(1_234, 2_000)) == ["1,235", "2,000", "3,235"]


def test_a_second_cell_is_withheld_where_the_total_would_tell() -> None:
    # 6 and 7 are both shown as 5: with the total at 6 or 7, the small count could only be 1.
    assert shown(row(6, 1)) == ["c", "c", "5"]
    assert [cell.text for cell in publish(row(6, 1), secondary=False).cells.values()] == ["5", "c", "5"]


def test_five_ones_are_not_given_away_by_a_small_total() -> None:
    assert small_limits(row(1, 1, 1, 1, 1), DEFAULT_RULE)[("*",)] == 7
    assert shown(row(1, 1, 1, 1, 1)) == ["c"] * 6
    assert shown(row(1, 1, 1, 2, 2)) == ["c"] * 6
    assert shown(row(1, 1, 2, 2, 2)) == ["c"] * 5 + ["10"]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6))
def test_sample_tables_keep_their_secrets(seed: int) -> None:
    found = tally([seed])
    assert found.wrong_cells == 0
    assert found.tables_pinned == []


def test_a_nought_withheld_for_anothers_sake_needs_three_choices_and_no_more() -> None:
    # Once this table could not be published at all: a true nought between small totals can be 0, 1 or 2 at most.
    found = tally([3560])
    assert found.tables_pinned == []
    assert found.noughts_of_three >= 1


def test_a_reader_told_outright_of_such_a_nought_learns_no_small_count(monkeypatch: pytest.MonkeyPatch) -> None:
    found = noughts_told([4013])
    assert (found["passed"], found["noughts"], found["small_counts_pinned"]) == (True, 58, 0)
    # The same reader gets in where nothing is withheld for another's sake.
    monkeypatch.setattr(proofs_module, "publish", lambda table: publish(table, secondary=False))
    assert noughts_told(range(0, 60, 10))["small_counts_pinned"]


def test_nine_safe_cells_in_ten_stay_visible() -> None:
    found = tally(range(40))
    assert found.pinned_told == found.pinned_plain == found.wrong_cells == 0
    assert found.secondary > 0
    assert found.visible >= VISIBLE


def test_with_secondary_suppression_off_the_attacker_gets_in() -> None:
    found = tally(range(0, 150, 10), secondary=False)
    assert found.pinned_told > 10
    assert found.pinned_exactly > 5
    assert found.pinned_plain > 0


def test_with_exact_counts_beside_small_ones_the_attacker_gets_in() -> None:
    exact = Rule(base=1)
    table = row(3, 20, 31)
    assert [cell.exact for cell in attack(publish(table, exact, secondary=False))] == [True]
    assert attack(publish(table, exact)) == []
    assert shown(table, exact) == ["c", "c", "31", "54"]


def test_nought_is_no_choice_for_a_cell_that_must_be_small() -> None:
    # Thirds: 8 to 10 is shown as 9, so the withheld one is 0, 1 or 2, and everyone knows it is not 0.
    (found,) = attack(publish(row(8, 1), Rule(base=3), secondary=False))
    assert (found.key, found.low, found.high) == (("b",), 0, 2)


def test_months_and_their_sum() -> None:
    leaves: dict[Key, int] = {("May", "a"): 6, ("May", "b"): 30, ("June", "a"): 1, ("June", "b"): 31}
    dimensions = [Dimension("month", ("May", "June")), Dimension("place", ("a", "b"))]
    table = cross_table(leaves, dimensions, every_margin(["month", "place"]))
    told = small_limits(table, DEFAULT_RULE)
    assert attack(publish(table, secondary=False), told=told)
    assert not attack(publish(table), told=told)


def test_what_is_out_cannot_be_taken_back() -> None:
    may = Table({("May", "a"): 6})
    counts: dict[Key, int] = {("May", "a"): 6, ("June", "a"): 1, ("*", "a"): 7}
    both = Table(counts, (Family(("*", "a"), (("May", "a"), ("June", "a"))),))
    first = publish(may)
    second = publish(both, already=first)
    assert second.cells[("May", "a")] == first.cells[("May", "a")]
    assert second.cells[("*", "a")].value is None
    cells: dict[Key, Cell] = {**first.cells, ("*", "a"): Cell(5)}
    with pytest.raises(CannotProtectError, match="publish a coarser one"):
        publish(both, already=Published(cells, (), frozenset(), DEFAULT_RULE))


def test_a_change_is_shown_only_from_what_is_shown() -> None:
    leaves: dict[Key, int] = {("May", "a"): 3, ("June", "a"): 9, ("May", "b"): 21, ("June", "b"): 38}
    dimensions = [Dimension("month", ("May", "June")), Dimension("place", ("a", "b"))]
    table = cross_table(leaves, dimensions, every_margin(["month", "place"], ["month"]))
    published = publish(table)
    assert published.change(("May", "a"), ("June", "a")).text == "c"
    assert published.change(("May", "b"), ("June", "b")) == Cell(20)
    # An exact change beside the table would give the small count away: hence the rule.
    exact = Fact({("June", "a"): 1, ("May", "a"): -1}, 6, 6)
    assert [cell.key for cell in attack(published, told={("May", "a"): 5}, facts=[exact])] == [("May", "a")]
    assert not attack(publish(table, facts=[exact]), told={("May", "a"): 5}, facts=[exact])


def test_a_filter_left_out_is_protected_too() -> None:
    leaves: dict[Key, int] = {("boys", "young"): 1, ("boys", "old"): 6, ("girls", "young"): 0, ("girls", "old"): 30}
    dimensions = [Dimension("sex", ("boys", "girls")), Dimension("age", ("young", "old"))]
    margins = [m for m in every_margin(["sex", "age"]) if m != {"sex", "age"}]
    table = cross_table(leaves, dimensions, margins)
    assert ("boys", "young") in table.hidden
    published = publish(table)
    assert ("boys", "young") not in published.cells
    assert not attack(published, told=small_limits(table, DEFAULT_RULE))


def test_margins() -> None:
    assert nested_margins("abc") == {frozenset(), frozenset("a"), frozenset("ab"), frozenset("abc")}
    assert len(every_margin("abcd", "a")) == 8
    leaves: dict[Key, int] = {("x", "m"): 1, ("y", "m"): 2, ("z", "n"): 3}
    dimensions = [Dimension("place", ("x", "y", "z"), {"north": ("x", "y")}), Dimension("kind", ("m", "n"))]
    table = cross_table(leaves, dimensions, nested_margins(["place", "kind"]))
    assert table.counts[("north", "*")] == 3
    assert table.counts[("*", "*")] == 6
    assert ("*", "m") not in table.counts


def feasible(published: Published, told: dict[Key, int], leaves: list[Key], most: int) -> dict[Key, tuple[int, int]]:
    """Every cell's range by listing all tables whose leaves are at most `most`. Knows nothing of programmes."""
    rule = published.rule
    found: dict[Key, tuple[int, int]] = {}
    for counts in itertools.product(range(most + 1), repeat=len(leaves)):
        table = dict(zip(leaves, counts, strict=True))
        waiting = list(published.families)
        while waiting:
            ready = [f for f in waiting if all(part in table for part in f.parts)]
            table |= {f.total: sum(table[part] for part in f.parts) for f in ready}
            waiting = [f for f in waiting if f not in ready]
        fits = all(
            1 <= table[key] <= told[key]
            if cell.value is None and key in told
            else cell.value is None
            or (rule.rounded(table[key]) == cell.value and (table[key] == 0) == (cell.value == 0)
                and not 1 <= table[key] <= rule.threshold)
            for key, cell in published.cells.items()
        )  # fmt: skip
        if fits:
            for key, count in table.items():
                low, high = found.get(key, (count, count))
                found[key] = (min(low, count), max(high, count))
    return found


@settings(deadline=None, max_examples=12)
@given(st.lists(st.integers(0, 9), min_size=4, max_size=4), st.sampled_from([1, 3, 5]), st.booleans())
def test_the_attacker_is_as_sharp_as_listing_every_table(counts: list[int], base: int, secondary: bool) -> None:
    dimensions = [Dimension("row", ("r", "s")), Dimension("column", ("a", "b"))]
    leaves: list[Key] = [(one, two) for one in "rs" for two in "ab"]
    table = cross_table(dict(zip(leaves, counts, strict=True)), dimensions, every_margin(["row", "column"]))
    rule = Rule(base=base)
    published = publish(table, rule, secondary=secondary)
    told = small_limits(table, rule)
    listed = feasible(published, told, leaves, 13)
    pinned = {cell.key: (cell.low, cell.high) for cell in attack(published, told=told)}
    for key in published.withheld:
        low, high = listed[key]
        floor = max(low, 1) if high <= rule.threshold else low
        assert (key in pinned) == (high - floor + 1 < rule.choices)
        if key in pinned:
            assert pinned[key] == (low, high)


def test_knowing_the_rule_itself_does_not_help_on_a_row() -> None:
    assert given_away((2,), range(13)) == (25, [])
    publications, found = given_away((3,), range(8))
    assert publications == 44
    assert found == []
    assert given_away((2,), range(13), secondary=False)[1]


def test_bad_tables_and_rules_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="not the sum"):
        Table({("a",): 1, ("*",): 2}, (Family(("*",), (("a",),)),))
    with pytest.raises(ValueError, match="below nought"):
        Table({("a",): -1})
    with pytest.raises(ValueError, match="has no count"):
        Table({("*",): 2}, (Family(("*",), (("a",),)),))
    with pytest.raises(ValueError, match="odd number"):
        Rule(base=10)
    with pytest.raises(ValueError, match="at least two choices"):
        Rule(choices=6)
    untrue = Published(
        {("a",): Cell(10), ("b",): Cell(10), ("*",): Cell(50)},
        (Family(("*",), (("a",), ("b",))),),
        frozenset(),
        DEFAULT_RULE,
    )
    with pytest.raises(ContradictionError):
        attack(untrue)


def test_nothing_at_all_is_published_as_noughts() -> None:
    assert shown(row(0, 0, 0)) == ["0"] * 4


def test_the_proofs_have_names() -> None:
    assert "small-counts" in proofs()


def test_the_long_proof_in_small_holds_and_fails_on_the_planted_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    found = small_counts(tables=60, workers=1, releases=20)
    assert found["passed"] is True
    fault = found["planted_fault"]
    assert isinstance(fault, dict)
    assert fault["pinned_told"] > 0
    # The same proof over publications without secondary suppression does not pass.
    monkeypatch.setattr(tally_module, "publish", lambda table, **_kw: publish(table, secondary=False))
    monkeypatch.setattr(proofs_module, "tally_in_chunks", lambda tables, _workers, _keep: tally(range(tables)))
    assert small_counts(tables=20, workers=1, releases=5)["passed"] is False


def test_a_stopped_proof_goes_on_where_it_was(tmp_path: Path) -> None:
    first = tally_in_chunks(CHUNK // 5, 1, tmp_path)
    (kept,) = tmp_path.iterdir()
    planted = Tally(tables=999)
    kept.write_text(json.dumps(vars(planted)))
    assert first.tables == CHUNK // 5
    assert tally_in_chunks(CHUNK // 5, 1, tmp_path).tables == 999
