"""Rows of referrals that came by mail: the agency's own, nobody else's."""

from typing import Any
from uuid import uuid4

from tests.cast import Cast
from tests.clock import TODAY, born, boxes, in_days, month, month_boxes
from tests.permissions import Row, agency, agency_api, everybody


def _by_mail(cast: Cast, world: dict[str, Any]) -> Any:
    from placements.offers.services import recording

    facts = {"reference": uuid4().hex[:8], "kind": "short_term", "needed_by": TODAY}
    with cast.acting("musa") as musa:
        child = {"birth_month": born(8), "sex": "F"}
        return recording.record_by_mail(musa, "E08000032", facts, [child]).pk


WORLD = {"by_mail": _by_mail}
MAY = {"musa"}
HOME = {"kwargs": {"referral_id": "by_mail", "household_id": "home"}, "may": MAY}
ONE, PK = {"referral_id": "by_mail"}, {"pk": "by_mail"}
CHILD = {"birth_month": month(born(9)), "sex": "F"}
NEW = {"council": "E08000032", "reference": "M1", "kind": "short_term", "needed_by": str(in_days(8)),
       "children": [CHILD]}  # fmt: skip
FORM = {
    "council": "E08000032", "reference": "M2", "kind": "short_term", "urgency": "planned",
    **boxes("needed_by", in_days(8)), "child-TOTAL_FORMS": "1", "child-INITIAL_FORMS": "0",
    **month_boxes("child-0-birth_month", born(9)), "child-0-sex": "F",
}  # fmt: skip
CHOSEN = {**boxes("starts_on", in_days(8)), "reason": "Near school"}
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
