from uuid import UUID

from django.db.models import Count, QuerySet

from placements.models import Referral


def referrals(council_id: UUID, state: str = "") -> QuerySet[Referral]:
    """A council's own referrals, newest first, with how many children each is for."""
    found = (
        Referral.objects.filter(council=council_id).annotate(children_count=Count("referral_children")).order_by("-id")
    )
    return found.filter(state=state) if state else found
