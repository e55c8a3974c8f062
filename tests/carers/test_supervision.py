"""How often an agency promises supervision: a setting that moves what is owed and stands where it is counted."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry
from carers.homes.services.duties import finish_duty, open_first_duties
from carers.models import AgencySettings, Duty, Household
from tests.cast import Cast, make_home
from tests.clock import TODAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quiet(sent_tasks: list[Any]) -> None:
    """Tasks are noted, not sent."""


def _owed(home: Any) -> Duty:
    return Duty.objects.get(household=home, kind="supervision", done_on=None)


def test_the_setting_moves_what_is_owed_and_what_comes_next(cast: Cast) -> None:
    today, client = TODAY, Client()
    client.force_login(cast.people["musa"])
    home = make_home(cast, starts_on=today - timedelta(days=20))
    with cast.acting("musa"):
        reviews = {duty.kind: duty.due_on for duty in open_first_duties(Household.objects.get(pk=home))}
        assert _owed(home).due_on == today + timedelta(days=22)
    page = client.get(f"/agency/homes/{home}/").content.decode()
    assert "Supervision visit, every 6 weeks" in page
    assert "every 6 weeks" not in client.get("/agency/").content.decode(), "more than a fortnight ahead"
    path = "/api/v1/agency-settings"
    for wrong in (0, 27):
        refused = client.post(path, {"supervision_weeks": wrong}, content_type="application/json")
        assert refused.status_code in (400, 409, 422), refused.content
    changed = client.post(path, {"supervision_weeks": 4}, content_type="application/json")
    assert changed.status_code == 200 and changed.json()["supervision_weeks"] == 4
    assert "Supervision visit, every 4 weeks" in client.get("/agency/").content.decode()
    assert "Supervision visit, every 4 weeks" in client.get(f"/agency/homes/{home}/").content.decode()
    form = client.get("/agency/settings/").content.decode()
    assert re.search(r'name="supervision_weeks"[^>]* value="4"', form)
    with cast.acting("musa") as musa:
        owed = _owed(home)
        assert owed.due_on == today + timedelta(days=8) and owed.since == today - timedelta(days=20)
        assert Duty.objects.get(household=home, kind="review").due_on == reviews["review"]
        finish_duty(musa, owed.pk, today)
        assert _owed(home).due_on == today + timedelta(days=28)
        noted = AuditEntry.objects.get(action="settings.changed")
        assert noted.data == {"supervision_weeks": [6, 4]}


def test_another_agency_s_homes_keep_their_own_promise(cast: Cast) -> None:
    today = TODAY
    theirs = make_home(cast, who="stan", starts_on=today)
    with cast.acting("stan"):
        open_first_duties(Household.objects.get(pk=theirs))
    client = Client()
    client.force_login(cast.people["musa"])
    client.post("/api/v1/agency-settings", {"supervision_weeks": 2}, content_type="application/json")
    with cast.acting("stan"):
        assert _owed(theirs).due_on == today + timedelta(days=42)
        assert not AgencySettings.objects.exists()
