"""The answer that goes at once: written in the same transaction as the enquiry it answers."""

from accounts.outbox.services.messages import enqueue
from accounts.outbox.wording import in_language_of
from accounts.tenancy.caller import CallerAt
from carers.followups.services.seeding import book_of
from carers.followups.services.wording import write
from carers.law.followup_history import Due, Fact
from carers.models import Enquiry, FollowUp
from carers.people.selectors.persons import Person

_STEP = "acknowledgement"


def acknowledge(by: CallerAt, enquiry: Enquiry) -> FollowUp | None:
    """Queue the acknowledgement by e-mail, if the agency keeps it on. Who gave none gets a call, by plan."""
    if not enquiry.email or enquiry.historical:
        return None
    book = book_of(by.organisation_id)
    step = next((step for step in book.steps if step.key == _STEP and step.enabled), None)
    if step is None:
        return None
    trigger = Fact("enquiry.received", enquiry.received_at, str(enquiry.pk))
    item = Due(str(enquiry.pk), step, trigger, f"{enquiry.pk}.1", trigger.at, trigger.at)
    words = book.words[_STEP]
    person = Person(enquiry.pk, enquiry.name, enquiry)
    with in_language_of(enquiry.email):
        written = write(words, "email", person, item, by.organisation)
    message = enqueue(
        by, enquiry, "enquiry.acknowledgement", "email", enquiry.email, lambda: written,
        link_to=written.link_to,
    )  # fmt: skip
    return FollowUp.objects.create(
        agency_id=by.organisation_id,
        person_id=enquiry.pk,
        enquiry=enquiry,
        kind=step.kind,
        step=step.key,
        step_version=step.version,
        words_version=words.version,
        cycle=item.cycle,
        whom=step.whom,
        channel="email",
        trigger={"name": trigger.name, "at": trigger.at.isoformat(), "ref": trigger.ref, "subject": "", "until": None},
        meant_for=trigger.at,
        due_at=trigger.at,
        state=FollowUp.State.MESSAGE,
        message=message,
    )
