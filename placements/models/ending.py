from django.db import models

from accounts.models import Organisation
from accounts.models.base import Row
from placements.models.placement import Placement


class Ending(Row):
    """How a placement ended: planned or not, with the SSDA903's codes, and what was learnt.

    Either `reason` (the child moves: "reason for placement change") or `left_care` ("reason episode ceased").
    Source: DfE, Children looked after by local authorities in England: guide to the SSDA903 collection.
    """

    class Reason(models.TextChoices):
        CARPL = "CARPL", "The care plan: changed or carried out"
        CLOSE = "CLOSE", "The carers resigned or the service closed"
        ALLEG = "ALLEG", "An allegation (section 47)"
        STAND = "STAND", "Concern about standards of care"
        APPRR = "APPRR", "Approval removed"
        CREQB = "CREQB", "Carers asked, because of the child's behaviour"
        CREQO = "CREQO", "Carers asked, for another reason"
        CHILD = "CHILD", "The child asked"
        LAREQ = "LAREQ", "The responsible or area authority asked"
        PLACE = "PLACE", "Only the status of the placement changes"
        CUSTOD = "CUSTOD", "Custody"
        OTHER = "OTHER", "Other"

    class LeftCare(models.TextChoices):
        E4A = "E4A", "Went home, planned"
        E4B = "E4B", "Went home, not planned"
        E11 = "E11", "Adopted, not opposed"
        E12 = "E12", "Adopted, consent dispensed with"
        E41 = "E41", "Child arrangements order"
        E45 = "E45", "Special guardianship: former foster carers, a relative or friend"
        E46 = "E46", "Special guardianship: other former foster carers"
        E47 = "E47", "Special guardianship: a relative or friend"
        E48 = "E48", "Special guardianship: somebody else"
        E5 = "E5", "Independent living, with support"
        E6 = "E6", "Independent living, without support"
        E7 = "E7", "Adult residential care"
        E17 = "E17", "Stayed with the carers at 18"
        E9 = "E9", "Custody"
        E3 = "E3", "Care taken over by another council"
        E2 = "E2", "Died"
        E8 = "E8", "Another reason"

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    council = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    placement = models.OneToOneField(Placement, models.CASCADE, related_name="ending")
    planned = models.BooleanField()
    reason = models.CharField(max_length=6, choices=Reason, blank=True)
    left_care = models.CharField(max_length=4, choices=LeftCare, blank=True)
    debrief = models.TextField(blank=True, help_text="what was learnt, without names")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ending_has_one_reason",
                condition=(models.Q(reason="") & ~models.Q(left_care=""))
                | (~models.Q(reason="") & models.Q(left_care="")),
            )
        ]

    def __str__(self) -> str:
        return f"ending of {self.placement_id}"


ENDING_REASONS = Ending.Reason.choices  # named once for the API's schema


class PlacementVersion(Row):
    """A stay as it was recorded before a correction: both versions are kept, the newer stands in Placement."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    council = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    placement = models.ForeignKey(Placement, models.CASCADE, related_name="versions")
    was = models.JSONField(help_text="{starts, ends, state, slot, household} as recorded before")
    reason = models.CharField(max_length=300)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"earlier version of {self.placement_id}"
