"""Which clocks run for a person or an application now: a date, a label (law, standard, our promise), an owner."""

from datetime import date, datetime

from carers.law.clocks import ClockReading, State, read_clock
from carers.law.working_days import london_date
from carers.models import AgencySettings, Application, Enquiry
from carers.people.selectors.settings import clock_of

Stage = Application.Stage


def enquiry_clock(enquiry: Enquiry, chosen: AgencySettings, now: datetime) -> ClockReading | None:
    """The first answer, then the offer of a visit. Historical entries have no clocks."""
    if enquiry.historical:
        return None
    if enquiry.state == Enquiry.State.RECEIVED:
        return read_clock(clock_of("first_response", chosen), enquiry.received_at, now)
    if enquiry.state == Enquiry.State.CONTACTED:
        return read_clock(clock_of("visit_offer", chosen), enquiry.received_at, now)
    return None


def _starts(application: Application) -> list[tuple[str, date | None, date | None]]:
    """(clock, the day it runs from, the day work could begin for a clock that counts back)."""
    stage = application.stage
    running: list[tuple[str, date | None, date | None]] = []
    if stage in (Stage.REGISTERED, Stage.STAGE1):
        running.append(("stage_1_notice", application.stage1_complete_on, None))
    if stage == Stage.BRIEF_REPORT and application.brief_report_comments_on is None:
        running.append(("brief_report_comments", application.brief_report_sent_on, None))
    if stage == Stage.PANEL and application.papers_sent_on is None:
        running.append(("panel_papers", application.panel_on, london_date(application.stage_since)))
    if stage in (Stage.PANEL, Stage.DECISION):
        running.append(("decision", application.minutes_on, None))
    if stage == Stage.DETERMINATION:
        running.append(("qualifying_determination", application.determination_on, None))
    if stage in (Stage.REGISTERED, Stage.STAGE1, Stage.STAGE2, Stage.BRIEF_REPORT, Stage.PANEL):
        running.append(("whole_assessment", application.registered_on, None))
    return running


def application_clocks(application: Application, chosen: AgencySettings, now: datetime) -> list[ClockReading]:
    """Every clock that runs, the nearest first. A paused application's clocks run on: the law knows no pause."""
    readings = [
        read_clock(clock_of(key, chosen), start, now, opened=opened)
        for key, start, opened in _starts(application)
        if start is not None
    ]
    return sorted(readings, key=lambda reading: reading.due)


_DRAWN = {State.OVERDUE: "overdue", State.WARNING: "due", State.MET: "met", State.MET_LATE: "met"}


def drawn(reading: ClockReading | None) -> dict[str, str] | None:
    """As the page's `clock` macro wants it."""
    if reading is None:
        return None
    return {
        "kind": reading.clock.label,
        "words": f"{reading.clock.name}: {reading.words[:1].lower()}{reading.words[1:]}",
        "state": _DRAWN.get(reading.state, "fine"),
    }
