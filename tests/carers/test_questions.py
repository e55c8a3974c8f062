"""Questions people have at night: each page is read in a minute, and each amount says where it comes from."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from carers.public.allowances import allowances
from carers.public.checks_at_start import allowances_can_be_read
from carers.public.pages.questions import TOPICS
from tests.clock import fixed

# Silent reading of plain English by adults: 238 words a minute (Brysbaert 2019, Journal of Memory and Language).
WORDS_A_MINUTE = 238


def words_of(page: str) -> list[str]:
    main = re.sub(r"<script.*?</script>|<style.*?</style>", "", page.split("<main")[1].split("</main>")[0], flags=re.S)
    return re.findall(r"[\w'’£.,-]+", re.sub(r"<[^>]+>", " ", main.split(">", 1)[1]))


@pytest.mark.parametrize("slug", TOPICS)
def test_each_answer_is_read_in_a_minute(db: None, slug: str) -> None:
    page = Client().get(f"/questions/{slug}/").content.decode()
    count = len(words_of(page))
    assert 30 < count <= WORDS_A_MINUTE, f"{slug}: {count} words"
    assert page.count("<h1") == 1


@pytest.mark.parametrize("path", ["/", "/could-i-foster/", "/enquire/", "/my-application/way-back/", "/accessibility/"])
def test_each_first_page_too(db: None, path: str) -> None:
    assert len(words_of(Client().get(path).content.decode())) <= WORDS_A_MINUTE


def test_every_question_that_people_have_has_its_page() -> None:
    asked = {"money", "tax", "home", "single", "work", "age", "pets", "children", "steps"}
    assert asked <= set(TOPICS)


def test_amounts_that_nobody_checked_say_so_and_checked_ones_name_the_day(
    db: None, settings: Any, tmp_path: Path
) -> None:
    page = Client().get("/questions/money/").content.decode()
    unchecked = [row for row in allowances() if not row.confirmed_on]
    assert ("Not yet confirmed" in page) == bool(unchecked)
    assert all(str(pounds) in page for row in allowances() for pounds in row.pounds) and "2025" in page
    own = tmp_path / "allowances.csv"
    shipped = Path("carers/data/allowances.csv").read_text().splitlines()
    fields = shipped[0].split(",")
    at = fields.index("confirmed_on")
    own.write_text("\n".join([shipped[0], *(_confirmed(line, at) for line in shipped[1:] if line)]) + "\n")
    settings.ALLOWANCES_FILE = str(own)
    told = Client().get("/questions/money/").content.decode()
    assert "Not yet confirmed" not in told and "Tuesday 7 April 2026" in told


def _confirmed(line: str, at: int) -> str:
    import csv
    import io

    [cells] = csv.reader([line])
    cells[at] = str(fixed(2026, 4, 7))
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def test_a_file_of_allowances_that_cannot_be_read_is_found_at_the_start(settings: Any, tmp_path: Path) -> None:
    assert allowances_can_be_read() == []
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("year,area\n2026 to 2027,London\n")
    for name, code in ((tmp_path / "none.csv", "carers.E001"), (wrong, "carers.E001")):
        settings.ALLOWANCES_FILE = str(name)
        assert [found.id for found in allowances_can_be_read()] == [code]
