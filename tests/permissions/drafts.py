"""Rows of referrals that are still being written: the council's own, nobody else's."""

from typing import Any
from uuid import uuid4

from tests.cast import Cast
from tests.clock import born, in_days, month
from tests.permissions import Row, council, council_api, everybody

DATES = {"kind": "short_term", "urgency": "planned", "needed_by": str(in_days(8))}


def who(reference: str) -> dict[str, Any]:
    child = {"reference": f"{reference}-C", "birth_month": str(born(9)), "sex": "F"}
    return {"reference": reference, "together": "", "children": [child]}


def _draft(cast: Cast, world: dict[str, Any]) -> Any:
    from placements.referrals.services import drafting

    with cast.acting("olga") as olga:
        made = drafting.save_part(olga, None, "who", who(uuid4().hex[:8]))
        return drafting.save_part(olga, made.pk, "dates", DATES).pk


WORLD = {"draft": _draft, "draft_to_open": _draft, "draft_to_remove": _draft, "draft_of_api": _draft}
MAY = {"olga", "carl"}
ONE = {"draft_id": "draft"}
PART = {"draft_id": "draft", "part": "=wishes"}
API = {"may": MAY}
CHILD = {"reference": "D1-C", "birth_month": month(born(9)), "sex": "F"}
NEW = {"part": "who", "facts": {"reference": "D1", "children": [CHILD]}}

ROWS = [
    council("draft", kwargs=ONE, may=MAY),
    council("draft", "POST", {"draft_id": "draft_to_open"}, may=MAY),
    council("draft_part", kwargs=PART, may=MAY),
    council("draft_part", "POST", PART, may=MAY, body={"version": "0", "wishes_words": "A dog"}),
    council("remove_draft", "POST", {"draft_id": "draft_to_remove"}, may=MAY),
    council_api("api_referral_drafts-list", may=MAY),
    council_api("api_referral_drafts-list", "POST", may=MAY, ok=201, body=NEW),
    council_api("api_referral_drafts-detail", kwargs={"pk": "draft"}, may=MAY),
    council_api("api_referral_drafts-detail", "PATCH", {"pk": "draft_of_api"}, may=MAY,
                body={"part": "wishes", "facts": {}}),
    council_api("api_referral_drafts-detail", "DELETE", {"pk": "draft_of_api"}, may=MAY, ok=204),
    council_api("api_referral_drafts-open", "POST", {"pk": "draft_of_api"}, may=MAY, ok=201),
]  # fmt: skip
__all__ = ["ROWS", "WORLD", "Row", "everybody"]
