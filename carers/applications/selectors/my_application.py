"""What an applicant may read of their own: found by the person first, then read in the agency's scope."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Message, User
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.scopes import scope
from carers.models import Application, ApplicationForm, Respondent, Section

# Fewer endings than this and a person could guess at others' cases, or be misled by one slow year.
LEAST_HISTORY = 20
HISTORY_YEARS = 3


def my_forms(user: User) -> QuerySet[ApplicationForm]:
    """Newest first. Row-level security says the same again by the person in scope."""
    return ApplicationForm.objects.filter(applicant=user).select_related("agency").order_by("-id")


def my_form(user: User, form_id: UUID | str) -> ApplicationForm:
    """The person's form that is named; nothing is done to another. Raises DoesNotExist, for a stranger's too."""
    return my_forms(user).get(pk=form_id)


def agency_of_form(user: User) -> UUID | None:
    """The agency at which the person last began to apply: theirs is the outbox for mails about the account alone."""
    return my_forms(user).values_list("agency_id", flat=True).first()


@contextmanager
def at_agency(form: ApplicationForm, user: User) -> Iterator[CallerAt]:
    """The applicant acting towards the agency of their own form, in its scope; without any capability."""
    with scope(form.agency_id, user.pk):
        yield CallerAt("user", user=user, organisation=form.agency)


def sections_of(form: ApplicationForm) -> dict[str, Section]:
    return {section.key: section for section in Section.objects.filter(form=form)}


def full_name(form: ApplicationForm) -> str:
    """The name that the person gave in full, else that of their enquiry. Read within the agency's scope."""
    section = Section.objects.filter(form=form, key="you").first()
    return str((section.answers.get("name") if section else "") or form.enquiry.name)


def respondents_of(form: ApplicationForm) -> dict[tuple[str, str], Respondent]:
    """By kind and entry. What they wrote stays unread here: a reference is confidential."""
    rows = Respondent.objects.filter(form=form).defer("answers")
    return {(row.kind, row.item): row for row in rows}


def messages_to(form: ApplicationForm) -> list[Message]:
    subjects = [form.pk, form.enquiry_id, *([form.application_id] if form.application_id else [])]
    return list(
        Message.objects.filter(subject_id__in=subjects)
        .exclude(kind__in=("form.invitation", "form.way_back", "respondent.asked"))
        .order_by("-created_at")[:20]
    )


@dataclass(frozen=True)
class Estimate:
    """By when 8 in 10 of an agency's own applicants reached a decision, counted from `cases` endings."""

    by: date
    cases: int
    days: int


def date_estimate(agency_id: UUID, registered_on: date) -> Estimate | None:
    """None while the history is short, or once the person has waited longer than 8 in 10 did."""
    since = timezone.now() - timedelta(days=365 * HISTORY_YEARS)
    ended = Application.objects.filter(
        agency=agency_id, stage__in=(Application.Stage.APPROVED, Application.Stage.DECLINED), stage_since__gte=since
    ).values_list("registered_on", "stage_since")
    waits = sorted((timezone.localdate(at) - start).days for start, at in ended)
    if len(waits) < LEAST_HISTORY:
        return None
    days = waits[-(-8 * len(waits) // 10) - 1]
    by = registered_on + timedelta(days=days)
    return Estimate(by, len(waits), days) if by >= timezone.localdate() else None
