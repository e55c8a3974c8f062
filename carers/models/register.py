"""What follows approval: duties with dates, temporary approvals, and how a household left."""

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q

from accounts.models import Organisation
from accounts.models.base import Row
from carers.law.vocabulary import ExitReason
from carers.models.household import Household


class Duty(Row):
    """Something the service owes an approved home by a date: a review, a visit, training standards, a renewal."""

    class Kind(models.TextChoices):
        REVIEW = "review", "Review of approval"
        UNANNOUNCED = "unannounced", "Unannounced visit"
        SUPERVISION = "supervision", "Supervision visit"
        TRAINING = "training", "Training standards"
        DBS = "dbs", "DBS renewal"

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.CASCADE, related_name="duties")
    kind = models.CharField(max_length=12, choices=Kind)
    since = models.DateField(help_text="the day the period runs from")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "kind"], condition=Q(done_on__isnull=True), name="duty_one_open_of_a_kind"
            )
        ]
        indexes = [
            models.Index(fields=["agency", "due_on"], condition=Q(done_on__isnull=True), name="duty_open_by_date")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.household_id}"


class TemporaryApproval(Row):
    """Of a connected person for a named child (SI 2010/959 reg 24), extended once at most (reg 25)."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.CASCADE, related_name="temporary_approvals")
    child_reference = models.CharField(max_length=40, help_text="the council's own pseudonymous number")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="sixteen weeks; after an extension, its end")
    extended_on = models.DateField(null=True)
    extension_reason = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True)
    ending = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="temporary_dates_in_order", condition=Q(ends_on__gt=F("starts_on"))),
            models.UniqueConstraint(
                fields=["household", "child_reference"],
                condition=Q(ended_on__isnull=True),
                name="temporary_one_open_a_child",
            ),
        ]

    def __str__(self) -> str:
        return f"temporary approval {self.pk}"


class Departure(Row):
    """How an approval comes to its end. A resignation takes effect 28 days after receipt (reg 28(13))."""

    class Kind(models.TextChoices):
        RESIGNED = "resigned", "Resigned"
        TERMINATED = "terminated", "Approval ended by the service"
        TRANSFERRED = "transferred", "Moved to another service"

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    household = models.OneToOneField(Household, models.CASCADE, related_name="departure")
    kind = models.CharField(max_length=12, choices=Kind)
    received_on = models.DateField(help_text="the day the notice arrived, or the decision was made")
    takes_effect_on = models.DateField(help_text="the first day without approval")
    reason = models.CharField(max_length=20, choices=ExitReason)
    words = models.TextField(blank=True, help_text="what the carers said, in their words")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    took_effect_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="departure_dates_in_order", condition=Q(takes_effect_on__gte=F("received_on"))),
            models.CheckConstraint(
                name="departure_resignation_28_days",
                condition=~Q(kind="resigned")
                | Q(takes_effect_on=ExpressionWrapper(F("received_on") + 28, models.DateField())),
                violation_error_message="A resignation takes effect 28 days after it was received.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "takes_effect_on"],
                condition=Q(took_effect_at__isnull=True),
                name="departure_to_take_effect",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.household_id}"
