"""Names, numbers and days that systems like to spoil: unharmed through every door, and harmless in a spreadsheet."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from carers.models import Application, Enquiry, Household
from tests.cast import Cast, make_home
from tests.clock import fixed

NAMES = (
    "Wanjirũ O'Brien-Ngũgĩ", "Sukarno", "Nguyễn Thị Ánh", "José María de la Cruz y Núñez", "Åse Ødegård", "X Æ",
    "van der Berg, Jan", 'Mary "Mo" Smith', "李小龍", "محمد علي", "D’Arcy-Smith", "Ó Súilleabháin", "null", "None",
)  # fmt: skip
FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1+1", "＝1+1", '=HYPERLINK("http://x")')


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _client(cast: Cast, who: str = "musa") -> Client:
    client = Client()
    client.force_login(cast.people[who])
    return client


def _sheet(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _take(client: Client, name: str, number: int, **more: Any) -> Any:
    body = {"name": name, "telephone": f"+353 87 123 {4000 + number}", "source": "telephone", **more}
    return client.post("/api/v1/intake", body, content_type="application/json")


def test_a_name_comes_out_as_it_went_in(cast: Cast) -> None:
    client = _client(cast)
    for number, name in enumerate(NAMES):
        taken = _take(client, name.replace("y-S", "y\u2011S"), number)  # as word processors write it
        assert taken.status_code == 201, taken.content
        key = taken.json()["id"]
        told = client.get(f"/api/v1/enquiries/{key}").json()
        assert (told["name"], told["telephone"]) == (name, f"+353 87 123 {4000 + number}")
        assert client.get(f"/agency/people/{key}/").status_code == 200
        word = name.split()[0].strip(",").lower()
        found = client.get("/api/v1/enquiries", {"q": word}).json()["results"]
        assert name in [row["name"] for row in found], word
    assert [row["name"] for row in client.get("/api/v1/enquiries", {"q": "+353871234000"}).json()["results"]] == [
        NAMES[0]
    ]
    exported = {row["name"]: row for row in _sheet(client.get("/agency/people/export/"))}
    assert set(exported) == set(NAMES)
    assert exported[NAMES[0]]["telephone"] == "'+353 87 123 4000"  # text, not a sum: the number itself is whole


def test_an_export_holds_the_list_exactly_as_filtered(cast: Cast) -> None:
    client = _client(cast)
    for number, name in enumerate(("Ada Example", "Bo Example", "Cy Other")):
        _take(client, name, number, spoken=name.startswith("Bo"))
    with cast.acting("stan"):
        Enquiry(agency=cast.rival, name="Foreign Example", email="f@example.org").save()
    with cast.acting("rosa"):
        Enquiry.objects.filter(name="Ada Example").update(owner=cast.people["rosa"])
    for query, names in (
        ("", {"Ada Example", "Bo Example", "Cy Other"}),
        ("?q=example", {"Ada Example", "Bo Example"}),
        ("?state=contacted", {"Bo Example"}),
        ("?state=received&q=example", {"Ada Example"}),
        ("?q=nobody", set()),
    ):
        assert {row["name"] for row in _sheet(client.get(f"/agency/people/export/{query}"))} == names, query
    mine = _sheet(_client(cast, "rosa").get("/agency/people/export/?whose=mine"))
    assert [row["name"] for row in mine] == ["Ada Example"]


def test_no_cell_of_any_export_is_a_formula(cast: Cast) -> None:
    client = _client(cast)
    make_home(cast, name="=2+5", reference="@H1")
    with cast.acting("musa"):
        for number, text in enumerate(FORMULAS):
            row = Enquiry(agency=cast.agency, name=text, campaign=text, email=f"e{number}@example.org")
            row.save()
            if number < 3:
                Application(agency=cast.agency, enquiry=row, name=text).save()
    sheets = [
        _sheet(client.get("/agency/people/export/")),
        _sheet(client.get("/agency/people/export/?state=registered")),
        _sheet(client.get("/agency/homes/export/")),
    ]
    assert [len(rows) for rows in sheets] == [len(FORMULAS), 3, 1]
    for row in (row for rows in sheets for row in rows):
        for cell in row.values():
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")), row


def test_the_twenty_ninth_of_february(cast: Cast) -> None:
    """A leap day as approval, last review, import and export; the next is due on the last day of the next February."""
    client = _client(cast)
    heads = "reference,name,approved_on,max_children,rooms,age_min,age_max,kinds_of_care,last_review_on\n"
    day = str(fixed(2024, 2, 29))
    text = f"{heads}L-29,O'Brien-Ngũgĩ,{day},2,2,0,17,short_term,{day}\n"
    done = client.post("/api/v1/imports/homes", {"text": text, "dry_run": False}, content_type="application/json")
    assert done.status_code == 200, done.content
    [row] = _sheet(client.get("/agency/homes/export/"))
    assert (row["reference"], row["name"], row["approved_on"]) == ("L-29", "O'Brien-Ngũgĩ", day)
    with cast.acting("musa"):
        review = Household.objects.get().duties.get(kind="review")
        assert review.due_on == fixed(2025, 2, 28)
    faulty = text.replace("2024", "2023")
    told = client.post("/api/v1/imports/homes", {"text": faulty, "dry_run": True}, content_type="application/json")
    assert told.status_code == 422 and told.json()["faults"][0]["column"] == "approved_on"
