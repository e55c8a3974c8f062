"""Steps in words: after what, when, to whom and how."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carers.models import FollowUpStep

_TRIGGERS = {
    "enquiry.received": gettext_lazy("After an enquiry"),
    "enquiry.wait_over": gettext_lazy("When the day they named has come"),
    "stage_1.complete": gettext_lazy("After all of stage 1 is in"),
    "application.started": gettext_lazy("After an application was begun"),
    "section.missing": gettext_lazy("While a section is missing"),
    "referee.missing": gettext_lazy("While a referee is missing"),
    "check.waits_for_applicant": gettext_lazy("While a check waits for the applicant"),
    "reference.asked": gettext_lazy("After a reference was asked for"),
    "medical.asked": gettext_lazy("After a medical report was asked for"),
    "dbs.asked": gettext_lazy("After a DBS check was asked for"),
    "stage.changed": gettext_lazy("After an application changed stage"),
    "event.announced": gettext_lazy("After a session was announced"),
    "enquiry.quiet": gettext_lazy("After somebody said not now"),
    "review.planned": gettext_lazy("Before a review is due"),
    "dbs.expiry_set": gettext_lazy("Before a DBS check is due for renewal"),
    "vacancy.confirmed": gettext_lazy("After a vacancy was confirmed"),
    "household.approved": gettext_lazy("After approval"),
    "application.withdrawn": gettext_lazy("After an application was withdrawn"),
    "decision.notice_ready": gettext_lazy("When the notice of a decision is ready"),
}
_CHANNELS = {
    "email": gettext_lazy("e-mail"),
    "sms": gettext_lazy("text"),
    "letter": gettext_lazy("letter"),
    "call": gettext_lazy("call"),
    "team": gettext_lazy("team list"),
}


def trigger_words(step: FollowUpStep) -> str:
    return str(_TRIGGERS.get(step.trigger, step.trigger))


def timing_words(step: FollowUpStep) -> str:
    """`at once`, `5 working days`, `60 days before`, `at 80% of the clock`."""
    days = abs(step.offset_amount)
    if step.offset_unit == "clock":
        return _("at 80% of the clock")
    if not days:
        return _("at once")
    if step.offset_unit == "working":
        said = ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}
    elif step.offset_unit == "months":
        said = ngettext("%(n)s month", "%(n)s months", days) % {"n": days}
    else:
        said = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return _("%s before") % said if step.offset_amount < 0 else said


def channel_words(step: FollowUpStep) -> str:
    names = [str(_CHANNELS[channel]) for channel in step.channels]
    return _("By %s.") % _(", else ").join(names)
