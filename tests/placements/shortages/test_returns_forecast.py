"""A return taken in, kept without what identifies a child, forecast from, compared with what happened."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from carers.law.working_days import add_months
from tests.cast import Cast, make_home, make_referral
from tests.clock import LONG_AGO, TODAY, fixed, in_days
from tests.placements.forecasting.test_returns_year import _some_after, files

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from placements.shortages.forecasting.generator import Recipe
    from placements.shortages.forecasting.generator_files import write_returns

    out = tmp_path_factory.mktemp("return")
    write_returns(out, Recipe(children=420, years=5, seed=11))
    return out


def _uploads(folder: Path, spoil: int = 0) -> list[SimpleUploadedFile]:
    episodes = (folder / "Episodes.csv").read_text().splitlines()
    for line in range(1, spoil + 1):
        cells = episodes[line].split(",")
        episodes[line] = ",".join([cells[0], "not a day", *cells[2:]])
    header = (folder / "Header.csv").read_bytes()
    return [
        SimpleUploadedFile("Episodes.csv", "\n".join(episodes).encode()), SimpleUploadedFile("Header.csv", header),
    ]  # fmt: skip


def test_from_upload_to_forecast_and_what_ifs(cast: Cast, folder: Path, sent_tasks: list[Any]) -> None:
    from placements.models import Episode, Return, Scenario
    from placements.shortages.services import jobs

    for _number in range(3):
        make_home(cast, availability_confirmed_at=timezone.now())
    make_referral(cast, ages=(12,))
    anna = Client()
    anna.force_login(cast.people["anna"])
    refused = anna.post("/council/data/", {"tables": _uploads(folder, spoil=200)}, follow=True)
    page = refused.content.decode()
    assert "Refused: nothing of it is used." in page
    assert "DECOM" in page
    answer = anna.post("/council/data/", {"tables": _uploads(folder, spoil=2)})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with cast.acting("anna"):
        row = Return.objects.get(state="accepted")
        assert row.rows_rejected == 2
        assert row.episodes_kept == Episode.objects.count() > 500
        child = Episode.objects.values_list("child", flat=True).first() or ""
    given = {line.split(",")[0] for line in (folder / "Header.csv").read_text().splitlines()[1:]}
    assert child not in given
    assert len(child) >= 32
    findings = anna.get(f"/council/data/{row.pk}/findings.csv").content.decode()
    assert findings.count("row rejected") == 2
    assert [name for name, _ in sent_tasks].count(jobs.TASK) == 1
    assert jobs.run(*sent_tasks[-1][1]) == "done"

    page = anna.get("/council/shortages/next/").content.decode()
    assert "places short" in page
    # The return ends in March 2025: carried forward by a year at most, and said so.
    assert "What is known ends in March 2025, " in page
    months = anna.get("/api/v1/shortages/figures/next_children").json()["rows"]
    first = in_days(1).replace(day=1)  # on the last day of a month that month is over
    ahead = [f"{add_months(first, at):%B %Y}" for at in range(24)]
    assert [row["month"] for row in months] == ahead, "months ahead are ahead of today"
    assert "The forecast of a year ago, and what happened" in page
    assert "NaN" not in page
    kept = anna.get("/api/v1/shortages/figures/next_gap").json()
    assert len(kept["rows"]) == 24
    file = anna.get("/council/shortages/files/next_year_ago.json").json()
    assert len(file["rows"]) == 18
    what_if = {"name": "Fifty homes", "homes": 50, "places": 3, "youngest": 0, "oldest": 17, "fewer_exits": 20,
               "entries": 0}  # fmt: skip
    assert anna.post("/council/shortages/next/", what_if).status_code == 302
    again = anna.post("/council/shortages/next/", what_if)
    assert again.status_code == 422
    assert "already" in again.content.decode()
    with cast.acting("anna"):
        scenario = Scenario.objects.get()
    assert scenario.points[11][1] < kept["rows"][11]["middle"], "more homes, fewer places short"
    assert "Fifty homes" in anna.get("/council/shortages/next/").content.decode()
    past = anna.get(f"/council/shortages/next/?as_of={LONG_AGO}").content.decode()
    assert "Not worked out yet" in past, "nothing was known then"


def test_commands_on_what_is_stored(cast: Cast, folder: Path, sent_tasks: list[Any]) -> None:
    out = io.StringIO()
    call_command("import_903", str(folder), "--council", "E08000035", "--json", stdout=out)
    assert json.loads(out.getvalue())["state"] == "accepted"
    out = io.StringIO()
    call_command("forecast", "--council", "E08000035", "--months", "6", "--json", stdout=out)
    stored = json.loads(out.getvalue())
    out = io.StringIO()
    call_command("forecast", "--returns", str(folder), "--months", "6", "--json", stdout=out)
    assert stored["now"] == json.loads(out.getvalue())["now"], "what is stored is what was read"
    with pytest.raises(CommandError, match="No council of area"):
        call_command("forecast", "--council", "E06000001")


def test_no_children_and_no_homes_give_noughts_and_limited_data(cast: Cast) -> None:
    from placements.shortages.services.outlook import outlook

    with cast.acting("anna"):
        figures = outlook(cast.council, TODAY)
    text = json.dumps(figures, allow_nan=False)
    assert "limited data" in text
    assert {tuple(row[:3]) for row in figures["gap"]} == {(0.0, 0.0, 0.0)}


def _sent(more: list[str]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(one.name, one.data) for one in files(more)]


def test_page_endpoint_and_command_ask_for_the_year_alike_and_take_it_alike(
    cast: Cast, tmp_path: Path, sent_tasks: list[Any]
) -> None:
    from placements.models import Return

    unclear = _some_after(6)
    for one in files(unclear):
        (tmp_path / one.name).write_bytes(one.data)
    anna = Client()
    anna.force_login(cast.people["anna"])
    page = anna.post("/council/data/", {"tables": _sent(unclear)}, follow=True).content.decode()
    assert "Say which year it ends in" in page
    told = anna.post("/api/v1/shortages/returns", {"tables": _sent(unclear)})
    assert told.status_code == 422
    assert "Say which year it ends in" in told.json()["words"]
    with pytest.raises(CommandError, match="Say which year it ends in"):
        call_command("import_903", str(tmp_path), "--council", "E08000035", stdout=io.StringIO())
    assert anna.post("/council/data/", {"tables": _sent(unclear), "year": "2025"}).status_code == 302
    assert anna.post("/api/v1/shortages/returns", {"tables": _sent(unclear), "year": "2025"}).status_code == 201
    call_command("import_903", str(tmp_path), "--council", "E08000035", "--year", "2025", stdout=io.StringIO())
    with cast.acting("anna"):
        taken = list(Return.objects.filter(state="accepted").values_list("rows_rejected", "first_month", "last_month"))
    assert taken == [(6, 24291, 24302)] * 3, "April 2024 to March 2025, six rows named"
    for year, status in (("soon", 400), ("1999", 422)):
        assert anna.post("/api/v1/shortages/returns", {"tables": _sent([]), "year": year}).status_code == status
        assert anna.post("/council/data/", {"tables": _sent([]), "year": year}).status_code == 422
    with pytest.raises(CommandError, match="2017 to 2026"):
        call_command("import_903", str(tmp_path), "--council", "E08000035", "--year", "1999", stdout=io.StringIO())


def test_placements_recorded_here_are_known_from_their_first_endings_and_not_from_one_long_before() -> None:
    from placements.shortages.selectors.history import _window

    day = fixed(2026, 11, 30)
    ended = [(0, 0, 0, fixed(2026, 1 + at % 9, 15).toordinal()) for at in range(40)]
    lone = (0, 0, 0, date(2009, 3, 1).toordinal())
    assert _window(ended, day) == _window([lone, *ended], day)
    assert _window([lone], day)[1] == _window(ended, day)[1]
