"""The small fixed cast: an owner, a colleague, a stranger, on each side, in a corner of Leeds.

Its days are told from `TODAY`, the London day of the run. `tests/clock.py` says how a day is written in a test: never
as figures that time overtakes, but as `in_days(8)`, `born(9)`, `LONG_AGO`, or `fixed(2026, 12, 25)` where the test
itself gives the product that day.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.clock import LONG_AGO, TODAY, born, in_days


@dataclass
class Cast:
    """Organisations, people (by nickname) and helpers to act as them."""

    agency: Any = None
    rival: Any = None
    council: Any = None
    neighbour: Any = None
    people: dict[str, Any] = field(default_factory=dict)

    def caller(self, nickname: str) -> Any:
        from accounts.access.selectors.callers import caller_of
        from accounts.tenancy.scopes import scope

        user = self.people[nickname]
        with scope(person=user.pk):
            return caller_of(user, None)

    @contextmanager
    def acting(self, nickname: str) -> Iterator[Any]:
        """Within one transaction, in scope of the person's organisation."""
        from accounts.tenancy.scopes import scope

        caller = self.caller(nickname)
        organisation = caller.organisation.pk if caller.organisation else None
        with scope(organisation, caller.user_id):
            yield caller


def _geography() -> None:
    from accounts.models import Adjacency, Council, Sector

    for code, name, lat, lon in (
        ("E08000035", "Leeds", 53.81, -1.55),
        ("E08000032", "Bradford", 53.80, -1.76),
    ):
        Council.objects.using("owner").get_or_create(
            code=code,
            defaults={"name": name, "region": "Yorkshire and The Humber", "council_type": "metropolitan",
                      "lat": lat, "lon": lon, "tile_column": 9, "tile_row": 6 + len(name)},
        )  # fmt: skip
    for a, b in (("E08000035", "E08000032"), ("E08000032", "E08000035")):
        Adjacency.objects.using("owner").get_or_create(council_id=a, adjoining_id=b)
    for code, lat, lon, council in (
        ("LS6 2", 53.8216, -1.5669, "E08000035"),
        ("LS8 1", 53.8319, -1.5027, "E08000035"),
        ("LS12 4", 53.7901, -1.6013, "E08000035"),
        ("BD9 4", 53.8105, -1.7901, "E08000032"),
    ):
        Sector.objects.using("owner").get_or_create(
            code=code,
            defaults={"lat": lat, "lon": lon, "council_id": council, "council_share": 1, "postcodes": 50},
        )


def _organisation(**fields: Any) -> Any:
    from accounts.models import Organisation

    return Organisation.objects.using("owner").create(**fields)


def _person(cast: Cast, nickname: str, organisation: Any, *roles: str) -> None:
    from accounts.models import Membership, User

    user = User(email=f"{nickname}@example.org", name=nickname.title())
    user.set_unusable_password()
    user.save(using="owner")
    user._state.db = "default"
    if organisation is not None:
        Membership.objects.using("owner").create(
            organisation_id=organisation.pk, user_id=user.pk, roles=list(roles), starts_on=LONG_AGO
        )
    cast.people[nickname] = user


def make_cast() -> Cast:
    """Committed by the owner role, so that the app role sees it whatever the test's own transaction."""
    from accounts.models import Organisation

    _geography()
    mark = uuid4().hex[:6]
    cast = Cast(
        agency=_organisation(name="Aire Fostering", slug=f"aire-{mark}", agency_kind="voluntary",
                             telephone="0113 496 0001"),
        rival=_organisation(name="Calder Homes", slug=f"calder-{mark}", agency_kind="private"),
        council=_organisation(name="Leeds City Council", slug=f"leeds-{mark}", agency_kind="council_service",
                              is_council=True, area_id="E08000035"),
        neighbour=_organisation(name="Bradford Council", slug=f"bradford-{mark}", agency_kind="council_service",
                                is_council=True, area_id="E08000032"),
    )  # fmt: skip
    for agency in (cast.agency, cast.rival):
        agency.serves.set(["E08000035", "E08000032"])
    _person(cast, "rosa", cast.agency, "recruiter")
    _person(cast, "musa", cast.agency, "agency_manager")
    _person(cast, "stan", cast.rival, "agency_manager", "recruiter")
    _person(cast, "olga", cast.council, "placements_officer")
    _person(cast, "anna", cast.council, "analyst")
    _person(cast, "carl", cast.council, "council_manager", "agency_manager")
    _person(cast, "nora", cast.neighbour, "council_manager")
    _person(cast, "appa", None)
    for name in ("agency", "rival", "council", "neighbour"):
        setattr(
            cast,
            name,
            Organisation.objects.using("owner").select_related("area").get(pk=getattr(cast, name).pk),
        )
        getattr(cast, name)._state.db = "default"
    return cast


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def make_home(cast: Cast, who: str = "musa", **more: Any) -> UUID:
    """A home of `who`'s agency with places and terms; `more` overrides terms and household facts."""
    from carers.homes.services.terms import Terms, record_terms
    from carers.models import Household

    terms = {"starts_on": in_days(-1000), "max_children": 2, "age_min": 0, "age_max": 17,
             "kinds": ["short_term", "long_term", "emergency"], "rooms": 3}  # fmt: skip
    terms |= {key: more.pop(key) for key in list(more) if key in {*terms, "sex", "sibling_max"}}
    with cast.acting(who) as caller:
        facts = {
            "agency_id": caller.organisation_id, "reference": uuid4().hex[:8], "name": "Ada and Bo Example",
            "approved_on": terms["starts_on"], "sector_id": "LS6 2", "area_id": "E08000035", "lat": 53.8216,
            "lon": -1.5669, "carers": "couple", "bedrooms": terms["rooms"], "sharing_ok": False, "smoker": False,
            "pets": [], "languages": ["en"], "skills": [], "identity_support": [], "rural": False,
        }  # fmt: skip
        home = Household(**{**facts, **more})
        home.save()
        record_terms(caller, home, Terms(**terms), "test")
    return home.pk


def make_referral(cast: Cast, ages: tuple[int, ...] = (8,), who: str = "olga", **more: Any) -> UUID:
    """An open referral of `who`'s council for children of these ages."""
    from placements.models import Referral
    from placements.referrals.services.referring import refer

    facts = {"reference": uuid4().hex[:8], "kind": "short_term", "needed_by": TODAY, "urgency": "planned"}
    facts |= {"together": "must"} if len(ages) > 1 else {}
    children = [
        {"reference": uuid4().hex[:8], "birth_month": born(age), "sex": "F", "language": "en",
         "needs": [], "identity_needs": [], "allergies": [], "breathing_condition": False}
        for age in ages
    ]  # fmt: skip
    asked = facts | more
    past = {name: asked[name] for name in ("needed_by", "ends_on") if asked["needed_by"] < TODAY and name in asked}
    with cast.acting(who) as caller:
        made = refer(caller, asked | ({"needed_by": TODAY, "ends_on": None} if past else {}), children)
        if past:  # as one that was written then: nobody can ask today for a day that is past
            Referral.objects.filter(pk=made.pk).update(**past)
        return made.pk


__all__ = ["TODAY", "Cast", "make_cast", "make_home", "make_referral"]
