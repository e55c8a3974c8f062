"""A worker notes what a person said about being written to."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.input.errors import Invalid
from accounts.models import Suppression
from accounts.outbox.addresses import normal
from accounts.outbox.services import stopping
from accounts.tenancy.caller import CallerAt
from carers.followups.services import facts
from carers.models import Enquiry, PersonFact


def note_consent(by: CallerAt, enquiry: Enquiry, channel: str, given: bool, source: str) -> PersonFact:
    """Consent for marketing by one channel, or its end. `source`: when and in what words, for we must be able to
    show it (UK GDPR art 7(1)). Raises Invalid."""
    if given and not source.strip():
        raise Invalid(
            _("Say when and how they agreed: we have to be able to show it."),
            "consent.source_missing",
            {"source": _("Say when and how they agreed")},
        )
    name = "consent.given" if given else "consent.withdrawn"
    return facts.note(by, enquiry.pk, name, channel=channel, source=source.strip()[:200])


def end_stop(by: CallerAt, enquiry: Enquiry, stop_id: UUID, reason: str) -> Suppression:
    """End one stop on an address of this person. Raises DoesNotExist for a stop on anybody else's; Invalid."""
    mine = {normal("email", enquiry.email), normal("sms", enquiry.telephone)} - {"", "+"}
    stop = Suppression.objects.filter(organisation=by.organisation_id, address__in=mine).get(pk=stop_id)
    return stopping.end(by, stop.pk, reason)
