"""Rows of the shortage dashboard."""

from typing import Any

from tests.cast import Cast
from tests.clock import TODAY
from tests.permissions import Row, agency, agency_api, council, council_api, everybody

READERS = {"olga", "carl", "anna"}


def _tables(cast: Cast, world: dict[str, Any]) -> None:
    """A row in each of the dashboard's tables."""
    from placements.models import CampaignTarget, Episode, Return, Scenario, ShortageJob, Snapshot

    with cast.acting("anna"):
        council = cast.council.pk
        source = Return(council_id=council, state="accepted", files=["a.csv"])
        source.save()
        Episode(council_id=council, source=source, child="0" * 64, birth_month=24000, starts_on=TODAY, kind=1,
                new_placement=True).save()  # fmt: skip
        Snapshot(council_id=council, kind="now", as_of=TODAY, engine="test", figures={}).save()
        ShortageJob(council_id=council).save()
        Scenario(council_id=council, name="More homes", as_of=TODAY).save()
        CampaignTarget(council_id=council, agency_id=cast.agency.pk, profile="p", near="Leeds", age_min=10,
                       age_max=15, places=1, homes=2, children=3, as_of=TODAY).save()  # fmt: skip


def _target(cast: Cast, world: dict[str, Any]) -> Any:
    from placements.models import CampaignTarget

    with cast.acting("anna"):
        made = CampaignTarget(council_id=cast.council.pk, agency_id=cast.agency.pk, profile="q", near="Leeds",
                              age_min=0, age_max=4, places=1, homes=1, children=1, as_of=TODAY)  # fmt: skip
        made.save()
        return made.pk


def _return(cast: Cast, world: dict[str, Any]) -> Any:
    from placements.models import Return

    with cast.acting("anna"):
        made = Return(council_id=cast.council.pk, state="refused", words="Too many rows were rejected.")
        made.save()
        return made.pk


def _scenario(cast: Cast, world: dict[str, Any]) -> Any:
    from placements.models import Scenario

    with cast.acting("anna"):
        made = Scenario(council_id=cast.council.pk, name="Fewer leave", as_of=TODAY)
        made.save()
        return made.pk


WRITERS = {"anna", "carl"}
RECRUITERS = {"rosa", "musa"}
WORLD: dict[str, Any] = {"target": _target, "return": _return, "scenario": _scenario}
TENANCY_WORLD = {"shortage_tables": _tables}
FILE = {"block": "=need", "form": "=csv"}
# The neighbouring council gets its own figures of the same name, never these.
OWN = {"nora": 200}
YEAR = {"block": "=ofsted", "year": f"={TODAY.year}", "form": "=csv"}


def _agencies(nobody: int) -> dict[str, int]:
    """Each agency gets its own figures of the same name; a council without a service and applicants nothing."""
    return everybody(403, nobody=nobody) | dict.fromkeys(("rosa", "musa", "stan", "carl"), 200)


ROWS = [
    council("shortages_why", may=READERS),
    council("shortages_closing", may=READERS),
    # Nothing is worked out in this world yet, so there is no list to hand over.
    council("shortages_closing", "POST", may=READERS, ok=404, but={"nora": 404}),
    council("shortages_children", may=READERS),
    council("shortages_funnel", may=READERS),
    council("shortages_england", may=READERS),
    council("shortages_next", may=READERS),
    council("shortages_next", "POST", may=READERS, ok=404, but={"nora": 404}),
    council("remove_scenario", "POST", {"scenario_id": "scenario"}, may=WRITERS),
    council("council_data", may=WRITERS),
    council("council_data", "POST", may=WRITERS, ok=422, but={"nora": 422}),
    council("return_report", kwargs={"return_id": "return"}, may=WRITERS),
    council("return_findings", kwargs={"return_id": "return"}, may=WRITERS),
    council("shortages_work_out", "POST", may=WRITERS),
    council("move_target", "POST", {"target_id": "target", "verb": "=close"}, may=WRITERS),
    agency("recruitment_asked", may=RECRUITERS),
    agency("answer_target", "POST", {"target_id": "target", "verb": "=take_up"}, may=RECRUITERS),
    Row("agency_figures_file", kwargs=YEAR, answers=_agencies(302)),
    Row("api_ofsted-list", answers=_agencies(401)),
    Row("api_ofsted-detail", kwargs={"pk": f"=ofsted-{TODAY.year}"}, answers=_agencies(401)),
    Row("open_data", answers=everybody(200)),
    Row("open_data_file", kwargs={"kept": "=waiting-1999-01", "form": "=csv"}, answers=everybody(404)),
    Row("api_open_data-list", answers=everybody(200)),
    Row("api_open_data-detail", kwargs={"pk": "=waiting-1999-01"}, answers=everybody(404)),
    council("shortage_edition", kwargs={"kind": "=officers"}, may=READERS, but=OWN),
    council("shortage_edition_file", kwargs={"kind": "=officers", "form": "=pdf"}, may=READERS, but=OWN),
    council_api("api_shortage_editions-detail", kwargs={"pk": "=officers"}, may=READERS, but=OWN),
    council_api("api_shortage_jobs-list", may=READERS, ok=204),
    council_api("api_shortage_jobs-list", "POST", may=WRITERS, ok=202, but={"nora": 202}),
    council_api("api_scenarios-list", may=READERS),
    council_api("api_scenarios-list", "POST", may=WRITERS, ok=400, but={"nora": 400}),
    council_api("api_scenarios-recompute", "POST", may=WRITERS),
    council_api("api_scenarios-detail", "DELETE", {"pk": "scenario"}, may=WRITERS, ok=204),
    council_api("api_targets-list", may=READERS),
    council_api("api_targets-list", "POST", may=WRITERS, ok=400, but={"nora": 400}),
    council_api("api_targets-met", "POST", {"pk": "target"}, may=WRITERS),
    council_api("api_targets-close", "POST", {"pk": "target"}, may=WRITERS),
    agency_api("api_asked_targets-list", may=RECRUITERS),
    agency_api("api_asked_targets-take-up", "POST", {"pk": "target"}, may=RECRUITERS),
    # Either side may say that it is met: the council is carl's own.
    agency_api("api_asked_targets-met", "POST", {"pk": "target"}, may=RECRUITERS, but={"carl": 200}),
    council_api("api_returns-list", may=WRITERS),
    council_api("api_returns-list", "POST", may=WRITERS, ok=415, but={"nora": 415}),
    council_api("api_returns-detail", kwargs={"pk": "return"}, may=WRITERS),
    council("shortage_file", kwargs=FILE, may=READERS, but=OWN),
    council_api("api_shortage_figures-list", may=READERS),
    council_api("api_shortage_figures-detail", kwargs={"pk": "=need"}, may=READERS, but=OWN),
]
