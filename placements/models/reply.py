from django.db import models
from django.utils import timezone

from accounts.models import Organisation
from accounts.models.base import Row
from placements.models.referral import Referral


class Reply(Row):
    """A service without an account answers by a signed link: it may have a home; whom to ring."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    council = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="replies")
    words = models.TextField(help_text="which home, in words without names")
    telephone = models.CharField(max_length=30)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "agency"], name="reply_once")]

    def __str__(self) -> str:
        return f"reply of {self.agency_id} to {self.referral_id}"


class Told(Row):
    """A service was told of a referral by mail, in a digest: once."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "agency"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} told of {self.referral_id}"
