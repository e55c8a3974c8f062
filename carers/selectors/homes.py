"""Reads of homes with what is in force today."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from carers.models import Approval, Household, Place, Unavailability


def households(agency_id: UUID, status: str = "") -> QuerySet[Household]:
    today = timezone.localdate()
    found = (
        Household.objects.filter(agency=agency_id)
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
    return found.filter(status=status) if status else found
