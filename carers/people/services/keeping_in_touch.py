"""People for whom it is not the time yet: kept only with their consent, with the day they named."""

from typing import Any

from django.utils import timezone

from accounts.acts.audit import record
from accounts.outbox.services.messages import enqueue
from accounts.reference.selectors import sector_of
from accounts.tenancy.caller import CallerAt
from carers.law.working_days import add_months
from carers.models import Enquiry
from carers.texts.enquiries import later_promised


def ask_later(by: CallerAt, facts: dict[str, Any]) -> Enquiry:
    """Write an enquiry that rests until `in_months` from today, with consent to be contacted then.

    `facts`: name, email, telephone, postcode and in_months. It starts no response clock.
    """
    facts = dict(facts)
    now = timezone.now()
    due = add_months(timezone.localdate(now), facts.pop("in_months"))
    enquiry = Enquiry(
        agency_id=by.organisation_id,
        sector=sector_of(facts["postcode"]) if facts.get("postcode") else None,
        state=Enquiry.State.NOT_NOW,
        contact_after=due,
        received_at=now,
        state_since=now,
        contact_by="email" if facts.get("email") else "telephone",
        marketing_consent=True,
        **facts,
    )
    enquiry.save()
    record(by, "enquiry.later", enquiry, contact_after=due.isoformat())
    if enquiry.email:
        agency = by.organisation
        assert agency is not None
        enqueue(by, enquiry, "enquiry.later", "email", enquiry.email, lambda: later_promised(enquiry, agency))
    return enquiry
