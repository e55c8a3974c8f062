from django.conf import settings
from django.db import models

from accounts.models import Organisation
from accounts.models.base import Row


class MatchRules(Row):
    """A council's weights and bounds of matching, version by version; the newest is in force, none is changed.

    A council without a row uses the default, `match-rules/1`. A kept match holds the rules it was made with.
    """

    class Reading(models.TextChoices):
        SERVICE = "service", "With lawful steps, and the usual fostering limit asked of the law"
        PLAIN = "plain", "The plain rules of instance files, to compare results"

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="match_rules")
    version = models.IntegerField()
    reading = models.CharField(max_length=8, choices=Reading, default=Reading.SERVICE)
    data = models.JSONField(help_text="settings that differ from the default: {weights: {...}, near_hm, ...}")
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "version"], name="match_rules_version_once"),
            models.CheckConstraint(name="match_rules_version_from_one", condition=models.Q(version__gte=1)),
        ]

    def __str__(self) -> str:
        return f"version {self.version} of {self.council_id}"
