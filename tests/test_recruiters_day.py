"""A recruiter's day, in a browser and through the API alone."""

from typing import Any

import pytest
from django.test import Client

from tests.browser import axe_clean, looked_at, no_sideways_scroll
from tests.cast import Cast, make_home
from tests.clock import TODAY, in_days


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


@pytest.mark.browser
def test_a_day_in_the_browser(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    page, home = browser_page, make_home(cast, max_children=2)
    sign_in(page, cast.people["musa"])
    page.goto("/agency/people/new/")
    page.get_by_label("Their name").fill("Wanjirũ O'Shea")
    page.get_by_label("Telephone number").fill("0113 496 0042")
    page.get_by_label("They have no e-mail").check()
    page.get_by_label("Event", exact=True).check()
    looked_at(page, "day-1-new-enquiry")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Wanjirũ O'Shea").wait_for()
    page.get_by_label("Note", exact=True).fill("Met at the fair, keen")
    page.get_by_role("button", name="Add note").click()
    page.get_by_text("Met at the fair, keen").wait_for()
    looked_at(page, "day-2-person")
    for address, name in (("/agency/", "day-3-today"), ("/agency/board/", "day-4-board")):
        page.goto(address)
        page.get_by_role("link", name="Wanjirũ O'Shea").first.wait_for()
        looked_at(page, name)
    page.goto("/agency/people/")
    page.get_by_label("Name, e-mail, telephone or postcode").press_sequentially("nobody at all")
    page.get_by_text("Nobody found").wait_for()  # found as one types, by the script; the button does the same
    page.get_by_label("Name, e-mail, telephone or postcode").fill("0113 4960042")
    page.get_by_role("link", name="Wanjirũ O'Shea").wait_for()
    looked_at(page, "day-5-people")
    page.goto(f"/agency/homes/{home}/")
    page.get_by_text("A place is not available").click()
    page.get_by_label("Reason", exact=True).select_option("break")
    page.get_by_role("button", name="Mark as not available").click()
    page.get_by_text("The place is marked as not available.").wait_for()
    looked_at(page, "day-6-home")
    for address in ("homes", "settings", "sessions", "import/homes"):
        page.goto(f"/agency/{address}/")
        looked_at(page, f"day-{address.replace('/', '-')}")
    opened = [f"homes/{home}/?open={form}" for form in ("terms", "end", "access", "preferences")]
    for address in ("figures/", *opened):
        page.goto(f"/agency/{address}")
        axe_clean(page)
        no_sideways_scroll(page)


@pytest.mark.browser
def test_papers_and_a_home_above_its_terms_in_the_browser(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    from carers.models import Application

    page, home = browser_page, make_home(cast, max_children=2)
    with cast.acting("musa"):
        row = Application(agency=cast.agency, name="Wanjirũ O'Shea", stage="stage2")
        row.save()
    sign_in(page, cast.people["musa"])
    page.goto(f"/agency/applications/{row.pk}/")
    looked_at(page, "day-7-application")
    page.goto(f"/agency/applications/{row.pk}/papers/panel-pack/")
    looked_at(page, "day-8-papers")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take it as a PDF").click()
    assert taken.value.suggested_filename == "panel-pack.pdf"
    page.goto(f"/agency/homes/{home}/")
    page.get_by_role("link", name="Above the terms: exemptions and emergencies").click()
    today = TODAY
    form = page.locator("form[action$='emergency/']")
    for label, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        form.get_by_label(label, exact=True).fill(str(value))
    form.get_by_label("Who allowed it?").fill("Director of children's services")
    form.get_by_role("button", name="Open for six working days").click()
    page.get_by_text("Allowed by Director of children's services.").wait_for()
    looked_at(page, "day-9-above-terms")


@pytest.mark.browser
def test_a_carers_evening_in_the_browser(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    from carers.homes.services.my_home import give_access

    page, home = browser_page, make_home(cast, max_children=2)
    with cast.acting("musa") as musa:
        give_access(musa, home, "appa@example.org")
    sign_in(page, cast.people["appa"])
    page.goto("/my-home/")
    page.get_by_role("button", name="This is right today").click()
    page.get_by_text("Thank you: confirmed today.").wait_for()
    page.get_by_text("Change what you would rather take").click()
    page.get_by_label("Oldest age").fill("9")
    page.get_by_label("In your words").fill("One of us works nights until March")
    page.get_by_role("button", name="Tell your service").click()
    page.get_by_text("The two differ. Your service will look at it").wait_for()
    looked_at(page, "carer-1-my-home")
    page.context.clear_cookies()
    sign_in(page, cast.people["musa"])
    page.goto(f"/agency/homes/{home}/#preferences")
    axe_clean(page)
    no_sideways_scroll(page)
    page.get_by_label("The agency", exact=True).check()
    page.get_by_label("What the carers will read").fill("Let us talk about the nights")
    page.get_by_role("button", name="Settle it").click()
    page.get_by_text("Settled. The carers see it on their page.").wait_for()


def test_the_same_day_through_the_api(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.people["musa"])
    today = TODAY.isoformat()

    def call(method: str, path: str, status: int = 200, **body: Any) -> Any:
        send = getattr(client, method)
        answer = (
            send(f"/api/v1/{path}", body or None, content_type="application/json") if body else send(f"/api/v1/{path}")
        )
        assert answer.status_code == status, (path, answer.content)
        return answer.json()

    taken = call("post", "intake", 201, name="Ada", telephone="+44 113 496 0042", source="event", spoken=True)
    assert call("post", "intake", 201, name="Ada", telephone="+44 113 496 0042", source="event")[
        "perhaps_the_same_as"
    ] == [taken["id"]]
    assert call("get", "today")["counts"]["arrived"] == 1
    assert {step["step"]: step["count"] for step in call("get", "board")}["contacted"] == 1
    call("post", f"enquiries/{taken['id']}/owner", owner=str(cast.people["musa"].pk))
    assert call("get", "today?whose=mine")["due"] is not None
    call("post", f"enquiries/{taken['id']}/notes", 201, text="Met at the fair, keen", confidential="Her sister worries")
    evening = call(
        "post", "sessions", 201, title="Evening", where="Hall", seats=9, starts_at=f"{in_days(90)}T18:30:00Z"
    )
    call("post", f"sessions/{evening['id']}/bookings", 201, enquiry=taken["id"])
    for step in ("invited", "applied"):
        call("post", f"enquiries/{taken['id']}/move", to=step)
    [application] = call("get", "applications")["results"]
    path = f"applications/{application['id']}"
    call("post", f"{path}/move", to="stage1")
    people = [("applicant", "Ada Obi"), ("applicant", "Bo Obi"), *(("referee", f"Friend {n}") for n in (1, 2, 3))]
    for role, name in people:
        call("post", f"{path}/people", 201, role=role, name=name)
    client.post(f"/api/v1/{path}/people/complete", content_type="application/json")
    call("post", f"{path}/move", to="stage2")
    refused = call("post", f"{path}/move", 409, to="panel")
    assert refused["code"] == "application.checks_missing" and "DBS" in refused["detail"]
    for check in call("get", f"{path}/checks")["checks"]:
        left = call("post", f"{path}/checks", check=check["id"], on=today, outcome="clear")
    assert left == {"stage1_complete_on": today, "missing": []}
    call("post", f"{path}/move", to="panel")
    call("post", f"{path}/panel", on=today, papers_sent_on=today)
    call("post", f"{path}/recommendation", outcome="suitable", minutes_on=today, words="Warm and steady")
    terms = {"starts_on": today, "max_children": 2, "rooms": 2, "age_min": 0, "age_max": 17, "kinds": ["short_term"]}
    home = call("post", f"{path}/approve", 201, **terms)
    off = call("post", f"register/{home['id']}/unavailable", 201, slot=2, starts=today, reason="training")
    seen = call("get", f"register/{home['id']}?day={today}")
    assert (seen["approved"], seen["vacant"], seen["not_available"], seen["usable"]) == (2, 1, 1, 1)
    call("post", f"register/{home['id']}/available", row=off["id"])
    call("post", f"register/{home['id']}/confirm")
    assert call("get", f"register/{home['id']}")["usable"] == 2
    [training] = [duty for duty in call("get", f"register/{home['id']}/duties") if duty["kind"] == "training"]
    call("post", f"register/{home['id']}/duties", duty=training["id"], done_on=today, outcome="Workbook signed off")
    faults = call("post", "imports/people", 422, text="name,received_on\nAda,soon\n", dry_run=False)["faults"]
    assert [(fault["line"], fault["column"]) for fault in faults] == [(2, "received_on")]
    assert call("post", f"register/{home['id']}/end", 201, kind="resigned", on=today, reason="health")[
        "takes_effect_on"
    ]
