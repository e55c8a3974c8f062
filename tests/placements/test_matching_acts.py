"""A whole evening and a whole stay through /api/v1/ alone; and the same acts on pages."""

from typing import Any

import pytest
from django.test import Client

from placements.models import Placement, Share
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, in_days


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


class Api:
    """One person's own way to the API."""

    def __init__(self, cast: Cast, nickname: str) -> None:
        self.client = Client()
        self.client.force_login(cast.people[nickname])

    def get(self, path: str) -> Any:
        answer = self.client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, path: str, body: Any = None, status: int = 201) -> Any:
        answer = self.client.post(f"/api/v1/{path}", body or {}, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None


def _children(count: int) -> list[dict[str, Any]]:
    return [
        {"reference": f"C-{n}", "birth_month": f"{TODAY.year - 6 - n}-03", "sex": "F", "needs": []}
        for n in range(count)
    ]  # fmt: skip


def test_four_children_an_evening_through_the_api_alone(cast: Cast) -> None:
    """Refer, see why homes fall, share, hold, hold longer, place, and nobody else can; then who lives where."""
    small, home = make_home(cast), make_home(cast, max_children=4, bedrooms=4, rooms=4, sibling_max=4)
    olga, musa = Api(cast, "olga"), Api(cast, "musa")
    asked = {
        "reference": "R-1", "kind": "short_term", "urgency": "emergency", "needed_by": str(TODAY), "together": "must",
        "children": _children(4), "choose_services": True, "wishes_words": "We want to stay together.",
    }  # fmt: skip
    made = olga.post("referrals", asked)
    key = made["id"]
    assert made["children_count"] == 4 and not Share.objects.using("owner").filter(referral=key).exists()
    ranking = olga.get(f"referrals/{key}/ranking")
    assert [row["home"] for row in ranking["homes"]] == [str(home)] and ranking["excluded"]["H06"] == 1
    assert olga.get(f"referrals/{key}/homes/{small}")["failed"] == [{"code": "", "sentence": "Not available."}]
    assert olga.get(f"referrals/{key}/tonight")["together"][0]["home"] == str(home)
    services = olga.get(f"referrals/{key}/services")
    ours = next(row for row in services if row["name"] == "Aire Fostering")
    assert olga.post(f"referrals/{key}/share", {"services": [ours["id"]], "level": "full"}, 200) == {"shared": 1}
    assert [row["id"] for row in musa.get("inbox")["results"]] == [key]
    assert len(olga.post(f"referrals/{key}/hold", {"home": str(home), "hours": 2})) == 4
    olga.post(f"referrals/{key}/longer", {"home": str(home), "hours": 6}, 200)
    other = make_referral(cast, who="nora", needed_by=TODAY)
    nora = Api(cast, "nora").post(f"referrals/{other}/hold", {"home": str(home)}, 409)
    assert nora["code"] == "place.taken" and "C-" not in str(nora)
    placed = olga.post(f"referrals/{key}/place", {"home": str(home), "reason": "All four together"})
    assert {row["state"] for row in placed} == {"placed"}
    assert olga.get(f"referrals/{key}")["outcome"] == "placed_here"
    here = musa.get("placements")["results"]
    assert len(here) == 4
    _a_stay_through_the_api(cast, musa, here[0]["id"])


def _a_stay_through_the_api(cast: Cast, musa: Api, stay: str) -> None:
    other = make_home(cast)
    assert musa.post(f"placements/{stay}/briefing", {"words": "Wakes at night"}, 200)["id"] == stay
    away = {"home": str(other), "starts": str(in_days(8)), "ends": str(in_days(12))}
    assert musa.post(f"placements/{stay}/short_break", away)["kind"] == "short_break"
    gone = {"home": str(other), "on": str(in_days(17)), "planned": True, "reason": "CARPL"}
    next_home = musa.post(f"placements/{stay}/move", gone)
    assert next_home["household"] == str(other)
    assert musa.post(f"placements/{stay}/debrief", {"words": "Went well"}, 200) == {"words": "Went well"}
    ended = musa.post(
        f"placements/{next_home['id']}/end", {"on": str(in_days(27)), "planned": True, "left_care": "E4A"}, 200
    )
    assert ended["state"] == "ended"
    assert Placement.objects.using("owner").get(pk=stay).briefing == "Wakes at night"


def test_a_council_chooses_services_and_weights_on_pages(cast: Cast) -> None:
    make_home(cast)
    referral = make_referral(cast, choose_services=True)
    olga, carl = Client(), Client()
    olga.force_login(cast.people["olga"])
    carl.force_login(cast.people["carl"])
    page = f"/council/referrals/{referral}/share/"
    shown = olga.get(page).content.decode()
    assert shown.index("Leeds City Council, your own") < shown.index("Aire Fostering") < shown.index("Calder Homes")
    assert "Choose one service at least" in olga.post(page, {"level": "full"}).content.decode()
    assert olga.post(page, {"level": "profile", "agencies": [str(cast.rival.pk)]}).status_code == 302
    assert list(Share.objects.using("owner").values_list("agency", flat=True)) == [cast.rival.pk]
    assert olga.get("/council/settings/matching/").status_code == 403
    settings = "/council/settings/matching/"
    parts = ("school", "home", "skills", "identity", "language", "wishes", "experience", "same_la", "fit")
    form = dict.fromkeys(parts, "10") | {"near": "5", "far": "30", "reason": "Journeys are long here"}
    assert "farther distance" in carl.post(settings, form | {"far": "4"}).content.decode()
    assert carl.post(settings, form).status_code == 302
    assert "Journeys are long here" in carl.get(settings).content.decode()
    ranking = olga.get(f"/api/v1/referrals/{referral}/ranking").json()
    assert ranking["rules"].startswith("match-rules/1+")
