"""Reads of people; each names the organisation, and row-level security says it again."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from carers.models import Application, Enquiry


def enquiries(agency_id: UUID, state: str = "", words: str = "") -> QuerySet[Enquiry]:
    """Newest first. `state` is a state or "open"; `words` looks in name, e-mail, telephone and postcode."""
    found = Enquiry.objects.filter(agency=agency_id).select_related("sector", "application").order_by("-id")
    if state == "open":
        found = found.filter(state__in=Enquiry.OPEN)
    elif state:
        found = found.filter(state=state)
    return found.filter(_containing(words)) if words else found


def _containing(words: str) -> Q:
    return (
        Q(name__icontains=words)
        | Q(email__icontains=words)
        | Q(telephone__contains=words)
        | Q(postcode__istartswith=words)
    )


def applications(agency_id: UUID, stage: str = "") -> QuerySet[Application]:
    found = Application.objects.filter(agency=agency_id).select_related("enquiry").order_by("-id")
    if stage == "open":
        return found.filter(stage__in=Application.OPEN)
    return found.filter(stage=stage) if stage else found


def stage_counts(agency_id: UUID) -> dict[str, int]:
    """How many open enquiries and applications stand at each step."""
    counts = dict(
        Enquiry.objects.filter(agency=agency_id, state__in=Enquiry.OPEN)
        .order_by()
        .values_list("state")
        .annotate(Count("id"))
    )
    counts |= dict(
        Application.objects.filter(agency=agency_id, stage__in=Application.OPEN)
        .order_by()
        .values_list("stage")
        .annotate(Count("id"))
    )
    return counts
