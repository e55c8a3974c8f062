"""Why, what would close it, and the campaign list: from an unmet need to a recruiter's page and back."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worked_out(cast: Cast, sent_tasks: list[Any]) -> Cast:
    """One home for one child under ten; a boy of eight fits, two teenagers who stay together do not."""
    from placements.shortages.services import jobs

    make_home(cast, age_min=0, age_max=9, max_children=2, availability_confirmed_at=timezone.now())
    make_referral(cast, ages=(8,))
    make_referral(cast, ages=(13, 15))
    client = Client()
    client.force_login(cast.people["anna"])
    assert client.post("/council/shortages/work-out/").status_code == 302
    assert client.post("/council/shortages/work-out/").status_code == 302
    assert len(sent_tasks) == 1, "a job that is under way is not asked for twice"
    name, arguments = sent_tasks.pop()
    assert name == jobs.TASK
    assert jobs.run(*arguments) == "done"
    assert jobs.run(*arguments) == "not_waiting"
    return cast


def test_why_says_who_is_left_at_which_test_and_the_smallest_change(worked_out: Cast) -> None:
    from placements.shortages.selectors.snapshots import snapshot_of

    with worked_out.acting("anna"):
        row = snapshot_of(worked_out.council.pk, "reasons")
    assert row is not None
    figures = row.figures
    assert (figures["children"], figures["placed"], figures["homes"]) == (3, 1, 1)
    [need] = figures["needs"]
    assert need["ages"] == [15, 13] or need["ages"] == [13, 15]
    assert need["falls"] == {"H04": 1}
    # The plan uses the one home for the boy, so no change of it could help the two as well.
    assert need["changes"] == []
    client = Client()
    client.force_login(worked_out.people["olga"])
    page = client.get("/council/shortages/why/").content.decode()
    assert "2 of 3 children who wait have no home in the best plan." in page
    api = client.get("/api/v1/shortages/figures/why_needs").json()
    assert api["rows"][0]["unplaced"] == 2


def test_the_value_of_one_more_home_is_what_the_plan_gains(worked_out: Cast) -> None:
    from placements.shortages.selectors.snapshots import snapshot_of
    from placements.shortages.services.world import world_of

    with worked_out.acting("anna"):
        row = snapshot_of(worked_out.council.pk, "reasons")
        assert row is not None
        closing = row.figures["closing"]
        world = world_of(worked_out.council, TODAY)
    assert closing["unplaced"] == 2
    best = closing["ranked"][0]
    assert (best["children"], best["places"], best["age_min"], best["age_max"]) == (2, 2, 10, 15)
    assert [one["children"] for one in closing["list"]] == [2]
    assert all(one["places"] >= 2 for one in closing["ranked"]), "one place cannot take two who stay together"
    assert world.children == 3


def test_a_council_without_a_fostering_service_of_its_own_has_all_its_figures(
    cast: Cast, sent_tasks: list[Any]
) -> None:
    from placements.models import Snapshot
    from placements.shortages.services import jobs

    Organisation.objects.using("owner").filter(pk=cast.council.pk).update(agency_kind="")
    make_referral(cast, ages=(8,))
    with cast.acting("anna") as anna:
        jobs.ask(anna)
    assert jobs.run(*sent_tasks.pop()[1]) == "done"
    with cast.acting("anna"):
        row = Snapshot.objects.get(kind=Snapshot.Kind.REASONS)
    assert row.figures["closing"]["unplaced"] == 1
    assert row.figures["closing"]["ranked"][0]["children"] == 1, "a home recruited by anybody would place the child"


def test_the_list_reaches_the_agencies_named_and_nobody_else(worked_out: Cast) -> None:
    from carers.models import Household
    from placements.models import CampaignTarget
    from placements.shortages.selectors.targets import targets_of_agency

    anna, rosa, stan = Client(), Client(), Client()
    for client, name in ((anna, "anna"), (rosa, "rosa"), (stan, "stan")):
        client.force_login(worked_out.people[name])
    page = anna.post("/council/shortages/closing/", {"message": "Please"})
    assert page.status_code == 422
    with worked_out.acting("anna"):
        from placements.models import Snapshot

        code = Snapshot.objects.get(kind="reasons").figures["closing"]["list"][0]["code"]
    chosen = {"profiles": [code], "agencies": [str(worked_out.agency.pk)], "message": "Teenagers, please."}
    assert anna.post("/council/shortages/closing/", chosen).status_code == 302
    assert anna.post("/council/shortages/closing/", chosen).status_code == 302
    with worked_out.acting("anna"):
        [target] = CampaignTarget.objects.all()
    assert "Teenagers, please." in rosa.get("/agency/recruitment/").content.decode()
    assert "Teenagers, please." not in stan.get("/agency/recruitment/").content.decode()
    assert stan.post(f"/agency/recruitment/{target.pk}/take_up/").status_code == 404
    assert rosa.post(f"/agency/recruitment/{target.pk}/take_up/").status_code == 302
    today = TODAY
    make_home(worked_out, age_min=8, age_max=17, max_children=2, approved_on=today, starts_on=today)
    with worked_out.acting("rosa"):
        [progress] = targets_of_agency(worked_out.agency.pk)
        assert (progress.approved, progress.left) == (1, 0)
        assert Household.objects.count() == 2
    assert "taken up" in anna.get("/council/shortages/closing/").content.decode()
    assert anna.post(f"/council/shortages/targets/{target.pk}/close/").status_code == 302
    assert "Teenagers" not in rosa.get("/agency/recruitment/").content.decode()


def test_a_step_that_fails_keeps_the_earlier_figures_and_says_so(
    worked_out: Cast, sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from placements.models import ShortageJob, Snapshot
    from placements.shortages.services import jobs

    def broken(*_: Any) -> dict[str, Any]:
        raise RuntimeError("no")

    with worked_out.acting("anna") as anna:
        job = jobs.ask(anna)
    monkeypatch.setattr(jobs, "STEPS", (jobs.STEPS[0], (*jobs.STEPS[1][:2], broken)))
    assert jobs.run(worked_out.council.pk, job.pk) == "failed"
    with worked_out.acting("anna"):
        assert Snapshot.objects.filter(kind="reasons").exists()
        assert "earlier figures are kept" in ShortageJob.objects.get(pk=job.pk).reason
    assert jobs.nightly() == 1, "the neighbour has no figures of today; Leeds tried already"
