from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Q, Value, When

from accounts.models import Organisation
from accounts.models.base import Row, Steps
from carers.models import Household
from placements.models.child import Child
from placements.models.exemption import Exemption
from placements.models.referral import Referral

OVERLAPS, EQUAL = RangeOperators.OVERLAPS, RangeOperators.EQUAL


class Placement(Row):
    """A child in a place for a period: the only thing that occupies a place.

    States: held (expires) -> placed -> ended; held -> released. `occupies` is the period while the row
    takes up room and empty once released, so that no constraint needs to know what a release is. It refers
    in time to the places of the home (foreign key with PERIOD, made in SQL): no stay outside its place,
    and no place cut short under a child.
    """

    class State(models.TextChoices):
        HELD = "held", "Held"
        PLACED = "placed", "Placed"
        ENDED = "ended", "Ended"
        RELEASED = "released", "Released"

    NEXT: ClassVar[Steps] = {
        State.HELD: (State.PLACED, State.RELEASED),
        State.PLACED: (State.ENDED,),
    }

    class Kind(models.TextChoices):
        MAIN = "main", "Main home"
        SHORT_BREAK = "short_break", "Short break"

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="placements_made")
    council = models.ForeignKey(Organisation, models.PROTECT, related_name="placements")
    household = models.ForeignKey(Household, models.PROTECT, related_name="placements")
    slot = models.SmallIntegerField()
    child = models.ForeignKey(Child, models.PROTECT, related_name="placements")
    referral = models.ForeignKey(Referral, models.SET_NULL, null=True, related_name="placements")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.MAIN)
    state = models.CharField(max_length=10, choices=State)
    period = DateRangeField()
    occupies = models.GeneratedField(
        expression=Case(When(state="released", then=Value(None)), default=F("period")),
        output_field=DateRangeField(),
        db_persist=True,
    )
    expires_at = models.DateTimeField(null=True)
    sibling_set = models.UUIDField()
    whole_home = models.BooleanField(default=False)
    exemption = models.ForeignKey(Exemption, models.PROTECT, null=True, related_name="placements")
    authorised_by = models.CharField(max_length=100, blank=True, help_text="emergency outside terms: who allowed it")
    briefing = models.TextField(blank=True, help_text="what the carers were told before")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="placement_one_child_a_place",
                expressions=[("household", EQUAL), ("slot", EQUAL), ("occupies", OVERLAPS)],
            ),
            ExclusionConstraint(
                name="placement_one_home_a_child",
                expressions=[("child", EQUAL), ("kind", EQUAL), ("occupies", OVERLAPS)],
                condition=Q(state__in=["placed", "ended"]),
            ),
            ExclusionConstraint(
                name="placement_whole_home_alone",
                expressions=[
                    ("household", EQUAL),
                    ("occupies", OVERLAPS),
                    ("sibling_set", RangeOperators.NOT_EQUAL),
                    ("whole_home", RangeOperators.NOT_EQUAL),
                ],
            ),
            ExclusionConstraint(
                name="placement_whole_home_once",
                expressions=[
                    ("household", EQUAL),
                    ("occupies", OVERLAPS),
                    ("sibling_set", RangeOperators.NOT_EQUAL),
                ],
                condition=Q(whole_home=True),
            ),
            models.CheckConstraint(
                name="placement_fourth_needs_ground",
                condition=Q(slot__lte=3) | Q(whole_home=True) | Q(exemption__isnull=False),
            ),
            models.CheckConstraint(
                name="placement_held_expires",
                condition=Q(state="held", expires_at__isnull=False) | (~Q(state="held") & Q(expires_at__isnull=True)),
            ),
            models.CheckConstraint(name="placement_period_known", condition=Q(period__isempty=False)),
        ]
        indexes = [
            models.Index(fields=["council", "state"], name="placement_by_council"),
            models.Index(fields=["agency", "state"], name="placement_by_agency"),
            models.Index(fields=["household", "state"], name="placement_by_household"),
        ]

    def __str__(self) -> str:
        return f"placement {self.pk}"

    @property
    def looked_after_by(self) -> str:
        """The council that looks after the child, whether or not it uses Hearth."""
        asked = self.referral.recorded_for if self.referral else None
        return asked.name if asked else self.council.name


PLACEMENT_KINDS = Placement.Kind.choices  # named once for the API's schema
