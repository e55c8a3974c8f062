from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from accounts.models import Organisation
from accounts.models.base import Row
from carers.law.vocabulary import UnavailableReason
from carers.models.household import Household


class Place(Row):
    """Room for one child, numbered in a household, with dates and a basis. Who is in it: placements.

    The key (household, slot, period WITHOUT OVERLAPS) is made in SQL; placements refer to it in time. A place above
    the terms has a ground with a name: an exemption (its row lies in placements, whose migration makes the trigger),
    who allowed an emergency, or the departure after which a child lives on.
    """

    class Basis(models.TextChoices):
        APPROVED = "approved", "Approved"
        EXEMPTION = "exemption", "Exemption"
        EMERGENCY = "emergency", "Emergency, outside terms"
        OUTSIDE_APPROVAL = "outside_approval", "Child living outside approval"

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.CASCADE, related_name="places")
    slot = models.SmallIntegerField()
    period = DateRangeField()
    basis = models.CharField(max_length=20, choices=Basis, default=Basis.APPROVED)
    authorised_by = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text="an emergency outside terms: who allowed it"
    )

    class Meta:
        ordering = ["slot"]
        constraints = [
            models.CheckConstraint(
                name="place_emergency_named",
                condition=~models.Q(basis="emergency") | ~models.Q(authorised_by=""),
            ),
            models.CheckConstraint(name="place_slot_from_one", condition=models.Q(slot__gte=1)),
            models.CheckConstraint(name="place_period_known", condition=models.Q(period__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"place {self.slot} of {self.household_id}"


class Unavailability(Row):
    """A period in which a place can't be used, with a coded reason (Ofsted: places not available)."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.CASCADE, related_name="unavailabilities")
    slot = models.SmallIntegerField(help_text="the place's number")
    period = DateRangeField()
    reason = models.CharField(max_length=20, choices=UnavailableReason)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="unavailability_one_at_a_time",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    ("slot", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="unavailability_period_known", condition=models.Q(period__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"{self.reason} at {self.household_id}/{self.slot}"
