"""Rows of referrals that came by mail: the agency's own, nobody else's."""

from datetime import date
from typing import Any
from uuid import uuid4

from tests.cast import TODAY, Cast
from tests.permissions import Row, agency, agency_api, everybody


def _by_mail(cast: Cast, world: dict[str, Any]) -> Any:
    from placements.services import recording

    facts = {"reference": uuid4().hex[:8], "kind": "short_term", "needed_by": TODAY}
    with cast.acting("musa") as musa:
        child = {"birth_month": date(2018, 1, 1), "sex": "F"}
        return recording.record_by_mail(musa, "E08000032", facts, [child]).pk


WORLD = {"by_mail": _by_mail}
MAY = {"musa"}
HOME = {"kwargs": {"referral_id": "by_mail", "household_id": "home"}, "may": MAY}
ONE, PK = {"referral_id": "by_mail"}, {"pk": "by_mail"}
CHILD = {"birth_month": "2017-05", "sex": "F"}
NEW = {"council": "E08000032", "reference": "M1", "kind": "short_term", "needed_by": "2026-12-01", "children": [CHILD]}
FORM = {
    "council": "E08000032", "reference": "M2", "kind": "short_term", "urgency": "planned", "needed_by-day": "1",
    "needed_by-month": "12", "needed_by-year": "2026", "child-TOTAL_FORMS": "1", "child-INITIAL_FORMS": "0",
    "child-0-birth_month-month": "5", "child-0-birth_month-year": "2017", "child-0-sex": "F",
}  # fmt: skip
CHOSEN = {"starts_on-day": "1", "starts_on-month": "12", "starts_on-year": "2026", "reason": "Near school"}
STAFF = {"musa", "stan", "carl"}  # each at a service of their own, which may write down what reached it

ROWS = [
    agency("record_referral", may=STAFF),
    agency("record_referral", "POST", may=STAFF, body=FORM),
    agency("recorded_chosen", **HOME),
    agency("recorded_chosen", "POST", **HOME, body=CHOSEN),
    agency("close_recorded", kwargs=ONE, may=MAY),
    agency("close_recorded", "POST", ONE, may=MAY, body={"outcome": "withdrawn"}),
    agency_api("api_inbox-list", "POST", may=STAFF, ok=201, body=NEW),
    agency_api("api_inbox-chosen", "POST", PK, may=MAY, ok=201, body={"home": "@home", "reason": "Near school"}),
    agency_api("api_inbox-close", "POST", PK, may=MAY, body={"outcome": "withdrawn"}),
]
__all__ = ["ROWS", "WORLD", "Row", "everybody"]
