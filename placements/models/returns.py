from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.models import Organisation
from accounts.models.base import Row, Steps


class Return(Row):
    """A council's SSDA903 return as uploaded: what was read, what was rejected, how it agrees with DfE's figure.

    The newest accepted one is what forecasts use. No file is kept: only pseudonymised episodes and the report.
    """

    class State(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"

    NEXT: ClassVar[Steps] = {}

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="returns")
    state = models.CharField(max_length=10, choices=State)
    files = models.JSONField(default=list)
    first_month = models.IntegerField(default=0, help_text="months since year 0")
    last_month = models.IntegerField(default=0)
    children = models.IntegerField(default=0)
    episodes_kept = models.IntegerField(default=0)
    rows_read = models.IntegerField(default=0)
    rows_rejected = models.IntegerField(default=0)
    words = models.TextField(blank=True, help_text="why it was refused and what to do")
    findings = models.JSONField(default=list, help_text="file, line, column, code, message, fix; no value of a row")
    reconciliation = models.JSONField(default=list, help_text="year, children in the return, children published")
    notes = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["council", "-id"], name="return_by_age")]

    def __str__(self) -> str:
        return f"return {self.pk}"


class Episode(models.Model):
    """One episode of care from a return. `child` numbers the keyed hashes of one return; only the month of
    birth is kept; `kind` is 0..4 of placements.shortages.forecasting.categories."""

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    source = models.ForeignKey(Return, models.CASCADE, related_name="episodes")
    child = models.CharField(max_length=64, help_text="keyed hash")
    birth_month = models.IntegerField(help_text="months since year 0; -1 where not known")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    kind = models.SmallIntegerField()
    new_placement = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["source", "child", "starts_on"], name="episode_in_order")]

    def __str__(self) -> str:
        return f"episode {self.pk}"
