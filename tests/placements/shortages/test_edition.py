"""One figure, one number: page, CSV, spreadsheet, JSON, API, print and PDF; two pages; digest; a day past."""

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, fixed
from tests.tables import page_tables, sheet_table

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worked_out(cast: Cast, sent_tasks: list[Any]) -> Cast:
    from placements.shortages.services import jobs

    fresh = {"availability_confirmed_at": timezone.now()}
    make_home(cast, **fresh, age_min=0, age_max=9, max_children=2)
    make_home(cast, **fresh, who="stan", age_min=0, age_max=4, max_children=1)
    make_referral(cast, ages=(8,))
    make_referral(cast, ages=(13, 15))
    with cast.acting("anna") as anna:
        jobs.ask(anna)
    assert jobs.run(*sent_tasks.pop()[1]) == "done"
    return cast


def _words(pdf: bytes) -> tuple[int, str]:
    reader = PdfReader(io.BytesIO(pdf))
    return len(reader.pages), " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_the_same_number_wherever_it_stands(worked_out: Cast) -> None:
    anna = Client()
    anna.force_login(worked_out.people["anna"])
    today = TODAY.isoformat()
    for query in ("", "?kind=short_term", f"?as_of={today}"):
        api = anna.get(f"/api/v1/shortages/figures/need{query}").json()
        json_file = anna.get(f"/council/shortages/files/need.json{query}").json()
        assert api == json_file
        rows = [list(row.values()) for row in api["rows"]]
        text = anna.get(f"/council/shortages/files/need.csv{query}").content.decode()
        in_csv = list(csv.reader(io.StringIO(text)))[1 : len(rows) + 1]
        assert in_csv == [[str(value) for value in row] for row in rows]
        book = openpyxl.load_workbook(io.BytesIO(anna.get(f"/council/shortages/files/need.xlsx{query}").content))
        in_sheet = [[cell.value for cell in row] for row in book["need"].iter_rows(min_row=2, max_row=len(rows) + 1)]
        assert in_sheet == rows
        page = anna.get(f"/council/shortages/{query}").content.decode()
        for row in rows:
            cells = "".join(f'<td class="govuk-table__cell govuk-table__cell--numeric">{one}</td>' for one in row[1:])
            assert cells in page.replace("\n", "").replace("        ", "")
    officers = anna.get(f"/council/shortages/strategy/officers.json?as_of={today}").json()
    [need] = [block for part in officers["sections"] for block in part["blocks"] if block["name"] == "need"]
    assert need["rows"] == anna.get("/api/v1/shortages/figures/need").json()["rows"]
    assert officers == anna.get(f"/api/v1/shortages/editions/officers?as_of={today}").json()
    pages, words = _words(anna.get(f"/council/shortages/strategy/officers.pdf?as_of={today}").content)
    printed = anna.get(f"/council/shortages/strategy/officers/?as_of={today}").content.decode()
    assert pages <= 2
    for part in officers["sections"]:
        for sentence in part["sentences"]:
            assert sentence in printed.replace("&#39;", "'").replace("&#34;", '"')
    for row in need["rows"]:
        assert " ".join(str(value) for value in row.values()) in words
    assert "not for publication" in words


def test_the_edition_for_publication_holds_open_figures_alone(worked_out: Cast) -> None:
    from placements.shortages.services.opening import publish_month

    anna = Client()
    anna.force_login(worked_out.people["anna"])
    assert anna.get("/council/shortages/strategy/publication.pdf").status_code == 404
    assert anna.get("/council/shortages/strategy/publication/").status_code == 200
    publish_month()
    found = anna.get("/council/shortages/strategy/publication.json").json()
    names = {block["name"] for part in found["sections"] for block in part["blocks"]}
    assert names <= {"open_waiting", "open_living", "open_places", "open_fostered", "england"}
    counts = [row["count"] for part in found["sections"] for block in part["blocks"]
              if block["name"] == "open_waiting" for row in block["rows"]]  # fmt: skip
    assert counts
    assert set(counts) <= {"c", 0}
    pages, words = _words(anna.get("/council/shortages/strategy/publication.pdf").content)
    assert pages <= 2
    assert "For publication." in words
    assert "not for publication" not in words


def test_a_day_past_is_shown_as_it_was_known_then(worked_out: Cast, sent_tasks: list[Any]) -> None:
    from placements.models import Snapshot

    anna = Client()
    anna.force_login(worked_out.people["anna"])
    before = anna.get("/api/v1/shortages/figures/need").json()["rows"]
    yesterday = TODAY - timedelta(days=1)
    with worked_out.acting("anna"):
        Snapshot.objects.update(as_of=yesterday)
    make_referral(worked_out, ages=(12,))
    assert anna.get("/api/v1/shortages/figures/need").json()["rows"] != before
    past = anna.get(f"/api/v1/shortages/figures/need?as_of={yesterday}").json()
    assert past["rows"] == before
    assert past["as_of"] == yesterday.isoformat()
    narrowed = anna.get(f"/api/v1/shortages/figures/need?as_of={yesterday}&band=5_to_9").json()["rows"]
    assert [row["waiting"] for row in narrowed] == [1]
    page = anna.get(f"/council/shortages/?as_of={yesterday}")
    assert "As it was known on" in page.content.decode()
    assert anna.get("/council/shortages/?as_of=2001-01-01").status_code == 404
    assert anna.get("/api/v1/shortages/now?as_of=2001-01-01").status_code == 404
    assert anna.get("/council/shortages/?as_of=yesterday").status_code == 200


def test_the_digest_comes_on_the_first_working_day_once_to_those_who_work_with_it(worked_out: Cast) -> None:
    from accounts.models import Message
    from placements.models import Snapshot
    from placements.shortages.services import digest

    # 1 May 2027 is a Saturday and Monday the 3rd a bank holiday.
    assert [day for day in range(1, 8) if digest.is_due(fixed(2027, 5, day))] == [4]
    first = fixed(2027, 2, 1)
    assert digest.is_due(first)
    with worked_out.acting("anna"):
        Snapshot.objects.update(as_of=first)
    written = digest.send_due(first)
    assert written == digest.send_due(first) >= 2
    with worked_out.acting("anna"):
        rows = list(Message.objects.filter(kind=digest.KIND))
    assert {row.recipient for row in rows} == {"anna@example.org", "carl@example.org"}
    assert all("places short" in row.body and row.link_to == "/council/shortages/" for row in rows)
    assert digest.send_due(fixed(2027, 2, 2)) == 0


def _long(name: str, rows: int) -> Any:
    from placements.shortages.selectors.blocks import Block

    columns = [("near", "Near"), ("ages", "Ages"), ("places", "Places"), ("homes", "Homes")]
    lines = [[f"Sector {name} {n}", "10 to 15", 2, n] for n in range(rows)]
    return Block(name, f"Homes of {name}", columns, lines, TODAY, "every open referral")


def test_no_table_is_cut_without_a_word_and_two_pages_hold_it() -> None:
    from placements.shortages.editions.pdf import as_pdf
    from placements.shortages.selectors.edition import MARKS, MOST_ROWS, OFFICERS, Edition, Section, in_brief

    short, long, endless = _long("short", MOST_ROWS), _long("long", 100), _long("endless", 500)
    sections = [Section("Homes", ["Homes are short."], [short, long]), Section("More", [], [endless])]
    edition = Edition(OFFICERS, "Enough homes", MARKS[OFFICERS], TODAY, sections, ["As recorded here."])
    assert in_brief(short) is None
    assert edition.appendix == [long, endless]
    assert len(edition.as_json()["sections"][0]["blocks"][1]["rows"]) == 100, "files hold every row"
    pages, words = _words(as_pdf(edition))
    assert pages == 2
    assert "20 of 100 rows: the whole table is in the appendix." in words
    assert all(f"Sector long {n} " in words for n in range(100))
    assert all(f"Sector short {n} " in words for n in range(MOST_ROWS))
    assert "Homes of endless: all 500 rows are in the spreadsheet and the JSON of this edition." in words
    assert "20 of 500 rows" in words
    assert "1 of 2" in words and "2 of 2" in words


def test_the_edition_for_publication_holds_every_open_figure_of_the_council(worked_out: Cast) -> None:
    from placements.shortages.services.opening import publish_month

    publish_month()
    anna = Client()
    anna.force_login(worked_out.people["anna"])
    address = "/council/shortages/strategy/publication"
    found = anna.get(f"{address}.json").json()
    blocks = {block["name"]: block for part in found["sections"] for block in part["blocks"]}
    page = anna.get(f"{address}/").content.decode()
    tables, book = page_tables(page), anna.get(f"{address}.xlsx").content
    pages, words = _words(anna.get(f"{address}.pdf").content)
    assert pages == 2
    month = f"{TODAY:%Y-%m}"
    for name in ("waiting", "living", "places", "fostered"):
        whole = anna.get(f"/api/v1/open-data/{name}-{month}?area=E08000035").json()["rows"]
        assert blocks[f"open_{name}"]["rows"] == whole
        shown = [[str(value) for value in row.values()] for row in whole]
        title = blocks[f"open_{name}"]["title"]
        assert tables.get(f"{title}: every row", tables[title])[1:] == shown
        assert len(sheet_table(book, f"open_{name}")) == len(whole) + 1
        for row in shown:
            assert " ".join(filter(None, row)) in words, row
    assert page.count("the whole table is in the appendix") == 2


def test_a_council_that_joined_after_the_month_came_out_is_told_so(cast: Cast) -> None:
    from placements.models import OpenFigures
    from placements.shortages.services.opening import BELOW

    for name, below in BELOW.items():
        cells = [["E08000032", *["*"] * len(below), 10]]
        OpenFigures(name=name, month=fixed(2026, 12, 1), as_of=fixed(2026, 12, 1), cells=cells).save()
    anna = Client()
    anna.force_login(cast.people["anna"])
    found = anna.get("/council/shortages/strategy/publication.json").json()
    assert [block["name"] for part in found["sections"] for block in part["blocks"] if block["name"] != "england"] == []
    [words] = found["sections"][0]["sentences"]
    assert "Leeds is not in the figures of December 2026" in words
    assert "January 2027" in words
    printed = anna.get("/council/shortages/strategy/publication/").content.decode()
    assert "Leeds is not in the figures of December 2026" in printed
    nora = Client()
    nora.force_login(cast.people["nora"])
    there = nora.get("/council/shortages/strategy/publication.json").json()
    assert len([block for part in there["sections"] for block in part["blocks"] if block["name"] != "england"]) == 4
