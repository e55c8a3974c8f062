from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.models import Council, Organisation
from accounts.models.base import Row, Steps
from carers.law.vocabulary import KindOfCare
from placements.models.child import Child


class Referral(Row):
    """A council's request for a home for one child or a sibling group; counted once however often re-sent.

    States: open -> placed | closed (with an outcome). What is still being written is a ReferralDraft. With
    `recorded_for` it is a referral that came by e-mail: `council` is then the service that wrote it down for its
    own homes, and it is nobody's need on Hearth.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        PLACED = "placed", "Placed"
        CLOSED = "closed", "Closed"

    NEXT: ClassVar[Steps] = {
        State.OPEN: (State.PLACED, State.CLOSED),
    }

    class Urgency(models.TextChoices):
        EMERGENCY = "emergency", "Emergency (today)"
        URGENT = "urgent", "Urgent (within a week)"
        PLANNED = "planned", "Planned"

    class Together(models.TextChoices):
        NOT_APPLICABLE = "n/a", "One child"
        MUST = "must", "Must stay together"
        SHOULD = "should", "Together if at all possible"

    class Outcome(models.TextChoices):
        PLACED_HERE = "placed_here", "Placed here"
        PLACED_ELSEWHERE = "placed_elsewhere", "Placed elsewhere"
        NEED_CHANGED = "need_changed", "Need changed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        NOT_US = "not_us", "Declined by the service that recorded it"

    class AsAsked(models.TextChoices):
        """Is this what was asked? What was met badly is part of the shortage."""

        YES = "yes", "Yes, as asked"
        SPLIT = "split", "No, brothers and sisters were split"
        TOO_FAR = "too_far", "No, too far from home or school"
        OTHER_KIND = "other_kind", "No, another kind of foster care"
        CHILDRENS_HOME = "childrens_home", "No, a children's home for want of a foster home"

    class Screen(models.TextChoices):
        """Free text waits until nothing in it looks like a name, address, telephone or school."""

        CLEAR = "clear", "Clear"
        WAITING = "waiting", "Waiting for a person to look"
        CLEARED = "cleared", "Cleared by a person"

    class Sharing(models.TextChoices):
        """Who is told of it without a further word; nobody else is, before somebody chooses them."""

        EVERYONE = "everyone", "Every service that serves us"
        OWN_FIRST = "own_first", "Our own homes first, then every service that serves us"
        CHOSEN = "chosen", "Only services that we choose"

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="referrals")
    recorded_for = models.ForeignKey(
        Council, models.PROTECT, null=True, related_name="+", help_text="came by e-mail: the council that asks"
    )
    reference = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=KindOfCare)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.PLANNED)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    together = models.CharField(max_length=6, choices=Together, default=Together.NOT_APPLICABLE)
    together_reason = models.TextField(blank=True)
    referred_at = models.DateTimeField(default=timezone.now)
    needed_by = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    max_km = models.SmallIntegerField(null=True, blank=True)
    avoid = models.JSONField(default=list, help_text="[{lat, lon, km}]")
    wishes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    wishes_words = models.TextField(blank=True, help_text="the child's own words")
    family_time = models.TextField(blank=True, help_text="who, how often, where: in words without names")
    risks_words = models.TextField(blank=True, help_text="what a home must know to keep everybody safe")
    views_words = models.TextField(blank=True, help_text="views of parents and of those who know the child")
    to_follow = ArrayField(models.CharField(max_length=30), default=list, blank=True, help_text="not known yet")
    full_information_due = models.DateField(null=True, blank=True, help_text="emergencies: five working days")
    sharing = models.CharField(max_length=10, choices=Sharing, default=Sharing.EVERYONE)
    own_first_hours = models.SmallIntegerField(null=True, blank=True, help_text="counted from when it is first shared")
    own_first_until = models.DateTimeField(null=True, blank=True, help_text="when the other services are told")
    answer_by = models.DateTimeField(null=True, blank=True)
    screen = models.CharField(max_length=10, choices=Screen, default=Screen.CLEAR)
    screen_findings = models.JSONField(default=list, blank=True)
    touched_at = models.DateTimeField(default=timezone.now, help_text="the last act of a person on it")
    as_asked = models.CharField(max_length=16, choices=AsAsked, blank=True)
    close_words = models.TextField(blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(null=True)
    referred_again_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="again")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "reference"], name="referral_reference_once"),
            models.CheckConstraint(
                name="referral_dates_in_order",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("needed_by")),
                violation_error_message="The end must come after the day the home is needed.",
            ),
            models.CheckConstraint(
                name="referral_closed_has_outcome",
                condition=~models.Q(state__in=["placed", "closed"]) | ~models.Q(outcome=""),
            ),
        ]
        indexes = [models.Index(fields=["council", "state", "-id"], name="referral_by_state")]

    def __str__(self) -> str:
        return f"referral {self.reference}"

    @property
    def asked_by(self) -> str:
        """The council that asks, whether or not it uses Hearth."""
        return self.recorded_for.name if self.recorded_for else self.council.name


REFERRAL_OUTCOMES = Referral.Outcome.choices  # named once for the API's schema
TOGETHER_ASKED = [one for one in Referral.Together.choices if one[0] != Referral.Together.NOT_APPLICABLE]


class ReferralChild(models.Model):
    """A child in a referral."""

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="referral_children")
    child = models.ForeignKey(Child, models.CASCADE, related_name="referral_children")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "child"], name="referral_child_once")]

    def __str__(self) -> str:
        return f"{self.child_id} in {self.referral_id}"


class Share(Row):
    """A referral made visible to one agency, at one level, until it ends."""

    class Level(models.TextChoices):
        PROFILE = "profile", "Anonymised profile"
        FULL = "full", "Full profile"
        IDENTITY = "identity", "Identity"

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="shares")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="shares")
    level = models.CharField(max_length=10, choices=Level, default=Level.PROFILE)
    shared_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "agency"],
                name="share_live_once",
                condition=models.Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} to {self.agency_id}"
