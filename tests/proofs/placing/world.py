"""Organisations, homes and referrals of their own for a proof, written by the owner role and taken away after."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from accounts.models import Council, Organisation
from accounts.tenancy.caller import CallerAt, job_for
from accounts.tenancy.scopes import scope
from carers.homes.services.terms import Terms, record_terms
from carers.models import Household
from placements.referrals.services.referring import refer

KINDS = ["short_term", "long_term", "emergency"]


@dataclass
class World:
    """Ids only, so that processes can share it. `homes` and `referrals` by their organisation."""

    agencies: list[UUID] = field(default_factory=list)
    councils: list[UUID] = field(default_factory=list)
    homes: list[tuple[UUID, UUID]] = field(default_factory=list)
    referrals: list[tuple[UUID, UUID]] = field(default_factory=list)
    start: date = date(2026, 1, 5)

    def caller(self, organisation: UUID) -> CallerAt:
        return job_for(Organisation.objects.get(pk=organisation))


def make_world(
    homes: int = 6, referrals: int = 24, places: tuple[int, ...] = (1, 2, 3), most_children: int = 3
) -> World:
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
        world.referrals.append(waiting_children(world.councils[number % 2], world.start, 1 + number % most_children))
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


_OF_ORGANISATIONS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type = 'uuid'
AND c.column_name IN ('agency_id', 'council_id', 'organisation_id')
"""
MOST_PASSES = 12


def remove_world(world: World) -> None:
    """Take everything away again, as the owner: also what the running service made for these organisations.

    Tables refer to one another: what can't go yet goes in a later pass. Raises RuntimeError where rows stay.
    """
    ids = [*world.agencies, *world.councils]
    with connections["owner"].cursor() as cursor:
        cursor.execute(_OF_ORGANISATIONS)
        left = [*cursor.fetchall(), ("accounts_organisation", "id")]
    for _ in range(MOST_PASSES):
        left = [(table, column) for table, column in left if not _emptied(table, column, ids)]
        if not left:
            return
    raise RuntimeError(f"Rows of the proof are left in {', '.join(table for table, _ in left)}.")


def _emptied(table: str, column: str, ids: list[UUID]) -> bool:
    try:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute(f'DELETE FROM "{table}" WHERE "{column}" = ANY(%s)', [ids])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError:
        return False
    return True
