"""What an agency's staff may read of a form: what was handed in; of health, only whose work needs it."""

from typing import Any

from accounts.models import Document
from accounts.tenancy.caller import CallerAt
from carers.applications.selectors.my_application import sections_of
from carers.models import ApplicationForm, Respondent, Section

# Health is special category data (UK GDPR article 9): the capability is health.read, not people.read.
HEALTH_SECTIONS = frozenset({"health"})
HEALTH_ANSWERS = frozenset({"health", "surgery"})
HEALTH_DOCUMENTS = frozenset({"medical"})


def handed_in_sections(by: CallerAt, form: ApplicationForm) -> dict[str, Section]:
    """By key; what is still being written is the applicant's own."""
    hidden = frozenset() if by.can("health.read") else HEALTH_SECTIONS
    return {key: one for key, one in sections_of(form).items() if one.handed_in_at and key not in hidden}


def answers_of_others(by: CallerAt, row: Respondent) -> dict[str, Any]:
    """What a referee, household member or joint applicant answered; empty before they did."""
    hidden = frozenset() if by.can("health.read") else HEALTH_ANSWERS
    return {name: value for name, value in row.answers.items() if name not in hidden} if row.answered_at else {}


def may_read_document(by: CallerAt, document: Document) -> bool:
    return document.kind not in HEALTH_DOCUMENTS or by.can("health.read")


def documents_of(by: CallerAt, form: ApplicationForm) -> list[Document]:
    rows = Document.objects.filter(subject_id=form.pk).order_by("-id")
    return [row for row in rows if may_read_document(by, row)]
