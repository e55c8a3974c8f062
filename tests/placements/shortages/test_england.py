"""England: useful without data of one's own, peers that can be worked out again, open figures as they went out."""

import random
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from placements.shortages.selectors.peers import FEWEST_SHARED, MEASURES, PEERS, distance, nearest, standardised
from tests.cast import Cast, make_referral
from tests.clock import TODAY
from tests.tables import page_tables


def _councils(draw: random.Random) -> dict[str, tuple[float | None, ...]]:
    """Up to thirty councils, figures missing here and there, some alike to the last digit."""

    def figure() -> float | None:
        size = draw.choice((5, 5, 900))
        return None if draw.random() < 0.15 else round(size * draw.random() - 1, draw.choice((0, 1)))

    rows = [tuple(figure() for _measure in MEASURES) for _council in range(draw.randint(1, 30))]
    return {f"E{at:03}": draw.choice(rows) for at in range(len(rows))}


@given(st.integers(0, 10**6))
def test_peers_are_the_nearest_whatever_the_order_and_never_oneself(seed: int) -> None:
    shuffled = random.Random(seed)
    values = _councils(shuffled)
    points, codes = standardised(values), list(values)
    for a in codes:
        assert distance(points[a], points[a]) in (0, None)
        for b in codes:
            assert distance(points[a], points[b]) == distance(points[b], points[a])
    own = codes[0]
    found = nearest(values, own)
    assert own not in {one.code for one in found}
    shuffled.shuffle(codes)
    assert nearest({code: values[code] for code in codes}, own) == found
    apart = sorted((far, code) for code in codes
                   if code != own and (far := distance(points[own], points[code])) is not None)  # fmt: skip
    assert [one.code for one in found] == [code for _far, code in apart[:PEERS]]
    assert nearest(values, "nowhere") == []


def test_a_council_with_too_few_figures_has_no_peers_and_is_nobodys() -> None:
    full, few = (100.0, 20.0, 5.0, 40.0, 35.0, 30.0, 50.0), (100.0, *[None] * (len(MEASURES) - 1))
    assert few.count(None) > len(MEASURES) - FEWEST_SHARED
    assert nearest({"A": full, "B": few, "C": full}, "B") == []
    assert [one.code for one in nearest({"A": full, "B": few, "C": full}, "A")] == ["C"]


@pytest.mark.django_db(transaction=True)
def test_a_council_without_data_gets_a_useful_page(cast: Cast) -> None:
    """Nora's council records nothing here: the map of England, its place in it, its neighbours and its peers."""
    from accounts.models import Organisation
    from accounts.reference.services.reference import load_reference

    load_reference()
    nora = Client()
    nora.force_login(cast.people["nora"])
    assert nora.get("/council/shortages/").status_code == 200
    page = nora.get("/council/shortages/england/").content.decode()
    assert "Bradford has 63.5, number " in page
    assert "Among councils like yours the middle one has " in page
    assert page.count("hearth-tile--c") == 153
    assert page.count("hearth-tile--own") == 1
    tables = page_tables(page)
    beside = {row[0]: row[-1] for row in tables["You, your neighbours and councils like yours"][1:]}
    assert beside["Bradford"] == "your council"
    assert "neighbour" in beside["Leeds"]
    alike = [row[0] for row in tables["Councils like yours"][1:]]
    assert len(alike) == PEERS
    assert "Bradford" not in alike
    assert {name for name, words in beside.items() if "peer" in words} == set(alike)
    rows = nora.get("/api/v1/shortages/figures/peers").json()["rows"]
    assert [row["council"] for row in rows] == alike
    far = [row["distance"] for row in rows]
    assert far == sorted(far)
    assert far[0] > 0
    assert "no official statistical-neighbour model" in page
    for measure in ("far", "outside", "older", "change", "waiting", "badly"):
        assert nora.get(f"/council/shortages/england/?measure={measure}&year=2022").status_code == 200
    # The City of London: DfE withholds nearly all of it.
    Organisation.objects.using("owner").filter(pk=cast.neighbour.pk).update(area_id="E09000001")
    page = nora.get("/council/shortages/england/").content.decode()
    assert "the middle one of 151 councils has " in page
    assert "None" not in page
    assert "Councils like yours" not in page_tables(page)


@pytest.mark.django_db(transaction=True)
def test_own_figures_of_the_service_stand_there_as_they_were_published(cast: Cast, sent_tasks: list[Any]) -> None:
    from placements.shortages.services.opening import publish_month

    for _number in range(13):
        make_referral(cast, ages=(8,))
    for _number in range(3):
        make_referral(cast, ages=(8,), who="nora")
    publish_month(TODAY)
    olga = Client()
    olga.force_login(cast.people["olga"])
    rows = olga.get("/api/v1/shortages/figures/england").json()["rows"]
    waiting = {row["council"]: row["waiting"] for row in rows}
    public = Client().get(f"/api/v1/open-data/waiting-{TODAY:%Y-%m}").json()["rows"]
    out = {row["area"]: row["count"] for row in public if (row["kind"], row["band"]) == ("All", "All")}
    assert waiting == {name: out[name] for name in waiting}
    assert waiting["Bradford"] == "c", "three children of another council are nobody's to see"
    assert 13 not in waiting.values()
    page = olga.get("/council/shortages/england/?measure=waiting").content.decode()
    assert "Bradford: withheld" in page
    assert f"published here, {TODAY:%B %Y}" in page
