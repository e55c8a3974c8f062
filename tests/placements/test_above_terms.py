"""Above the terms: an exemption by the council where the carers live, naming the children; an emergency with a name."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from carers.enquiries.selectors.today import today_for
from carers.homes.services import connected
from carers.homes.services.duties import finish_duty, open_first_duties
from carers.law.clocks import CLOCKS
from carers.models import Duty, Household
from placements.homes.selectors.capacity import capacity
from placements.models import Child, Exemption, Referral
from placements.referrals.services import sharing
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, fixed

JSON = "application/json"


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def test_an_exemption_by_page_and_api(cast: Cast) -> None:
    home, today = make_home(cast, max_children=3), TODAY
    referral = make_referral(cast)
    with cast.acting("olga") as olga:
        sharing.share_with(olga, Referral.objects.get(pk=referral), [cast.agency.pk])
        child = Child.objects.get()
    musa = Client()
    musa.force_login(cast.people["musa"])
    path, api = f"/agency/homes/{home}/above-terms/", f"/api/v1/register/{home}"
    assert child.reference in musa.get(path).content.decode()
    day = {f"{name}-{part}": str(getattr(today, part)) for name in ("granted_on", "starts")
           for part in ("day", "month", "year")}  # fmt: skip
    sent = {**day, "granted_by": "E08000035", "children": str(child.pk), "places": "1", "conditions": "Own room"}
    other = musa.post(f"{path}exemption/", sent | {"granted_by": "E08000032"})
    assert other.status_code == 422 and "council in whose area the carer lives" in other.content.decode()
    assert musa.post(f"{path}exemption/", sent | {"children": ""}).status_code == 422
    assert musa.post(f"{path}exemption/", sent).status_code == 302
    page = musa.get(path).content.decode()
    assert "Own room" in page and f"Names: {child.reference}" in " ".join(page.split())
    with cast.acting("musa"):
        assert capacity(cast.agency.pk, today, home).above_terms == 1
        assert Exemption.objects.get().granted_by_id == "E08000035"
    [told] = musa.get(f"{api}/exemptions").json()
    assert (told["granted_by"], told["children"]) == ("E08000035", [str(child.pk)])
    asked = {"granted_by": "E08000032", "granted_on": str(today), "children": [str(child.pk)], "starts": str(today)}
    refused = musa.post(f"{api}/exemptions", asked, content_type=JSON)
    assert (refused.status_code, refused.json()["code"]) == (422, "exemption.other_council")
    nameless = musa.post(f"{api}/emergency", {"starts": str(today)}, content_type=JSON)
    assert nameless.status_code == 400 and "authorised_by" in nameless.json()["errors"]
    opened = musa.post(
        f"{api}/emergency", {"starts": str(fixed(2026, 12, 23)), "authorised_by": "Director"}, content_type=JSON
    )
    assert opened.json()["until"] == str(fixed(2027, 1, 6))  # six working days over Christmas and New Year, then one
    assert "Allowed by Director" in musa.get(path).content.decode()


def test_what_a_new_home_is_owed_opens_by_itself(cast: Cast) -> None:
    today = TODAY
    home = make_home(cast, starts_on=today)
    family = make_home(cast, starts_on=today, kind="family_and_friends")
    with cast.acting("musa") as musa:
        made = {duty.kind: duty for duty in open_first_duties(Household.objects.get(pk=home))}
        assert set(made) == {"review", "unannounced", "supervision", "training", "dbs"}
        assert made["supervision"].due_on == today + timedelta(days=42)
        assert made["training"].due_on == CLOCKS["training_standards"].due(today)
        longer = {duty.kind: duty for duty in open_first_duties(Household.objects.get(pk=family))}
        assert longer["training"].due_on == CLOCKS["training_standards_family"].due(today) > made["training"].due_on
        finish_duty(musa, made["supervision"].pk, today)
        again = Duty.objects.get(household=home, kind="supervision", done_on=None)
        assert again.due_on == today + timedelta(days=42)
        finish_duty(musa, made["training"].pk, today)
        assert not Duty.objects.filter(household=home, kind="training", done_on=None).exists()
        finish_duty(musa, made["unannounced"].pk, today)
        assert Duty.objects.get(household=home, kind="unannounced", done_on=None).since == today


def test_a_temporary_approval_stands_in_today_before_it_ends(cast: Cast) -> None:
    today = TODAY
    with cast.acting("musa") as musa:
        person = connected.ConnectedPerson("Gran Example", ("L-7",), today - timedelta(days=90), "LS6 2AB")
        gran = connected.approve_temporarily(musa, person)
        names = [item.name for item in today_for(cast.agency.pk, timezone.now()).due]
        assert names == ["Gran Example"]
        connected.extend_temporary(musa, gran.pk, "Panel in March", today)
        assert not today_for(cast.agency.pk, timezone.now()).due  # eight weeks more
