"""Every figure is one number: page, API, JSON, CSV, spreadsheet, officers' edition; today and as of a day past."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, born
from tests.tables import csv_table, page_tables, sheet_table

pytestmark = pytest.mark.django_db(transaction=True)
# page -> its blocks. Together they are every block there is (a test says so).
PAGES = {
    "": ("need", "kinds", "places", "siblings", "badly"),
    "why/": ("why_tests", "why_needs"),
    "closing/": ("closing_profiles", "closing_list"),
    "next/": ("next_children", "next_bands", "next_gap", "next_found", "next_year_ago", "next_what_ifs"),
    "children/": ("children",),
    "recruitment/": ("funnel", "funnel_stages", "funnel_lost", "funnel_stayed"),
    "england/": ("england", "peers"),
}
# Published once a year: the API refuses another day, and the page, its files and the edition show the year.
OF_ONE_YEAR = {"peers"}
NOW_FILTERS = (
    "kind=long_term", "band=10_to_15", "service=own", "size=2", "kind=short_term&band=5_to_9&size=1",
)  # fmt: skip


def _enquire(cast: Cast) -> None:
    from carers.people.services.enquiries import receive_enquiry

    with cast.acting("carl") as carl:
        for name in ("Ada", "Bo"):
            receive_enquiry(carl, {"name": name, "email": f"{name}@example.org"})


def _published_figures() -> None:
    """Of two councils, enough for each to be the other's peer."""
    from accounts.models import CouncilFigure

    facts = {"looked_after": 900, "started": 300, "age_10_15": 350, "age_16_plus": 250, "postcodes": 20000,
             "hectares": 50000, "foster_placements": 600, "over_20_miles": 90}  # fmt: skip
    for at, code in enumerate(("E08000035", "E08000032")):
        for year in (2023, 2025):
            for measure, value in facts.items():
                CouncilFigure(council_id=code, year=year, measure=measure, value=value + 10 * at, release="test").save(
                    using="owner"
                )


def keep_day(cast: Cast, day: date) -> None:
    """What the job of that night would have kept."""
    from accounts.tenancy.caller import job_for
    from placements.shortages.services import jobs, scenarios

    for kind, _words, make in jobs.STEPS:
        with cast.acting("anna"):
            jobs.keep(cast.council, kind, day, make(cast.council, day))
            if kind == "forecast" and day == TODAY:
                scenarios.renew(job_for(cast.council))


@pytest.fixture
def region(cast: Cast, sent_tasks: list[Any], tmp_path: Path) -> Cast:
    """Homes, needs that cannot all be met, a child placed, enquiries, a return of four years, a what-if."""
    from placements.placing.services import place
    from placements.shortages.forecasting.generator import Recipe
    from placements.shortages.forecasting.generator_files import write_returns
    from placements.shortages.services import scenarios

    fresh = {"availability_confirmed_at": timezone.now()}
    make_home(cast, **fresh, age_min=0, age_max=9, max_children=2)
    there = make_home(cast, **fresh, who="stan", age_min=0, age_max=4, max_children=1)
    make_home(cast, **fresh, who="carl", age_min=5, age_max=17, kinds=["long_term"], max_children=1)
    with cast.acting("olga") as olga:
        place(olga, make_referral(cast, ages=(3,), wishes=["has_dog"]), there, reason="Near school")
    make_referral(cast, ages=(8,))
    make_referral(cast, ages=(13, 15))
    make_referral(cast, ages=(12,), kind="long_term")
    _enquire(cast)
    _published_figures()
    write_returns(tmp_path / "return", Recipe(children=260, years=4, seed=11))
    call_command("import_903", str(tmp_path / "return"), "--council", "E08000035")
    facts = {"homes": 5, "places": 2, "youngest": 0, "oldest": 17, "fewer_exits": 0, "entries": 0}
    with cast.acting("anna") as anna:
        scenarios.save(anna, "Five homes", facts)
    return cast


def _anna(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.people["anna"])
    return client


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _same_everywhere(anna: Client, name: str, tables: dict[str, Any], query: str) -> dict[str, Any]:
    """The block by the API, once every other way to it has been found to say the same."""
    told = anna.get(f"/api/v1/shortages/figures/{name}?{query}")
    if name in OF_ONE_YEAR and query.startswith("as_of="):
        assert told.status_code == 422 and list(told.json()["errors"]) == ["as_of"], name
        told = anna.get(f"/api/v1/shortages/figures/{name}")
    assert told.status_code == 200, f"{name}?{query}"
    api: dict[str, Any] = told.json()
    files = f"/council/shortages/files/{name}"
    assert anna.get(f"{files}.json?{query}").json() == api, name
    rows = [list(row.values()) for row in api["rows"]]
    shown = [[_text(value).strip() for value in row] for row in rows]
    head, *in_csv = csv_table(anna.get(f"{files}.csv?{query}").content.decode())
    assert [[cell.strip() for cell in row] for row in in_csv] == shown, f"{name} as CSV"
    sheet_head, *in_sheet = sheet_table(anna.get(f"{files}.xlsx?{query}").content, name)
    assert in_sheet == [[value if value != "" else None for value in row] for row in rows], f"{name} as a spreadsheet"
    assert sheet_head == head, name
    if rows or api["title"] in tables:
        page_head, *on_page = tables[api["title"]]
        assert on_page == shown, f"{name} on the page"
        assert page_head == head, name
    return api


def test_every_block_has_a_page_here() -> None:
    from placements.shortages.selectors.files import BLOCKS

    assert sorted(name for names in PAGES.values() for name in names) == sorted(BLOCKS)


def _walk(anna: Client, query: str) -> dict[str, Any]:
    found = {}
    for page, names in PAGES.items():
        answer = anna.get(f"/council/shortages/{page}?{query}")
        assert answer.status_code == 200, page
        html = answer.content.decode()
        if "as_of" in query and page != "england/":
            assert "As it was known on" in html, page
            assert html.count(f"?{query}") >= 3 * len(names), f"downloads of {page or 'now'} forget the day"
        for name in names:
            found[name] = _same_everywhere(anna, name, page_tables(html), query)
    return found


def _edition_says_the_same(anna: Client, found: dict[str, Any], query: str) -> None:
    address = "/council/shortages/strategy/officers"
    edition = anna.get(f"{address}.json?{query}").json()
    assert anna.get(f"/api/v1/shortages/editions/officers?{query}").json() == edition
    tables = page_tables(anna.get(f"{address}/?{query}").content.decode())
    book = anna.get(f"{address}.xlsx?{query}").content
    blocks = [block for part in edition["sections"] for block in part["blocks"]]
    assert {"children", "need", "places", "closing_list", "next_gap"} == {block["name"] for block in blocks}
    for block in blocks:
        whole = found[block["name"]]["rows"]
        ahead = [row for row in whole if row.get("months_ahead", 3) in (3, 6, 12, 24)]
        assert block["rows"] == ahead, block["name"]
        shown = [[_text(value) for value in row.values()] for row in ahead]
        assert tables[block["title"]][1:] == shown, f"{block['name']} on the edition's page"
        in_sheet = sheet_table(book, block["name"])[1:]
        sheet = [[value if value != "" else None for value in row.values()] for row in ahead]
        assert in_sheet == sheet, f"{block['name']} in the edition's sheet"


def test_a_figure_is_one_number_wherever_it_stands(region: Cast) -> None:
    today = TODAY
    keep_day(region, today)
    anna = _anna(region)
    found = _walk(anna, "")
    assert all(found[name]["rows"] for name in found), "a block without rows would compare nothing"
    as_of = f"as_of={today.isoformat()}"
    kept = _walk(anna, as_of)
    assert {name: one["rows"] for name, one in kept.items()} == {name: one["rows"] for name, one in found.items()}
    _edition_says_the_same(anna, found, as_of)
    for query in NOW_FILTERS:
        tables = page_tables(anna.get(f"/council/shortages/?{query}").content.decode())
        for name in PAGES[""]:
            _same_everywhere(anna, name, tables, query)
    neighbours = "area=E08000032"  # exact counts are of the own area alone, at every door
    doors = {
        "/council/shortages/": 422,
        "/council/shortages/files/need.json": 422,
        "/api/v1/shortages/figures/need": 400,
    }
    assert {door: anna.get(f"{door}?{neighbours}").status_code for door in doors} == doors
    tables = page_tables(anna.get("/council/shortages/england/?measure=far&year=2023").content.decode())
    _same_everywhere(anna, "england", tables, "measure=far&year=2023")


def test_the_sentences_count_what_the_tables_count(region: Cast) -> None:
    keep_day(region, TODAY)
    anna = _anna(region)
    now = anna.get("/api/v1/shortages/now").json()
    need = anna.get("/api/v1/shortages/figures/need").json()["rows"]
    places = anna.get("/api/v1/shortages/figures/places").json()["rows"][-1]
    assert [(b["need"], b["met_badly"], b["usable"], b["gap"]) for b in now["bands"]] == [
        (row["waiting"], row["met_badly"], row["usable"], row["short"]) for row in need
    ]
    assert now["places"] == {state: places[state] for state in now["places"]}
    assert now["sentence"] in anna.get("/council/shortages/").content.decode()
    wanted = anna.get("/api/v1/shortages/figures/closing_list").json()["rows"]
    homes, children = sum(row["homes"] for row in wanted), sum(row["children"] for row in wanted)
    closing = anna.get("/council/shortages/closing/").content.decode()
    assert f"{homes} more home" in closing
    assert f"would give {children} children a home" in closing
    gap = anna.get("/api/v1/shortages/figures/next_gap").json()["rows"][11]
    ahead = f"{round(gap['middle'])} places short ({round(gap['low'])} to {round(gap['high'])})"
    assert ahead in anna.get("/council/shortages/next/").content.decode()
    assert ahead in anna.get("/council/shortages/strategy/officers/").content.decode()


def test_a_day_past_is_shown_as_it_was_whatever_came_after(region: Cast) -> None:
    """New homes, placements, corrections and another return change today and leave the day as it was."""
    from accounts.models import Organisation
    from carers.models import Household
    from placements.models import Child, Scenario
    from placements.placing.services import place

    day = TODAY - timedelta(days=1)
    keep_day(region, day)
    anna, as_of = _anna(region), f"as_of={day.isoformat()}"
    before, live = _walk(anna, as_of), _walk(anna, "")
    edition = anna.get(f"/council/shortages/strategy/officers.json?{as_of}").json()
    narrowed = [anna.get(f"/api/v1/shortages/figures/need?{as_of}&{query}").json() for query in NOW_FILTERS[:4]]

    new = make_home(region, age_min=0, age_max=17, availability_confirmed_at=timezone.now())
    with region.acting("olga") as olga:
        place(olga, make_referral(region, ages=(8,), wishes=["rural"]), new, reason="Room there")
        Child.objects.update(birth_month=born(16), home_lat=50.1, home_lon=-5.5)
    make_referral(region, ages=(14,))
    _enquire(region)
    with region.acting("anna"):
        Scenario.objects.all().delete()
    Household.objects.using("owner").update(area_id="E08000032", ended_on=None)
    Organisation.objects.using("owner").filter(pk=region.rival.pk).update(agency_kind="voluntary")
    keep_day(region, TODAY)

    after, now = _walk(anna, as_of), _walk(anna, "")
    assert after == before, "a past day moved"
    assert anna.get(f"/council/shortages/strategy/officers.json?{as_of}").json() == edition
    assert [anna.get(f"/api/v1/shortages/figures/need?{as_of}&{query}").json() for query in NOW_FILTERS[:4]] == narrowed
    moved = {name for name in now if now[name]["rows"] != live[name]["rows"]}
    assert moved >= {"need", "places", "badly", "why_needs", "next_gap", "next_what_ifs", "children", "funnel"}, moved
