"""No needs, no carers, unknown ages, an unfinished month, one huge council: noughts and words, never NaN."""

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, born, in_days
from tests.placements.shortages.test_figures_agree import PAGES, keep_day
from tests.tables import page_tables

pytestmark = pytest.mark.django_db(transaction=True)
BROKEN = re.compile(r"\b(NaN|nan|None|Infinity|inf|undefined|Undefined)\b")
WIDER = ("/open-data/", "/council/data/")


def _returned(folder: Path, episodes: list[str], births: list[str]) -> None:
    folder.mkdir()
    heads = "CHILD,DECOM,RNE,LS,PLACE,PLACE_PROVIDER,DEC,REC", "CHILD,SEX,DOB,ETHNIC,UPN"
    for name, head, rows in zip(("Episodes", "Header"), heads, (episodes, births), strict=True):
        (folder / f"{name}.csv").write_text("\n".join([head, *rows]))
    call_command("import_903", str(folder), "--council", "E08000035", stdout=io.StringIO())


def nothing(cast: Cast, tmp_path: Path) -> None:
    """No need, no home, no return, nobody who enquired."""


def no_carers(cast: Cast, tmp_path: Path) -> None:
    make_referral(cast, ages=(0,))
    make_referral(cast, ages=(17, 3, 9))


def no_needs(cast: Cast, tmp_path: Path) -> None:
    for who in ("musa", "carl"):
        make_home(cast, who, availability_confirmed_at=timezone.now())


def unknown_ages(cast: Cast, tmp_path: Path) -> None:
    """Three years of a return in which no child has a date of birth."""
    rows = [f"c{n},01/{1 + n % 12:02}/{2023 + n % 3},S,C2,U6,PR1,," for n in range(80)]
    _returned(tmp_path / "return", rows, [f"c{n},1,,WBRI," for n in range(80)])


def unfinished_month(cast: Cast, tmp_path: Path) -> None:
    day = in_days(-4).replace(day=1)
    rows = [f"c{n},{day + timedelta(days=n % 4):%d/%m/%Y},S,C2,U6,PR1,," for n in range(45)]
    _returned(tmp_path / "return", rows, [f"c{n},1,{born(11):%d/%m/%Y},WBRI," for n in range(45)])
    make_home(cast, availability_confirmed_at=timezone.now())


def huge(cast: Cast, tmp_path: Path) -> None:
    """Thousands of children in care, dozens who wait, no more than three homes."""
    from placements.shortages.forecasting.generator import Recipe
    from placements.shortages.forecasting.generator_files import write_returns

    write_returns(tmp_path / "return", Recipe(children=5000, years=3, seed=7))
    call_command("import_903", str(tmp_path / "return"), "--council", "E08000035", stdout=io.StringIO())
    for _number in range(3):
        make_home(cast, availability_confirmed_at=timezone.now(), max_children=3)
    for number in range(14):
        make_referral(cast, ages=(number % 18, (number * 7) % 18))


def _json(text: str) -> Any:
    def refuse(word: str) -> Any:
        raise AssertionError(f"{word} in JSON")

    return json.loads(text, parse_constant=refuse)


def _sound(what: str, text: str) -> str:
    visible = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    found = BROKEN.search(visible)
    assert found is None, f"{what}: …{visible[max(0, found.start() - 60) : found.end() + 60]}…"
    return text


def _every_file(anna: Client, query: str) -> None:
    for name in (name for names in PAGES.values() for name in names):
        files = f"/council/shortages/files/{name}"
        _json(anna.get(f"{files}.json{query}").content.decode())
        _json(anna.get(f"/api/v1/shortages/figures/{name}{query}").content.decode())
        _sound(name, anna.get(f"{files}.csv{query}").content.decode())
        assert anna.get(f"{files}.xlsx{query}").content.startswith(b"PK"), name
    _json(anna.get(f"/api/v1/shortages/now{query}").content.decode())


def _every_edition(anna: Client, query: str) -> None:
    for kind in ("officers", "publication"):
        address = f"/council/shortages/strategy/{kind}"
        _sound(kind, anna.get(f"{address}/{query}").content.decode())
        _json(anna.get(f"{address}.json{query}").content.decode())
        reader = PdfReader(io.BytesIO(anna.get(f"{address}.pdf{query}").content))
        assert len(reader.pages) <= 2, kind
        _sound(kind, " ".join(page.extract_text() for page in reader.pages))


def _walk(cast: Cast) -> dict[str, str]:
    """Every page, download and edition of the dashboard, today and as of today; the text of each page."""
    anna, musa, pages = Client(), Client(), {}
    anna.force_login(cast.people["anna"])
    musa.force_login(cast.people["musa"])
    for query in ("", f"?as_of={TODAY.isoformat()}"):
        for page in PAGES:
            answer = anna.get(f"/council/shortages/{page}{query}")
            assert answer.status_code == 200, page
            pages[page] = _sound(page or "now", answer.content.decode())
    _every_file(anna, "")
    _every_edition(anna, "")
    for address in WIDER:
        _sound(address, anna.get(address).content.decode())
    for address in ("/agency/figures/", "/agency/recruitment/"):
        _sound(address, musa.get(address).content.decode())
    return pages


@pytest.mark.parametrize("world", [nothing, no_carers, no_needs, unknown_ages, unfinished_month, huge])
def test_every_page_and_file_stands(
    world: Callable[[Cast, Path], None], cast: Cast, tmp_path: Path, sent_tasks: list[Any]
) -> None:
    from placements.shortages.services.opening import publish_month

    cache.clear()
    world(cast, tmp_path)
    keep_day(cast, TODAY)
    publish_month()
    pages = _walk(cast)
    need = page_tables(pages[""])["Children and usable places, by age"][1:]
    gap = page_tables(pages["next/"])["Places short"][1:]
    said = {
        nothing: "no child of yours waits", no_needs: "no child of yours waits", no_carers: "4 places short",
        unknown_ages: "no child of yours waits", unfinished_month: "no child of yours waits", huge: "places short",
    }  # fmt: skip
    assert said[world] in pages[""]
    if world is huge:
        assert max(float(row[2]) for row in gap) > 1000
        assert "limited data" not in pages["next/"].lower()
        return
    assert "Limited data" in pages["next/"]
    assert "limited data" in pages["next/"]
    if world in (nothing, no_needs, unknown_ages):
        assert {cell for row in gap for cell in row[1:5]} == {"0", "0.0"}
    if world in (nothing, unknown_ages):
        assert {cell for row in need for cell in row[1:]} == {"0"}
    if world is unknown_ages:
        assert "month of birth is unknown: 80" in pages["next/"]
    if world is unfinished_month:
        assert "children are counted as on" in pages["next/"]
        band = [row for row in page_tables(pages["next/"])["Children in foster care, by age"] if row[0] == "10 to 15"]
        assert float(band[0][3]) > 40, "45 children of ten or eleven are no nought"
