"""The month's open figures are one release: the same children are one number, tied, with DfE's totals as known."""

from collections import Counter
from itertools import combinations
from typing import Any

import pytest

from placements.shortages.disclosure.publication import small_limits
from placements.shortages.disclosure.release import joined
from placements.shortages.disclosure.suppression import DEFAULT_RULE
from placements.shortages.disclosure.table import TOTAL
from placements.shortages.forecasting.categories import BANDS
from tests.cast import TODAY, Cast, make_home, make_referral
from tests.proofs.disclosure.attack import attack

pytestmark = pytest.mark.django_db(transaction=True)
LEEDS, BRADFORD = "E08000035", "E08000032"


def _live_with_carers(cast: Cast, who: str, ages: tuple[int, ...]) -> None:
    from placements.placing.services import place

    there = {"area_id": BRADFORD, "sector_id": "BD9 4", "lat": 53.8105, "lon": -1.7901} if who == "nora" else {}
    for age in ages:
        home = make_home(cast, max_children=1, **there)
        referral = make_referral(cast, ages=(age,), who=who)
        with cast.acting(who) as officer:
            place(officer, referral, home, reason="Near school")


@pytest.fixture
def living(cast: Cast, sent_tasks: list[Any]) -> Cast:
    """Nine children of Leeds and four of Bradford live with carers; three wait; nobody has sent a return."""
    _live_with_carers(cast, "olga", (2, 6, 6, 7, 8, 8, 9, 12, 16))
    _live_with_carers(cast, "nora", (3, 6, 7, 13))
    make_home(cast, max_children=2)  # or every place would be a child's, and the places the children
    make_referral(cast, ages=(14, 5))
    make_referral(cast, ages=(14,), who="nora")
    return cast


def gathered(cast: Cast) -> Any:
    from placements.shortages.services.opening import gather

    return gather([cast.council, cast.neighbour], TODAY)


def test_without_a_return_foster_care_is_those_who_live_with_carers_one_number_and_tied(living: Cast) -> None:
    from placements.shortages.services.opening import LIVING_HERE, parts_of

    found = gathered(living)
    assert found.whom["living"] == found.whom["fostered"] == {LEEDS: LIVING_HERE, BRADFORD: LIVING_HERE}
    by_band = Counter[tuple[str, ...]]()
    for (area, _met, band), count in found.leaves["living"].items():
        by_band[(area, band)] += count
    assert by_band == found.leaves["fostered"]
    assert sum(count for (area, _band), count in by_band.items() if area == LEEDS) == 9
    regions = {LEEDS: "Yorkshire", BRADFORD: "Yorkshire"}
    tied = {family.total for family in joined(parts_of(found, regions)).families if family.parts[0][0] == "living"}
    assert ("fostered", LEEDS, "5_to_9") in tied


def test_the_attacker_who_holds_the_whole_month_and_dfes_total_learns_nothing(living: Cast) -> None:
    from accounts.models import CouncilFigure
    from placements.shortages.services.opening import known_totals, parts_of, release_of

    # DfE's figure is Leeds's total here, to the child.
    CouncilFigure.objects.using("owner").update_or_create(
        council_id=LEEDS, year=2025, measure="foster_placements", defaults={"value": 9}
    )
    found = gathered(living)
    facts = known_totals(found.leaves["fostered"])
    assert [(dict(fact.coefficients), fact.low, fact.high) for fact in facts] == [
        ({("fostered", LEEDS, TOTAL): 1}, 9, 9)
    ]
    regions = {LEEDS: "Yorkshire", BRADFORD: "Yorkshire"}
    release = release_of(found, regions)
    table = joined(parts_of(found, regions))
    told = {} if release.untold else small_limits(table, DEFAULT_RULE)
    pinned = {cell.key for cell in attack(release.together, told=told, facts=facts, start=table.counts)}
    assert pinned <= {("fostered", LEEDS, TOTAL), ("living", LEEDS, TOTAL, TOTAL)}, "what DfE itself has published"


def test_one_who_is_18_is_no_child_of_any_set(living: Cast) -> None:
    from placements.models import Child
    from placements.shortages.selectors.need import living as living_rows

    before = sum(gathered(living).leaves["living"].values())
    with living.acting("olga"):
        child = Child.objects.filter(placements__state="placed").first()
        assert child is not None
        Child.objects.filter(pk=child.pk).update(birth_month=TODAY.replace(year=TODAY.year - 18, day=1))
        rows = living_rows(living.council.pk, LEEDS, TODAY)
    assert sum(row.children for row in rows if row.adults) == 1
    found = gathered(living)
    assert sum(found.leaves["living"].values()) == sum(found.leaves["fostered"].values()) == before - 1


def seem_the_same(found: Any) -> list[tuple[str, str]]:
    """Sets that say they count different children, yet give the same numbers by what both are broken down by."""
    from placements.shortages.services.opening import BELOW

    suspects = []
    for one, two in combinations(BELOW, 2):
        common = [name for name, _levels in BELOW[one] if name in dict(BELOW[two])]
        first, second = (_by(found, name, common) for name in (one, two))
        told = {area: whom for area, whom in found.whom[one].items() if found.whom[two][area] == whom}
        if first == second and len(set(first.values())) > 1 and not told:
            suspects.append((one, two))
    return suspects


def _by(found: Any, name: str, common: list[str]) -> Counter[tuple[str, ...]]:
    from placements.shortages.services.opening import BELOW

    places = [1 + [one for one, _levels in BELOW[name]].index(what) for what in common]
    out = Counter[tuple[str, ...]]()
    for key, count in found.leaves[name].items():
        out[(key[0], *(key[place] for place in places))] += count
    return +out


def test_no_set_counts_the_children_of_another_without_saying_so(living: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from placements.shortages.services import opening

    found = gathered(living)
    assert seem_the_same(found) == []
    # Planted: one more set made of the same children, that says it counts others.
    below = {**opening.BELOW, "settled": (("band", BANDS),)}
    monkeypatch.setattr(opening, "BELOW", below)
    found.leaves["settled"] = _by(found, "living", ["band"])
    found.whom["settled"] = dict.fromkeys((LEEDS, BRADFORD), "children who have settled")
    assert ("living", "settled") in seem_the_same(found)
    # With the true words it is tied by itself; broken down by what the other is not, it is refused.
    found.whom["settled"] = found.whom["living"]
    regions = {LEEDS: "Yorkshire", BRADFORD: "Yorkshire"}
    assert seem_the_same(found) == []
    tied = {family.total[0] for family in joined(opening.parts_of(found, regions)).families if len(
        {key[0] for key in (family.total, *family.parts)}) > 1}  # fmt: skip
    assert "settled" in tied
    monkeypatch.setattr(opening, "BELOW", {**below, "settled": (("since", ("2025", "2026")),)})
    with pytest.raises(ValueError, match="Break one of them down"):
        joined(opening.parts_of(found, regions))


def test_a_set_is_never_added_to_a_month_that_is_out(living: Cast) -> None:
    from placements.models import OpenFigures
    from placements.shortages.services.opening import publish_month

    OpenFigures(name="waiting", month=TODAY.replace(day=1), as_of=TODAY, cells=[]).save()
    assert publish_month(TODAY) == []
    assert OpenFigures.objects.count() == 1
