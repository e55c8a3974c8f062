"""What is held about a person, as they may see it (UK GDPR art 15): third parties' confidential parts left out."""

from typing import Any
from uuid import UUID

from accounts.models import Message
from carers.models import Enquiry, Note

_FACTS = (
    "name", "email", "telephone", "postcode", "spare_room", "contact_by", "contact_when", "notes", "source",
    "campaign", "state", "reason", "received_at", "first_contact_at", "marketing_consent",
)  # fmt: skip


def what_we_hold(agency_id: UUID, enquiry: Enquiry) -> dict[str, Any]:
    """Facts, application, whom it names, checks without outcomes of others' references, notes, messages."""
    application = getattr(enquiry, "application", None)
    subjects = [enquiry.pk, *([application.pk] if application else [])]
    notes = Note.objects.filter(agency=agency_id, enquiry=enquiry)
    if application:
        notes |= Note.objects.filter(agency=agency_id, application=application)
    return {
        "enquiry": {name: getattr(enquiry, name) for name in _FACTS},
        "application": {"stage": application.stage, "registered_on": application.registered_on}
        if application
        else None,
        "people": [
            {"role": person.role, "name": person.name, "birth_date": person.birth_date}
            for person in (application.people.order_by("id") if application else [])
        ],
        # References are given in confidence (Data Protection Act 2018, schedule 2 paragraph 24): dates only.
        "checks": [
            {"kind": check.kind, "asked_on": check.asked_on, "received_on": check.received_on}
            for check in (application.checks.all() if application else [])
        ],
        "notes": [{"written_at": note.written_at, "text": note.text} for note in notes.order_by("id") if note.text],
        "messages": [
            {"sent_at": message.sent_at, "title": message.title, "body": message.body}
            for message in Message.objects.filter(subject_id__in=subjects).order_by("id")
        ],
    }
