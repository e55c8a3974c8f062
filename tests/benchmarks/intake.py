"""What a recruiter's pages cost with 50,000 people and 10,000 homes at one agency: the whole request, in process.

A throw-away agency is written into the database the command is pointed at, measured, and removed again.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, connections, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from accounts.models import Membership, Organisation, Sector, User
from accounts.tenancy.scopes import scope
from carers.models import Application, Approval, Enquiry, Household, Place

Figures = dict[str, object]
PEOPLE, HOMES, REPEATS, LIMIT_MS = 50_000, 10_000, 15, 150
_FIRST = ("Ada", "Bo", "Cerys", "Dev", "Efe", "Fay", "Gus", "Hana", "Ivo", "Joy", "Kit", "Lena", "Mo", "Nia")
_LAST = ("Adeyemi", "Brown", "Clarke", "Davies", "Evans", "Farah", "Green", "Hussain", "Iqbal", "Jones", "Kaur")


def benches() -> dict[str, Callable[[], Figures]]:
    return {"workspace": bench_workspace}


def bench_workspace(people: int = PEOPLE, homes: int = HOMES, repeats: int = REPEATS) -> Figures:
    """Median and slowest milliseconds and number of queries of each page; `kept` is whether all keep the limit."""
    agency, user = _agency()
    try:
        with scope(agency):
            _people(agency, people)
            home = _homes(agency, homes)
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "ANALYZE carers_enquiry, carers_application, carers_household, carers_approval, carers_place"
            )
        pages = {
            "today": reverse("agency_today"),
            "board": reverse("board"),
            "people": reverse("people"),
            "search_name": reverse("people") + "?state=&q=cerys%20hussain",
            "search_telephone": reverse("people") + "?state=&q=07700%20949999",
            "search_nobody": reverse("people") + "?state=&q=zzzz",
            "homes": reverse("homes"),
            "household": reverse("home_page", args=[home]),
        }
        figures: Figures = {name: _measure(user, address, repeats) for name, address in pages.items()}
    finally:
        _remove(agency, user)
    slowest = max(float(str(page["median_ms"])) for page in figures.values() if isinstance(page, dict))
    return {
        "people_written": people,
        "homes_written": homes,
        **figures,
        "limit_ms": LIMIT_MS,
        "kept": slowest <= LIMIT_MS,
    }


def _measure(user: User, address: str, repeats: int) -> Figures:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    reset_queries()
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    queries = len(seen)  # before the next request forgets them
    times = []
    for _ in range(repeats):
        begun = perf_counter()
        client.get(address)
        times.append((perf_counter() - begun) * 1000)
    return {"median_ms": round(median(times), 1), "slowest_ms": round(max(times), 1), "queries": queries}


def _agency() -> tuple[UUID, User]:
    mark = uuid4()
    organisation = Organisation(
        pk=mark, name="Bench", slug=f"bench-{mark.hex[:8]}", agency_kind="voluntary", recruits=False
    )
    organisation.save(using="owner", force_insert=True)
    user = User(email=f"bench-{mark.hex[:8]}@example.org", name="Bench")
    user.set_unusable_password()
    user.save(using="owner")
    Membership(organisation_id=mark, user_id=user.pk, roles=["agency_manager"], starts_on=date(2020, 1, 1)).save(
        using="owner"
    )
    user._state.db = "default"
    return mark, user


def _people(agency: UUID, number: int) -> None:
    """A few years of enquiries: most closed, a tenth open, one in forty applied."""
    rng, now = Random(1), timezone.now()
    sector = Sector.objects.first()
    closed = [state for state in Enquiry.State if state not in Enquiry.OPEN]
    rows, applied = [], []
    for n in range(number):
        state = rng.choice(Enquiry.OPEN if rng.random() < 0.1 else closed)
        since = now - timedelta(minutes=40 * (number - n))
        rows.append(Enquiry(
            agency_id=agency, name=f"{rng.choice(_FIRST)} {rng.choice(_LAST)}", email=f"person{n}@example.org",
            telephone=f"+44 7700 9{n:05d}", postcode=f"LS{n % 29 + 1} {n % 9 + 1}AB", sector=sector, state=state,
            source="web", received_at=since, state_since=since,
        ))  # fmt: skip
    for enquiry in Enquiry.objects.bulk_create(rows, batch_size=2000)[::40]:
        stage = rng.choice(Application.OPEN) if rng.random() < 0.3 else Application.Stage.APPROVED
        since = enquiry.received_at
        applied.append(Application(agency_id=agency, enquiry=enquiry, name=enquiry.name, stage=stage,
                                   stage_since=since, registered_on=timezone.localdate(since)))  # fmt: skip
    Application.objects.bulk_create(applied, batch_size=2000)


def _homes(agency: UUID, number: int) -> UUID:
    rng = Random(2)
    period = DateRange(date(2022, 5, 1), None)
    homes = Household.objects.bulk_create(
        (Household(agency_id=agency, reference=f"B{n:05d}", name=f"{rng.choice(_FIRST)} {rng.choice(_LAST)}",
                   approved_on=date(2022, 5, 1), bedrooms=2) for n in range(number)),
        batch_size=2000,
    )  # fmt: skip
    Approval.objects.bulk_create(
        (
            Approval(agency_id=agency, household=home, period=period, max_children=2, kinds=["short_term"])
            for home in homes
        ),
        batch_size=2000,
    )
    Place.objects.bulk_create(
        (Place(agency_id=agency, household=home, slot=slot, period=period) for home in homes for slot in (1, 2)),
        batch_size=2000,
    )
    return homes[number // 2].pk


def _remove(agency: UUID, user: User) -> None:
    """Every row of the agency, by the owner: pass after pass, since rows refer to each other."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND column_name IN ('agency_id', 'organisation_id') AND table_name NOT LIKE '%_view'"
        )
        waiting = [*cursor.fetchall(), ("accounts_organisation", "id")]
        for _ in range(8):
            waiting = [(table, column) for table, column in waiting if not _emptied(cursor, table, column, agency)]
        cursor.execute("DELETE FROM accounts_user WHERE id = %s", [user.pk])


def _emptied(cursor: Any, table: str, column: str, agency: UUID) -> bool:
    try:
        with transaction.atomic(using="owner"):
            cursor.execute(f'DELETE FROM "{table}" WHERE "{column}" = %s', [agency])
    except IntegrityError:
        return False
    return True
