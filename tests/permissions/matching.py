"""Rows of matching: a council's acts on a referral, an agency's inbox, offers, asks, placements."""

from datetime import timedelta
from typing import Any

from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, boxes, in_days
from tests.permissions import Row, agency, agency_api, council, council_api, everybody


def _referral(cast: Cast, world: dict[str, Any]) -> Any:
    return make_referral(cast)


def _placed(cast: Cast, world: dict[str, Any]) -> Any:
    """A child placed some weeks ago: its referral."""
    from placements.placing import services as placing

    referral = make_referral(cast, needed_by=TODAY - timedelta(days=30))
    with cast.acting("olga") as olga:
        placing.place(olga, referral, make_home(cast), reason="Near school")
    return referral


def _stay(cast: Cast, world: dict[str, Any]) -> Any:
    from placements.models import Placement

    with cast.acting("olga"):
        return Placement.objects.get(referral=_placed(cast, world)).pk


def _offer(cast: Cast, world: dict[str, Any]) -> Any:
    from placements.offers.services import offering

    referral = make_referral(cast)
    with cast.acting("musa") as musa:
        return offering.offer(musa, referral, make_home(cast)).pk


def _ask(cast: Cast, world: dict[str, Any]) -> Any:
    from placements.offers.services import asking

    referral = make_referral(cast)
    with cast.acting("musa") as musa:
        return asking.ask(musa, referral, make_home(cast)).pk


def _gate(cast: Cast, world: dict[str, Any]) -> Any:
    from placements.models import Referral
    from placements.placing.services import gates

    referral = make_referral(cast)
    with cast.acting("olga") as olga:
        return gates.ask(olga, Referral.objects.get(pk=referral), make_home(cast), "E08000032", "Near").pk


def _notice(cast: Cast, world: dict[str, Any]) -> Any:
    from placements.models import Notice

    keys = {"council_id": cast.council.pk, "referral_id": make_referral(cast), "household_id": make_home(cast)}
    with cast.acting("olga"):
        row = Notice(**keys, area_id="E08000032", due_on=TODAY)
        row.save()
        return row.pk


def _far(cast: Cast, world: dict[str, Any]) -> Any:
    return make_home(cast, area_id="E08000032")


WORLD = {
    "open_one": _referral, "placed_one": _placed, "stay": _stay, "offer": _offer, "ask": _ask, "gate": _gate,
    "notice": _notice, "far_home": _far,
}  # fmt: skip
COUNCIL, INBOX = {"olga", "carl"}, {"musa"}
ONE = {"referral_id": "open_one"}
PK = {"pk": "open_one"}
HOME = {"kwargs": {"referral_id": "referral", "household_id": "home"}, "may": COUNCIL}
OWN = {"kwargs": {"referral_id": "open_one", "household_id": "home"}, "may": INBOX}
STAY = {"kwargs": {"placement_id": "stay"}, "may": {"musa"}}
END_FORM = {**boxes("on", in_days(-3)), "planned": "yes", "reason": "CARPL"}
DATES_FORM = {**boxes("starts", in_days(-30)), "reason": "Came earlier"}
SHARED = {"stan": 200, "carl": 200}

ROWS = [
    council("tonight", may=COUNCIL),
    council("plan", may=COUNCIL),
    council("why_not", kwargs={"referral_id": "referral", "code": "=H01"}, may=COUNCIL),
    council("hold_home", "POST", **HOME),
    council("release_home", "POST", **HOME),
    council("clear_screen", "POST", ONE, may=COUNCIL),
    council("release_full", "POST", ONE, may=COUNCIL),
    council("close_referral", kwargs=ONE, may=COUNCIL),
    council("close_referral", "POST", ONE, may=COUNCIL, body={"outcome": "withdrawn"}),
    council("refer_again", "POST", {"referral_id": "placed_one"}, may=COUNCIL, body={"asked": "1", "beside": "on"}),
    council("replay_match", kwargs={"referral_id": "placed_one"}, may=COUNCIL),
    council("ask_gate", kwargs={"referral_id": "open_one", "household_id": "far_home"}, may=COUNCIL),
    council("ask_gate", "POST", {"referral_id": "open_one", "household_id": "far_home"}, may=COUNCIL,
            body={"words": "Near her nan"}),
    council("decide_gate", kwargs={"gate_id": "gate"}, may={"carl"}),
    council("decide_gate", "POST", {"gate_id": "gate"}, may={"carl"},
            body={"approved": "yes", "office": "Nominated officer", "words": "Best for her"}),
    council("give_notice", kwargs={"notice_id": "notice"}, may=COUNCIL),
    council("give_notice", "POST", {"notice_id": "notice"}, may=COUNCIL,
            body={**boxes("given_on", in_days(-3)), "how": "E-mail"}),
    council("decline_offer", "POST", {"offer_id": "offer"}, may=COUNCIL, body={"words": "Too far"}),
    agency("inbox", may=INBOX),
    agency("inbox_referral", kwargs=ONE, may=INBOX, but=SHARED),
    agency("not_us", "POST", ONE, may=INBOX, body={"reason": "age"}, but={"stan": 302, "carl": 302}),
    agency("ask_carer", "POST", **OWN),
    agency("make_offer", **OWN),
    agency("make_offer", "POST", **OWN, body={"price": "framework"}),
    agency("answer_ask", "POST", {"ask_id": "ask"}, may=INBOX, body={"answer": "yes"}),
    agency("withdraw_offer", "POST", {"offer_id": "offer"}, may=INBOX),
    agency("agency_placements", may={"rosa", "musa"}),
    agency("placement", kwargs={"placement_id": "stay"}, may={"rosa", "musa"}),
    agency("end_stay", **STAY),
    agency("end_stay", "POST", **STAY, body=END_FORM),
    agency("stay_dates", **STAY),
    agency("stay_dates", "POST", **STAY, body=DATES_FORM),
    agency("short_break", **STAY),
    agency("short_break", "POST", **STAY, ok=422, body={"starts-day": "1"}),
    council_api("api_referrals-hold", "POST", {"pk": "referral"}, may=COUNCIL, ok=201, body={"home": "@home"}),
    council_api("api_referrals-release", "POST", {"pk": "referral"}, may=COUNCIL, body={"home": "@home"}),
    council_api("api_referrals-close", "POST", PK, may=COUNCIL, body={"outcome": "withdrawn"}),
    council_api("api_referrals-again", "POST", {"pk": "placed_one"}, may=COUNCIL, ok=201, body={"beside": True}),
    council_api("api_referrals-offers", kwargs=PK, may=COUNCIL),
    council_api("api_referrals-decline-offer", "POST", {"pk": "open_one", "offer": "offer"}, may=COUNCIL,
                body={"words": "Too far"}),
    council_api("api_referrals-plan", may=COUNCIL),
    agency_api("api_inbox-list", may=INBOX),
    agency_api("api_inbox-homes", kwargs=PK, may=INBOX, but=SHARED),
    agency_api("api_inbox-ask", "POST", PK, may=INBOX, ok=201, body={"home": "@home"}),
    agency_api("api_inbox-offer", "POST", PK, may=INBOX, ok=201, body={"home": "@home"}),
    agency_api("api_inbox-not-us", "POST", PK, may=INBOX, ok=201, body={"reason": "age"},
               but={"stan": 201, "carl": 201}),
    agency_api("api_asks-answer", "POST", {"pk": "ask"}, may=INBOX, body={"yes": True}),
    agency_api("api_offers-withdraw", "POST", {"pk": "offer"}, may=INBOX),
    council_api("api_gates-decide", "POST", {"pk": "gate"}, may={"carl"},
                body={"approved": True, "office": "Nominated officer", "words": "Best"}),
    agency_api("api_placements-list", may={"rosa", "musa"}),
    agency_api("api_placements-end", "POST", {"pk": "stay"}, may={"musa"},
               body={"on": str(in_days(-3)), "planned": True, "reason": "CARPL"}),
    agency_api("api_placements-dates", "POST", {"pk": "stay"}, may={"musa"},
               body={"starts": str(in_days(-30)), "reason": "Earlier"}),
    agency_api("api_placements-short-break", "POST", {"pk": "stay"}, may={"musa"}, ok=201,
               body={"home": "@far_home", "starts": str(in_days(8)), "ends": str(in_days(12))}),
]  # fmt: skip
__all__ = ["ROWS", "WORLD", "Row", "everybody"]
