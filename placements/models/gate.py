from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models import Council, Organisation
from accounts.models.base import Row, Steps
from carers.models import Household
from placements.models.referral import Referral


class Gate(Row):
    """A decision the law asks for before a child is placed outside the council's area (SI 2010/959 reg 11)."""

    class Kind(models.TextChoices):
        OUT_OF_AREA = "out_of_area", "Out of area: nominated officer"
        AT_A_DISTANCE = "at_a_distance", "At a distance: director of children's services"

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"

    NEXT: ClassVar[Steps] = {
        State.ASKED: (State.APPROVED, State.REFUSED),
    }

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="gates")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_words = models.TextField(blank=True, help_text="why this home, and how needs are met there")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    office = models.CharField(max_length=100, blank=True, help_text="the office held, or who delegated it")
    decided_words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "household"], name="gate_once")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.referral_id}"


class Notice(Row):
    """Written notice to the council of the area where the child will live (reg 13), before or within five
    working days of an emergency placement."""

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="notices")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    area = models.ForeignKey(Council, models.PROTECT, related_name="+")
    due_on = models.DateField()
    given_on = models.DateField(null=True)
    how = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "household"], name="notice_once")]

    def __str__(self) -> str:
        return f"notice to {self.area_id} about {self.referral_id}"
