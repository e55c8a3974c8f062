"""Rows of what a council chooses about a referral, and of acts on children who live in a home."""

from typing import Any

from tests.cast import Cast
from tests.clock import in_days
from tests.permissions import Row, agency, agency_api, council, council_api, everybody
from tests.permissions.matching import _placed, _referral


def _running(cast: Cast, world: dict[str, Any]) -> Any:
    """A child who lives in a home of the agency, with no end known."""
    from placements.models import Placement

    with cast.acting("olga"):
        return Placement.objects.get(referral=_placed(cast, world)).pk


def _over(cast: Cast, world: dict[str, Any]) -> Any:
    """A stay that has ended."""

    from placements.placing import services as placing

    key = _running(cast, world)
    with cast.acting("olga") as olga:
        placing.end_placement(olga, key, in_days(-3))
    return key


def _link(cast: Cast, world: dict[str, Any]) -> str:
    """A signed link of the agency to a referral that was shared with it."""
    from placements.referrals.services import digest

    return digest.link_for(cast.agency.pk, _referral(cast, world)).rstrip("/").rsplit("/", 1)[1]


def _replied(cast: Cast, world: dict[str, Any]) -> None:
    from django.utils import timezone

    from accounts.models import Organisation
    from placements.referrals.services import digest

    referral = _referral(cast, world)
    Organisation.objects.using("owner").filter(pk=cast.agency.pk).update(email="duty@aire.example")
    with cast.acting("musa") as musa:
        digest.reply(musa, referral, "A home near the park", "0113 496 0001")
        musa.organisation.email = "duty@aire.example"
        digest.send(musa, timezone.now())


WORLD = {"to_share": _referral, "running": _running, "over": _over, "letter": _link}
TENANCY_WORLD = {"replied": _replied}
LETTER = {"token": "letter"}
COUNCIL = {"olga", "carl"}
ONE, PK = {"referral_id": "to_share"}, {"pk": "to_share"}
HELD = {"referral_id": "referral", "household_id": "home"}
STAY = {"kwargs": {"placement_id": "running"}, "may": {"musa"}}
OVER = {"kwargs": {"placement_id": "over"}, "may": {"musa"}}
STAY_PK = {"kwargs": {"pk": "running"}, "may": {"musa"}}

ROWS: list[Row] = [
    council("decisions", kwargs=ONE, may=COUNCIL),
    council_api("api_referrals-decisions", kwargs=PK, may=COUNCIL),
    council_api("api_referrals-children", kwargs=PK, may=COUNCIL),
    Row("answer_referral", "GET", LETTER, answers=everybody(200)),
    Row("answer_referral", "POST", LETTER, {"words": ""}, answers=everybody(422)),
    council("share_referral", kwargs=ONE, may=COUNCIL),
    council("share_referral", "POST", ONE, may=COUNCIL, ok=422),
    council("hold_longer", kwargs=HELD, may=COUNCIL),
    council("hold_longer", "POST", HELD, may=COUNCIL, ok=422, body={"hours": "40"}),
    council("decline_offer", kwargs={"offer_id": "offer"}, may=COUNCIL),
    council("match_rules", may={"carl"}, but={"musa": 403}),
    council("match_rules", "POST", may={"carl"}, ok=422, body={"reason": ""}, but={"nora": 422}),
    agency("move_stay", **STAY),
    agency("move_stay", "POST", **STAY, ok=422, body={"on-day": "1"}),
    agency("brief_stay", **STAY),
    agency("brief_stay", "POST", **STAY, body={"words": "Sleeps badly at first"}),
    agency("debrief_stay", **OVER),
    agency("debrief_stay", "POST", **OVER, body={"words": "Ask sooner"}),
    council_api("api_referrals-longer", "POST", {"pk": "referral"}, may=COUNCIL, ok=409,
                body={"home": "@far_home", "hours": 5}),
    council_api("api_referrals-services", kwargs=PK, may=COUNCIL),
    council_api("api_referrals-share", "POST", PK, may=COUNCIL, ok=422,
                body={"services": ["00000000-0000-0000-0000-000000000000"]}),
    council_api("api_referrals-clear-screen", "POST", PK, may=COUNCIL),
    council_api("api_referrals-ask-approval", "POST", PK, may=COUNCIL, ok=201,
                body={"home": "@far_home", "words": "Near her nan"}),
    council_api("api_referrals-tonight", kwargs=PK, may=COUNCIL),
    council_api("api_notices-list", may=COUNCIL),
    council_api("api_notices-give", "POST", {"pk": "notice"}, may=COUNCIL,
                body={"given_on": str(in_days(-3)), "how": "E-mail"}),
    council_api("api_match_rules-list", may=COUNCIL),
    council_api("api_match_rules-list", "POST", may={"carl"}, ok=201, body={"weights": {"school": 20}, "reason": "x"},
                but={"nora": 201}),
    agency_api("api_placements-move", "POST", **STAY_PK, ok=422,
               body={"home": "@far_home", "on": "9999-12-31", "planned": True, "reason": "CHILD"},
               but={"stan": 422, "carl": 422}),
    agency_api("api_placements-briefing", "POST", **STAY_PK, body={"words": "Sleeps badly at first"}),
    agency_api("api_placements-debrief", "POST", {"pk": "over"}, may={"musa"}, body={"words": "Ask sooner"}),
]  # fmt: skip
