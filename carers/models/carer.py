"""The people of an approved home who sign in themselves, and what they would prefer."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation
from accounts.models.base import Row
from carers.law.vocabulary import ApprovedSex, KindOfCare
from carers.models.household import Household


class Carer(Row):
    """A person who may open the page of their own home. Access ends by a date, never by deleting."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.CASCADE, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="homes")
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Whatever the agency: a person is approved by one fostering service at a time (SI 2011/581 reg 27).
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at__isnull=True), name="carer_one_service")
        ]

    def __str__(self) -> str:
        return f"carer {self.pk}"


class Preference(Row):
    """What a home would rather take: a version by the carers or by the agency, never overwritten.

    The newest of each side stands. Where the carers' differs and is not settled, staff settle it: `kept` says
    whose version holds, and `answer` why.
    """

    class Side(models.TextChoices):
        CARERS = "carers", "The carers"
        AGENCY = "agency", "The agency"

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.CASCADE, related_name="preferences")
    said_by = models.CharField(max_length=6, choices=Side)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    age_min = models.SmallIntegerField()
    age_max = models.SmallIntegerField()
    most_children = models.SmallIntegerField(null=True)
    sex = models.CharField(max_length=3, choices=ApprovedSex, default=ApprovedSex.ANY)
    kinds = ArrayField(models.CharField(max_length=20))
    note = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True)
    kept = models.CharField(max_length=6, choices=Side, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="preference_ages_in_order", condition=Q(age_min__gte=0, age_max__lte=21, age_min__lte=F("age_max"))
            ),
            models.CheckConstraint(
                name="preference_number_positive", condition=Q(most_children__isnull=True) | Q(most_children__gte=1)
            ),
            models.CheckConstraint(
                name="preference_settled_with_side",
                condition=Q(settled_at__isnull=True, kept="") | (Q(settled_at__isnull=False) & ~Q(kept="")),
            ),
        ]
        indexes = [models.Index(fields=["household", "said_by", "-id"], name="preference_newest")]

    @property
    def kind_names(self) -> list[str]:
        """The kinds of care as people say them."""
        known = dict(KindOfCare.choices)
        return [str(known.get(kind, kind)) for kind in self.kinds]

    def __str__(self) -> str:
        return f"preference of {self.household_id} by {self.said_by}"


PREFERENCE_SIDES = Preference.Side.choices  # named once for the API's schema
