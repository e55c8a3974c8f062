"""What a council does about its shortage through the API: work out, hand over, what-ifs, returns; refusals in words."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, make_home, make_referral

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"


def test_from_working_out_to_a_target_that_is_met(cast: Cast, sent_tasks: list[Any]) -> None:
    from placements.models import Scenario
    from placements.placing.services import hold
    from placements.shortages.services import jobs

    home = make_home(cast, age_min=0, age_max=9, max_children=2, availability_confirmed_at=timezone.now())
    boy = make_referral(cast, ages=(8,))
    make_referral(cast, ages=(13, 15))
    with cast.acting("olga") as olga:
        hold(olga, boy, home)  # a child who waits and is in the home already counts once
    anna, rosa = Client(), Client()
    anna.force_login(cast.people["anna"])
    rosa.force_login(cast.people["rosa"])
    nothing = anna.post("/api/v1/shortages/targets", {"profiles": ["x"], "agencies": [str(cast.agency.pk)]}, JSON)
    assert nothing.status_code in (409, 422)
    asked = anna.post("/api/v1/shortages/jobs").json()
    assert asked["state"] == "waiting"
    assert anna.post("/api/v1/shortages/jobs").json()["id"] == asked["id"]
    assert jobs.run(*[args for name, args in sent_tasks if name == jobs.TASK][-1]) == "done"
    assert anna.get("/api/v1/shortages/jobs").json()["done"] == 5

    with cast.acting("anna"):
        from placements.shortages.selectors.snapshots import snapshot_of

        row = snapshot_of(cast.council.pk, "reasons")
    assert row is not None
    code = row.figures["closing"]["list"][0]["code"]
    body = {"profiles": [code], "agencies": [str(cast.agency.pk)], "message": "Teenagers most of all"}
    made = anna.post("/api/v1/shortages/targets", body, JSON, headers={"Idempotency-Key": "k1"})
    assert made.status_code == 201
    again = anna.post("/api/v1/shortages/targets", body, JSON, headers={"Idempotency-Key": "k1"})
    assert again.json() == made.json()
    target = made.json()[0]["id"]
    assert anna.get("/api/v1/shortages/targets").json()[0]["children"] == 2
    assert rosa.get("/api/v1/recruitment-asked").json()[0]["children"] == "up to 5"
    assert rosa.post(f"/api/v1/recruitment-asked/{target}/take-up").json()["state"] == "taken_up"
    assert rosa.post(f"/api/v1/recruitment-asked/{target}/met").json()["state"] == "met"
    ended = anna.post(f"/api/v1/shortages/targets/{target}/close")
    assert ended.status_code == 409
    assert "ended already" in str(ended.json())

    what_if = anna.post("/api/v1/shortages/scenarios", {"name": "Ten homes", "homes": 10}, JSON)
    assert what_if.status_code == 201
    assert len(what_if.json()["points"]) == 24
    wrong = anna.post("/api/v1/shortages/scenarios", {"name": "", "homes": -1, "youngest": 9, "oldest": 3}, JSON)
    assert wrong.status_code == 400
    assert anna.post("/api/v1/shortages/scenarios", [1], JSON).status_code == 400
    with cast.acting("anna"):
        Scenario.objects.update(points=[])
    renewed = anna.post("/api/v1/shortages/scenarios/recompute").json()
    assert renewed[0]["points"] == what_if.json()["points"]
    key = what_if.json()["id"]
    assert anna.delete(f"/api/v1/shortages/scenarios/{key}").status_code == 204
    assert anna.delete(f"/api/v1/shortages/scenarios/{key}").status_code == 404


def test_a_return_is_taken_in_and_a_bad_one_is_refused_with_its_report(
    cast: Cast, sent_tasks: list[Any], tmp_path: Path
) -> None:
    from placements.shortages.forecasting.generator import Recipe
    from placements.shortages.forecasting.generator_files import write_returns

    write_returns(tmp_path, Recipe(children=200, years=2, seed=5))
    anna = Client()
    anna.force_login(cast.people["anna"])

    def upload(*names: str, spoil: bool = False) -> Any:
        files = []
        for name in names:
            data = (tmp_path / f"{name}.csv").read_bytes()
            files.append(SimpleUploadedFile(f"{name}.csv", data.replace(b"/20", b"-x-") if spoil else data))
        return anna.post("/api/v1/shortages/returns", {"tables": files})

    good = upload("Episodes", "Header")
    assert good.status_code == 201, good.content
    assert good.json()["state"] == "accepted"
    bad = upload("Episodes", "Header", spoil=True)
    assert bad.status_code == 422
    assert bad.json()["words"]
    assert anna.post("/api/v1/shortages/returns", {}).status_code == 400
    assert upload("Header").status_code == 422
    listed = anna.get("/api/v1/shortages/returns").json()
    assert [row["state"] for row in listed].count("accepted") == 1
    one = anna.get(f"/api/v1/shortages/returns/{bad.json()['id']}").json()
    assert len(one["findings"]) >= 1
