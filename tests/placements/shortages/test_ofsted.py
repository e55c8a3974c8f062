"""Ofsted's yearly figures: every line by brute force over the rows, the identity, and beside the dashboard."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from psycopg.types.range import DateRange

from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = TODAY.year + (date(TODAY.year, 3, 31) < TODAY)


@pytest.fixture
def agency(cast: Cast, sent_tasks: list[Any]) -> Cast:
    """Four homes: two children in one of them, a place off, one home on hold; one left; enquiries and withdrawals."""
    from carers.homes.services.departures import terminate
    from carers.models import Application, Enquiry, Household, Unavailability
    from placements.placing.services import place

    fresh = {"availability_confirmed_at": timezone.now()}
    home, off, hold, left = (make_home(cast, **fresh, max_children=2) for _ in range(4))
    with cast.acting("olga") as olga:
        place(olga, make_referral(cast, ages=(9, 12)), home, reason="Near school")
    with cast.acting("musa") as musa:
        Unavailability(agency_id=cast.agency.pk, household_id=off, slot=1, reason="break",
                       period=DateRange(TODAY, None)).save()  # fmt: skip
        Household.objects.filter(pk=hold).update(status="on_hold")
        terminate(musa, left, TODAY, "retired")
        now = timezone.now()
        for number, days in enumerate((0, 0, 500)):  # of this year even on its first day
            Enquiry(agency_id=cast.agency.pk, name="Ada", email=f"ada{number // 2}@example.org", source="event",
                    received_at=now - timedelta(days=days)).save()  # fmt: skip
        for code in ("AW2", "AW0"):
            Application(agency_id=cast.agency.pk, stage="withdrawn", withdrawal_reason=code, stage_since=now,
                        registered_on=TODAY).save()  # fmt: skip
    return cast


def _lines(client: Client, name: str = "ofsted", year: int = YEAR) -> dict[tuple[str, str], int]:
    found = client.get(f"/api/v1/ofsted/{name}-{year}").json()["rows"]
    return {(row["section"], row["line"]): row["count"] for row in found}


def test_every_line_is_counted_from_the_rows(agency: Cast) -> None:
    client = Client()
    client.force_login(agency.people["musa"])
    found = _lines(client)
    places = {line: count for (section, line), count in found.items() if section == "Places on the day"}
    above = places["Above terms, by exemption, emergency or outside approval"]
    assert (places["Approved"], above, places["Filled"]) == (6, 0, 2)
    assert (places["Vacant"], places["Not available"]) == (1, 3)
    assert places["Approved"] + above == places["Filled"] + places["Vacant"] + places["Not available"]
    assert found[("Places not available", "Carer taking a break")] == 1
    assert found[("Households on the day", "Mainstream")] == 3
    assert found[("In the year", "Initial enquiries")] == 2
    assert found[("In the year", "Applications received")] == 2
    assert found[("Applications withdrawn", "AW2: Assessment not as expected")] == 1
    assert found[("Applications withdrawn", "AW0: Other or unknown")] == 1
    left = {line: n for (section, line), n in found.items() if section == "Mainstream households no longer approved"}
    assert left.pop("All") == sum(left.values()) == 1


def test_each_line_stands_beside_the_dashboards_and_what_is_apart_says_why(agency: Cast) -> None:
    client = Client()
    client.force_login(agency.people["musa"])
    rows = client.get(f"/api/v1/ofsted/ofsted_reconciled-{YEAR}").json()["rows"]
    assert all(row["apart"] == row["there"] - row["count"] for row in rows)
    assert all(row["why"] for row in rows if row["apart"])
    apart = {(row["line"], row["beside"]): row["apart"] for row in rows}
    assert apart[("Filled", "Figures, places on the day")] == 0
    assert apart[("Vacant and not available", "Figures, places on the day")] == 0
    # The home on hold: two places not available for Ofsted, vacant and blocked on the page of figures.
    assert apart[("Vacant", "Figures, places on the day")] == 2
    assert apart[("Initial enquiries", "Recruitment: enquiries")] == 0
    # Two forms of one person.
    assert apart[("Initial enquiries", "Recruitment: people")] == -1


def test_page_file_and_api_show_the_same_year_and_a_year_past_is_past(agency: Cast) -> None:
    client = Client()
    client.force_login(agency.people["rosa"])
    api = _lines(client)
    file = client.get(f"/agency/figures/files/ofsted-{YEAR}.csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(file)))[: len(api)]
    assert {(row["Section"], row["Line"]): int(row["Count"]) for row in rows} == api
    page = client.get(f"/agency/figures/?year={YEAR}").content.decode()
    assert "AW2: Assessment not as expected" in page
    past = _lines(client, year=YEAR - 2)
    assert past[("Places on the day", "Filled")] == past[("In the year", "Applications received")] == 0
    assert client.get(f"/agency/figures/files/ofsted-{YEAR - 9}.csv").status_code == 404
    assert client.get(f"/agency/figures/files/nothing-{YEAR}.csv").status_code == 404
    assert client.get("/agency/figures/?year=last").status_code == 200
