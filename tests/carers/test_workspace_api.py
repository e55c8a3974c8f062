"""Every act of the workspace's pages through the API: it does what the page does, and refuses in the same words."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from carers.models import Application, Note
from tests.cast import Cast, make_home
from tests.clock import TODAY

Call = Callable[..., Any]


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def caller(cast: Cast, who: str) -> Call:
    client = Client()
    client.force_login(cast.people[who])

    def call(method: str, path: str, status: int = 200, **body: Any) -> Any:
        send = getattr(client, method)
        more = {"content_type": "application/json"}
        answer = send(f"/api/v1/{path}", body, **more) if method == "post" else send(f"/api/v1/{path}")
        assert answer.status_code == status, (path, answer.content)
        return answer.json()

    return call


def test_a_person(cast: Cast) -> None:
    call, today = caller(cast, "rosa"), timezone.now()
    ada = call("post", "intake", 201, name="Ada", telephone="0113 496 0042", source="event")["id"]
    twin = call("post", "intake", 201, name="Ada B", email="ada@example.org", source="telephone")["id"]
    assert call("get", f"enquiries/{ada}")["telephone"] == "+44 113 496 0042"
    rosa = str(cast.people["rosa"].pk)
    assert call("post", f"enquiries/{ada}/owner", owner=rosa)["owner"] == rosa
    assert (
        call("post", f"enquiries/{ada}/owner", 422, owner=str(cast.people["stan"].pk))["code"] == "case.owner_unknown"
    )
    assert call("post", f"enquiries/{ada}/owner", 400)["code"] == "input.invalid"
    note = call("post", f"enquiries/{ada}/notes", 201, text="Keen", confidential="Her sister worries")
    assert call("get", f"enquiries/{ada}/notes") == [note] and note["confidential"] == "Her sister worries"
    assert call("post", f"enquiries/{ada}/notes", 422)["code"] == "note.empty"
    held = call("post", f"enquiries/{ada}/export")
    assert held["notes"][0]["text"] == "Keen" and "sister" not in str(held)
    assert [line["words"] for line in call("get", f"enquiries/{ada}/timeline")][-1] == "Enquiry received"
    assert call("post", f"enquiries/{twin}/merge", into=ada)["merged_into"] == ada
    assert [row["id"] for row in call("get", "enquiries")["results"]] == [ada]
    assert call("post", f"enquiries/{ada}/merge", 409, into=twin)["code"] == "enquiry.merge_not_possible"
    assert call("post", f"enquiries/{twin}/unmerge")["merged_into"] is None
    assert call("post", f"enquiries/{twin}/unmerge", 409)["code"] == "enquiry.not_merged"
    stranger = caller(cast, "stan")("post", "intake", 201, name="Cy", telephone="0113 496 0049", source="event")["id"]
    refused = call("post", "enquiries/together", 422, ids=[ada, stranger], to="contacted")
    assert refused["code"] == "people.not_all_here"
    assert call("get", f"enquiries/{ada}")["state"] == "received"
    assert call("post", "enquiries/together", ids=[ada, twin], to="contacted") == {"done": 2}
    assert call("post", "enquiries/together", ids=[ada, twin], owner=rosa) == {"done": 2}
    evening = call("post", "sessions", 201, title="Evening", where="Hall", seats=1,
                   starts_at=(today + timedelta(days=3)).isoformat())["id"]  # fmt: skip
    booking = call("post", f"sessions/{evening}/bookings", 201, enquiry=ada)
    assert call("post", f"sessions/{evening}/bookings", 409, enquiry=twin)["code"] == "session.full"
    early = call("post", f"sessions/{evening}/attended", 409, booking=booking["id"], attended=True)
    assert early["code"] == "session.not_begun"
    assert call("get", f"sessions/{evening}")["booked"] == 1
    assert [row["name"] for row in call("get", f"sessions/{evening}/bookings")] == ["Ada"]


def _application(cast: Cast, call: Call, stage: str, **facts: Any) -> str:
    ada = call("post", "intake", 201, name="Ada", telephone="0113 496 0042", source="event", spoken=True)["id"]
    for step in ("invited", "applied"):
        call("post", f"enquiries/{ada}/move", to=step)
    [row] = call("get", "applications?whose=team")["results"]
    call("post", f"applications/{row['id']}/move", to="stage1")
    with cast.acting("musa"):
        Application.objects.filter(pk=row["id"]).update(stage=stage, **facts)
    return f"applications/{row['id']}"


def test_an_application_to_a_refusal_and_back(cast: Cast) -> None:
    call, recruiter, today = caller(cast, "musa"), caller(cast, "rosa"), TODAY
    path = _application(cast, call, "stage2")
    check = call("get", f"{path}/checks")["checks"][0]["id"]
    call("post", f"{path}/chase-check", check=check)
    assert call("get", f"{path}/checks")["checks"][0]["chased_on"] == today.isoformat()
    call("post", f"{path}/ask-check", kind="overseas", person="Lagos, 2011 to 2014")
    assert call("post", f"{path}/ask-check", 400, kind="horoscope", person="Bo")["code"] == "input.invalid"
    assert call("post", f"{path}/pause", reason="Building work")["pause_reason"] == "Building work"
    assert call("post", f"{path}/pause", 409, reason="Again")["code"] == "application.not_pausable"
    assert call("post", f"{path}/resume")["paused_on"] is None
    assert call("post", f"{path}/comments", 409, on=today.isoformat())["code"] == "application.no_brief_report"
    assert call("post", f"{path}/move", 409, to="brief_report")["code"] == "application.words_missing"
    assert call("post", f"{path}/move", to="brief_report", words="A past we must talk about")["stage"] == "brief_report"
    assert call("post", f"{path}/move", 409, to="panel")["code"] == "application.comments_open"
    assert call("post", f"{path}/comments", on=today.isoformat())["brief_report_comments_on"] == today.isoformat()
    call("post", f"{path}/move", to="panel")
    planned = call("post", f"{path}/panel", on=today.isoformat(), papers_sent_on=today.isoformat())
    assert planned["panel_on"] == planned["papers_sent_on"] == today.isoformat()
    call("post", f"{path}/recommendation", outcome="not_suitable", minutes_on=today.isoformat(), words="As minuted")
    assert recruiter("post", f"{path}/move", 409, to="determination", words="W")["code"] == (
        "application.not_decision_maker"
    )
    assert call("post", f"{path}/move", 409, to="determination")["code"] == "application.words_missing"
    assert call("post", f"{path}/move", to="determination", words="Reasons")["determination_on"] == today.isoformat()
    assert call("post", f"{path}/move", 409, to="declined")["code"] == "application.determination_open"
    assert call("post", f"{path}/route", 400, route="both")["code"] == "input.invalid"
    assert call("post", f"{path}/route", route="representations")["determination_route"] == "representations"
    assert call("post", f"{path}/route", 409, route="review_mechanism")["code"] == "application.route_taken"
    assert call("post", f"{path}/move", to="decision")["stage"] == "decision"
    assert call("post", f"{path}/move", 409, to="withdrawn")["code"] == "application.reason_missing"
    note = call("post", f"{path}/notes", 201, text="Spoke with Ada", confidential="The referee asked not to be named")
    assert call("get", f"{path}/notes")[0] == note
    assert "Brief report sent to the applicant" in [line["words"] for line in call("get", f"{path}/timeline")]
    call("post", f"{path}/owner", owner=str(cast.people["rosa"].pk))
    assert [row["id"] for row in recruiter("get", "applications?whose=mine")["results"]] == [path.split("/")[1]]


def test_a_home(cast: Cast) -> None:
    home, call, today = make_home(cast, max_children=2), caller(cast, "musa"), TODAY.isoformat()
    path = f"register/{home}"
    off = call("post", f"{path}/unavailable", 201, slot=1, starts=today, reason="break")["id"]
    call("post", f"{path}/available", row=off)
    assert call("get", path)["not_available"] == 0
    terms = {"starts_on": today, "max_children": 3, "rooms": 3, "age_min": 0, "age_max": 17, "kinds": ["short_term"]}
    assert call("post", f"{path}/terms", 201, **terms, why="Review")["max_children"] == 3
    assert call("get", path)["approved"] == 3
    assert "why" in call("post", f"{path}/terms", 400, **terms)["errors"]
    assert call("post", f"{path}/ask-carers", 409)["code"] == "home.no_email"
    gran = call("post", "register/connected", 201, name="Gran", children=["L-7"], starts_on=today, postcode="LS6 2AB")
    assert call("post", f"register/{gran['id']}/extend", reason="Panel in March") == {"extended": True}
    assert call("post", f"register/{gran['id']}/extend", 409, reason="Again")["code"] == "temporary.extended"
    assert call("post", "register/connected", 400, name="Gran", children=[], starts_on=today)["errors"]
    call("post", f"{path}/notes", 201, text="Visited")
    assert call("post", "agency-settings", stuck_days=30)["stuck_days"] == 30
    assert "references_wanted" in call("post", "agency-settings", 400, references_wanted=1)["errors"]
    assert call("get", "agency-settings")["first_response_days"] == 1
    with cast.acting("musa"):
        assert Note.objects.filter(household=home).count() == 1
