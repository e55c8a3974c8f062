from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models

from accounts.models import Council, Organisation, Sector
from accounts.models.base import Row, Steps
from carers.law.vocabulary import ApprovedSex
from carers.models.application import Application


class Household(Row):
    """The approved foster home. A fact that nobody has asked for yet is empty, and counts as unknown.

    Ethnicity is not a column here on purpose: it is never read by matching.
    """

    class Kind(models.TextChoices):
        MAINSTREAM = "mainstream", "Mainstream"
        FAMILY_AND_FRIENDS = "family_and_friends", "Family and friends"

    class Status(models.TextChoices):
        OPEN = "open", "Open to placements"
        ON_HOLD = "on_hold", "On hold"
        ENDED = "ended", "No longer approved"

    NEXT: ClassVar[Steps] = {
        Status.OPEN: (Status.ON_HOLD, Status.ENDED),
        Status.ON_HOLD: (Status.ENDED,),
    }

    class Carers(models.TextChoices):
        COUPLE = "couple", "A couple"
        SINGLE_F = "single_f", "A woman"
        SINGLE_M = "single_m", "A man"

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="households")
    application = models.OneToOneField(Application, models.SET_NULL, null=True, related_name="household")
    reference = models.CharField(max_length=40, help_text="the agency's own number for the home")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.MAINSTREAM)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    approved_on = models.DateField()
    ended_on = models.DateField(null=True)
    postcode = models.CharField(max_length=10, blank=True)
    sector = models.ForeignKey(Sector, models.SET_NULL, null=True, related_name="+")
    area = models.ForeignKey(Council, models.PROTECT, null=True, related_name="+")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    carers = models.CharField(max_length=10, choices=Carers, blank=True)
    rural = models.BooleanField(null=True)
    languages = ArrayField(models.CharField(max_length=8), null=True)
    identity_support = ArrayField(models.CharField(max_length=40), null=True)
    skills = ArrayField(models.CharField(max_length=40), null=True)
    parent_and_child_trained = models.BooleanField(default=False)
    sharing_ok = models.BooleanField(null=True)
    bedrooms = models.SmallIntegerField(null=True, help_text="bedrooms for fostered children, filled or not")
    smoker = models.BooleanField(null=True)
    pets = ArrayField(models.CharField(max_length=20), null=True)
    own_children = models.JSONField(
        default=list, help_text="[{birth_month: 'YYYY-MM', sex, not_with: [], only_child: bool}]"
    )
    away = models.JSONField(
        default=list, blank=True,
        help_text="[[from, until)] in which no dated stay (respite, emergency, remand) can be taken",
    )  # fmt: skip
    availability_confirmed_at = models.DateTimeField(null=True)
    vacancy_version = models.BigIntegerField(default=1, help_text="rises with every change that a match reads")
    created_at = models.DateTimeField(auto_now_add=True)
    forgotten_on = models.DateField(null=True, help_text="who it was is deleted; what is counted stays")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "reference"], name="household_reference_once"),
            models.CheckConstraint(
                name="household_dates_in_order",
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("approved_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "status"], name="household_by_status"),
            models.Index(fields=["area", "status"], name="household_by_area"),
        ]

    def __str__(self) -> str:
        return f"household {self.reference}"


class Approval(Row):
    """Dated terms of approval (SI 2011/581 reg 27). Never overwritten: new terms end the old ones.

    `max_children` may be empty: terms need not state a number.
    """

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.CASCADE, related_name="approvals")
    period = DateRangeField()
    max_children = models.SmallIntegerField(null=True)
    age_min = models.SmallIntegerField(default=0)
    age_max = models.SmallIntegerField(default=17)
    sex = models.CharField(max_length=3, choices=ApprovedSex, default=ApprovedSex.ANY)
    kinds = ArrayField(models.CharField(max_length=20))
    sibling_max = models.SmallIntegerField(null=True)
    named_children = ArrayField(
        models.CharField(max_length=40), default=list, blank=True,
        help_text="family and friends: the councils' references of the children approved for",
    )  # fmt: skip
    reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="approval_one_at_a_time",
                expressions=[("household", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="approval_ages_in_order",
                condition=models.Q(age_min__gte=0, age_max__lte=21, age_min__lte=models.F("age_max")),
            ),
            models.CheckConstraint(
                name="approval_number_positive",
                condition=models.Q(max_children__isnull=True) | models.Q(max_children__gte=1),
            ),
            models.CheckConstraint(name="approval_has_kind", condition=models.Q(kinds__len__gte=1)),
            models.CheckConstraint(name="approval_period_known", condition=models.Q(period__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"approval of {self.household_id}"


HOUSEHOLD_KINDS = Household.Kind.choices  # named once for the API's schema
