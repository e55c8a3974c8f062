"""Where an applicant stands: what is done, now and next, who has the ball, and the clocks in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carers.applications.selectors.form_state import application_of, why_closed
from carers.applications.selectors.my_application import Estimate, date_estimate
from carers.law.clocks import CLOCKS, read_clock
from carers.models import Application, ApplicationForm, Enquiry
from carers.people.selectors.settings import settings_of

Stage = Application.Stage
_ORDER: dict[str, int] = {
    Stage.REGISTERED: 4, Stage.STAGE1: 4, Stage.STAGE2: 5, Stage.BRIEF_REPORT: 5, Stage.PANEL: 6, Stage.DECISION: 7,
    Stage.DETERMINATION: 7, Stage.APPROVED: 8,
}  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """`items` fit the timeline macro; `ball` is you, the service or nobody; `action` is a url name or empty."""

    items: list[dict[str, Any]]
    sentence: str
    ball: str
    ended: bool
    estimate: Estimate | None
    clock: str
    label: str = ""


def _day(value: Any) -> str:
    if value is None:
        return ""
    day = timezone.localdate(value) if isinstance(value, datetime) else value
    return date_format(day, "l j F Y")


def progress(form: ApplicationForm, enquiry: Enquiry, application: Application | None) -> Progress:
    """Read within the agency's scope."""
    kept = settings_of(form.agency_id)
    closed = why_closed(form, enquiry, application or application_of(form))
    at = _ORDER.get(application.stage, 4) if application else 3
    steps = _steps(form, enquiry, application)
    items = []
    for number, (title, when, words) in enumerate(steps):
        if number == 6 and not kept.panel_kept and at != 6:
            continue
        state = "done" if number < at or at == 8 else "now" if number == at and not closed else "next"
        told = "" if closed else words[state]
        items.append({"state": state, "title": title, "when": when if state == "done" else "", "words": told})
    estimate = None
    clock, label = "", ""
    if application and application.is_open:
        reading = read_clock(CLOCKS["whole_assessment"], application.registered_on, timezone.now())
        clock = _("The panel's recommendation should come by %(day)s: %(words)s (national minimum standard 14.4).") % {
            "day": _day(reading.due),
            "words": _left(reading.days_left),
        }
        label = reading.clock.label
        estimate = date_estimate(form.agency_id, application.registered_on)
    return Progress(
        items, _sentence(form, application, closed), _ball(application, closed), bool(closed), estimate, clock, label
    )


def _left(days: int) -> str:
    if days == 0:
        return _("that is today")
    if days < 0:
        return ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def _steps(form: ApplicationForm, enquiry: Enquiry, application: Application | None) -> list[tuple[str, str, Any]]:
    quiet = {"done": "", "now": "", "next": ""}
    registered = application.registered_on if application else None
    since = application.stage_since if application else None
    return [
        (_("You asked about fostering"), _day(enquiry.received_at), quiet),
        (_("Somebody got in touch"), _day(enquiry.first_contact_at), quiet),
        (_("You were invited to apply"), _day(form.created_at), quiet),
        (
            _("You hand in your application"),
            _day(registered),
            quiet | {"now": _("It is with you. Fill in the sections in any order, at your own pace.")},
        ),
        (
            _("Stage 1: checks"),
            "",
            quiet
            | {
                "now": _("The service asks for your DBS, medical report and references. Since %s.") % _day(since),
                "next": _("DBS, health, referees and your council. Then the service says whether to go on."),
            },
        ),
        (
            _("Stage 2: getting to know you"),
            "",
            quiet
            | {
                "now": _("Visits and training. Since %s.") % _day(since),
                "next": _("Visits and training; often at the same time as stage 1."),
            },
        ),
        (
            _("Panel"),
            "",
            quiet
            | {
                "now": _("The panel reads the report. You may come, and bring somebody."),
                "next": _("A panel reads the report. You may come, and bring somebody."),
            },
        ),
        (
            _("Decision"),
            "",
            quiet
            | {
                "now": _("One senior person decides, within seven working days of the panel's final minutes."),
                "next": _("One senior person decides and tells you, first in person and then in writing."),
            },
        ),
        (_("Approved"), _day(since), quiet | {"next": _("Then children can come to you.")}),
    ]


def _ball(application: Application | None, closed: str) -> str:
    if application is None:
        return "nobody" if closed else "you"
    return "service" if application.is_open and not application.paused_on else "nobody"


def _sentence(form: ApplicationForm, application: Application | None, closed: str) -> str:
    name = form.agency.name
    if application is None:
        return closed or _("It is your turn: fill in your application and hand it in.")
    if application.paused_on and application.is_open:
        return _("Your application has been resting since %s. Nothing is lost.") % _day(application.paused_on)
    ends: dict[str, str] = {
        Stage.APPROVED: _("You are approved. Welcome."),
        Stage.WITHDRAWN: _("You withdrew your application. You can ask again at any time."),
        Stage.DECLINED: _("%s decided not to approve you. Their letter says why, and what you can do.") % name,
        Stage.TRANSFERRED: _("Your application went to another service."),
    }
    return ends.get(application.stage) or _("It is with %s. You do not have to do anything just now.") % name
