"""Rows of the workspace's acts through the API. An act that is not possible at this step is 409 for those who may."""

from typing import Any

from tests.clock import TODAY, in_days
from tests.permissions import Row, agency_api, everybody

PEOPLE, MUSA = {"rosa", "musa"}, {"musa"}
TERMS = {"starts_on": str(TODAY), "max_children": 2, "rooms": 2, "age_min": 0, "age_max": 17, "kinds": ["short_term"],
         "why": "Review"}  # fmt: skip
CONNECTED = {"name": "Gran", "children": ["L-77"], "starts_on": str(TODAY)}
NOWHERE = "01234567-89ab-7def-8123-456789abcdef"


def _one(
    noun: str, row: str, act: str, ok: int = 200, method: str = "POST", may: set[str] = PEOPLE, **body: Any
) -> Row:
    return agency_api(f"api_{noun}-{act}", method, {"pk": row}, may=may, ok=ok, body=body)


def _person(act: str, ok: int = 200, method: str = "POST", row: str = "enquiry", **body: Any) -> Row:
    return _one("enquiries", row, act, ok, method, **body)


def _application(act: str, ok: int = 200, method: str = "POST", **body: Any) -> Row:
    return _one("applications", "application", act, ok, method, **body)


def _home(act: str, ok: int = 200, method: str = "POST", may: set[str] = MUSA, **body: Any) -> Row:
    return _one("register", "home", act, ok, method, may, **body)


def _own(status: int) -> dict[str, int]:
    """For those with the role, also of another agency: a list or a new row of their own."""
    return everybody(403, nobody=401, rosa=status, musa=status, stan=status, carl=status)


ROWS: list[Row] = [
    _person("notes", method="GET"),
    _person("notes", 201, text="Rang", confidential="Her sister says"),
    _person("timeline", method="GET"),
    _person("owner", owner=None),
    _person("merge", row="twin", into="@enquiry"),
    _person("unmerge", row="merged"),
    _person("export"),
    agency_api("api_enquiries-together", "POST", may=PEOPLE, ok=200, body={"ids": ["nobody"]},
               but=dict.fromkeys(("rosa", "musa", "stan", "carl"), 400)),
    _application("notes", method="GET"),
    _application("notes", 201, text="Rang"),
    _application("timeline", method="GET"),
    _application("owner", owner=None),
    _application("ask-check", kind="dbs", person="Bo"),
    _application("chase-check", 404, check=NOWHERE),
    _application("panel", 409, on=str(in_days(8))),
    _application("comments", 409, on=str(TODAY)),
    _application("route", 409, route="representations"),
    _application("pause", reason="Building work"),
    _application("resume", 409),
    _home("notes", method="GET", may=PEOPLE),
    _home("notes", 201, text="Rang"),
    _home("timeline", method="GET", may=PEOPLE),
    _home("duties", method="GET", may=PEOPLE),
    _home("duties", 404, duty=NOWHERE, done_on=str(TODAY)),
    _home("terms", 201, **TERMS),
    agency_api("api_register-available", "POST", {"pk": "home"}, may=MUSA, ok=404, body={"row": NOWHERE}),
    _home("ask-carers", 409),
    _home("extend", 409, reason="Panel in March"),
    Row("api_register-connected", "POST", body=CONNECTED, answers=_own(201) | {"rosa": 403}),
    Row("api_sessions-list", answers=_own(200)),
    Row("api_sessions-list", "POST", answers=_own(201),
        body={"title": "T", "where": "Hall", "starts_at": f"{in_days(90)}T18:30:00Z", "seats": 9}),
    _one("sessions", "session", "detail", method="GET"),
    _one("sessions", "session", "bookings", method="GET"),
    _one("sessions", "session", "bookings", 201, enquiry="@enquiry"),
    _one("sessions", "session", "attended", 404, booking=NOWHERE, attended=True),
    Row("api_agency_settings-list", answers=_own(200)),
    Row("api_agency_settings-list", "POST", body={"stuck_days": 30}, answers=_own(200) | {"rosa": 403}),
]  # fmt: skip
