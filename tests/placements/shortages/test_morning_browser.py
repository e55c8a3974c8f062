"""The council's morning in a browser: the gap, why, a target list, a download, last year's forecast and the truth."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.browser import looked_at
from tests.cast import Cast, make_home, make_referral

pytestmark = [pytest.mark.browser]


def test_the_councils_morning(
    cast: Cast, browser_page: Any, sign_in: Any, sent_tasks: list[Any], tmp_path: Path
) -> None:
    from placements.forecasting.generator import Recipe
    from placements.forecasting.generator_files import write_returns
    from placements.services.shortages import jobs

    for _number in range(2):
        make_home(cast, age_min=0, age_max=9, max_children=2, availability_confirmed_at=timezone.now())
    make_referral(cast, ages=(8,))
    make_referral(cast, ages=(13, 15))
    write_returns(tmp_path / "return", Recipe(children=300, years=4, seed=11))
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
    for path, name in (("children", "44-children-first"), ("recruitment", "45-recruitment"), ("england", "46-england")):
        page.goto(f"/council/shortages/{path}/")
        looked_at(page, name)
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
