from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.models.base import Row
from accounts.models.organisation import Organisation
from accounts.models.user import User


class Membership(Row):
    """A person's work in one organisation: roles and dates. What each role may do: `accounts.tenancy.roles`."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=30))
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True, help_text="the first day without access")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="membership_once"),
            models.CheckConstraint(
                name="membership_dates_in_order",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.organisation_id}"


class RegionMember(Row):
    """A council's dated membership of a regional body (recruitment hub, regional care co-operative)."""

    body = models.ForeignKey(Organisation, models.CASCADE, related_name="region_members")
    council = models.ForeignKey(Organisation, models.CASCADE, related_name="regions")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="region_member_dates_in_order",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council_id} in {self.body_id}"
