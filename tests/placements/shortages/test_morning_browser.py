"""The council's morning in a browser: the gap, why, a target list, a download, last year's forecast and the truth."""

import csv
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.browser import looked_at, shot_of
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY

pytestmark = [pytest.mark.browser]


def _a_year_of_children(cast: Cast) -> None:
    """Children who live with carers now and a year ago, so that their outcomes have something to be compared with."""
    from placements.models import Child
    from placements.placing.services import place

    day = TODAY
    for number, since in enumerate((day - timedelta(days=400),) * 7 + (day - timedelta(days=30),) * 4):
        home = make_home(cast, max_children=1, pets=["dog"] if number % 2 else [], own_children=[])
        with cast.acting("olga") as olga:
            wishes = ["has_dog"] if number % 3 else []
            referral = make_referral(cast, ages=(3 + number,), wishes=wishes, needed_by=since)
            place(olga, referral, home, since, "Near school")
    with cast.acting("olga"):
        Child.objects.update(home_lat=53.8216, home_lon=-1.5669)


def _editions_and_open_data(page: Any) -> None:
    """Both editions as pages, and the open figures they rest on as anybody finds them."""
    from placements.shortages.services.opening import publish_month

    publish_month()
    for kind, mark in (("officers", "not for publication"), ("publication", "For publication.")):
        page.goto(f"/council/shortages/strategy/{kind}/")
        page.get_by_text(mark).first.wait_for()
        looked_at(page, f"46-edition-{kind}")
    page.goto("/open-data/?figures=places&area=E08000035")
    page.get_by_text("withheld").first.wait_for()
    looked_at(page, "46-open-data")


def test_the_councils_morning(
    cast: Cast, browser_page: Any, sign_in: Any, sent_tasks: list[Any], tmp_path: Path
) -> None:
    from accounts.reference.services.reference import load_reference
    from carers.people.services.enquiries import receive_enquiry
    from placements.shortages.forecasting.generator import Recipe
    from placements.shortages.forecasting.generator_files import write_returns
    from placements.shortages.services import jobs

    load_reference()
    for _number in range(2):
        make_home(cast, age_min=0, age_max=9, max_children=2, availability_confirmed_at=timezone.now())
    for ages, kind in (((8,), "short_term"), ((13, 15), "short_term")):
        make_referral(cast, ages=ages, kind=kind)
    _a_year_of_children(cast)
    with cast.acting("carl") as carl:
        for name in ("Ada", "Bo", "Cy"):
            receive_enquiry(carl, {"name": name, "email": f"{name}@example.org"})
    write_returns(tmp_path / "return", Recipe(children=300, years=5, last=2026, seed=11))
    call_command("import_903", str(tmp_path / "return"), "--council", "E08000035")
    page = browser_page
    sign_in(page, cast.people["anna"])
    page.goto("/council/shortages/")
    assert "2 places short" in page.locator(".hearth-headline").inner_text()
    page.get_by_role("link", name="Why", exact=True).click()
    page.get_by_role("link", name="See how far it is").wait_for()
    assert jobs.run(*sent_tasks.pop()[1]) == "done"
    page.reload()
    page.get_by_text("2 of 3 children who wait have no home in the best plan.").wait_for()
    looked_at(page, "40-shortages-why")
    page.goto("/council/shortages/")
    looked_at(page, "41-shortages-now")
    page.get_by_role("link", name="What would close it").click()
    looked_at(page, "42-shortages-closing")
    page.get_by_label("Aire Fostering").check()
    page.get_by_role("button", name="Hand it over").click()
    page.get_by_text("1 target was handed over.").wait_for()
    with page.expect_download() as kept:
        page.get_by_role("link", name=re.compile("CSV.*Campaign list")).click()
    rows = list(csv.reader(Path(kept.value.path()).read_text().splitlines()))
    assert rows[1][-1] == "2"
    page.get_by_role("link", name="Next months").click()
    page.get_by_text("The forecast of a year ago, and what happened").first.wait_for()
    looked_at(page, "43-shortages-next")
    shot_of(page, "#next_year_ago", "43-shortages-a-year-ago")
    for path, name in (("children", "44-children-first"), ("recruitment", "45-recruitment"), ("england", "46-england")):
        page.goto(f"/council/shortages/{path}/")
        looked_at(page, name)
    _editions_and_open_data(page)
    page.goto("/council/data/")
    looked_at(page, "47-data")
    page.get_by_role("link", name="Return of").first.click()
    looked_at(page, "48-return")
    sign_in(page, cast.people["rosa"])
    page.goto("/agency/recruitment/")
    looked_at(page, "49-asked-for")
    page.get_by_role("button", name="Take it up").click()
    page.get_by_role("button", name="Found: mark as met").wait_for()
    page.goto("/agency/figures/")
    page.get_by_role("cell", name="Vacant", exact=True).first.wait_for()
    looked_at(page, "49-ofsted-year")
