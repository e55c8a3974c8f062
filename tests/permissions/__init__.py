"""The permission table: route x method x caller -> status. `tests/test_permissions.py` walks it.

One module a capability, each with

    WORLD = {"enquiry": make_enquiry, ...}   # name -> function of the cast (and the world so far) that makes a
                                             # row its owner gets 200 for, and gives its id
    ROWS = [
        agency("person", "GET", {"enquiry_id": "enquiry"}, may={"rosa", "musa"}),
        council_api("api_referrals-detail", "GET", {"pk": "referral"}, may={"olga", "carl"}),
        Row("enquire", "GET", answers=everybody(200)),
    ]

A value of `kwargs` (and a value "@name" in `body`) names a row of the world. Helpers fill in the refusals that
house rules fix: nobody is sent to sign in (page 302, API 401), a role without the capability gets 403, a
stranger with the same role gets 404 for a row that is not theirs. State what differs in `but`.

Callers: nobody, appa (applicant), rosa (recruiter), musa (manager) at the agency; stan (manager, recruiter) at
another agency; olga (placements officer), anna (analyst), carl (council and agency manager) at the council;
nora (council manager) at the neighbouring council.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

CALLERS = ("nobody", "appa", "rosa", "musa", "stan", "olga", "anna", "carl", "nora")


@dataclass(frozen=True)
class Row:
    """One route and method. `answers` holds a status for every caller; `body` is sent as form or JSON."""

    route: str
    method: str = "GET"
    kwargs: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    answers: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        missing = set(CALLERS) - set(self.answers)
        if missing:
            raise ValueError(f"{self.method} {self.route}: say what {', '.join(sorted(missing))} gets.")


def everybody(status: int, **but: int) -> dict[str, int]:
    return dict.fromkeys(CALLERS, status) | but


def _table(
    api: bool, strangers: set[str], may: set[str], ok: int, foreign: int, but: Mapping[str, int] | None
) -> dict[str, int]:
    answers = everybody(403, nobody=401 if api else 302)
    answers |= dict.fromkeys(may, ok) | dict.fromkeys(strangers, foreign)
    return answers | dict(but or {})


def _maker(api: bool, strangers: set[str]) -> Callable[..., Row]:
    def make(
        route: str,
        method: str = "GET",
        kwargs: Mapping[str, str] | None = None,
        may: set[str] | None = None,
        ok: int | None = None,
        body: Mapping[str, Any] | None = None,
        but: Mapping[str, int] | None = None,
        query: str = "",
    ) -> Row:
        """`ok` is what the allowed get: 200, or for a page that POSTs 302."""
        good = ok if ok is not None else (200 if method == "GET" or api else 302)
        foreign = 404 if kwargs else good
        answers = _table(api, strangers, may or set(), good, foreign, but)
        return Row(route, method, kwargs or {}, body or {}, query, answers)

    return make


# Strangers of an agency's row: stan, and carl, whose council runs an agency too. Of a council's row: nora.
agency = _maker(api=False, strangers={"stan", "carl"})
agency_api = _maker(api=True, strangers={"stan", "carl"})
council = _maker(api=False, strangers={"nora"})
council_api = _maker(api=True, strangers={"nora"})
