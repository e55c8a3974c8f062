"""Forget who it was; keep what is counted. Rows come locked, in the agency's scope; files are removed by the caller.

Nothing here asks whether it is time: `carers.records.retention` finds the rows and
`accounts.records.services.retention_night` calls.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.models import Document
from accounts.records.services.retention_messages import forget_messages_of
from accounts.tenancy.caller import CallerAt
from carers.models import (
    Application,
    ApplicationForm,
    ApplicationPerson,
    Approval,
    Carer,
    Check,
    Decision,
    Departure,
    Duty,
    Enquiry,
    Feedback,
    FollowUp,
    Household,
    Note,
    PersonFact,
    Place,
    Preference,
    Respondent,
    TemporaryApproval,
    Unavailability,
)

NAME = "Deleted record"
# What packages further left keep about homes: given the agency and the ids of the homes that are forgotten.
ABOUT_HOMES: list[Callable[[UUID, list[UUID]], None]] = []
_OPEN = [str(state) for state in Enquiry.OPEN]

# One person is one address, else one number, as the figures count people (placements.shortages.selectors.funnel).
_SAME = """
WITH keyed AS (
    SELECT id, counted_with,
        coalesce(nullif(lower(email), ''), nullif(regexp_replace(telephone, '[^0-9]', '', 'g'), '')) AS key
    FROM carers_enquiry WHERE agency_id = %(agency)s
), same AS (
    SELECT key, coalesce(max(counted_with::text)::uuid, gen_random_uuid()) AS mark
    FROM keyed GROUP BY key HAVING bool_or(id = ANY(%(ids)s)) AND count(*) > 1
)
UPDATE carers_enquiry e SET counted_with = same.mark
FROM same JOIN keyed ON keyed.key = same.key
WHERE e.id = keyed.id AND e.counted_with IS DISTINCT FROM same.mark
"""


def _mark_the_same(agency: UUID, ids: list[UUID]) -> None:
    """Before an address goes: a random mark for all of a person's enquiries, so that they are one person still."""
    with connection.cursor() as cursor:
        cursor.execute(_SAME, {"agency": agency, "ids": ids})


def forget_enquiries(by: CallerAt, rows: list[Any]) -> list[str]:
    """Of these enquiries and those merged into them: who asked, and all that was written about or to them."""
    return _forget_enquiries(by.organisation_id, [row.pk for row in rows])


def _forget_enquiries(agency: UUID, ids: list[UUID]) -> list[str]:
    merged = Enquiry.objects.filter(agency=agency, merged_into__in=ids, forgotten_on=None, application=None)
    ids = [*ids, *merged.values_list("pk", flat=True)]
    _mark_the_same(agency, ids)
    forms = list(ApplicationForm.objects.filter(enquiry__in=ids).values_list("pk", flat=True))
    asked = list(Respondent.objects.filter(form__in=forms).values_list("pk", flat=True))
    files = _forget_what_hangs_on(agency, {*ids, *forms, *asked})
    ApplicationForm.objects.filter(pk__in=forms).delete()
    Note.objects.filter(enquiry__in=ids).delete()
    Feedback.objects.filter(enquiry__in=ids).update(words="")
    mine = Enquiry.objects.filter(pk__in=ids)
    mine.filter(state__in=_OPEN).update(state=Enquiry.State.CLOSED_NO_CONTACT)
    mine.update(
        name=NAME, email="", telephone="", postcode="", notes="", spare_room="", contact_by="email", contact_when="",
        may_leave_message=False, marketing_consent=False, contact_after=None, owner=None,
        forgotten_on=timezone.localdate(),
    )  # fmt: skip
    return files


def forget_applications(by: CallerAt, rows: list[Any]) -> list[str]:
    """Of these applications and their enquiries: who applied or was named, checks, references, notes, messages."""
    return _forget_applications(by.organisation_id, [row.pk for row in rows])


def _forget_applications(agency: UUID, ids: list[UUID]) -> list[str]:
    mine = Application.objects.filter(pk__in=ids)
    enquiries = list(mine.exclude(enquiry=None).values_list("enquiry", flat=True))
    files = _forget_enquiries(agency, enquiries)
    files += _forget_what_hangs_on(agency, set(ids))
    Check.objects.filter(application__in=ids).delete()
    ApplicationPerson.objects.filter(application__in=ids).delete()
    Note.objects.filter(application__in=ids).delete()
    Decision.objects.filter(application__in=ids).update(reasons="", decided_by=None)
    mine.update(name=NAME, applicant=None, owner=None, pause_reason="", forgotten_on=timezone.localdate())
    return files


def forget_homes(by: CallerAt, rows: list[Any]) -> list[str]:
    """Of these homes, the applications and enquiries they came from: who cared there and their whole case record.

    Terms, places and days stay: the yearly figures of past years are counted from them. What says which child
    lived there is the council's record of the child and no part of this.
    """
    ids = [row.pk for row in rows]
    applications = [row.application_id for row in rows if row.application_id]
    files = _forget_applications(by.organisation_id, applications)
    files += _forget_what_hangs_on(by.organisation_id, set(ids))
    for forget_more in ABOUT_HOMES:
        forget_more(by.organisation_id, ids)
    for model in (Carer, Preference, Duty, Note):
        model._default_manager.filter(household__in=ids).delete()
    Approval.objects.filter(household__in=ids).update(reason="")
    Unavailability.objects.filter(household__in=ids).update(note="")
    TemporaryApproval.objects.filter(household__in=ids).update(extension_reason="", ending="")
    Departure.objects.filter(household__in=ids).update(words="", recorded_by=None)
    Place.objects.filter(household__in=ids).exclude(authorised_by="").update(authorised_by=NAME)
    for home in rows:
        Household.objects.filter(pk=home.pk).update(
            name=NAME, reference=f"deleted-{home.pk.hex[-16:]}", postcode="", sector=None, lat=None, lon=None,
            carers="", rural=None, languages=None, identity_support=None, skills=None, bedrooms=None, smoker=None,
            pets=None,
            own_children=[], away=[], forgotten_on=timezone.localdate(),
        )  # fmt: skip
    return files


def _forget_what_hangs_on(agency: UUID, ids: set[UUID]) -> list[str]:
    """Messages, follow-ups, noted facts and documents of people's rows. The names of the files of the documents."""
    forget_messages_of(agency, ids)
    follow_ups = FollowUp.objects.filter(agency=agency, person_id__in=ids)
    follow_ups.filter(state=FollowUp.State.TASK).update(state=FollowUp.State.DROPPED, reason="record deleted")
    follow_ups.update(title="", body="", note="", trigger={})
    PersonFact.objects.filter(agency=agency, person_id__in=ids).delete()
    documents = Document.objects.filter(organisation=agency, subject_id__in=ids)
    files = list(documents.values_list("stored_as", flat=True))
    documents.delete()
    return files
