"""What happens to a stay after it began: moves, short breaks, other dates, corrections, the end."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.scopes import role
from placements.models import Child, Ending, Placement, PlacementVersion
from placements.placing.services.door import State, Stay, lock_households, occupy, refusals_in_words, release_expired
from placements.placing.services.limits import must_allow, must_allow_dates
from placements.placing.services.locking import Locked, lock_and_read
from placements.referrals.services.dates import check_days

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
                _("Choose why the placement ended: a reason for the move, or how the child left care."),
                "ending.reason",
                {"reason": _("Choose a reason for the move, or say how the child left care")},
            )
        codes = Ending.Reason.values if self.reason else Ending.LeftCare.values
        if (self.reason or self.left_care) not in codes:
            raise Invalid(_("That is not one of the reasons. Choose one from the list."), "ending.reason")


def locked(placement_id: UUID, also: UUID | None = None) -> Placement:
    """The row, after its home (and `also` another one): homes are locked before rows, by everybody."""
    home = Placement.objects.values_list("household_id", flat=True).get(pk=placement_id)
    lock_households([home] if also is None else [home, also])
    return Placement.objects.select_for_update(no_key=True).get(pk=placement_id)


def _must_be_placed(row: Placement) -> None:
    if row.state != State.PLACED:
        raise NotReady(_("Only a child who is placed can leave. Look at the placement again."), "placement.not_placed")


@transaction.atomic
def end_placement(by: CallerAt, placement_id: UUID, on: date, how: Ended | None = None) -> Placement:
    """End a stay on `on` (the first day the child is no longer there). Raises NotReady, Invalid, DoesNotExist."""
    how = how or Ended(reason=Ending.Reason.CARPL)
    how.check()
    row = locked(placement_id)
    _must_be_placed(row)
    check_days(on=on)
    if on <= row.period.lower:
        raise NotReady(_("The end must come after the first day of the placement."), "placement.end_too_early")
    if row.period.upper is not None and on > row.period.upper:
        raise NotReady(
            _(
                "The placement was planned to end on %(day)s. Give it other dates "
                "first if the child stayed longer: then place, terms and the other children are "
                "looked at again."
            )
            % {"day": f"{row.period.upper:%-d %B %Y}"},
            "placement.end_too_late",
        )
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
def change_dates(by: CallerAt, placement_id: UUID, starts: date, ends: date | None, reason: str) -> Placement:
    """Give a stay other dates, also in the past; what was recorded before is kept as a version.

    Everything is asked again: place, other children, usual limit and terms over the new period. Raises
    PlaceTaken, NotReady, Invalid, DoesNotExist.
    """
    check_days(starts=starts, ends=ends)
    row = locked(placement_id)
    if row.state == State.RELEASED:
        raise NotReady(_("This hold was let go; there is nothing to change."), "placement.released")
    if ends is not None and ends <= starts:
        raise Invalid(_("The end must come after the first day."), "placement.dates", {"ends": _("Enter a later day")})
    if row.state == State.ENDED and ends is None:
        raise Invalid(
            _("This placement has ended: enter the day it ended."), "placement.dates", {"ends": _("Enter a day")}
        )
    if not reason.strip():
        raise Invalid(_("Say why the dates change."), "placement.reason", {"reason": _("Enter why the dates change")})
    release_expired(row.household_id, row.agency_id)
    row.refresh_from_db(fields=["state"])
    if row.state == State.RELEASED:
        raise NotReady(_("This hold has run out; there is nothing to change."), "placement.released")
    _must_stay_allowed(row, starts, ends)
    _keep_version(by, row, reason)
    with refusals_in_words():
        row.period = DateRange(starts, ends)
        row.save(update_fields=["period"])
    record(by, "placement.dates_changed", row, child=str(row.child_id), starts=starts.isoformat(),
           ends=ends.isoformat() if ends else None)  # fmt: skip
    return row


def _must_stay_allowed(row: Placement, starts: date, ends: date | None) -> None:
    seen = lock_and_read(row.household_id, starts, ends, row.council_id)
    if row.kind == Placement.Kind.SHORT_BREAK:
        must_be_within_main_stay(row.child_id, row.household_id, starts, ends)
    bases = {place["basis"] for place in seen.rows.places if place["slot"] == row.slot}
    emergency = "emergency" in bases or bool(row.authorised_by)
    must_allow_dates(Child.objects.get(pk=row.child_id), seen, starts, ends, emergency)


def _keep_version(by: CallerAt, row: Placement, reason: str) -> None:
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
    by: CallerAt, placement_id: UUID, household_id: UUID, on: date, how: Ended, ends: date | None = None
) -> Placement:
    """End a stay and begin the next in another home on the same day, both or neither. Raises as its parts do."""
    row = locked(placement_id, also=household_id)
    _must_be_placed(row)
    if row.household_id == household_id:
        raise Invalid(_("The child lives there already. Choose another home."), "move.same_home")
    check_days(on=on, ends=ends)
    if ends is not None and ends <= on:
        raise Invalid(_("The end must come after the day of the move."), "move.dates", {"ends": _("Enter a later day")})
    end_placement(by, placement_id, on, how)
    child = Child.objects.get(pk=row.child_id)
    stay = Stay(household_id, [child], on, ends)
    seen = lock_and_read(household_id, on, ends, row.council_id)
    _must_be_open(seen)
    must_allow(stay, seen)
    return occupy(by, stay, seen, State.PLACED, row.referral, "child.moved")[0]


def _must_be_open(seen: Locked) -> None:
    """Where a child is to live next must be a mainstream home that is open, not one on hold."""
    home = seen.rows.homes[0]
    if home["status"] != "open" or home["kind"] != "mainstream":
        raise NotReady(_("This home is not open to placements. Choose another."), "home.not_open")


def must_be_within_main_stay(child_id: UUID, household_id: UUID, starts: date, ends: date | None) -> None:
    """A short break lies beside a main home elsewhere, within its dates. Raises Invalid."""
    days, there = DateRange(starts, ends), [State.PLACED, State.ENDED]
    main = Placement.objects.filter(child=child_id, kind=Placement.Kind.MAIN, state__in=there, period__contains=days)
    with role("hearth_matcher"):  # the main home may be another agency's
        beside = main.exclude(household=household_id).exists()
    if not beside:
        raise Invalid(
            _("A short break lies within the stay in the main home. Choose days while the child lives there."),
            "short_break.outside_stay",
            {"starts": _("Choose days while the child lives in the main home")},
        )


@transaction.atomic
def short_break(by: CallerAt, placement_id: UUID, household_id: UUID, starts: date, ends: date) -> Placement:
    """A short break in another home; the main home stays the child's. Raises PlaceTaken, NotReady, Invalid."""
    check_days(starts=starts, ends=ends)
    row = locked(placement_id, also=household_id)
    _must_be_placed(row)
    if row.kind != Placement.Kind.MAIN:
        raise Invalid(_("A short break belongs to a main home. Choose that placement."), "short_break.of_what")
    if not starts < ends <= starts + LONGEST_SHORT_BREAK:
        raise Invalid(
            _("A short break lasts 1 to 21 days. Enter another last day."),
            "short_break.length",
            {"ends": _("Enter a day within 21 days")},
        )
    if row.household_id == household_id:
        raise Invalid(_("A short break is in another home. Choose one."), "short_break.same_home")
    must_be_within_main_stay(row.child_id, household_id, starts, ends)
    seen = lock_and_read(household_id, starts, ends, row.council_id)
    _must_be_open(seen)
    stay = Stay(household_id, [Child.objects.get(pk=row.child_id)], starts, ends, kind=Placement.Kind.SHORT_BREAK)
    must_allow(stay, seen)
    return occupy(by, stay, seen, State.PLACED, row.referral, "short_break.booked")[0]


@transaction.atomic
def write_briefing(by: CallerAt, placement_id: UUID, words: str) -> Placement:
    """What the carers were told before the child came. Raises NotReady, Invalid, DoesNotExist."""
    if not words.strip():
        raise Invalid(
            _("Write what the carers were told."), "briefing.empty", {"words": _("Enter what they were told")}
        )
    row = locked(placement_id)
    if row.state not in (State.HELD, State.PLACED):
        raise NotReady(_("This placement is over: a briefing comes before."), "placement.over")
    row.briefing = words
    row.save(update_fields=["briefing"])
    record(by, "placement.briefed", row)
    return row


@transaction.atomic
def write_debrief(by: CallerAt, placement_id: UUID, words: str) -> Ending:
    """What was learnt from how it ended. Raises NotReady where it has not ended, Invalid without words."""
    if not words.strip():
        raise Invalid(_("Write what was learnt."), "debrief.empty", {"words": _("Enter what was learnt")})
    ending = Ending.objects.select_for_update().filter(placement=placement_id).first()
    if ending is None:
        raise NotReady(_("This placement has not ended yet. Record the end first."), "placement.not_ended")
    ending.debrief = words
    ending.save(update_fields=["debrief"])
    record(by, "placement.debriefed", ending)
    return ending
