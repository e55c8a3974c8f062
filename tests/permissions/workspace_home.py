"""The carers' own page: appa is a carer of the agency's home; anybody else who is signed in has none."""

from typing import Any

from tests.cast import Cast
from tests.clock import TODAY, boxes, in_days
from tests.permissions import Row, agency, agency_api, everybody

NOWHERE = "01234567-89ab-7def-8123-456789abcdef"
MINE = everybody(404, nobody=302)
MINE_API = everybody(404, nobody=401)
MUSA = {"musa"}
WISHES = {"age_min": 5, "age_max": 12, "kinds": ["short_term"]}
DAYS_OFF = {"starts": str(in_days(300)), "ends": str(in_days(307)), "reason": "break"}


def _carer(cast: Cast, world: dict[str, Any]) -> Any:
    """appa is a carer of the agency's home."""
    from carers.models import Carer, Preference

    with cast.acting("musa"):
        home = {"agency_id": cast.agency.pk, "household_id": world["home"]}
        Preference(**home, said_by="carers", age_min=0, age_max=5, kinds=["short_term"]).save()
        carer = Carer(**home, user=cast.people["appa"])
        carer.save()
        return carer.pk


WORLD: dict[str, Any] = {"carer": _carer}


def _staff(act: str, ok: int = 200, method: str = "POST", may: set[str] = MUSA, **body: Any) -> Row:
    return agency_api(f"api_register-{act}", method, {"pk": "home"}, may=may, ok=ok, body=body)


def _own(act: str, status: int = 200, **body: Any) -> Row:
    """A body that is wrong is told so to whoever is signed in, before anybody's home is looked for."""
    others = MINE_API if status != 400 else everybody(400, nobody=401)
    return Row(f"api_my_home-{act}", "POST", body=body, answers=others | {"appa": status})


ROWS: list[Row] = [
    Row("my_home", answers=MINE | {"appa": 200}),
    Row("act_on_my_home", "POST", {"act": "=confirm"}, answers=MINE | {"appa": 302}),
    Row("api_my_home-list", answers=MINE_API | {"appa": 200}),
    _own("confirm"),
    _own("days-off", **DAYS_OFF),
    _own("available", 404, absence=NOWHERE),
    _own("no-short-stays", starts=str(in_days(8)), ends=str(in_days(15))),
    _own("short-stays-again", 409, starts=str(in_days(7))),
    _staff("no-short-stays", starts=str(in_days(8)), ends=str(in_days(15))),
    _staff("short-stays-again", 409, starts=str(in_days(7))),
    _own("preferences", **WISHES),
    _own("answer", 404, ask=NOWHERE, yes=True),
    _staff("preferences", method="GET", may={"rosa", "musa"}),
    _staff("preferences", **WISHES),
    _staff("settle-preferences", keep="carers"),
    _staff("access", 201, email="new.carer@example.org"),
    _staff("end-access", 404, carer=NOWHERE),
    agency("above_terms", kwargs={"household_id": "home"}, may={"rosa", "musa"}),
    agency("open_above_terms", "POST", {"household_id": "home", "act": "=emergency"}, may=MUSA,
           body={**boxes("starts", in_days(8)), "places": "1", "authorised_by": "D"}),
    _staff("exemptions", method="GET", may={"rosa", "musa"}),
    _staff("exemptions", 422, granted_by="E08000035", granted_on=str(in_days(-3)), children=[NOWHERE],
           starts=str(TODAY)),
    _staff("emergency", 201, starts=str(TODAY), authorised_by="Director"),
    agency("application_paper_pdf", kwargs={"application_id": "application", "paper": "=front-sheet"},
           may={"rosa", "musa"}),
    agency_api("api_applications-paper", kwargs={"pk": "application", "paper": "=front-sheet"}, may={"rosa", "musa"}),
]  # fmt: skip
