"""Rows of what is kept how long: managers, of an agency and of a council; a neighbour's records are not there."""

from datetime import timedelta
from typing import Any

from tests.cast import Cast
from tests.clock import TODAY
from tests.permissions import agency, agency_api

MANAGER = {"musa"}
OWN = {"stan": 200, "carl": 200, "nora": 200}  # managers too, of their own organisations
_NO = {"nora": 404, "stan": 404, "carl": 404}
_REVIEW = TODAY + timedelta(days=60)


def _record(cast: Cast, world: dict[str, Any]) -> Any:
    from carers.models import Enquiry

    with cast.acting("musa"):
        row = Enquiry(agency_id=cast.agency.pk, name="Una Example", email="una@example.org")
        row.save()
        return row.pk


def _hold(cast: Cast, world: dict[str, Any]) -> Any:
    from accounts.records.services.retention import hold

    with cast.acting("musa") as musa:
        return hold(musa, _record(cast, world), "complaint", "Complaint 17", _REVIEW).pk


def _period(cast: Cast, world: dict[str, Any]) -> Any:
    from accounts.records.services.retention import set_period

    with cast.acting("musa") as musa:
        return set_period(musa, "enquiry", 18).pk


def _night(cast: Cast, world: dict[str, Any]) -> Any:
    from accounts.models import RetentionRun

    with cast.acting("musa"):
        return RetentionRun.objects.get_or_create(organisation=cast.agency, on=TODAY)[0].pk


WORLD = {"kept_record": _record, "hold": _hold, "night": _night}
TENANCY_WORLD = {"a hold": _hold, "a period of its own": _period, "a night": _night}
_KEEP = {"ground": "court", "reason": "County Court 12", "review_on": _REVIEW.isoformat()}
_DAY = {"review_on-day": f"{_REVIEW:%d}", "review_on-month": f"{_REVIEW:%m}", "review_on-year": f"{_REVIEW:%Y}"}
_RECORD, _HOLD, _RULE = {"record_id": "kept_record"}, {"hold_id": "hold"}, {"rule": "=enquiry"}
_END = {"reason": "It was settled"}
_DONE = {"stan": 302, "carl": 302, "nora": 404}  # of people's records a council's manager decides nothing

ROWS = [
    agency("retention", may=MANAGER, but=OWN),
    agency("retention_period", "GET", _RULE, may=MANAGER, but=OWN | {"nora": 404}),
    agency("retention_period", "POST", _RULE, may=MANAGER, body={"amount": "18"}, but=_DONE),
    agency("retention_hold", "GET", _RECORD, may=MANAGER, but=_NO),
    agency("retention_hold", "POST", _RECORD, may=MANAGER, body=_KEEP | _DAY, but=_NO),
    agency("retention_end_hold", "GET", _HOLD, may=MANAGER, but=_NO),
    agency("retention_end_hold", "POST", _HOLD, may=MANAGER, body=_END, but=_NO),
    agency_api("api_retention-list", may=MANAGER, but=OWN),
    agency_api("api_retention-nights", may=MANAGER, but=OWN),
    agency_api("api_retention-period", "POST", may=MANAGER, body={"rule": "enquiry", "amount": 18},
               but=OWN | {"nora": 403}),
    agency_api("api_retention_holds-list", may=MANAGER, but=OWN),
    agency_api("api_retention_holds-list", "POST", may=MANAGER, ok=201, body={"record": "@kept_record", **_KEEP},
               but=_NO),
    agency_api("api_retention_holds-end", "POST", {"pk": "hold"}, may=MANAGER, body=_END, but=_NO),
]  # fmt: skip
