"""Every list an agency can take away: the rows that its page shows, its own alone, and no cell that computes."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from carers.homes.services.duties import finish_duty, open_first_duties
from carers.models import Booking, Duty, Enquiry, FollowUp, Household, InformationSession
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, in_days

pytestmark = pytest.mark.django_db(transaction=True)
EVIL = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def filled(cast: Cast, sent_tasks: list[Any]) -> dict[str, Any]:
    """One row of each list, each with a name that a spreadsheet would take for a formula."""
    from placements.placing.services import place

    home = make_home(cast, name=EVIL, reference="+44", starts_on=in_days(-30))
    with cast.acting("olga") as olga:
        place(olga, make_referral(cast, reference="R-1"), home, reason="Near school")
    now = timezone.now()
    with cast.acting("musa") as musa:
        open_first_duties(Household.objects.get(pk=home))
        visit = Duty.objects.get(household=home, kind="supervision")
        finish_duty(musa, visit.pk, TODAY, "@calm")
        person = Enquiry(agency_id=cast.agency.pk, name=EVIL, email="a@example.org", telephone="+44 7700 900123")
        person.save()
        session = InformationSession(agency_id=cast.agency.pk, title="-Evening", where="\tHall", seats=9,
                                     starts_at=now - timedelta(days=1))  # fmt: skip
        session.save()
        Booking(agency_id=cast.agency.pk, session=session, enquiry=person, attended=True).save()
        FollowUp(agency_id=cast.agency.pk, person_id=person.pk, enquiry=person, kind="first_contact", step="call",
                 cycle="1", whom="person", channel="call", trigger={}, meant_for=now, due_at=now, state="task",
                 title="Call").save()  # fmt: skip
    return {"home": home, "session": session.pk}


def read(client: Client, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"].startswith("text/csv") and "attachment" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        assert not any((cell or "").lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    return rows


def test_each_list_as_a_spreadsheet(cast: Cast, filled: dict[str, Any]) -> None:
    client, stranger = Client(), Client()
    client.force_login(cast.people["musa"])
    stranger.force_login(cast.people["stan"])
    [session] = read(client, "/agency/sessions/export/")
    assert (session["title"], session["booked"], session["came"], session["cancelled"]) == ("'-Evening", "1", "1", "no")
    [came] = read(client, f"/agency/sessions/{filled['session']}/export/")
    assert (came["name"], came["telephone"], came["came"]) == (f"'{EVIL}", "'+44 7700 900123", "yes")
    owed = read(client, "/agency/homes/owed/export/")
    supervision = [row for row in owed if row["kind"] == "Supervision visit"]
    assert [row["outcome"] for row in supervision] == ["'@calm", ""] and supervision[0]["done_on"]
    assert all(row["home"] == f"'{EVIL}" and row["reference"] == "'+44" for row in owed)
    narrowed = read(client, "/agency/homes/owed/export/?kind=supervision&open=yes")
    assert [row["done_on"] for row in narrowed] == [""]
    [went] = read(client, "/agency/follow-ups/log/export/?kind=first_contact")
    assert (went["name"], went["state"], went["step"]) == (f"'{EVIL}", "To do", "call")
    assert read(client, "/agency/follow-ups/log/export/?kind=keep_warm") == []
    [stay] = read(client, "/agency/placements/export/")
    assert (stay["home"], stay["council"], stay["state"], stay["until"]) == (
        f"'{EVIL}",
        "Leeds City Council",
        "Placed",
        "",
    )
    for path in ("sessions/export", "homes/owed/export", "follow-ups/log/export", "placements/export"):
        assert read(stranger, f"/agency/{path}/") == []
    assert stranger.get(f"/agency/sessions/{filled['session']}/export/").status_code == 404


def test_the_same_lists_through_the_api_and_a_link_on_each_page(cast: Cast, filled: dict[str, Any]) -> None:
    client, stranger = Client(), Client()
    client.force_login(cast.people["musa"])
    stranger.force_login(cast.people["stan"])
    owed = client.get("/api/v1/duties?kind=supervision&open=yes").json()["results"]
    assert [(row["home"], row["home_name"], row["done_on"]) for row in owed] == [(str(filled["home"]), EVIL, None)]
    assert len(client.get("/api/v1/duties").json()["results"]) == 6
    assert stranger.get("/api/v1/duties").json()["results"] == []
    for path in ("sessions", "follow-ups", "placements"):
        assert len(client.get(f"/api/v1/{path}").json()["results"]) == 1, path
    for page, link in (
        ("/agency/sessions/", "/agency/sessions/export/"),
        (f"/agency/sessions/{filled['session']}/", f"/agency/sessions/{filled['session']}/export/"),
        ("/agency/follow-ups/log/", "/agency/follow-ups/log/export/"),
        ("/agency/placements/", "/agency/placements/export/"),
        ("/agency/homes/", "/agency/homes/owed/export/"),
    ):
        assert link in client.get(page).content.decode(), page
