"""Acts of the audit trail as people in fostering say them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from carers.models import Application, Check, Enquiry

_ACTS: dict[str, Any] = {
    "enquiry.received": _("Enquiry received"),
    "enquiry.contacted": _("Spoke with them"),
    "enquiry.visit_booked": _("Visit booked"),
    "enquiry.invited": _("Invited to apply"),
    "enquiry.applied": _("Applied"),
    "enquiry.not_now": _("Not now"),
    "enquiry.closed_no_contact": _("Closed: nobody could be reached"),
    "enquiry.assigned": _("Owner changed"),
    "enquiry.merged": _("Merged with another enquiry"),
    "enquiry.merge_undone": _("Merge undone"),
    "application.registered": _("Application received"),
    "application.assigned": _("Owner changed"),
    "application.paused": _("Paused"),
    "application.resumed": _("Resumed"),
    "application.stage1_complete": _("Last item of stage 1 received"),
    "application.brief_report": _("Brief report sent to the applicant"),
    "application.papers_sent": _("Papers sent to the panel"),
    "application.determination": _("Qualifying determination: 28 days run"),
    "check.asked": _("Check asked for"),
    "check.chased": _("Check chased"),
    "check.received": _("Check received"),
    "household.approved": _("Approved as a foster home"),
    "household.imported": _("Brought in from a spreadsheet"),
    "approval.recorded": _("Terms of approval recorded"),
    "place.unavailable": _("A place is not available"),
    "place.available": _("A place is available again"),
    "short_stays.none": _("Days without short stays noted"),
    "short_stays.again": _("Short stays again"),
    "vacancy.confirmed": _("Availability confirmed"),
    "departure.resigned": _("Resignation received"),
    "departure.terminated": _("Approval ended by the service"),
    "departure.transferred": _("Moving to another service"),
    "departure.took_effect": _("Approval ended"),
    "household.outside_approval": _("A child lives here outside approval"),
    "carer.access_given": _("A carer can open the home's own page"),
    "carer.access_ended": _("A carer's access to the home's own page ended"),
    "preferences.said": _("Said what they would rather take"),
    "preferences.settled": _("Settled what the home would rather take"),
    "duty.done": _("Done"),
    "duty.last_dates_told": _("Last dates told"),
    "session.booked": _("Booked for an information session"),
    "session.attended": _("Came to an information session"),
    "session.missed": _("Did not come to an information session"),
    "enquiry.later": _("Asked to be contacted later"),
    "enquiry.contact_changed": _("Contact choices changed"),
    "form.invited": _("Invitation to apply made"),
    "form.claimed": _("Invitation opened"),
    "form.handed_in": _("Application handed in"),
    "form.asked_again": _("They ask again"),
    "form.data_downloaded": _("Own data looked at"),
    "section.saved": _("A section was saved"),
    "section.reopened": _("A section was opened again"),
    "application.people_named": _("Who applies and lives there was taken from the form"),
    "application.person_named": _("Somebody was named"),
    "application.person_corrected": _("A name or date of birth was corrected"),
    "application.person_left": _("Somebody was taken off the application"),
    "application.everybody_named": _("Everybody who applies and lives there is named"),
    "check.dropped": _("A check is not needed any more"),
    "check.judged": _("The outcome of a check was noted"),
    "check.said_whose": _("It was said whose check this is"),
    "respondent.asked": _("Somebody was asked to answer"),
    "respondent.answered": _("Somebody answered"),
    "respondent.declined": _("Somebody would rather not answer"),
    "respondent.stopped": _("Open requests were stopped"),
    "document.kept": _("A document was added"),
    "document.scanned": _("A document was checked"),
    "feedback.given": _("Told us how it was"),
    "person.exported": _("Their data were exported for them"),
}


def words_for_act(action: str, data: dict[str, Any] | None = None) -> str:
    """A sentence for a dotted act; the kind of check or duty is named where the act has one."""
    data = data or {}
    words = _ACTS.get(action)
    if words is None:
        noun, _dot, verb = action.partition(".")
        label = _stage(noun, verb)
        words = label or f"{noun} {verb}".replace("_", " ").capitalize()
    kind = data.get("kind", "")
    if action.startswith("check.") and kind in Check.Kind.values:
        return f"{words}: {Check.Kind(kind).label}"
    return str(words)


def _stage(noun: str, verb: str) -> str:
    if noun == "application" and verb in Application.Stage.values:
        return str(Application.Stage(verb).label)
    return str(Enquiry.State(verb).label) if noun == "enquiry" and verb in Enquiry.State.values else ""
