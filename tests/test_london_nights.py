"""Half past midnight of a summer night: London has the next day already, UTC has not."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from carers.enquiries.selectors.today import today_for
from carers.imports import SHEETS, read
from carers.models import Application, Duty, Household
from carers.people.selectors import running
from placements.homes.selectors.capacity import capacity
from placements.shortages.selectors import supply
from placements.shortages.selectors.places import place_rows_of
from tests.cast import Cast, make_home
from tests.clock import fixed, freeze

NIGHT, DAY = fixed(2026, 6, 30, 23, 30), fixed(2026, 7, 1)


@pytest.fixture(autouse=True)
def _night(monkeypatch: pytest.MonkeyPatch, sent_tasks: list[Any]) -> None:
    freeze(monkeypatch, NIGHT)


def _home(cast: Cast, **more: Any) -> Any:
    return make_home(cast, starts_on=fixed(2024, 1, 1), **more)


def _sheet(client: Client, path: str) -> list[dict[str, str]]:
    text = b"".join(client.get(path).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_what_is_due_a_fortnight_ahead_is_told_by_the_day_in_london(cast: Cast) -> None:
    home = _home(cast, name="Ada and Bo")
    with cast.acting("musa"):
        Duty(agency_id=cast.agency.pk, household_id=home, kind="review", since=DAY, due_on=fixed(2026, 7, 15)).save()
        assert [item.name for item in today_for(cast.agency.pk, NIGHT).due] == ["Ada and Bo"]


def test_spreadsheets_name_the_day_that_people_saw(cast: Cast) -> None:
    _home(cast, availability_confirmed_at=NIGHT)
    with cast.acting("musa"):
        Application(agency=cast.agency, name="Bo", stage="stage1", stage_since=NIGHT).save()
    client = Client()
    client.force_login(cast.people["musa"])
    assert [row["availability_confirmed"] for row in _sheet(client, "/agency/homes/export/")] == [str(DAY)]
    [bo] = _sheet(client, "/agency/people/export/?state=stage1")
    assert bo["at_this_stage_since"] == str(DAY)


def test_a_sheet_takes_today_and_no_later_day(cast: Cast) -> None:
    heads = "name,telephone,received_on\n"
    assert not read(SHEETS["people"], f"{heads}Ada,07700 900123,{DAY:%d/%m/%Y}\n").faults
    [late] = read(SHEETS["people"], f"{heads}Ada,07700 900123,{fixed(2026, 7, 2):%d/%m/%Y}\n").faults
    assert late.column == "received_on" and "still to come" in late.words


def test_work_for_a_panel_could_begin_on_the_day_in_london() -> None:
    row = Application(stage="panel", stage_since=NIGHT, panel_on=fixed(2026, 7, 9))
    assert ("panel_papers", row.panel_on, DAY) in running._starts(row)


def test_a_vacancy_confirmed_in_the_night_counts_for_as_long_everywhere(cast: Cast) -> None:
    """Four weeks before, at half past midnight: still fresh on the dashboard as on the service's own page."""
    home = _home(cast, max_children=1, availability_confirmed_at=fixed(2026, 6, 2, 23, 30))
    with cast.acting("musa"):
        assert capacity(cast.agency.pk, DAY, home).vacant == 1
        [row] = place_rows_of(cast.agency.pk, DAY)
        assert (row.places.usable, row.places.stale) == (1, 0)
        Household.objects.filter(pk=home).update(availability_confirmed_at=fixed(2026, 6, 2, 22, 30))
        [row] = place_rows_of(cast.agency.pk, DAY)
        assert (row.places.usable, row.places.stale) == (0, 1)


def test_months_of_waiting_are_told_from_the_day_in_london() -> None:
    assert supply._months(fixed(2026, 6, 1), NIGHT) == 1
