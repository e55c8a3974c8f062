"""The register's one door: only this module occupies a place, under the household's lock.

Order of every write: lock the household, release holds that have expired, look again at what is free,
write. The exclusion constraints and the foreign key in time to the place have the last word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from psycopg.types.range import DateRange

from accounts.caller import Caller
from accounts.constraints import words_for
from accounts.errors import NotReady, ServiceError
from accounts.services.audit import record
from accounts.tenancy import role
from carers.models import Household, Place, Unavailability
from placements.models import Child, Match, Placement, Referral
from placements.services.matching import Ranked, rank_referral

State = Placement.State
HOLD_FOR = timedelta(hours=4)


class PlaceTaken(ServiceError):
    """Somebody else was quicker, or the home has no room left for these children."""

    status = 409
    code = "place.taken"


@dataclass(frozen=True)
class Stay:
    """Which children go where and from when. `end` is exclusive; None for a stay without a known end."""

    household: UUID
    children: Sequence[Child]
    start: date
    end: date | None = None
    kind: str = Placement.Kind.MAIN

    @property
    def period(self) -> DateRange:
        return DateRange(self.start, self.end)


def lock_household(household_id: UUID) -> tuple[UUID, int]:
    """Lock one home for this transaction and mark its facts as changed: (agency, new version)."""
    with role("hearth_matcher"):
        home = (
            Household.objects.select_for_update(no_key=True).only("agency_id", "vacancy_version").get(pk=household_id)
        )
        Household.objects.filter(pk=household_id).update(vacancy_version=F("vacancy_version") + 1)
    return home.agency_id, home.vacancy_version + 1


def free_slots(household_id: UUID, period: DateRange) -> list[int]:
    """Numbers of places that exist, are available and are not occupied through all of `period`."""
    with role("hearth_matcher"):
        there = Place.objects.filter(household=household_id, period__contains=period)
        off = Unavailability.objects.filter(household=household_id, period__overlap=period)
        stays = Placement.objects.filter(household=household_id, occupies__overlap=period)
        taken = set(off.values_list("slot", flat=True)) | set(stays.values_list("slot", flat=True))
        return sorted(slot for slot in there.values_list("slot", flat=True) if slot not in taken)


def whole_home(stay: Stay) -> bool:
    """Whether these children must have the home to themselves: one needs it, or they are more than three."""
    return len(stay.children) > 3 or any(child.only_child for child in stay.children)


def occupy(
    by: Caller, stay: Stay, state: str, referral: Referral | None, expires: timedelta | None = None
) -> list[Placement]:
    """Write one row a child. Raises PlaceTaken, in words that name no child, and writes nothing then."""
    agency_id, _ = lock_household(stay.household)
    release_expired(by, stay.household)
    slots = free_slots(stay.household, stay.period)
    if len(slots) < len(stay.children):
        raise PlaceTaken(
            "The home has no room for all of these children any more. Nothing was saved: "
            "look at the list again, the other homes are still there."
        )
    alone = whole_home(stay)
    rows = [
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
            expires_at=timezone.now() + expires if expires else None,
            sibling_set=child.sibling_set,
            whole_home=alone or slot > 3,
        )
        for child, slot in zip(stay.children, slots, strict=False)
    ]
    return _write(rows)


def _write(rows: list[Placement]) -> list[Placement]:
    """Insert, with the database's own refusal told in words."""
    try:
        with transaction.atomic():
            return Placement.objects.bulk_create(rows)
    except IntegrityError as error:
        refusal = words_for(error)
        if refusal is None:
            raise
        raise PlaceTaken(refusal.message, refusal.code) from error


def release_expired(by: Caller, household_id: UUID) -> int:
    """Let go of holds in one home whose time is up; constraints can't ask the clock, so this does."""
    return Placement.objects.filter(household=household_id, state=State.HELD, expires_at__lte=timezone.now()).update(
        state=State.RELEASED, expires_at=None
    )


def place(
    by: Caller, referral_id: UUID, household_id: UUID, start: date | None = None, reason: str = ""
) -> list[Placement]:
    """Place all children of an open referral in one home, keep the match it was decided on, and close it.

    Raises NotReady where the referral is not open or a rule rules the home out; PlaceTaken; DoesNotExist.
    """
    referral = Referral.objects.select_for_update().get(pk=referral_id)
    if referral.state != Referral.State.OPEN:
        raise NotReady(
            f"This referral is {referral.get_state_display().lower()}. Open it again to place.",
            "referral.not_open",
        )
    children = [link.child for link in referral.referral_children.select_related("child")]
    stay = Stay(household_id, children, start or referral.needed_by, referral.ends_on)
    lock_household(household_id)
    assert by.organisation is not None
    ranked = rank_referral(referral, by.organisation)
    _must_fit(ranked, household_id)
    rows = occupy(by, stay, State.PLACED, referral)
    keep_match(by, ranked, household_id, reason)
    referral.state, referral.outcome, referral.closed_at = (
        Referral.State.PLACED,
        Referral.Outcome.PLACED_HERE,
        timezone.now(),
    )
    referral.save(update_fields=["state", "outcome", "closed_at"])
    for row in rows:
        record(by, "child.placed", row, child=str(row.child_id), household=str(household_id))
    return rows


def _must_fit(ranked: Ranked, household_id: UUID) -> None:
    key = str(household_id)
    if key not in ranked.pool.index:
        raise NotReady("This home is not open to placements. Choose another from the list.", "home.not_open")
    explanation = ranked.ranking.explain(key)
    if explanation.failed:
        codes = {finding.code for finding in explanation.failed}
        if codes <= {"H01", "H06"}:
            raise PlaceTaken(
                "The home has no room for all of these children any more. Nothing was saved: "
                "look at the list again, the other homes are still there."
            )
        raise NotReady(
            "This home does not meet the referral: look at why on its page, or choose another.",
            "home.does_not_fit",
        )


def keep_match(by: Caller, ranked: Ranked, household_id: UUID, reason: str) -> Match:
    """The decision with what it was made from: rules, score, parts, findings."""
    explanation = ranked.ranking.explain(str(household_id))
    order = [home.household for home in ranked.ranking.top()]
    home = ranked.pool.homes[ranked.pool.index[str(household_id)]]
    match = Match(
        council_id=by.organisation_id,
        agency_id=UUID(home.agency),
        referral=ranked.referral,
        household_id=household_id,
        rules=ranked.rules.name,
        rank=order.index(str(household_id)) + 1 if str(household_id) in order else None,
        score=explanation.score,
        facts={"eligible": ranked.ranking.eligible, "excluded": ranked.ranking.excluded, "order": order[:20]},
        result={
            "parts": [list(part) for part in explanation.by_part()],
            "failed": [finding.code for finding in explanation.failed],
            "unknown": [finding.code for finding in explanation.unknown],
        },
        chosen=True,
        reason=reason,
        decided_by_id=by.user_id,
    )
    match.save()
    return match


def end_placement(by: Caller, placement_id: UUID, on: date) -> Placement:
    """End a stay on `on` (the first day the child is no longer there). Raises NotReady, DoesNotExist."""
    row = Placement.objects.select_for_update().get(pk=placement_id)
    if row.state != State.PLACED:
        raise NotReady("Only a child who is placed can leave. Look at the placement again.", "placement.not_placed")
    if on <= row.period.lower:
        raise NotReady("The end must come after the first day of the placement.", "placement.end_too_early")
    lock_household(row.household_id)
    row.period, row.state = DateRange(row.period.lower, on), State.ENDED
    row.save(update_fields=["period", "state"])
    record(by, "placement.ended", row, child=str(row.child_id), on=on.isoformat())
    return row
