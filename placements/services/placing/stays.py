"""What happens to a stay after it began: moves, short breaks, other dates, corrections, the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from psycopg.types.range import DateRange

from accounts.caller import Caller
from accounts.errors import Invalid, NotReady
from accounts.services.audit import record
from accounts.tenancy import role
from carers.fostering_limit import HomeChild, LimitExemption, Outcome, Question, Terms, judge
from carers.models import Approval, Household, Place
from placements.candidates.homes import age_on
from placements.models import Child, Ending, Exemption, Placement, PlacementVersion
from placements.services.placing.door import (
    State,
    Stay,
    lock_household,
    lock_households,
    occupy,
    refusals_in_words,
    release_expired,
)

LONGEST_SHORT_BREAK = timedelta(days=21)  # SSDA903 T3: a carer's holiday lasts 21 days at most


@dataclass(frozen=True)
class Ended:
    """How a stay ended: planned or not; `reason` where the child moves, `left_care` where they left care."""

    planned: bool = True
    reason: str = ""
    left_care: str = ""
    debrief: str = ""

    def check(self) -> None:
        if bool(self.reason) == bool(self.left_care):
            raise Invalid(
                "Choose why the placement ended: a reason for the move, or how the child left care.",
                "ending.reason",
                {"reason": "Choose a reason for the move, or say how the child left care"},
            )
        codes = Ending.Reason.values if self.reason else Ending.LeftCare.values
        if (self.reason or self.left_care) not in codes:
            raise Invalid("That is not one of the reasons. Choose one from the list.", "ending.reason")


def locked(placement_id: UUID, also: UUID | None = None) -> Placement:
    """The row, after its home (and `also` another one): homes are locked before rows, by everybody."""
    home = Placement.objects.values_list("household_id", flat=True).get(pk=placement_id)
    lock_households([home] if also is None else [home, also])
    return Placement.objects.select_for_update(no_key=True).get(pk=placement_id)


def _must_be_placed(row: Placement) -> None:
    if row.state != State.PLACED:
        raise NotReady("Only a child who is placed can leave. Look at the placement again.", "placement.not_placed")


@transaction.atomic
def end_placement(by: Caller, placement_id: UUID, on: date, how: Ended | None = None) -> Placement:
    """End a stay on `on` (the first day the child is no longer there). Raises NotReady, Invalid, DoesNotExist."""
    how = how or Ended(reason=Ending.Reason.CARPL)
    how.check()
    row = locked(placement_id)
    _must_be_placed(row)
    if on <= row.period.lower:
        raise NotReady("The end must come after the first day of the placement.", "placement.end_too_early")
    with refusals_in_words():
        row.period, row.state = DateRange(row.period.lower, on), State.ENDED
        row.save(update_fields=["period", "state"])
    ending = Ending(
        agency_id=row.agency_id,
        council_id=row.council_id,
        placement=row,
        planned=how.planned,
        reason=how.reason,
        left_care=how.left_care,
        debrief=how.debrief,
    )
    ending.save()
    record(by, "placement.ended", row, child=str(row.child_id), on=on.isoformat(), planned=how.planned,
           code=how.reason or how.left_care)  # fmt: skip
    return row


@transaction.atomic
def change_dates(by: Caller, placement_id: UUID, starts: date, ends: date | None, reason: str) -> Placement:
    """Give a stay other dates, also in the past; what was recorded before is kept as a version.

    Everything is asked again: place, other children, usual limit and terms over the new period. Raises
    PlaceTaken, NotReady, Invalid, DoesNotExist.
    """
    row = locked(placement_id)
    if row.state == State.RELEASED:
        raise NotReady("This hold was let go; there is nothing to change.", "placement.released")
    if ends is not None and ends <= starts:
        raise Invalid("The end must come after the first day.", "placement.dates", {"ends": "Enter a later day"})
    if row.state == State.ENDED and ends is None:
        raise Invalid("This placement has ended: enter the day it ended.", "placement.dates", {"ends": "Enter a day"})
    if not reason.strip():
        raise Invalid("Say why the dates change.", "placement.reason", {"reason": "Enter why the dates change"})
    release_expired(row.household_id, row.agency_id)
    row.refresh_from_db(fields=["state"])
    if row.state == State.RELEASED:
        raise NotReady("This hold has run out; there is nothing to change.", "placement.released")
    within_terms(row, starts, ends)
    _keep_version(by, row, reason)
    with refusals_in_words():
        row.period = DateRange(starts, ends)
        row.save(update_fields=["period"])
    record(by, "placement.dates_changed", row, child=str(row.child_id), starts=starts.isoformat(),
           ends=ends.isoformat() if ends else None)  # fmt: skip
    return row


def _keep_version(by: Caller, row: Placement, reason: str) -> None:
    lower, upper = row.period.lower, row.period.upper
    was = {
        "starts": lower.isoformat(),
        "ends": upper.isoformat() if upper else None,
        "state": row.state,
        "slot": row.slot,
        "household": str(row.household_id),
    }
    version = PlacementVersion(
        agency_id=row.agency_id,
        council_id=row.council_id,
        placement=row,
        was=was,
        reason=reason[:300],
        changed_by=by.user_id,
    )
    version.save()


@transaction.atomic
def move(
    by: Caller, placement_id: UUID, household_id: UUID, on: date, how: Ended, ends: date | None = None
) -> Placement:
    """End a stay and begin the next in another home on the same day, both or neither. Raises as its parts do."""
    row = locked(placement_id, also=household_id)
    _must_be_placed(row)
    if row.household_id == household_id:
        raise Invalid("The child lives there already. Choose another home.", "move.same_home")
    end_placement(by, placement_id, on, how)
    child = Child.objects.get(pk=row.child_id)
    stay = Stay(household_id, [child], on, ends)
    must_allow(stay)
    return occupy(by, stay, State.PLACED, row.referral, "child.moved")[0]


@transaction.atomic
def short_break(by: Caller, placement_id: UUID, household_id: UUID, starts: date, ends: date) -> Placement:
    """A short break in another home; the main home stays the child's. Raises PlaceTaken, NotReady, Invalid."""
    row = Placement.objects.select_related("child").get(pk=placement_id)
    _must_be_placed(row)
    if not starts < ends <= starts + LONGEST_SHORT_BREAK:
        raise Invalid(
            "A short break lasts 1 to 21 days. Enter another last day.",
            "short_break.length",
            {"ends": "Enter a day within 21 days"},
        )
    if row.household_id == household_id:
        raise Invalid("A short break is in another home. Choose one.", "short_break.same_home")
    lock_household(household_id)
    stay = Stay(household_id, [row.child], starts, ends, kind=Placement.Kind.SHORT_BREAK)
    must_allow(stay)
    return occupy(by, stay, State.PLACED, row.referral, "short_break.booked")[0]


def must_allow(stay: Stay) -> None:
    """The usual fostering limit and the terms of the home, over the whole stay. Raises NotReady in words."""
    _ask_limit(stay.household, stay.children, stay.period, stay.basis == "emergency", ())


def within_terms(row: Placement, starts: date, ends: date | None) -> None:
    """The same for a stay that is there already and gets other dates."""
    child = Child.objects.get(pk=row.child_id)
    period = DateRange(starts, ends)
    with role("hearth_matcher"):
        bases = Place.objects.filter(household=row.household_id, slot=row.slot, period__overlap=period)
        emergency = bases.filter(basis=Place.Basis.EMERGENCY).exists() or bool(row.authorised_by)
    _ask_limit(row.household_id, [child], period, emergency, (row.child_id,))


def _ask_limit(
    household_id: UUID, children: Sequence[Child], period: DateRange, emergency: bool, without: tuple[UUID, ...]
) -> None:
    with role("hearth_matcher"):
        home = Household.objects.only("area_id").get(pk=household_id)
        there = _there(household_id, period, {*without, *(child.pk for child in children)})
        approvals = list(Approval.objects.filter(household=household_id, period__overlap=period).order_by("period"))
        notices = list(Exemption.objects.filter(household=household_id).prefetch_related("children"))
        exemptions = tuple(_notice(notice) for notice in notices)
    first, last = period.lower, period.upper - timedelta(days=1) if period.upper else None
    assert first is not None
    outcomes = {
        judge(
            Question(
                present=present,
                joining=tuple(_joining(child, first) for child in children),
                home_council=home.area_id,
                terms=_terms(approvals),
                start=first,
                end=last,
                exemptions=exemptions,
                emergency=emergency,
            )
        ).outcome
        for present in _together(there, first)
    }
    if Outcome.NEEDS_EXEMPTION in outcomes:
        raise NotReady(
            "More than three children who are not all brothers and sisters would live there at that time. An "
            "exemption by the council where the carer lives, naming them, would allow it.",
            "place.needs_exemption",
        )
    if Outcome.REFUSED in outcomes:
        raise NotReady(
            "The home's terms of approval do not allow this for the whole time. Choose other dates or another home.",
            "place.outside_terms",
        )


def _there(household_id: UUID, period: DateRange, without: set[UUID]) -> list[Placement]:
    """Who else is in the home in `period`; a hold whose time is up is nobody, although its row is still there."""
    rows = Placement.objects.filter(household=household_id, occupies__overlap=period).exclude(child__in=without)
    return list(rows.exclude(state=State.HELD, expires_at__lte=timezone.now()))


def _together(there: Sequence[Placement], first: date) -> set[tuple[HomeChild, ...]]:
    """The sets of children who are in the home at once: on the first day, and on each day somebody arrives.

    Not everybody of the period at once: who leaves in March and who comes in April never share the home.
    """
    days = {first, *(row.period.lower for row in there if row.period.lower > first)}
    return {
        tuple(
            sorted(
                {HomeChild(str(row.child_id), str(row.sibling_set)) for row in there if day in row.period},
                key=lambda child: child.ref,
            )
        )
        for day in days
    }


def _joining(child: Child, day: date) -> HomeChild:
    return HomeChild(str(child.pk), str(child.sibling_set), age=age_on(child.birth_month, day), sex=child.sex)


def _terms(approvals: list[Approval]) -> Terms | None:
    """Terms of the first day, in force until the last approval in a row ends.

    The number is not asked here: a place exists for each child the terms allow, and places are checked.
    """
    if not approvals:
        return None
    approval, upper = approvals[0], approvals[-1].period.upper
    sexes = None if approval.sex == "any" else frozenset({approval.sex})
    return Terms(
        starts=approval.period.lower,
        ends=upper - timedelta(days=1) if upper else None,
        youngest=approval.age_min,
        oldest=None if approval.age_max is None else max(approval.age_max, 0),
        sexes=sexes,
    )


def _notice(notice: Exemption) -> LimitExemption:
    upper = notice.period.upper
    return LimitExemption(
        council=notice.granted_by_id,
        children=frozenset(str(row.child_id) for row in notice.children.all()),
        starts=notice.period.lower,
        ends=upper - timedelta(days=1) if upper else None,
    )


def write_briefing(by: Caller, placement_id: UUID, words: str) -> Placement:
    """What the carers were told before the child came."""
    row = locked(placement_id)
    row.briefing = words
    row.save(update_fields=["briefing"])
    record(by, "placement.briefed", row)
    return row


def write_debrief(by: Caller, placement_id: UUID, words: str) -> Ending:
    """What was learnt from how it ended. Raises NotReady where it has not ended."""
    ending = Ending.objects.select_for_update().filter(placement=placement_id).first()
    if ending is None:
        raise NotReady("This placement has not ended yet. Record the end first.", "placement.not_ended")
    ending.debrief = words
    ending.save(update_fields=["debrief"])
    record(by, "placement.debriefed", ending)
    return ending
