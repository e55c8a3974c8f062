"""Decisions on a referral as one list to print; an emergency outside the terms on the council's page."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from carers.law.working_days import add_working_days
from placements.models import Gate, Notice, Placement, Referral
from placements.placing import services as placing
from placements.placing.services import gates
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _browser(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.people[who])
    return client


def _said(client: Client, referral: UUID) -> tuple[str, Any]:
    page = client.get(f"/council/referrals/{referral}/decisions/").content.decode()
    return page, client.get(f"/api/v1/referrals/{referral}/decisions").json()


def test_an_emergency_outside_the_terms_is_allowed_by_somebody_named(cast: Cast) -> None:
    home, smoking = make_home(cast, age_max=6), make_home(cast, smoker=True, age_max=6)
    referral = make_referral(cast, ages=(12,), urgency="emergency", kind="emergency")
    olga, last = _browser(cast, "olga"), add_working_days(TODAY, 6) + timedelta(days=1)
    path = f"/council/referrals/{referral}/homes/{home}/"
    page = olga.get(path).content.decode()
    assert "six working days at most" in page and "Hold for four hours" not in page
    nameless = olga.post(path, {"reason": "No other home tonight", "as_asked": "yes"})
    assert nameless.status_code == 422 and "Enter who allows the emergency" in nameless.content.decode()
    sent = {"reason": "No other home tonight", "as_asked": "yes", "authorised_by": "D. Shah, duty manager, delegated"}
    assert olga.post(path, sent).status_code == 302
    with cast.acting("olga"):
        stay = Placement.objects.get(state="placed")
        assert stay.authorised_by == sent["authorised_by"] and stay.period.upper == last
    assert "allowed by D. Shah" in olga.get(f"/council/referrals/{referral}/").content.decode()
    assert "allowed by D. Shah" in _browser(cast, "musa").get(f"/agency/placements/{stay.pk}/").content.decode()
    page, data = _said(olga, referral)
    assert "D. Shah, duty manager, delegated" in page and f"{last.day} {last:%B %Y}" in page and "Olga" in page
    assert [row["what"] for row in data][-1].startswith("Emergency outside the terms")
    assert smoking


def test_no_such_form_where_it_is_no_emergency_or_another_rule_says_no(cast: Cast) -> None:
    home = make_home(cast, age_max=6)
    planned = make_referral(cast, ages=(12,))
    olga = _browser(cast, "olga")
    page = olga.get(f"/council/referrals/{planned}/homes/{home}/").content.decode()
    assert "working days" not in page
    sent = {"reason": "Now", "as_asked": "yes", "authorised_by": "Director"}
    assert olga.post(f"/council/referrals/{planned}/homes/{home}/", sent).status_code == 422
    with cast.acting("olga"):
        assert not Placement.objects.exists()


def test_what_was_asked_is_said_when_a_home_is_chosen(cast: Cast) -> None:
    home, referral = make_home(cast), make_referral(cast)
    path = f"/council/referrals/{referral}/homes/{home}/"
    olga = _browser(cast, "olga")
    assert olga.post(path, {"reason": "The only one"}).status_code == 422
    assert olga.post(path, {"reason": "The only one", "as_asked": "too_far"}).status_code == 302
    with cast.acting("olga"):
        assert Referral.objects.get(pk=referral).as_asked == "too_far"


def test_gates_and_notices_stand_in_order_with_office_person_and_day(cast: Cast) -> None:
    home = make_home(cast, area_id="E08000032")
    referral = make_referral(cast)
    olga, carl = _browser(cast, "olga"), _browser(cast, "carl")
    assert "Nothing has been decided yet" in _said(olga, referral)[0]
    assert olga.post(f"/council/referrals/{referral}/homes/{home}/approval/", {"words": ""}).status_code == 422
    assert olga.post(f"/council/referrals/{referral}/homes/{home}/approval/", {"words": "Near nan"}).status_code == 302
    with cast.acting("olga"):
        gate = Gate.objects.get()
    decided = {"approved": "yes", "office": "Nominated officer, for the director", "words": "Right for her"}
    assert "Near nan" in carl.get(f"/council/approvals/{gate.pk}/").content.decode()
    assert carl.post(f"/council/approvals/{gate.pk}/", decided).status_code == 302
    with cast.acting("olga") as by:
        placing.place(by, referral, home, reason="Near nan")
        notice = Notice.objects.get()
    assert "not recorded as given" in _said(olga, referral)[0]
    given = {"given_on-day": TODAY.day, "given_on-month": TODAY.month, "given_on-year": TODAY.year, "how": "E-mail"}
    assert "regulation 13" in olga.get(f"/council/notices/{notice.pk}/").content.decode()
    assert olga.post(f"/council/notices/{notice.pk}/", given | {"how": ""}).status_code == 422
    assert olga.post(f"/council/notices/{notice.pk}/", given).status_code == 302
    page, data = _said(olga, referral)
    assert [row["what"].split(":")[0].split(" to ")[0] for row in data] == [
        "Approval asked", "Out of area", "Notice given", "Home chosen",
    ]  # fmt: skip
    approval = data[1]
    assert approval["office"] == "Nominated officer, for the director" and approval["person"] == "Carl"
    assert all(row["on"] for row in data) and {row["service"] for row in data} == {"Aire Fostering"}
    assert "Nominated officer, for the director" in page
    with cast.acting("carl") as by, pytest.raises(Exception, match="decided already"):
        gates.decide(by, gate.pk, True, "x", "y")
