"""Organisations, homes and referrals of their own for a proof, written by the owner role and taken away after."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import connections
from django.utils import timezone

from accounts.caller import Caller, job_for
from accounts.models import Council, Organisation
from accounts.tenancy import scope
from carers.models import Household
from carers.services.approving import Terms, record_terms
from placements.services.referring import refer

KINDS = ["short_term", "long_term", "emergency"]


@dataclass
class World:
    """Ids only, so that processes can share it. `homes` and `referrals` by their organisation."""

    agencies: list[UUID] = field(default_factory=list)
    councils: list[UUID] = field(default_factory=list)
    homes: list[tuple[UUID, UUID]] = field(default_factory=list)
    referrals: list[tuple[UUID, UUID]] = field(default_factory=list)
    start: date = date(2026, 1, 5)

    def caller(self, organisation: UUID) -> Caller:
        return job_for(Organisation.objects.get(pk=organisation))


def make_world(homes: int = 6, referrals: int = 24, places: tuple[int, ...] = (1, 2, 3)) -> World:
    """Two agencies, two councils; homes of 1 to 3 places; referrals of 1 to 3 children who need one at once."""
    world = World(start=timezone.localdate())
    codes = list(Council.objects.order_by("code").values_list("code", flat=True)[:2])
    for number in range(2):
        mark = uuid4().hex[:8]
        council = Organisation(
            name=f"Proof council {mark}", slug=f"proof-c-{mark}", is_council=True, area_id=codes[number % len(codes)]
        )
        agency = Organisation(name=f"Proof agency {mark}", slug=f"proof-a-{mark}", agency_kind="private")
        for row in (council, agency):
            row.save(using="owner")
        for code in codes:
            _serve(agency.pk, code)
        world.councils.append(council.pk)
        world.agencies.append(agency.pk)
    for number in range(homes):
        world.homes.append(_home(world.agencies[number % 2], world.start, places[number % len(places)]))
    for number in range(referrals):
        world.referrals.append(waiting_children(world.councils[number % 2], world.start, 1 + number % 3))
    return world


def _serve(agency: UUID, code: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_organisation_serves (organisation_id, council_id) VALUES (%s, %s)", [agency, code]
        )


def _home(agency: UUID, start: date, places: int) -> tuple[UUID, UUID]:
    terms = Terms(start - timedelta(days=400), places, 0, 17, KINDS, sibling_max=places, rooms=places)
    with scope(agency):
        home = Household(
            agency_id=agency,
            reference=uuid4().hex[:8],
            name="Proof home",
            approved_on=terms.starts_on,
            bedrooms=places,
            sharing_ok=False,
            smoker=False,
            pets=[],
            skills=[],
            languages=["en"],
        )
        home.save()
        record_terms(job_for(Organisation.objects.get(pk=agency)), home, terms, "proof")
    return agency, home.pk


def waiting_children(council: UUID, start: date, children: int) -> tuple[UUID, UUID]:
    facts = {"reference": uuid4().hex[:8], "kind": "short_term", "needed_by": start, "urgency": "planned"}
    if children > 1:
        facts["together"] = "must"
    child = {"birth_month": date(start.year - 8, 1, 1), "sex": "F", "needs": [], "allergies": []}
    with scope(council):
        caller = job_for(Organisation.objects.select_related("area").get(pk=council))
        rows = [{**child, "reference": uuid4().hex[:10]} for _ in range(children)]
        return council, refer(caller, facts, rows).pk


_TABLES = (
    ("placements_placementversion", "agency_id"), ("placements_ending", "agency_id"),
    ("placements_placement", "agency_id"), ("placements_match", "council_id"), ("placements_offer", "agency_id"),
    ("placements_notice", "council_id"), ("placements_gate", "council_id"), ("placements_share", "council_id"),
    ("placements_referralchild", "council_id"), ("placements_referral", "council_id"),
    ("placements_child", "council_id"), ("carers_place", "agency_id"), ("carers_approval", "agency_id"),
    ("carers_household", "agency_id"), ("accounts_auditentry", "organisation_id"),
    ("accounts_organisation_serves", "organisation_id"), ("accounts_organisation", "id"),
)  # fmt: skip


def remove_world(world: World) -> None:
    """Take everything away again, as the owner."""
    ids = [*world.agencies, *world.councils]
    with connections["owner"].cursor() as cursor:
        for table, column in _TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE {column} = ANY(%s)", [ids])  # noqa: S608
