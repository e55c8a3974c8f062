"""Open figures: once a month for good, small counts withheld over the whole set, changes from shown figures alone."""

from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from carers.law.working_days import add_months
from placements.shortages.disclosure.publication import small_limits
from placements.shortages.disclosure.suppression import DEFAULT_RULE, publish
from placements.shortages.disclosure.table import Dimension, cross_table, nested_margins
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, month
from tests.proofs.disclosure.attack import attack

pytestmark = pytest.mark.django_db(transaction=True)
MONTH = month(TODAY)


@pytest.fixture
def out(cast: Cast, sent_tasks: list[Any]) -> Cast:
    """Two councils: nine children wait in one (three of them teenagers), one in the other; four homes."""
    from placements.shortages.services.opening import publish_month

    for _number in range(4):
        make_home(cast, availability_confirmed_at=timezone.now(), max_children=2)
    for ages in ((8,), (7,), (6,), (5,), (9,), (6,), (13,), (14,), (15,)):
        make_referral(cast, ages=ages)
    make_referral(cast, ages=(3,), who="nora")
    assert len(publish_month(TODAY)) == 4
    return cast


def test_what_is_out_is_withheld_and_rounded_and_the_attacker_learns_nothing(out: Cast) -> None:
    from placements.models import OpenFigures
    from placements.shortages.selectors.now import KINDS
    from placements.shortages.services.opening import BELOW, gather

    row = OpenFigures.objects.get(name="waiting")
    shown = {tuple(key): value for *key, value in row.cells}
    assert shown[("E08000035", "short_term", "5_to_9")] == 5
    assert shown[("E08000035", "short_term", "10_to_15")] is None
    assert all(value is None or value % 5 == 0 for value in shown.values())
    assert 3 not in shown.values()
    council = out.council
    leaves = gather([council, out.neighbour], TODAY).leaves
    assert leaves["waiting"][("E08000035", "short_term", "10_to_15")] == 3
    areas = (council.area_id or "", out.neighbour.area_id or "")
    region = {"Yorkshire": areas}
    dimensions = [Dimension("council", areas, region), Dimension("kind", KINDS), Dimension(*BELOW["waiting"][1])]
    table = cross_table(leaves["waiting"], dimensions, nested_margins(["council", "kind", "band"]))
    assert attack(publish(table), told=small_limits(table, DEFAULT_RULE), start=table.counts) == []


def test_without_secondary_suppression_a_set_like_ours_gives_a_child_away() -> None:
    from placements.shortages.selectors.now import KINDS
    from placements.shortages.services.opening import BELOW

    leaves = {("A", "short_term", "5_to_9"): 6, ("A", "short_term", "10_to_15"): 1}
    dimensions = [Dimension("council", ("A", "B")), Dimension("kind", KINDS), Dimension(*BELOW["waiting"][1])]
    table = cross_table(leaves, dimensions, nested_margins(["council", "kind", "band"]))
    told = small_limits(table, DEFAULT_RULE)
    assert attack(publish(table, secondary=False), told=told)
    assert attack(publish(table), told=told) == []


def test_it_comes_out_once_a_month_and_cannot_be_changed(out: Cast) -> None:
    from placements.models import OpenFigures
    from placements.shortages.services.opening import publish_month

    make_referral(out, ages=(8,))
    assert publish_month(TODAY) == []
    row = OpenFigures.objects.get(name="waiting")
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        OpenFigures.objects.filter(pk=row.pk).update(cells=[])


def test_page_files_and_api_hold_the_same_for_anybody(out: Cast) -> None:
    anybody = Client()
    api = anybody.get(f"/api/v1/open-data/waiting-{MONTH}").json()
    file = anybody.get(f"/open-data/files/waiting-{MONTH}.json").json()
    assert api == file
    assert f"waiting-{MONTH}" in anybody.get("/api/v1/open-data").json()
    assert anybody.get(f"/open-data/files/waiting-{MONTH}.xlsx").status_code == 200
    assert "c," in anybody.get(f"/open-data/files/waiting-{MONTH}.csv").content.decode()
    page = anybody.get("/open-data/?area=E08000035").content.decode()
    assert "withheld" in page
    assert "Leeds" in page
    assert anybody.get("/open-data/?figures=places&month=2001-01&area=nowhere").status_code == 200
    assert anybody.get(f"/open-data/files/secrets-{MONTH}.csv").status_code == 404
    assert anybody.get(f"/open-data/files/waiting-{TODAY.year}-99.csv").status_code == 404


def test_a_change_is_of_shown_figures_and_a_forecast_stands_beside_shown_counts(out: Cast) -> None:
    from placements.models import OpenFigures
    from placements.shortages.services.opening import BELOW, Gathered, publish_month, release_of, shown_ahead

    for _number in range(6):
        make_referral(out, ages=(8,))
    following = add_months(TODAY.replace(day=1), 1)
    publish_month(following)
    rows = Client().get(f"/api/v1/open-data/waiting-{month(following)}?area=E08000035").json()["rows"]
    found = {(row["kind"], row["band"]): (row["count"], row["change"]) for row in rows}
    shown = [change for _count, change in found.values() if change not in ("c", "")]
    assert shown
    assert all(change % 5 == 0 for change in shown)
    assert all(change == "c" for count, change in found.values() if count == "c")
    assert OpenFigures.objects.filter(name="waiting").count() == 2
    found_there = Gathered()
    for name in BELOW:
        found_there.count(name, "A", name, {})
    found_there.count("fostered", "A", "fostered", {("1_to_4",): 40, ("5_to_9",): 3, ("16_plus",): 30})
    table = release_of(found_there, {"A": "R"}).parts["fostered"]
    ahead = {("A", band): [11.0, 42.4, 58.0] for band in ("1_to_4", "5_to_9", "16_plus", "under_1")}
    told = shown_ahead(table, ahead)
    assert ["A", "5_to_9"] not in [one[:2] for one in told]
    assert all(value % 5 == 0 for one in told for value in one[2:])
