"""Lock a home, see what is free, write rows. Everything else in this package goes through here."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from psycopg.types.range import DateRange

from accounts.input.errors import ServiceError
from accounts.models import AuditEntry, Organisation
from accounts.tenancy.caller import CallerAt, job_for
from accounts.tenancy.constraints import words_for
from accounts.tenancy.scopes import role, scope
from placements.models import Child, Placement, Referral
from placements.placing.services.locking import Locked
from placements.placing.services.writing import write

State = Placement.State
HOLD_FOR = timedelta(hours=4)
LONGEST_HOLD = timedelta(hours=24)
NO_ROOM = (
    "The home has no room for all of these children any more. Nothing was saved: "
    "look at the list again, the other homes are still there."
)


class PlaceTaken(ServiceError):
    """Somebody else was quicker, or the home has no room left for these children."""

    status = 409
    code = "place.taken"


@dataclass(frozen=True)
class Stay:
    """Which children go where and from when. `end` is exclusive; None for a stay without a known end.

    `basis` says which places count besides approved ones: "exemption" (with the row) or "emergency".
    """

    household: UUID
    children: Sequence[Child]
    start: date
    end: date | None = None
    kind: str = Placement.Kind.MAIN
    basis: str = "approved"
    exemption: UUID | None = None
    authorised_by: str = ""

    @property
    def period(self) -> DateRange:
        return DateRange(self.start, self.end)


def lock_household(household_id: UUID) -> UUID:
    """Lock one home for this transaction and mark its facts as changed; its agency's id. Raises DoesNotExist."""
    from carers.models import Household

    with role("hearth_matcher"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE carers_household SET vacancy_version = vacancy_version + 1 WHERE id = %s RETURNING agency_id",
            [household_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise Household.DoesNotExist("No such home.")
    return UUID(str(row[0]))


def lock_households(ids: Iterable[UUID]) -> None:
    """Several homes, always in the order of their ids, so that two who need the same two never wait in a ring."""
    for household_id in sorted(set(ids)):
        lock_household(household_id)


def release_expired(household_id: UUID, agency_id: UUID) -> int:
    """Let go of holds in one home whose time is up; constraints can't ask the clock, so this does.

    Done as the home's agency: a hold of another council is not the caller's row.
    """
    with scope(agency_id):
        agency = Organisation.objects.get(pk=agency_id)
        rows = Placement.objects.filter(household=household_id, state=State.HELD, expires_at__lte=timezone.now())
        return let_go(job_for(agency), rows, "hold.expired")


def let_go(by: CallerAt, rows: Iterable[Placement], action: str) -> int:
    """Turn held rows into released ones, with an audit entry each; how many."""
    released = list(rows)
    Placement.objects.filter(pk__in=[row.pk for row in released]).update(state=State.RELEASED, expires_at=None)
    record_each(by, action, released)
    return len(released)


def whole_home(stay: Stay) -> bool:
    """Whether these children must have the home to themselves: one needs it, or they are more than three."""
    return len(stay.children) > 3 or any(child.only_child for child in stay.children)


def occupy(
    by: CallerAt,
    stay: Stay,
    locked: Locked,
    state: str,
    referral: Referral | None,
    action: str,
    expires: timedelta | None = None,
) -> list[Placement]:
    """Write one row a child in a home that is locked, and its audit entry, in one statement.

    Raises PlaceTaken, in words that name no child, and writes nothing then.
    """
    if locked.run_out:
        release_expired(stay.household, locked.agency_id)
    slots = locked.free(["approved"] if stay.basis == "approved" else ["approved", stay.basis])
    if len(slots) < len(stay.children):
        raise PlaceTaken(NO_ROOM)
    rows = _rows(stay, locked.agency_id, slots, state, referral, expires)
    try:
        write(by, rows, action)
    except IntegrityError as error:
        raise in_words(error) from error
    return rows


def _rows(
    stay: Stay, agency_id: UUID, slots: Sequence[int], state: str, referral: Referral | None, expires: timedelta | None
) -> list[Placement]:
    alone = whole_home(stay)
    until = timezone.now() + expires if expires else None
    return [
        Placement(
            agency_id=agency_id,
            council_id=child.council_id,
            household_id=stay.household,
            slot=slot,
            child=child,
            referral=referral,
            kind=stay.kind,
            state=state,
            period=stay.period,
            expires_at=until,
            sibling_set=child.sibling_set,
            whole_home=alone or (slot > 3 and stay.exemption is None),
            exemption_id=stay.exemption,
            authorised_by=stay.authorised_by,
        )
        for child, slot in zip(stay.children, slots, strict=False)
    ]


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """The database's own refusal told as PlaceTaken; what was tried inside is undone, the rest stands."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise in_words(error) from error


def in_words(error: IntegrityError) -> PlaceTaken:
    """A named constraint's refusal as an error for people; any other is raised as it is."""
    refusal = words_for(error)
    if refusal is None:
        raise error
    return PlaceTaken(refusal.message, refusal.code)


def settle() -> None:
    """Have every deferred constraint looked at now, where a refusal can be told in words, not at the commit.

    Raises PlaceTaken for a known one.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        raise in_words(error) from error


def record_each(by: CallerAt, action: str, rows: Sequence[Placement], **data: str) -> None:
    """One audit entry a row, written together."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            organisation_id=by.organisation_id,
            action=action,
            actor_id=by.user_id,
            actor_kind=by.kind,
            subject_kind="placement",
            subject_id=row.pk,
            data={"child": str(row.child_id), "household": str(row.household_id), **data},
        )
        for row in rows
    )
