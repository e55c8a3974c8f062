"""Reads of homes with what is in force today."""

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from carers.models import Approval, Household, Place, Unavailability


def households(agency_id: UUID, status: str = "", words: str = "") -> QuerySet[Household]:
    """Newest first; `words` looks in reference, name and postcode."""
    today = timezone.localdate()
    found = (
        Household.objects.filter(agency=agency_id, forgotten_on=None)
        .select_related("sector", "area")
        .prefetch_related(
            Prefetch("approvals", Approval.objects.filter(period__contains=today), to_attr="terms_now"),
            Prefetch("places", Place.objects.filter(period__contains=today), to_attr="places_now"),
            Prefetch(
                "unavailabilities",
                Unavailability.objects.filter(period__contains=today),
                to_attr="unavailable_now",
            ),
        )
        .order_by("-id")
    )
    if words:
        found = found.filter(Q(name__icontains=words) | Q(reference__icontains=words) | Q(postcode__istartswith=words))
    return found.filter(status=status) if status else found
