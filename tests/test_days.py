"""One guard for days: nothing done lies ahead, no year is a slip; on pages, endpoints, spreadsheets and services."""

import ast
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from rest_framework import serializers

from accounts.api.fields import DayField, MomentField
from accounts.input.days import DONE, FIRST, PLANNED, SOON, must_lie_in
from accounts.input.errors import Invalid
from accounts.pages.govuk_forms import DateField
from carers.homes.services.duties import finish_duty, open_first_duties
from carers.imports import SHEETS, read
from carers.imports.reading import Column, Sheet
from carers.imports.services.importing import bring_in
from carers.models import Duty, Household, InformationSession, Unavailability
from tests.cast import Cast, make_home
from tests.clock import TODAY, fixed, in_days
from tests.sources import sources

APPROVED = f"{in_days(-2000):%d/%m/%Y}"
ROOT = Path(__file__).resolve().parent.parent
HEADS = "reference,name,approved_on,max_children,rooms,age_min,age_max,kinds_of_care,last_review_on\n"
# Modules whose endpoints do not look at the guard yet. It only ever gets shorter.
WITHOUT = {
    "accounts/records/api/retention.py",
    "accounts/access/api/settings.py",
    "carers/applications/api/application_acts.py",
    "carers/public/api/first_steps_serializers.py",
    "carers/applications/api/my_application_serializers.py",
    "carers/people/api/serializers.py",
    "carers/enquiries/api/workspace.py",
    "placements/offers/api/choices.py",
    "placements/referrals/api/drafts.py",
    "placements/placing/api/living.py",
    "placements/offers/api/matching.py",
    "placements/offers/api/recorded.py",
    "placements/referrals/api/serializers.py",
    "placements/placing/api/short_stays.py",
}


def test_a_span_says_what_is_wrong_with_a_day() -> None:
    leap = fixed(2028, 2, 29)
    assert DONE.fault(leap, leap) == "" and "still to come" in DONE.fault(leap + timedelta(days=1), leap)
    assert (DONE.last(leap), SOON.last(leap), PLANNED.last(leap)) == (leap, fixed(2033, 2, 28), fixed(2048, 2, 29))
    assert SOON.fault(fixed(2033, 2, 28), leap) == "" and "more than 5 years" in SOON.fault(fixed(2033, 3, 1), leap)
    assert SOON.fault(leap, leap) == "" and "is past" in SOON.fault(leap - timedelta(days=1), leap)
    for span in (DONE, PLANNED):
        assert "before 1900" in span.fault(date(21, 5, 1), leap) and span.fault(FIRST, leap) == ""
        assert span.fault(date.max, leap)
    with pytest.raises(Invalid) as refused:
        must_lie_in(DONE, begun=None, done_on=date.max)
    assert list(refused.value.fields) == ["done_on"]


def test_what_is_done_is_never_ahead(cast: Cast, sent_tasks: list[Any]) -> None:
    """A duty through endpoint, page and service: refused in words, and it can be noted again as it was."""
    home, client = make_home(cast, starts_on=in_days(-20)), Client()
    with cast.acting("musa"):
        open_first_duties(Household.objects.get(pk=home))
        review = Duty.objects.get(kind="review")
    client.force_login(cast.people["musa"])
    ahead = {"duty": str(review.pk), "done_on": str(in_days(1))}
    answer = client.post(f"/api/v1/register/{home}/duties", ahead, content_type="application/json")
    assert answer.status_code == 400 and "still to come" in answer.content.decode()
    typed = {"duty": str(review.pk), "done_on-day": "1", "done_on-month": "1", "done_on-year": "2090"}
    page = client.post(f"/agency/homes/{home}/acts/duty/", typed)
    assert page.status_code == 422 and "must be on or before" in page.content.decode()
    with cast.acting("musa") as musa, pytest.raises(Invalid) as refused:
        finish_duty(musa, review.pk, date(2090, 1, 1))
    assert refused.value.code == "day.impossible"
    with cast.acting("musa"):
        assert Duty.objects.get(pk=review.pk).done_on is None


def test_a_year_ten_thousand_is_no_plan(cast: Cast, sent_tasks: list[Any]) -> None:
    home, client, today = make_home(cast), Client(), TODAY
    client.force_login(cast.people["musa"])
    off = {"slot": 1, "starts": str(today), "ends": "9999-12-31", "reason": "break"}
    answer = client.post(f"/api/v1/register/{home}/unavailable", off, content_type="application/json")
    assert answer.status_code == 400 and "Check the year" in answer.json()["errors"]["ends"][0]
    evening = {"title": "Evening", "where": "Hall", "starts_at": "9999-01-01T18:00:00Z", "seats": 9}
    assert client.post("/api/v1/sessions", evening, content_type="application/json").status_code == 400
    client.force_login(cast.people["rosa"])
    page = {"title": "Evening", "where": "Hall", "at": "18:30", "seats": 9}
    names = {"on-day": "1", "on-month": "1", "on-year": "2199"}
    assert client.post("/agency/sessions/new/", page | names).status_code == 422
    with cast.acting("musa"):
        assert not Unavailability.objects.exists() and not InformationSession.objects.exists()


def test_a_spreadsheet_names_line_and_column(cast: Cast) -> None:
    reviewed = f"{in_days(-200):%d/%m/%Y}"
    good = f"H1,Ada,{APPROVED},2,2,0,12,Short term,{reviewed}\n"
    text = HEADS + good
    for row in ("01/05/0021,2,2,0,12,Short term,", f"{APPROVED},2,2,0,12,Short term,31/12/9999"):
        text += f"H{len(text)},Bo,{row}\n"
    found = {(fault.line, fault.column): fault.words for fault in read(SHEETS["homes"], text).faults}
    assert set(found) == {(3, "approved_on"), (4, "last_review_on")}
    assert "before 1900" in found[3, "approved_on"] and "still to come" in found[4, "last_review_on"]
    ahead = f"{in_days(1):%d/%m/%Y}"
    with cast.acting("musa") as musa:
        report = bring_in(musa, "homes", HEADS + good.replace(reviewed, ahead), dry_run=True)
    assert [(fault.line, fault.column) for fault in report.faults] == [(2, "last_review_on")]


def unguarded_columns(sheets: Iterable[Sheet]) -> list[str]:
    """Columns that take a day and do not ask the guard."""
    found = []
    for sheet in sheets:
        for column in sheet.columns:
            try:
                takes_days = isinstance(column.clean(APPROVED), date)
            except ValueError:
                continue
            for slip in ("01/05/0021", "31/12/9999"):
                try:
                    found += [f"{sheet.key}.{column.key}"] if takes_days and column.clean(slip) else []
                except ValueError:
                    continue
    return sorted(set(found))


def test_no_column_takes_a_day_without_the_guard() -> None:
    assert unguarded_columns(SHEETS.values()) == []
    assert unguarded_columns([Sheet("x", (Column("born", lambda text: fixed(2021, 5, 1)),))]) == ["x.born"]


def bare_days(source: str) -> list[str]:
    """Fields that would take any day: `serializers.DateField(...)`, `forms.DateField(...)` and those of moments."""
    return [
        f"{node.func.value.id}.{node.func.attr}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr)
        in {("serializers", "DateField"), ("forms", "DateField"), ("forms", "DateTimeField")}
    ]  # fmt: skip


def test_no_field_takes_a_day_without_the_guard() -> None:
    """Page fields are bounded by their class. Model serializers are looked at below."""
    found = {name for name, source in sources("accounts", "carers", "placements").items() if bare_days(source)}
    assert found == WITHOUT, "take accounts.api.fields.DayField or accounts.pages.govuk_forms.DateField"
    assert bare_days("class A(Serializer):\n    on = serializers.DateField()") == ["serializers.DateField"]
    assert DateField().span is PLANNED


def model_serializers(parent: Any = serializers.ModelSerializer) -> Iterable[Any]:
    for child in parent.__subclasses__():
        yield child
        yield from model_serializers(child)


def unguarded_fields(found: Iterable[Any]) -> list[str]:
    """Writable days and moments that a model serializer took from its model by itself."""
    return [
        f"{one.__name__}.{name}"
        for one in found
        if getattr(one, "Meta", None) is not None and one.__module__.split(".")[0] not in {"tests", "rest_framework"}
        for name, field in one().fields.items()
        if not field.read_only
        and name not in one._declared_fields
        and isinstance(field, serializers.DateField | serializers.DateTimeField)
        and not isinstance(field, DayField | MomentField)
    ]


def test_no_model_serializer_takes_a_day_by_itself() -> None:
    __import__("config.urls")
    assert not (found := unguarded_fields(model_serializers())), "\n".join(found)
    meta = type("Meta", (), {"model": Duty, "fields": ("due_on",)})
    planted = type("Planted", (serializers.ModelSerializer,), {"Meta": meta, "__module__": "carers.api.planted"})
    assert unguarded_fields([planted]) == ["Planted.due_on"]
