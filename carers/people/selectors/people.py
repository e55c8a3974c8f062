"""Reads of people; each names the organisation, and row-level security says it again."""

from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from accounts.models import User
from carers.models import Application, Enquiry
from carers.people.selectors.finding import matching


def enquiries(agency_id: UUID, state: str = "", words: str = "", owner: UUID | None = None) -> QuerySet[Enquiry]:
    """Newest first. `state` is a state or "open"; `words` looks in name, e-mail, telephone and postcode.

    A duplicate that was merged is left out: its person is found by the enquiry it was merged into. So is one whose
    person's data were deleted.
    """
    found = Enquiry.objects.filter(agency=agency_id, merged_into=None, forgotten_on=None).order_by("-id")
    found = found.select_related("sector", "application", "owner")
    if state == "open":
        found = found.filter(state__in=Enquiry.OPEN)
    elif state:
        found = found.filter(state=state)
    if owner:
        found = found.filter(owner=owner)
    return found.filter(matching(words)) if words else found


def applications(agency_id: UUID, stage: str = "", words: str = "", owner: UUID | None = None) -> QuerySet[Application]:
    found = Application.objects.filter(agency=agency_id, forgotten_on=None)
    found = found.select_related("enquiry", "owner").order_by("-id")
    if stage == "open":
        found = found.filter(stage__in=Application.OPEN)
    elif stage:
        found = found.filter(stage=stage)
    if owner:
        found = found.filter(owner=owner)
    return found.filter(matching(words, "enquiry__search") | Q(name__icontains=words)) if words else found


def stage_counts(agency_id: UUID, owner: UUID | None = None) -> dict[str, int]:
    """How many open enquiries and applications stand at each step."""
    return {key: count for key, (count, _) in stage_ages(agency_id, owner).items()}


def stage_ages(agency_id: UUID, owner: UUID | None = None) -> dict[str, tuple[int, object]]:
    """Each step's number of open rows and the moment since which the oldest of them has stood there."""
    mine = Q(owner=owner) if owner else Q()
    people = Enquiry.objects.filter(mine, agency=agency_id, merged_into=None, state__in=Enquiry.OPEN)
    rows = list(people.order_by().values_list("state").annotate(Count("id"), Min("state_since")))
    held = Application.objects.filter(mine, agency=agency_id, stage__in=Application.OPEN)
    rows += held.order_by().values_list("stage").annotate(Count("id"), Min("stage_since"))
    return {key: (count, oldest) for key, count, oldest in rows}


def team(agency_id: UUID) -> QuerySet[User]:
    """Who may own a person's case: those who work at the agency today."""
    today = Q(memberships__ends_on=None)
    return (
        User.objects.filter(today, memberships__organisation=agency_id, is_active=True)
        .distinct()
        .order_by("name", "email")
    )


def duplicates_of(agency_id: UUID, name: str = "", email: str = "", telephone: str = "", postcode: str = "",
                  besides: UUID | None = None) -> list[Enquiry]:  # fmt: skip
    """At most five earlier enquiries that look like the same person: a hint, nothing is merged by itself.

    The same e-mail or telephone number; or the same name at the same postcode.
    """
    same = Q()
    if email:
        same |= Q(email__iexact=email)
    if telephone:
        same |= Q(telephone=telephone)
    if name and postcode:
        same |= Q(name__iexact=name, postcode=postcode)
    if not same:
        return []
    found = enquiries(agency_id).filter(same)
    return list((found.exclude(pk=besides) if besides else found)[:5])
