"""Every period a service has to keep, as data, and how far along each one is.

Labels: *law* (an Act or regulations), *standard* (the national minimum standards, NMS 2011, and
statutory guidance), *promise* (what this service sets itself; an agency may change it). `verified` is
False where the rule was taken from a secondary source and not read in the instrument itself: such a
clock says so on the page. No clock is ever used to rank workers.

SI 2010/959 is the Care Planning, Placement and Case Review (England) Regulations 2010; SI 2011/581 is
the Fostering Services (England) Regulations 2011.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

from carers.law.working_days import (
    OFFICE_HOURS,
    OfficeHours,
    add_months,
    add_working_days,
    add_working_seconds,
    london_date,
    london_moment,
    working_days_between,
    working_seconds_between,
)

WARNING_FRACTION = 0.8

Label = Literal["law", "standard", "promise"]
Unit = Literal["working", "calendar", "months"]


@dataclass(frozen=True)
class Clock:
    """One period. `days` counts units after the event `starts_on`; negative means before it.

    A month's end is the corresponding date. `source` is the rule's own citation.
    """

    key: str
    name: str
    label: Label
    days: int
    unit: Unit
    source: str
    verified: bool
    starts_on: str
    ends_on: str

    def due(self, start: datetime | date) -> date:
        """The last day on which the clock is kept, as a London date."""
        day = london_date(start)
        if self.unit == "working":
            return add_working_days(day, self.days)
        return add_months(day, self.days) if self.unit == "months" else day + timedelta(days=self.days)


class State(StrEnum):
    RUNNING = "running"
    WARNING = "warning"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"


@dataclass(frozen=True)
class ClockReading:
    """Where a clock stands at one moment.

    `days_left` is in working days for clocks in working days, else in calendar days; negative when late.
    `fraction` is the share of the period used, 0 to 1 while it runs and above 1 when late.
    """

    clock: Clock
    due: date
    days_left: int
    words: str
    fraction: float
    state: State


def read_clock(
    clock: Clock,
    start: datetime | date,
    now: datetime,
    ended: datetime | date | None = None,
    *,
    opened: datetime | date | None = None,
    hours: OfficeHours = OFFICE_HOURS,
) -> ClockReading:
    """Read one clock.

    `start` is the moment or day of the event, `ended` when the thing was done (None while it is not).
    For a clock that counts back from an event (papers before a panel), `start` is that event and
    `opened` the day on which work could begin; without it the clock warns on its last working day only.
    What ended before it began counts as kept.
    """
    due = clock.due(start)
    today = london_date(now if ended is None else ended)
    left = _days_left(clock, today, due)
    measured_at = now if ended is None else ended
    used = _fraction(clock, start if clock.days > 0 else opened, due, measured_at, hours)
    late = today > due
    if late:
        used = max(used, 1.0)
    if ended is not None:
        state = State.MET_LATE if late else State.MET
    elif late:
        state = State.OVERDUE
    else:
        state = State.WARNING if used >= WARNING_FRACTION else State.RUNNING
    return ClockReading(clock, due, left, _words(clock, left, due, state), used, state)


def warns_at(clock: Clock, start: datetime, hours: OfficeHours = OFFICE_HOURS) -> datetime:
    """The first moment, to the second, at which the clock turns to a warning; in UTC."""
    begin, end = _moment(start), _end_of(clock.due(start), clock, hours)
    if clock.unit == "working":
        used = WARNING_FRACTION * working_seconds_between(begin, end, hours)
        moment = add_working_seconds(begin, used, hours)
    else:
        moment = begin + WARNING_FRACTION * (end - begin)
    return moment + timedelta(microseconds=-moment.microsecond % 1_000_000)


def _days_left(clock: Clock, today: date, due: date) -> int:
    return working_days_between(today, due) if clock.unit == "working" else (due - today).days


def _end_of(due: date, clock: Clock, hours: OfficeHours) -> datetime:
    """When the last day stops being useful: office closing time for working days, midnight for the others."""
    if clock.unit == "working":
        return london_moment(due, hours.closes)
    return london_moment(due + timedelta(days=1), time(0))


def _moment(when: datetime | date) -> datetime:
    """In UTC: the difference of two London times is that of their clock faces, wrong when the clocks change."""
    return when.astimezone(UTC) if isinstance(when, datetime) else london_moment(when, time(0))


def _fraction(clock: Clock, start: datetime | date | None, due: date, at: datetime | date, hours: OfficeHours) -> float:
    """The share of the period used. Working clocks count office time, so that nights do not use them up."""
    if start is None:
        return 0.0 if _days_left(clock, london_date(at), due) > 0 else 1.0
    begin, end, here = _moment(start), _end_of(due, clock, hours), _moment(at)
    if clock.unit == "working":
        whole = working_seconds_between(begin, end, hours)
        part = working_seconds_between(begin, here, hours)
    else:
        whole, part = (end - begin).total_seconds(), (here - begin).total_seconds()
    return max(0.0, part / whole) if whole > 0 else 1.0


def _words(clock: Clock, left: int, due: date, state: State) -> str:
    kind = "working day" if clock.unit == "working" else "day"
    size = abs(left)
    amount = f"{size} {kind}" if size == 1 else f"{size} {kind}s"
    if state is State.MET:
        return "Done in time"
    if left == 0 and state in (State.OVERDUE, State.MET_LATE):
        # A weekend has passed since the last day, but no working day yet.
        return "Done after the last day" if state is State.MET_LATE else f"Overdue since {due:%-d %B %Y}"
    if state is State.MET_LATE:
        return f"Done {amount} late"
    if state is State.OVERDUE:
        return f"{amount} overdue"
    return "Due today" if left == 0 else f"{amount} left"


_S16 = "as summarised by Fosterline and CoramBAAF"

CLOCKS: dict[str, Clock] = {
    clock.key: clock
    for clock in (
        Clock("first_response", "First response", "promise", 1, "working",
              "Our promise; NMS 13.2 asks for courteous, efficient handling and sets no number; "
              "Milton Keynes publishes one working day", True, "enquiry received", "a person answered"),
        Clock("visit_offer", "Visit offered", "promise", 5, "working",
              "Our promise; Milton Keynes publishes five working days", True,
              "enquiry received", "visit offered"),
        Clock("stage_1_notice", "Stage 1 notice", "law", 10, "working",
              "SI 2011/581 reg 26(1B)", False, "last item of Part 1 information received",
              "written notice with reasons, or stage 2"),
        Clock("brief_report_comments", "Comments on a brief report", "standard", 10, "working",
              "Local procedures on brief reports", False,
              "copy sent to the applicant", "applicant's comments"),
        Clock("panel_papers", "Papers to panel members", "standard", -5, "working",
              "NMS 14 (at least five working days before)", True, "panel meeting", "papers sent"),
        Clock("decision", "Agency decision maker's decision", "standard", 7, "working",
              "NMS 14 (seven working days of the final minutes)", False,
              "final panel minutes", "decision made"),
        Clock("tell_orally", "Tell the applicant orally", "standard", 2, "working",
              "NMS 14, as an agency's published answers give it", False,
              "decision made", "told orally"),
        Clock("tell_in_writing", "Tell the applicant in writing", "standard", 5, "working",
              "NMS 14, as an agency's published answers give it", False, "decision made", "letter sent"),
        Clock("qualifying_determination", "Representations or independent review", "law", 28, "calendar",
              f"SI 2011/581 regs 27 and 28, {_S16}", True, "notice of the determination",
              "representations, review applied for, or final decision"),
        Clock("whole_assessment", "Panel recommendation, eight months in all", "standard", 8, "months",
              "NMS 14.4", True, "signed application received", "panel recommendation"),
        Clock("resignation", "Resignation takes effect", "law", 28, "calendar",
              f"SI 2011/581 reg 28(13), {_S16}", True, "written notice received", "approval ends"),
        Clock("first_review", "First review", "law", 12, "months",
              f"SI 2011/581 reg 28, {_S16}", True, "approval", "review held"),
        Clock("next_review", "Next review", "law", 12, "months",
              f"SI 2011/581 reg 28, {_S16}", True, "last review", "review held"),
        Clock("supervision", "Supervision visit", "promise", 42, "calendar",
              "Our promise, six weeks unless the agency sets its own; NMS 21 asks for regular supervision only", True,
              "approval or last supervision visit", "visit made"),
        Clock("training_standards", "Training standards", "standard", 12, "months",
              "NMS 20", True, "approval", "workbook signed off"),
        Clock("training_standards_family", "Training standards, family and friends", "standard", 18, "months",
              "NMS 20", True, "approval", "workbook signed off"),
        Clock("review_mechanism_papers", "Papers to the Independent Review Mechanism", "law", 10, "working",
              "SI 2011/581 reg 29", True, "notice from the review organiser", "papers sent"),
        Clock("records_access", "Another service sees a carer's records", "law", 15, "working",
              "SI 2011/581 reg 32(6)", True, "request received", "access given"),
        Clock("emergency_placement", "Emergency placement outside terms", "law", 6, "working",
              "SI 2010/959 reg 23", True, "child placed", "terms changed, or child moved"),
        Clock("temporary_approval", "Temporary approval of a connected person", "law", 16 * 7, "calendar",
              "SI 2010/959 reg 24 (sixteen weeks)", False,
              "child placed", "full approval, extension or move"),
        Clock("temporary_approval_extension", "Extension of a temporary approval", "law", 8 * 7, "calendar",
              "SI 2010/959 reg 25 (once, up to eight weeks or the outcome of a review)", True,
              "end of the sixteen weeks", "full approval or move"),
        Clock("dbs_renewal", "DBS check renewed", "promise", 36, "months",
              "Agency policy; no statutory period", True, "date of the certificate", "new certificate seen"),
        Clock("home_visit_unannounced", "Unannounced visit", "standard", 12, "months",
              "NMS 10.5", True, "approval or last unannounced visit", "visit made"),
    )
}  # fmt: skip
