"""What is unknown is no debt: a home brought in owes nothing that nobody told, and is asked for once."""

from datetime import date
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client

from accounts.models import AuditEntry
from carers.homes.selectors.last_dates import COLUMNS, KINDS, homes_lacking, lacking
from carers.homes.services.duties import finish_duty, open_first_duties
from carers.imports.services.importing import bring_in
from carers.law.working_days import add_months
from carers.models import Duty, Household
from tests.cast import Cast, make_home
from tests.clock import TODAY, in_days

HEADS = "reference,name,approved_on,max_children,rooms,age_min,age_max,kinds_of_care," + ",".join(COLUMNS.values())
LONG_AGO = date(2008, 1, 11)


def line(reference: str, approved: date, *last: date | None) -> str:
    days = ",".join(day.strftime("%d/%m/%Y") if day else "" for day in last)
    return f"{reference},Home {reference},{approved:%d/%m/%Y},2,2,0,12,Short term,{days or ',,,,'}"


def bring(cast: Cast, *rows: str, key: str = "homes", heads: str = HEADS) -> Any:
    with cast.acting("musa") as musa:
        return bring_in(musa, key, "\n".join((heads, *rows)), dry_run=False)


def duties(cast: Cast) -> dict[str, date]:
    with cast.acting("musa"):
        return dict(Duty.objects.filter(done_on=None).values_list("kind", "due_on"))


def test_two_hundred_homes_of_long_ago_owe_nothing_and_ask_once(cast: Cast, sent_tasks: list[Any]) -> None:
    ago = in_days(-6500)
    report = bring(cast, *(line(f"H{n}", ago) for n in range(200)))
    assert report.made == 200 and duties(cast) == {}
    client = Client()
    client.force_login(cast.people["musa"])
    today = client.get("/api/v1/today").json()
    assert today["counts"]["due"] == 0 and today["undated_homes"] == 200
    page = client.get("/agency/").content.decode()
    assert "Of 200 homes we do not know" in page and "/agency/homes/last-dates/" in page
    listed = client.get("/agency/homes/last-dates/?page=4").content.decode()
    assert listed.count("Not known: Review of approval, Unannounced visit, Supervision visit") == 50


def test_what_is_told_counts_from_there_and_what_is_not_stays_unknown(cast: Cast, sent_tasks: list[Any]) -> None:
    review, dbs = in_days(-200), in_days(-(3 * 365 + 40))
    bring(cast, line("H1", LONG_AGO, review, None, None, None, dbs))
    assert duties(cast) == {"review": add_months(review, 12), "dbs": add_months(dbs, 36)}
    with cast.acting("musa"):
        assert lacking(homes_lacking(cast.agency.pk).get()) == ["unannounced", "supervision", "training"]


def test_a_period_that_still_runs_counts_from_approval(cast: Cast, sent_tasks: list[Any]) -> None:
    """Approved two months ago: the first review is due within the year; who visited since is unknown."""
    approved = in_days(-60)
    bring(cast, line("H1", approved))
    assert set(duties(cast)) == {"review", "unannounced", "training", "dbs"}
    assert min(duties(cast).values()) >= TODAY


def test_days_are_checked_by_line_and_column(cast: Cast, sent_tasks: list[Any]) -> None:
    ahead, before = in_days(1), date(2008, 1, 1)
    report = bring(cast, line("H1", date(2010, 1, 1), None, before), line("H2", date(2010, 1, 1), None, None, ahead))
    assert {(fault.line, fault.column) for fault in report.faults} == {
        (2, "last_unannounced_on"),
        (3, "last_supervision_on"),
    }


def test_the_last_dates_are_told_by_page_endpoint_and_spreadsheet(cast: Cast, sent_tasks: list[Any]) -> None:
    bring(cast, *(line(f"H{n}", date(2010, 1, 1)) for n in range(3)))
    with cast.acting("musa"):
        homes = {home.reference: home.pk for home in Household.objects.all()}
    client, day = Client(), in_days(-30)
    client.force_login(cast.people["musa"])
    address = f"/agency/homes/{homes['H0']}/last-dates/"
    assert "Last supervision visit" in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 422
    typed = {f"last_review_on-{part}": getattr(day, part) for part in ("day", "month", "year")}
    assert client.post(address, typed | {"last_review_on-year": 2090}).status_code == 422
    assert client.post(address, typed).status_code == 302
    body = {"home": str(homes["H1"]), "last_dbs_on": str(day), "training_done_on": "2011-01-01"}
    path = "/api/v1/last-dates"
    assert client.post(path, body | {"last_dbs_on": "2090-01-01"}, content_type="application/json").status_code == 400
    assert client.post(path, body, content_type="application/json").status_code == 201
    again = client.post(path, body, content_type="application/json")
    assert again.status_code == 409 and "noted already" in again.json()["detail"]
    listed = {row["reference"]: row["lacking"] for row in client.get(path).json()["results"]}
    assert listed == {
        "H0": ["unannounced", "supervision", "training", "dbs"], "H1": ["review", "unannounced", "supervision"],
        "H2": [str(kind) for kind in KINDS],
    }  # fmt: skip
    answer = client.get("/agency/homes/last-dates/sheet/")
    sheet = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert sheet[1:] == ["H0,Home H0,,,,,", "H1,Home H1,,,,,", "H2,Home H2,,,,,"]
    days = f"{day:%d/%m/%Y}"
    filled = [f"H2,Home H2,{days},{days},{days},{days},{days}", "H9,Nobody,,,,,01/01/2020", f"H0,Wrong,,,,,{days}"]
    faults = bring(cast, *filled, key="dates", heads=sheet[0]).faults
    assert [(fault.line, fault.column) for fault in faults] == [(3, "reference"), (4, "name")]
    assert bring(cast, filled[0], key="dates", heads=sheet[0]).made == 1
    assert client.get("/api/v1/today").json()["undated_homes"] == 2
    with cast.acting("musa"):
        owed = Duty.objects.filter(household=homes["H2"])
        assert {duty.kind: duty.due_on for duty in owed.filter(done_on=None)} == {
            "review": add_months(day, 12), "unannounced": add_months(day, 12), "dbs": add_months(day, 36),
            "supervision": in_days(12),
        }  # fmt: skip
        assert owed.get(kind="training").done_on == day
        told = AuditEntry.objects.filter(action="duty.last_dates_told", subject_id=homes["H0"]).get()
        assert told.data == {"review": day.isoformat()}


def test_a_wrong_start_is_corrected_and_a_noted_one_is_not(cast: Cast, sent_tasks: list[Any]) -> None:
    """The DBS renewal of an approved home counts from its certificate as soon as somebody says when that was."""
    client = Client()
    client.force_login(cast.people["musa"])
    home = make_home(cast, starts_on=in_days(-20))
    with cast.acting("musa"):
        open_first_duties(Household.objects.get(pk=home))
    older = in_days(-300)
    body = {"home": str(home), "last_dbs_on": str(older)}
    assert client.post("/api/v1/last-dates", body, content_type="application/json").status_code == 201
    assert duties(cast)["dbs"] == add_months(older, 36)
    with cast.acting("musa") as musa:
        finish_duty(musa, Duty.objects.get(kind="supervision").pk, TODAY)
    body = {"home": str(home), "last_supervision_on": str(older)}
    answer = client.post("/api/v1/last-dates", body, content_type="application/json")
    assert answer.status_code in (409, 422) and duties(cast)["supervision"] == in_days(42)


def test_the_renewal_counts_from_the_certificate_that_was_seen(cast: Cast, sent_tasks: list[Any]) -> None:
    from carers.homes.services.duties import last_certificate
    from carers.models import Application, Check

    with cast.acting("musa"):
        application = Application(agency_id=cast.agency.pk, name="Ada and Bo")
        application.save()
        for person, days in (("Ada", (in_days(-300), in_days(-100))), ("Bo", (in_days(-200),))):
            for day in days:
                Check(agency_id=cast.agency.pk, application=application, kind="dbs", person=person, asked_on=day,
                      received_on=day, outcome="clear").save()  # fmt: skip
    home = make_home(cast, application_id=application.pk, starts_on=in_days(-5))
    with cast.acting("musa"):
        assert last_certificate(Household.objects.get(pk=home)) == in_days(-200)
        made = open_first_duties(Household.objects.get(pk=home))
        assert {duty.kind: duty.since for duty in made}["dbs"] == in_days(-200)


def _duty(cast: Cast, home: UUID, kind: str, since: date, due: date) -> None:
    with cast.acting("musa"):
        Duty(agency_id=cast.agency.pk, household_id=home, kind=kind, since=since, due_on=due).save()


def test_homes_that_were_brought_in_before_lose_their_invented_debts(cast: Cast) -> None:
    home = make_home(cast, starts_on=LONG_AGO)
    _duty(cast, home, "supervision", LONG_AGO, date(2008, 2, 22))
    _duty(cast, home, "dbs", LONG_AGO, date(2011, 1, 11))
    _duty(cast, home, "review", in_days(-900), in_days(-535))  # a last review that was told: truly overdue
    _duty(cast, home, "training", TODAY, in_days(9))
    migration = import_module("carers.migrations.0014_no_debt_of_the_unknown")
    with connections["owner"].cursor() as cursor:
        for statement in (migration.LIFTED.format("NO FORCE"), migration.FORGET_INVENTED):
            cursor.execute(statement)
        cursor.execute(migration.LIFTED.format("FORCE"))
    assert set(duties(cast)) == {"review", "training"}


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_duty_starts_late(cast: Cast, kind: str, sent_tasks: list[Any]) -> None:
    """The guard: whichever kind, and whatever its clock, no first duty of a home of long ago is overdue at once."""
    for years in (1, 2, 4, 20):
        approved = add_months(TODAY, -12 * years)
        home = make_home(cast, starts_on=approved)
        with cast.acting("musa"):
            made = {duty.kind: duty for duty in open_first_duties(Household.objects.get(pk=home))}
            assert kind not in made or made[kind].due_on >= TODAY
            told = {kind: max(approved, add_months(TODAY, -6))}
            Duty.objects.filter(household=home).delete()
            assert kind in {duty.kind for duty in open_first_duties(Household.objects.get(pk=home), told)}
