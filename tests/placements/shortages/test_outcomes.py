"""Children first, recruitment and England: figures counted by hand, worse outcomes never hidden."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import TODAY, Cast, make_home, make_referral

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worse_outcome_leads_whatever_else_is_better() -> None:
    from placements.selectors.shortages.children import OUTCOMES, children_sentence, outcomes_of

    better = {key: [[1, 10], [1, 10], [1, 10], [1, 10], [9 if up else 0, 10]] for key, (_w, up) in OUTCOMES.items()}
    assert "Nothing measured here is worse" in children_sentence({"outcomes": better})
    worse = better | {"together": [[9, 10], [9, 10], [9, 10], [9, 10], [8, 10]]}
    assert outcomes_of({"outcomes": worse})[0].key == "together"
    assert "brothers and sisters" in children_sentence({"outcomes": worse})
    nobody = {key: [[0, 0]] * 5 for key in OUTCOMES}
    assert all(one.share is None and not one.worse for one in outcomes_of({"outcomes": nobody}))


def test_outcomes_and_people_are_counted_as_by_hand(cast: Cast, sent_tasks: list[Any]) -> None:
    from carers.models import Household
    from carers.services.enquiries import receive_enquiry
    from placements.models import Child
    from placements.selectors.shortages.children import children_first
    from placements.selectors.shortages.funnel import funnel_asked
    from placements.services.placing import place

    near, far = make_home(cast), make_home(cast, lat=54.5, lon=-1.0)
    with cast.acting("olga") as olga:
        for home in (near, far):
            place(olga, make_referral(cast, wishes=["has_dog"] if home == near else []), home, TODAY, "Room there")
    # Placed first and moved over the border then: no approval of a distant home is what is tested here.
    Household.objects.using("owner").filter(pk=far).update(area_id="E08000032")
    with cast.acting("olga"):
        Child.objects.update(home_lat=53.8216, home_lon=-1.5669)
        found = children_first(cast.council, TODAY)["outcomes"]
    assert found["over_20_miles"][-1] == [1, 2]
    assert found["own_area"][-1] == [1, 2]
    assert found["wishes"][-1] == [1, 2]
    assert found["many_homes"][-1] == [0, 2]
    assert found["together"][-1] == [0, 0]
    person = {"name": "Ada", "email": "ada@example.org"}
    with cast.acting("carl") as carl:
        for facts in (person, person | {"email": "ADA@example.org"}, {"name": "Bo", "telephone": "+44 7700 900123"}):
            receive_enquiry(carl, facts)
        block = funnel_asked(cast.council.pk, "funnel", {})
    assert block is not None
    assert list(block.rows[0][1:4]) == [3, 2, 0], "three forms, two people"


def test_england_is_useful_without_data_of_ones_own(cast: Cast) -> None:
    from accounts.models import CouncilFigure

    for code, fostered in (("E08000035", 70), ("E08000032", 60)):
        for measure, value in (("looked_after", 100), ("foster_placements", fostered)):
            CouncilFigure.objects.using("owner").get_or_create(
                council_id=code, year=2025, measure=measure, release="test", defaults={"value": value}
            )
    client = Client()
    client.force_login(cast.people["anna"])
    page = client.get("/council/shortages/england/?measure=fostered&year=2025").content.decode()
    assert "Leeds" in page
    assert "neighbour" in page
    rows = client.get("/api/v1/shortages/figures/england?measure=fostered&year=2025").json()["rows"]
    values = {row["council"]: row["value"] for row in rows}
    assert (values["Leeds"], values["Bradford"]) == (70.0, 60.0)
    assert client.get("/council/shortages/england/?measure=nonsense&year=1066").status_code == 200
