from django.contrib.postgres.fields import DateRangeField
from django.db import models

from accounts.models import Council, Organisation
from accounts.models.base import Row
from carers.models import Household
from placements.models.child import Child


class Exemption(Row):
    """From the usual fostering limit (Children Act 1989 Schedule 7), by the council where the carer lives."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.CASCADE, related_name="exemptions")
    granted_by = models.ForeignKey(Council, models.PROTECT, related_name="+")
    granted_on = models.DateField()
    period = DateRangeField()
    conditions = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"exemption {self.pk}"


class ExemptionChild(models.Model):
    """A child whom an exemption names."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    exemption = models.ForeignKey(Exemption, models.CASCADE, related_name="children")
    child = models.ForeignKey(Child, models.CASCADE, related_name="exemptions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exemption", "child"], name="exemption_names_child_once")]

    def __str__(self) -> str:
        return f"{self.exemption_id} names {self.child_id}"
