"""The follow-ups every agency starts with, as data. An agency edits its own copy; the keys stay.

The default schedule follows published local targets: acknowledge at once, call within one working day,
two more attempts before closing, visit offered in five working days, chase at five, ten and fifteen.
"""

from datetime import time, timedelta

from carers.law.followup_fields import MessageClass
from carers.law.followup_history import Offset, Step, Whom
from carers.law.sending_hours import Channel

AT_ONCE = Offset(0)
WRITTEN = (Channel.EMAIL, Channel.SMS, Channel.LETTER)
MAIL_OR_TEXT = (Channel.EMAIL, Channel.SMS)
CALL = (Channel.CALL,)
TEAM = (Channel.TEAM,)
MARKETING = MessageClass.MARKETING

_SPOKEN = frozenset({"contact.made", "enquiry.withdrawn"})
_VISIT = frozenset({"visit.offered", "visit.booked", "application.submitted"})
_WEEK = timedelta(days=7)


def _working(days: int) -> Offset:
    return Offset(days, "working")


def _chases(key: str, whom: Whom, asked: str, received: frozenset[str]) -> tuple[Step, ...]:
    """Three chasers, at 5, 10 and 15 working days after asking; a new request starts them afresh."""
    return tuple(
        Step(
            f"{key}_{days}", key, whom, asked, _working(days), WRITTEN, stop_on=received,
            superseded=True, shelf_life=_WEEK,
        )
        for days in (5, 10, 15)
    )  # fmt: skip


def _warnings(key: str, whom: Whom, trigger: str, done: frozenset[str]) -> tuple[Step, ...]:
    """Two warnings before a date, at 60 and 30 days; a new date replaces the old one."""
    channels = TEAM if whom is Whom.TEAM else WRITTEN
    return tuple(
        Step(
            f"{key}_{days}", key, whom, trigger, Offset(-days), channels, stop_on=done,
            superseded=True, at=time(10), shelf_life=timedelta(days=29),
        )
        for days in (60, 30)
    )  # fmt: skip


STEPS: tuple[Step, ...] = (
    # "Somebody will get in touch by …" is not for those to whom somebody has spoken.
    Step("acknowledgement", "acknowledgement", Whom.PERSON, "enquiry.received", AT_ONCE, WRITTEN,
         stop_on=_SPOKEN | _VISIT, any_hour=True, shelf_life=timedelta(days=5)),
    Step("first_call", "call", Whom.PERSON, "enquiry.received", AT_ONCE, CALL, stop_on=_SPOKEN,
         superseded=True),
    # Other hours of the day than office mornings: someone at work can answer one of the three.
    Step("call_again_3", "call", Whom.PERSON, "enquiry.received", _working(3), CALL, stop_on=_SPOKEN,
         at=time(18), superseded=True),
    Step("call_again_5", "call", Whom.PERSON, "enquiry.received", _working(5), CALL, stop_on=_SPOKEN,
         at=time(12, 30), superseded=True),
    Step("first_response_warning", "first_response_warning", Whom.TEAM, "enquiry.received",
         Offset(0, "clock", "first_response"), TEAM, stop_on=_SPOKEN, shelf_life=_WEEK),
    Step("stage_1_notice_warning", "stage_1_notice_warning", Whom.TEAM, "stage_1.complete",
         Offset(0, "clock", "stage_1_notice"), TEAM, stop_on=frozenset({"stage_1.decided"})),
    Step("visit_offer", "visit_offer", Whom.PERSON, "enquiry.received", _working(5), WRITTEN,
         stop_on=_VISIT, superseded=True),
    Step("wait_over", "wait_over", Whom.PERSON, "enquiry.wait_over", AT_ONCE, CALL,
         stop_on=frozenset({"application.submitted", "contact.made"}), shelf_life=timedelta(days=28)),
    # Before they apply this asks someone to do more than they asked of us, so it is marketing.
    Step("unfinished_application_3", "unfinished_application", Whom.PERSON, "application.started",
         Offset(3), MAIL_OR_TEXT, MARKETING, frozenset({"application.submitted"})),
    Step("unfinished_application_10", "unfinished_application", Whom.PERSON, "application.started",
         Offset(10), MAIL_OR_TEXT, MARKETING, frozenset({"application.submitted"})),
    Step("section_missing", "section_missing", Whom.PERSON, "section.missing", _working(5), WRITTEN,
         stop_on=frozenset({"section.complete"}), repeat=_working(5), times=3, superseded=True),
    Step("referee_missing", "referee_missing", Whom.PERSON, "referee.missing", _working(3), WRITTEN,
         stop_on=frozenset({"referee.named"}), repeat=_working(5), times=3, superseded=True),
    Step("check_waits_for_you", "check_waits_for_you", Whom.PERSON, "check.waits_for_applicant", _working(5),
         WRITTEN, stop_on=frozenset({"check.form_received", "check.received"}), repeat=_working(5), times=3,
         superseded=True),
    *_chases("chase_referee", Whom.REFEREE, "reference.asked", frozenset({"reference.received"})),
    *_chases("chase_medical", Whom.SURGERY, "medical.asked", frozenset({"medical.received"})),
    *_chases("chase_dbs", Whom.PERSON, "dbs.asked", frozenset({"dbs.received"})),
    Step("stage_changed", "where_it_is", Whom.PERSON, "stage.changed", AT_ONCE, WRITTEN, superseded=True,
         shelf_life=_WEEK),
    Step("where_it_is_monthly", "where_it_is", Whom.PERSON, "stage.changed", Offset(1, "months"), WRITTEN,
         stop_on=frozenset({"decision.final"}), repeat=Offset(1, "months"), times=12, superseded=True),
    Step("event_invitation", "event_invitation", Whom.PERSON, "event.announced", AT_ONCE, MAIL_OR_TEXT,
         MARKETING, frozenset({"event.booked", "event.cancelled"}), timedelta(days=21)),
    *(Step(f"keep_warm_{days}", "keep_warm", Whom.PERSON, "enquiry.quiet", Offset(days), MAIL_OR_TEXT,
           MARKETING, frozenset({"application.started", "application.submitted", "contact.made"}),
           superseded=True)
      for days in (30, 90, 180)),
    *_warnings("review_due", Whom.CARER, "review.planned", frozenset({"review.held"})),
    *_warnings("review_due_team", Whom.TEAM, "review.planned", frozenset({"review.held"})),
    *_warnings("dbs_expires", Whom.CARER, "dbs.expiry_set", frozenset({"dbs.renewed"})),
    *_warnings("dbs_expires_team", Whom.TEAM, "dbs.expiry_set", frozenset({"dbs.renewed"})),
    Step("vacancy_still_true", "vacancy_still_true", Whom.CARER, "vacancy.confirmed", Offset(28),
         MAIL_OR_TEXT, stop_on=frozenset({"place.filled", "place.unavailable", "place.closed"}),
         repeat=Offset(7), times=3, superseded=True, shelf_life=_WEEK),
    *(Step(f"check_in_{weeks}", "check_in", Whom.CARER, "household.approved", Offset(7 * weeks), CALL)
      for weeks in (2, 6, 12)),
    Step("stay_in_touch", "stay_in_touch", Whom.PERSON, "application.withdrawn", Offset(90), MAIL_OR_TEXT,
         MARKETING, for_leavers=True, superseded=True),
    Step("decision_notice", "decision_notice", Whom.PERSON, "decision.notice_ready", AT_ONCE, (Channel.LETTER,
         Channel.EMAIL), stop_on=frozenset({"decision.told"}), statutory=True, shelf_life=timedelta(days=3650)),
)  # fmt: skip
