from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation
from accounts.models.base import Row, Steps


class Snapshot(Row):
    """What was known of a council's need and places on a day; a past day is shown from here, never worked out again."""

    class Kind(models.TextChoices):
        NOW = "now", "Now"
        REASONS = "reasons", "Why, and what would close it"
        FORECAST = "forecast", "Next months"
        CHILDREN = "children", "Children first"
        FUNNEL = "funnel", "Recruitment"

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="snapshots")
    kind = models.CharField(max_length=10, choices=Kind)
    as_of = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    engine = models.CharField(max_length=40, help_text="which method made it")
    figures = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "kind", "as_of"], name="snapshot_once_a_day")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.council_id} on {self.as_of}"


class ShortageJob(Row):
    """One working-out of a council's snapshots. States: waiting -> running -> done | failed."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Being worked out"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    NEXT: ClassVar[Steps] = {
        State.WAITING: (State.RUNNING, State.FAILED),
        State.RUNNING: (State.DONE, State.FAILED),
    }

    OPEN = (State.WAITING, State.RUNNING)

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="shortage_jobs")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    step = models.CharField(max_length=80, blank=True)
    done = models.SmallIntegerField(default=0)
    total = models.SmallIntegerField(default=5)
    reason = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council"], condition=Q(state__in=["waiting", "running"]), name="shortage_job_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} for {self.council_id}"


class Scenario(Row):
    """A named what-if, saved with the shortage it gives (10, 50 and 90% points by month) on the day it was tried."""

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="scenarios")
    name = models.CharField(max_length=80)
    homes = models.SmallIntegerField(default=0, help_text="households recruited over the first year")
    places = models.SmallIntegerField(default=2, help_text="places in each")
    youngest = models.SmallIntegerField(default=0)
    oldest = models.SmallIntegerField(default=17)
    fewer_exits = models.SmallIntegerField(default=0, help_text="per cent fewer households leaving")
    entries = models.SmallIntegerField(default=0, help_text="per cent more children coming into care")
    as_of = models.DateField()
    points = models.JSONField(default=list, help_text="[[p10, p50, p90, chance] a month]")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "name"], name="scenario_name_once"),
            models.CheckConstraint(name="scenario_ages_in_order", condition=Q(youngest__lte=F("oldest"))),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignTarget(Row):
    """A kind of home that a council asks an agency to recruit, with what each one would mean for waiting children.

    States: open -> taken_up -> met | closed. Read by the council and the agency named.
    """

    class State(models.TextChoices):
        OPEN = "open", "Asked"
        TAKEN_UP = "taken_up", "Taken up"
        MET = "met", "Met"
        CLOSED = "closed", "Closed"

    NEXT: ClassVar[Steps] = {
        State.OPEN: (State.TAKEN_UP, State.MET, State.CLOSED),
        State.TAKEN_UP: (State.MET, State.CLOSED),
    }

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="campaign_targets")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="recruitment_asked")
    profile = models.CharField(max_length=80, help_text="the profile's code: what makes two targets the same")
    near = models.CharField(max_length=100, help_text="where, in words")
    age_min = models.SmallIntegerField()
    age_max = models.SmallIntegerField()
    places = models.SmallIntegerField()
    kinds = ArrayField(models.CharField(max_length=20), default=list)
    skills = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    homes = models.SmallIntegerField(help_text="how many households are asked for")
    children = models.SmallIntegerField(help_text="waiting children whom they would have met, on the day it was made")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    as_of = models.DateField()
    message = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "agency", "profile"],
                condition=Q(state__in=["open", "taken_up"]),
                name="campaign_target_once",
            ),
            models.CheckConstraint(name="campaign_target_asks_for_some", condition=Q(homes__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.homes} x {self.profile}"
