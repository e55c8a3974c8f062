"""How long an organisation keeps what, what it keeps longer and why, and what was done each night."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.base import Row
from accounts.models.organisation import Organisation


class RetentionPeriod(Row):
    """A period that an organisation set itself; without a row the rule's default holds (accounts.records.keepers).

    The law's minimums stand in a constraint of their own, made by the package whose records they are about.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    rule = models.CharField(max_length=40)
    amount = models.SmallIntegerField(help_text="in the rule's unit, months or days")
    shortened_on = models.DateField(null=True, help_text="nothing of this kind goes for thirty days from then")
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "rule"], name="retention_period_once_a_rule"),
            models.CheckConstraint(name="retention_period_positive", condition=Q(amount__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.amount}"


class RetentionHold(Row):
    """Keep this record whatever its age. It stands until a person ends it: evidence never goes by a forgotten date."""

    class Ground(models.TextChoices):
        COMPLAINT = "complaint", _("A complaint")
        COURT = "court", _("A court case or a claim")
        ALLEGATION = "allegation", _("An allegation or an inquiry")
        ACCESS = "access", _("Somebody asked for their data")
        OTHER = "other", _("Another reason")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    ground = models.CharField(max_length=12, choices=Ground)
    reason = models.CharField(max_length=300, help_text="why, and a file number; no more about people than needed")
    placed_on = models.DateField(default=timezone.localdate)
    review_on = models.DateField(help_text="when somebody looks whether it is still needed")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "subject_id"],
                condition=Q(ended_at__isnull=True),
                name="retention_one_open_hold",
            ),
            models.CheckConstraint(name="retention_hold_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="retention_hold_in_order", condition=Q(review_on__gte=F("placed_on"))),
        ]

    def __str__(self) -> str:
        return f"hold on {self.subject_kind} {self.subject_id}"


class RetentionRun(Row):
    """One night's work at an organisation: how many records went, by rule. Unfinished until every rule was done."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    on = models.DateField()
    done = models.JSONField(default=dict, help_text="{rule: how many}")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "on"], name="retention_run_once_a_night")]

    def __str__(self) -> str:
        return f"retention of {self.on}"


HOLD_GROUNDS = RetentionHold.Ground.choices  # named once for the API's schema
