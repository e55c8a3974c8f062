"""The last thing that happened with a person, as retention counts it: what people did, never what the clock sent.

All of it is asked of the enquiry and of every enquiry merged into it: they are one person's.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from accounts.models import Document
from carers.models import (
    ApplicationForm,
    Booking,
    Enquiry,
    Feedback,
    FollowUp,
    Note,
    PersonFact,
    Respondent,
    Section,
)


def newest_day(rows: QuerySet[Any], moment: str) -> Subquery:
    """The London day of the newest of these rows; NULL without any."""
    newest = rows.filter(**{f"{moment}__isnull": False}).order_by(F(moment).desc())
    return Subquery(newest.values(last_day=TruncDate(moment))[:1])


def last_days(agency: Any, enquiry: str) -> list[Subquery]:
    """Days of everything done with the person of an enquiry, for a Greatest(...). `enquiry` names its column outside.

    A link that still works counts to its end: whoever was invited last week is not past.
    """
    outer: Any = OuterRef(OuterRef(enquiry))
    theirs = Enquiry.objects.filter(Q(pk=outer) | Q(merged_into=outer)).order_by().values("pk")
    outermost: Any = OuterRef(OuterRef(OuterRef(enquiry)))
    innermost = Enquiry.objects.filter(Q(pk=outermost) | Q(merged_into=outermost)).order_by().values("pk")
    forms = ApplicationForm.objects.filter(enquiry__in=theirs)
    asked = Respondent.objects.filter(form__in=ApplicationForm.objects.filter(enquiry__in=innermost).values("pk"))
    mine: Any = OuterRef(enquiry)
    enquiries = Enquiry.objects.filter(Q(pk=mine) | Q(merged_into=mine))
    facts = PersonFact.objects.filter(agency=agency, person_id__in=theirs)
    calls = FollowUp.objects.filter(agency=agency, person_id__in=theirs)
    papers = Document.objects.filter(
        organisation=agency, subject_id__in=ApplicationForm.objects.filter(enquiry__in=innermost).values("pk")
    )
    found = [
        *(newest_day(enquiries, moment) for moment in ("state_since", "received_at")),
        Subquery(enquiries.filter(contact_after__isnull=False).order_by("-contact_after").values("contact_after")[:1]),
        newest_day(Note.objects.filter(enquiry__in=theirs), "written_at"),
        newest_day(Booking.objects.filter(enquiry__in=theirs), "booked_at"),
        newest_day(Booking.objects.filter(enquiry__in=theirs), "session__starts_at"),
        newest_day(Feedback.objects.filter(enquiry__in=theirs), "told_at"),
        newest_day(calls, "settled_at"),
        newest_day(facts, "at"),
        newest_day(papers, "uploaded_at"),
    ]
    found += [newest_day(forms, moment) for moment in ("created_at", "claim_expires_at", "claimed_at")]
    found += [newest_day(asked, moment) for moment in ("asked_at", "answered_at", "declined_at", "expires_at")]
    saved = Section.objects.filter(form__in=ApplicationForm.objects.filter(enquiry__in=innermost).values("pk"))
    return [*found, newest_day(saved, "saved_at")]


def merged_still_applying(enquiry: str = "pk") -> Exists:
    """An enquiry merged into this one led to an application that is still kept."""
    return Exists(Enquiry.objects.filter(merged_into=OuterRef(enquiry), application__isnull=False, forgotten_on=None))
