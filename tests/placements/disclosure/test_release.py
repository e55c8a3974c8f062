"""One release is protected as one: tables that count the same children are tied, and totals known elsewhere count."""

from dataclasses import replace

import pytest

from placements.shortages.disclosure.publication import Fact, small_limits
from placements.shortages.disclosure.release import Part, joined, links, publish_release, seen_together
from placements.shortages.disclosure.suppression import DEFAULT_RULE, CannotProtectError, publish
from placements.shortages.disclosure.table import Dimension, Family
from tests.proofs.disclosure.attack import attack
from tests.proofs.disclosure.proofs import VISIBLE, shared_children
from tests.proofs.disclosure.release_tally import published_apart, tally_releases
from tests.proofs.disclosure.samples import release_sample

BANDS, MET = ("young", "old"), ("as asked", "badly")
AREA = Dimension("council", ("A", "B"))
HERE, RETURN = "children living here", "children of a return"


def living(leaves: dict[tuple[str, ...], int]) -> Part:
    dimensions = (AREA, Dimension("met", MET), Dimension("band", BANDS))
    return Part("living", dimensions, leaves, {"A": HERE, "B": HERE})


def fostered(leaves: dict[tuple[str, ...], int], b: str = HERE) -> Part:
    return Part("fostered", (AREA, Dimension("band", BANDS)), leaves, {"A": HERE, "B": b})


COUNTS = {("A", "as asked", "young"): 6, ("A", "badly", "young"): 1, ("A", "as asked", "old"): 30,
          ("A", "badly", "old"): 8, ("B", "as asked", "old"): 40}  # fmt: skip
BY_BAND = {("A", "young"): 7, ("A", "old"): 38, ("B", "old"): 40}


def test_two_tables_safe_by_themselves_give_a_child_away_and_one_release_does_not() -> None:
    """Living: young, badly is c beside 6 shown as 5. Foster care shows all the young as 5: 6 or 7, so c is 1."""
    parts = (living(COUNTS), fostered(BY_BAND))
    table = joined(parts)
    for part in parts:
        own = part.table()
        assert attack(publish(own), start=own.counts) == [], "each by itself is safe"
    assert attack(published_apart(parts, table), start=table.counts)
    release = publish_release(parts)
    told = small_limits(table, DEFAULT_RULE)
    assert attack(release.together, told=told, start=table.counts) == []
    assert release.parts["fostered"].cells[("A", "young")].value is None or (
        release.parts["living"].cells[("A", "as asked", "young")].value is None
    )
    assert not release.untold


def test_without_the_ties_sixty_releases_hold_pinned_children_and_with_them_none() -> None:
    apart, together = tally_releases(range(60), apart=True), tally_releases(range(60))
    assert len(apart.releases_pinned) >= 6
    assert apart.pinned > 0, "by a reader who knows no more than what is out and the published totals"
    assert together.releases_pinned == []
    assert together.with_known_totals > 20
    assert together.visible >= VISIBLE


def test_a_known_total_pins_what_was_published_without_it() -> None:
    pinned = 0
    for seed in range(60):
        sample = release_sample(seed)
        table = joined(sample.parts)
        unaware = publish_release(sample.parts)
        assert attack(unaware.together, start=table.counts) == []
        pinned += bool(attack(unaware.together, facts=sample.facts, start=table.counts))
    assert pinned >= 2


def test_six_known_over_small_counts_is_safe_against_all_but_a_reader_who_is_told_which_are_small() -> None:
    bands = ("baby", "young", "old")
    area, band = Dimension("council", ("A", "B")), Dimension("band", bands)
    ones = {("A", met, age): 1 for met in MET for age in bands} | {("B", "as asked", "old"): 40}
    by_band = {("A", age): 2 for age in bands} | {("B", "old"): 40}
    whom = {"A": HERE, "B": HERE}
    parts = (
        Part("living", (area, Dimension("met", MET), band), ones, whom),
        Part("fostered", (area, band), by_band, whom),
    )
    known = Fact({("fostered", "A", "*"): 1}, 6, 6)
    release = publish_release(parts, [known])
    table = joined(parts)
    found = {cell.key for cell in attack(release.together, facts=[known], start=table.counts)}
    # The total itself was known before; nothing else is.
    assert found <= {("fostered", "A", "*"), ("living", "A", "*", "*")}
    assert release.untold == {"living", "fostered"}


def test_what_stands_apart_is_published_as_if_it_were_alone() -> None:
    waiting = Part("waiting", (AREA, Dimension("band", BANDS)), {("A", "young"): 3, ("A", "old"): 20},
                   {"A": "children who wait", "B": "children who wait"})  # fmt: skip
    release = publish_release((living(COUNTS), fostered(BY_BAND), waiting))
    assert release.parts["waiting"].cells == publish(waiting.table()).cells
    of_returns = fostered(BY_BAND, b=RETURN)
    assert {family.total[1] for family in links((living(COUNTS), of_returns))} == {"A"}


def test_a_table_that_counts_the_same_children_cannot_be_added_without_its_tie() -> None:
    """Planted: a third table of the same children. Broken down by what another is, it is tied by itself; broken
    down by something else, or silent about whom it counts, it is refused."""
    parts = (living(COUNTS), fostered(BY_BAND))
    by_met = {("A", "as asked"): 36, ("A", "badly"): 9, ("B", "as asked"): 40}
    third = Part("wishes", (AREA, Dimension("met", MET)), by_met, {"A": HERE, "B": HERE})
    with pytest.raises(ValueError, match=r"fostered and wishes both count children living here of A"):
        joined((*parts, third))
    tied = list(links((parts[0], third)))
    assert (
        Family(("wishes", "A", "badly"), (("living", "A", "badly", "young"), ("living", "A", "badly", "old"))) in tied
    )
    with pytest.raises(ValueError, match="does not say whom it counts in B"):
        replace(third, whom={"A": HERE})
    with pytest.raises(ValueError, match="not the sum"):
        joined((parts[0], fostered(BY_BAND | {("A", "young"): 8})))


def test_what_nothing_can_protect_is_not_published() -> None:
    """A fact that gives a count of 1 away by itself is no fault of the release; a false fact is refused."""
    parts = (living(COUNTS), fostered(BY_BAND))
    known = Fact({("living", "A", "badly", "young"): 1}, 1, 1)
    release = publish_release(parts, [known])
    table = joined(parts)
    assert {c.key for c in attack(release.together, facts=[known], start=table.counts)} <= set(known.coefficients)
    with pytest.raises((CannotProtectError, ValueError)):
        publish_release(parts, [Fact({("fostered", "A", "*"): 1}, 44, 44)])


def test_the_proof_fails_where_tables_are_published_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    import placements.shortages.disclosure.release as release_module

    assert shared_children(20)["passed"] is True
    monkeypatch.setattr(release_module, "_tied_groups", lambda parts: [[part] for part in parts])
    assert shared_children(20)["passed"] is False


def test_side_by_side_is_what_a_reader_has() -> None:
    parts = (living(COUNTS), fostered(BY_BAND))
    table = joined(parts)
    seen = seen_together({part.name: publish(part.table()) for part in parts}, table)
    assert set(seen.cells) == set(table.counts)
    assert ("fostered", "A", "young") in {family.total for family in seen.families}
