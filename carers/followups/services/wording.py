"""From an agency's words and a person's facts to what they read."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import Organisation
from accounts.outbox.wording import Words
from carers.law.followup_fields import merge
from carers.law.followup_history import Due, Whom
from carers.law.working_days import add_working_days, london_date
from carers.models import FollowUpWords, Respondent
from carers.people.selectors.persons import Person
from carers.people.services.reminder_links import reminder_path

# Filled in at the instant of sending, when the message has an id.
_LATER = {"unsubscribe_link": "{{unsubscribe_link}}", "link": "{{link}}"}
_AHEAD = {"review.planned", "dbs.expiry_set", "event.announced"}


@dataclass(frozen=True)
class Written(Words):
    link_to: str = ""


def values_for(person: Person, item: Due, agency: Organisation) -> dict[str, str]:
    """The merge fields of `carers.followups.defaults.FIELDS` for one person and follow-up."""
    what = str(person.whats.get(item.subject, "")) or item.subject.replace("_", " ")
    if item.trigger.name in _AHEAD and item.trigger.until:
        day = item.trigger.until
    elif item.trigger.name == "enquiry.received":
        day = add_working_days(london_date(item.trigger.at), 1)
    else:
        day = london_date(item.trigger.at)
    # Without a page of their own a referee rings; such a reminder is a task for the team anyhow.
    later = _LATER | (
        {"link": agency.telephone or "the number on our website"}
        if item.step.whom == Whom.REFEREE and not _own(person, item)
        else {}
    )
    return {
        "name": person.name,
        "agency": agency.name,
        "telephone": agency.telephone or "the number on our website",
        "day": date_format(day, "l j F"),
        "stage": person.application.get_stage_display() if person.application else "",
        "what": what,
        **later,
    }


def _own(person: Person, item: Due) -> Respondent | None:
    """Whose own page the follow-up is about, where it goes to somebody who was sent a link."""
    return person.asked_by_link.get(item.subject) if item.step.whom == Whom.REFEREE else None


def write(words: FollowUpWords, channel: str, person: Person, item: Due, agency: Organisation) -> Written:
    """Raises ValueError, in words, where a field has no value for this person."""
    values = values_for(person, item, agency)
    title = merge(words.title, values)
    text = words.text if channel == "sms" and words.text else words.body
    if _own(person, item) and "{{link}}" not in text:
        # Words an agency wrote before reminders had links: a reminder without one is of no use.
        text = f"{text.rstrip()}\n\n{{{{link}}}}\n"
    return Written(title[:200], merge(text, values), _page(person, item))


def _page(person: Person, item: Due) -> str:
    """Where {{link}} leads: a referee's own page, the applicant's for what is asked of them, else the front page."""
    row = _own(person, item)
    if row is not None:
        return reminder_path(row)
    if item.step.kind in {"keep_warm", "stay_in_touch", "event_invitation"}:
        return "/enquire/"
    return reverse("my_application_page", args=[person.form_id]) if person.form_id else reverse("my_application")
