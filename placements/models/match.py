from django.conf import settings
from django.db import models

from accounts.models import Organisation
from accounts.models.base import Row
from carers.models import Household
from placements.models.referral import Referral


class Match(Row):
    """One household against one referral as it stood when somebody decided: kept so that it can be replayed."""

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="matches")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    rules = models.CharField(max_length=40)
    rank = models.IntegerField(null=True)
    score = models.IntegerField(null=True, help_text="milli-points")
    facts = models.JSONField(help_text="what the engine was given")
    result = models.JSONField(help_text="criteria, parts of the score, gaps")
    chosen = models.BooleanField(default=False)
    reason = models.TextField(blank=True, help_text="why this one, in the officer's words")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.household_id} for {self.referral_id}"
