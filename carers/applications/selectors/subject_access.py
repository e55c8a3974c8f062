"""What is held about a person, as they may see it (UK GDPR art 15): third parties' confidential parts left out."""

from typing import Any

from accounts.models import Document, Message
from accounts.tenancy.caller import CallerAt
from carers.applications.selectors.handed_in import documents_of, handed_in_sections
from carers.models import Application, ApplicationForm, Booking, Enquiry, Feedback, Note, PersonFact, Respondent

# Keys and workings of ours. Every other column of an enquiry was told by the person or is about them.
_OURS = frozenset(
    {"id", "agency", "owner", "sector", "search", "version", "merged_into", "forgotten_on", "counted_with"}
)
_OF_APPLICATION = ("name", "stage", "stage_since", "registered_on", "paused_on", "kinds", "withdrawal_reason")


def enquiry_facts(enquiry: Enquiry) -> dict[str, Any]:
    """All that an enquiry holds; a new column is in it by itself."""
    names = [field.name for field in Enquiry._meta.concrete_fields if field.name not in _OURS]
    return facts_of(enquiry, *names)


def application_facts(application: Application | None) -> dict[str, Any] | None:
    return facts_of(application, *_OF_APPLICATION) if application else None


def facts_of(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def people_asked(form: ApplicationForm) -> list[dict[str, Any]]:
    """Whom they named and when they answered. What others wrote is confidential, and another person's."""
    rows = Respondent.objects.filter(form=form).defer("answers")
    return [facts_of(row, "kind", "name", "email", "asked_at", "answered_at") for row in rows]


def document_facts(documents: list[Document]) -> list[dict[str, Any]]:
    return [facts_of(row, "name", "kind", "size", "uploaded_at", "state") for row in documents]


def feedback_of(enquiry: Enquiry) -> list[dict[str, Any]]:
    rows = Feedback.objects.filter(enquiry=enquiry)
    return [facts_of(row, "milestone", "ease", "words", "told_at") for row in rows]


def what_we_hold(by: CallerAt, enquiry: Enquiry) -> dict[str, Any]:
    """Facts, application, whom it names, its form, checks without outcomes of others' references, notes, messages."""
    agency_id = by.organisation_id
    application = getattr(enquiry, "application", None)
    subjects = [enquiry.pk, *([application.pk] if application else [])]
    notes = Note.objects.filter(agency=agency_id, enquiry=enquiry)
    if application:
        notes |= Note.objects.filter(agency=agency_id, application=application)
    facts = PersonFact.objects.filter(agency=agency_id, person_id=enquiry.pk).order_by("id")
    return {
        "enquiry": enquiry_facts(enquiry),
        "application": application_facts(application),
        "form": _form(by, enquiry),
        "people": [
            {"role": person.role, "name": person.name, "birth_date": person.birth_date}
            for person in (application.people.order_by("id") if application else [])
        ],
        # References are given in confidence (Data Protection Act 2018, schedule 2 paragraph 24): dates only.
        "checks": [
            facts_of(check, "kind", "asked_on", "received_on")
            for check in (application.checks.all() if application else [])
        ],
        "notes": [facts_of(note, "written_at", "text") for note in notes.order_by("id") if note.text],
        "noted": [facts_of(fact, "at", "name", "channel", "until", "source") for fact in facts],
        "sessions": [
            {"title": row.session.title, "starts_at": row.session.starts_at, "attended": row.attended}
            for row in Booking.objects.filter(enquiry=enquiry).select_related("session")
        ],
        "feedback": feedback_of(enquiry),
        "messages": [
            facts_of(message, "sent_at", "title", "body")
            for message in Message.objects.filter(subject_id__in=subjects).order_by("id")
        ],
    }


def _form(by: CallerAt, enquiry: Enquiry) -> dict[str, Any] | None:
    """What was handed in. Health is read by those alone whose work needs it: it says so where it is left out.

    What is still being written is the applicant's own, and they download it themselves.
    """
    form = ApplicationForm.objects.filter(enquiry=enquiry).first()
    if form is None:
        return None
    left_out = "" if by.can("health.read") else "Answers on health and medical papers: ask somebody who may read them."
    return {
        "sections": {key: section.answers for key, section in sorted(handed_in_sections(by, form).items())},
        "people_asked": people_asked(form),
        "documents": document_facts(documents_of(by, form)),
        "left_out": left_out,
    }
