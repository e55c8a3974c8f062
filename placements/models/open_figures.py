from django.db import models
from django.utils import timezone

from accounts.models.base import Row


class OpenFigures(Row):
    """One open publication of a month: what was shown, and nothing that was withheld. Never changed, for what is out
    cannot be taken back."""

    class Name(models.TextChoices):
        WAITING = "waiting", "Children waiting for a home"
        LIVING = "living", "Children living with carers, as asked or not"
        PLACES = "places", "Places of foster homes, by state"
        FOSTERED = "fostered", "Children in foster care, now and in a year"

    name = models.CharField(max_length=10, choices=Name)
    month = models.DateField(help_text="first day of the month")
    as_of = models.DateField()
    cells = models.JSONField(help_text="[[key…, shown count or null where withheld]]")
    ahead = models.JSONField(default=list, help_text="[[key…, low, middle, high]], from shown cells alone")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "month"], name="open_figures_once_a_month")]

    def __str__(self) -> str:
        return f"{self.name} of {self.month}"
