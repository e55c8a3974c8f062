from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.models import Organisation
from accounts.models.base import Row, Steps
from carers.models import Household
from placements.models.referral import Referral


class Offer(Row):
    """An agency puts a household forward, with places held.

    States: open -> accepted | declined | withdrawn | lapsed.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Not chosen"
        WITHDRAWN = "withdrawn", "Withdrawn by the agency"
        LAPSED = "lapsed", "Lapsed"

    NEXT: ClassVar[Steps] = {
        State.OPEN: (State.ACCEPTED, State.DECLINED, State.WITHDRAWN, State.LAPSED),
    }

    class Price(models.TextChoices):
        FRAMEWORK = "framework", "Framework"
        SPOT = "spot", "Spot price"
        IN_HOUSE = "in_house", "The council's own home"

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="offers_made")
    council = models.ForeignKey(Organisation, models.PROTECT, related_name="offers")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="offers")
    household = models.ForeignKey(Household, models.PROTECT, related_name="offers")
    children = ArrayField(models.UUIDField(), default=list, help_text="for which children of the referral")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    price = models.CharField(max_length=10, choices=Price, default=Price.FRAMEWORK)
    tier = models.CharField(max_length=40, blank=True, help_text="of the framework")
    weekly_fee = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, help_text="pounds for all, never scored"
    )
    words = models.TextField(blank=True, help_text="why this home, and what support comes with it")
    held_until = models.DateTimeField(null=True)
    decided_words = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "household"], name="offer_open_once", condition=models.Q(state="open")
            )
        ]
        indexes = [models.Index(fields=["agency", "state"], name="offer_by_agency")]

    def __str__(self) -> str:
        return f"offer of {self.household_id} for {self.referral_id}"


class Decline(Row):
    """An agency says "not us" to a referral, in one click, with a coded reason."""

    class Reason(models.TextChoices):
        NO_HOME = "no_home", "No home free that fits"
        AGE = "age", "No home for this age"
        SIBLINGS = "siblings", "No room for all of them together"
        DISTANCE = "distance", "Too far"
        NEEDS = "needs", "Needs beyond what our carers can meet now"
        CARERS = "carers", "Carers asked and said no"
        PRICE = "price", "Not at this price"
        TIME = "time", "Not in time"

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    council = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="declines")
    reason = models.CharField(max_length=10, choices=Reason)
    declined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "agency"], name="decline_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} declines {self.referral_id}"
