from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models import Organisation
from accounts.models.base import Row, Steps
from carers.models import Household
from placements.models.referral import Referral


class Ask(Row):
    """An agency asks a carer about a referral. States: asked -> yes | no | lapsed. A "no" keeps its reason."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        YES = "yes", "Yes"
        NO = "no", "No"
        LAPSED = "lapsed", "No answer in time"

    NEXT: ClassVar[Steps] = {
        State.ASKED: (State.YES, State.NO, State.LAPSED),
        State.LAPSED: (State.YES, State.NO),
    }

    class Reason(models.TextChoices):
        BREAK = "break", "Needs a break"
        PLACED = "placed", "For the sake of a child in the home"
        AGE = "age", "The age"
        NEEDS = "needs", "The needs"
        TIME = "time", "The dates"
        SCHOOL = "school", "The school run"
        FAMILY = "family", "Own family"
        OTHER = "other", "Another reason"

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.CASCADE, related_name="asks")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="asks")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["household", "referral"], name="ask_once")]
        indexes = [models.Index(fields=["agency", "state"], name="ask_by_agency")]

    def __str__(self) -> str:
        return f"ask of {self.household_id} about {self.referral_id}"


ASK_REASONS = Ask.Reason.choices  # named once for the API's schema
