"""Rows of the recruitment workspace and the register."""

from typing import Any

from tests.cast import Cast
from tests.clock import TODAY, boxes, in_days
from tests.permissions import Row, agency, agency_api, everybody


def _tables(cast: Cast, world: dict[str, Any]) -> None:
    """A row in each of the workspace's tables."""
    from datetime import timedelta

    from django.utils import timezone

    from carers.models import (
        AgencySettings,
        Booking,
        Departure,
        Duty,
        InformationSession,
        Note,
        TemporaryApproval,
    )

    with cast.acting("musa"):
        agency = cast.agency.pk
        home = {"agency_id": agency, "household_id": world["home"]}
        AgencySettings(agency_id=agency).save()
        Note(agency_id=agency, enquiry_id=world["enquiry"], text="Called").save()
        session = InformationSession(agency_id=agency, title="Evening", where="Hall", starts_at=timezone.now(), seats=9)
        session.save()
        Booking(agency_id=agency, session=session, enquiry_id=world["enquiry"]).save()
        Duty(**home, kind="review", since=TODAY, due_on=TODAY).save()
        TemporaryApproval(**home, child_reference="C", starts_on=TODAY, ends_on=TODAY + timedelta(112)).save()
        Departure(**home, kind="resigned", received_on=TODAY, takes_effect_on=TODAY + timedelta(28),
                  reason="other").save()  # fmt: skip


def _twin(cast: Cast, world: dict[str, Any]) -> Any:
    from carers.people.services.enquiries import receive_enquiry

    with cast.acting("rosa") as rosa:
        return receive_enquiry(rosa, {"name": "Ada", "telephone": "+44 7700 900123", "contact_by": "telephone"}).pk


def _merged(cast: Cast, world: dict[str, Any]) -> Any:
    from carers.models import Enquiry

    key = _twin(cast, world)
    with cast.acting("rosa"):
        Enquiry.objects.filter(pk=key).update(merged_into=world["enquiry"])
    return key


def _session(cast: Cast, world: dict[str, Any]) -> Any:
    from datetime import timedelta

    from django.utils import timezone

    from carers.enquiries.services.sessions import plan_session

    with cast.acting("rosa") as rosa:
        return plan_session(rosa, "Evening", "Hall", timezone.now() + timedelta(days=9), 20).pk


WORLD: dict[str, Any] = {"twin": _twin, "merged": _merged, "session": _session}
TENANCY_WORLD = {"workspace_tables": _tables}
PEOPLE = {"rosa", "musa"}


def _like(status: int) -> dict[str, int]:
    """A page with a key in its address that is no row: strangers get their own."""
    return everybody(403, nobody=302, rosa=status, musa=status, stan=status, carl=status)


BOTH = {*PEOPLE, "stan", "carl"}
ONE = {"kwargs": {"enquiry_id": "enquiry"}, "may": PEOPLE}
SESSION = {"kwargs": {"session_id": "session"}, "may": PEOPLE}
NEW_SESSION = {"title": "T", "where": "Hall", **boxes("on", in_days(90)), "at": "18:30",
               "seats": "9"}  # fmt: skip
SETTINGS = {"first_response_days": 1, "visit_offer_days": 5, "references_wanted": 3, "panel_kept": "on",
            "dbs_renewal_years": 3, "supervision_weeks": 6, "fresh_days": 28, "stuck_days": 21}  # fmt: skip
ROWS: list[Row] = [
    agency("board", may=PEOPLE),
    agency("people_export", may=PEOPLE),
    agency("people_together", "POST", may=PEOPLE, body={"act": "assign", "ids": "@enquiry"}),
    agency("new_enquiry", may=PEOPLE),
    agency("new_enquiry", "POST", may=PEOPLE, ok=422, body={"name": ""}),
    agency("duplicate_hints", may=PEOPLE),
    agency("assign_person", "POST", **ONE),
    agency("note_person", "POST", **ONE, body={"text": "Rang back"}),
    agency("merge_person", "POST", {"enquiry_id": "twin"}, may=PEOPLE, body={"into": "@enquiry"}),
    agency("unmerge_person", "POST", {"enquiry_id": "merged"}, may=PEOPLE),
    agency("export_person", "POST", **ONE, ok=200),
    agency("sessions", may=PEOPLE),
    agency("new_session", may=PEOPLE),
    agency("new_session", "POST", may=PEOPLE, body=NEW_SESSION),
    agency("session", **SESSION),
    agency("book_session", "POST", **SESSION, body={"enquiry": "@enquiry"}),
    Row("import_sheet", kwargs={"key": "=homes"}, answers=_like(200)),
    Row("import_sheet", "POST", kwargs={"key": "=homes"}, answers=_like(422)),
    Row("import_template", kwargs={"key": "=homes"}, answers=_like(200)),
    agency("application_paper", kwargs={"application_id": "application", "paper": "=front-sheet"}, may=PEOPLE),
    agency(
        "act_on_application",
        "POST",
        {"application_id": "application", "act": "=note"},
        may=PEOPLE,
        body={"text": "Rang"},
    ),
    agency_api("api_today-list", may=PEOPLE),
    agency_api("api_board-list", may=PEOPLE),
    agency_api(
        "api_intake-list",
        "POST",
        may=PEOPLE,
        ok=201,
        body={"name": "Ada", "telephone": "0113 496 0001", "source": "event"},
    ),
    agency_api("api_checks-list", kwargs={"application": "application"}, may=PEOPLE),
    agency_api("api_checks-list", "POST", {"application": "application"}, may=PEOPLE, ok=400),
    agency_api("api_checks-waiting", "POST", {"application": "application"}, may=PEOPLE, ok=400),
    agency_api("api_recommendation-list", "POST", {"application": "application"}, may=PEOPLE, ok=400),
    Row("api_imports-list", "POST", kwargs={"key": "=homes"}, answers=_like(422) | {"nobody": 401}),
    agency_api("api_register-list", may=PEOPLE),
    agency_api("api_register-detail", kwargs={"pk": "home"}, may=PEOPLE),
    agency_api("api_register-confirm", "POST", {"pk": "home"}, may={"musa"}),
    agency_api(
        "api_register-unavailable",
        "POST",
        {"pk": "home"},
        may={"musa"},
        ok=201,
        body={"slot": 1, "starts": str(TODAY), "reason": "break"},
    ),
    agency_api(
        "api_register-end",
        "POST",
        {"pk": "home"},
        may={"musa"},
        ok=201,
        body={"kind": "resigned", "on": str(in_days(-3)), "reason": "health"},
    ),
    agency("homes_export", may=PEOPLE),
    Row("today_lane", kwargs={"name": "=due"}, answers=_like(200)),
    Row("api_today-detail", kwargs={"pk": "=waiting"}, answers=_like(200) | {"nobody": 401}),
    agency("undated_homes", may=PEOPLE),
    agency("undated_sheet", may=PEOPLE),
    agency("home_last_dates", kwargs={"household_id": "home"}, may={"musa"}),
    agency("home_last_dates", "POST", {"household_id": "home"}, may={"musa"}, ok=422),
    agency_api("api_last_dates-list", may=PEOPLE),
    agency_api(
        "api_last_dates-list",
        "POST",
        may={"musa"},
        ok=201,
        body={"home": "@home", "last_review_on": str(in_days(-3))},
        but={"stan": 404, "carl": 404},
    ),
    agency("duties_export", may=PEOPLE),
    agency_api("api_duties-list", may=PEOPLE),
    agency("placements_export", may=PEOPLE),
    agency("sessions_export", may=PEOPLE),
    agency("session_export", kwargs={"session_id": "session"}, may=PEOPLE),
    agency("agency_figures", may=PEOPLE),
    agency("new_connected", may={"musa"}),
    agency("new_connected", "POST", may={"musa"}, ok=422),
    agency("act_on_home", "POST", {"household_id": "home", "act": "=confirm"}, may={"musa"}),
    Row("confirm_rooms", kwargs={"token": "=forged"}, answers=everybody(410)),
    Row("confirm_rooms", "POST", kwargs={"token": "=forged"}, answers=everybody(410)),
    agency("agency_settings", may={"musa"}),
    agency("agency_settings", "POST", may={"musa"}, body=SETTINGS),
]
