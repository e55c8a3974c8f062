from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.models.base import Row
from carers.law.vocabulary import Sex
from placements.texts.child_words import known_of


class Child(Row):
    """A pseudonymous reference, month of birth, and what a home needs to know. No name is stored.

    An empty fact is unknown: it never excludes a home and never scores.
    """

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="children")
    reference = models.CharField(max_length=40, help_text="the council's own pseudonymous number")
    birth_month = models.DateField(help_text="the first day of the month of birth")
    sex = models.CharField(max_length=1, choices=Sex)
    sibling_set = models.UUIDField(help_text="shared by brothers and sisters; a single child has its own")
    language = models.CharField(max_length=8, blank=True)
    identity_needs = ArrayField(models.CharField(max_length=40), null=True)
    needs = ArrayField(models.CharField(max_length=40), null=True)
    home_lat = models.FloatField(null=True)
    home_lon = models.FloatField(null=True)
    school_lat = models.FloatField(null=True)
    school_lon = models.FloatField(null=True)
    breathing_condition = models.BooleanField(null=True)
    allergies = ArrayField(models.CharField(max_length=20), null=True)
    own_room = models.BooleanField(default=False)
    only_child = models.BooleanField(default=False, help_text="must be the only child in the home")
    not_with = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "reference"], name="child_reference_once")]

    @property
    def known(self) -> list[str]:
        """What is known of the child, in words for those who look for a home."""
        return known_of(self)

    def __str__(self) -> str:
        return f"child {self.reference}"

    @property
    def born(self) -> str:
        """ "born May 2017", or "expected February 2027" of a birth that is to come."""
        ahead = self.birth_month > timezone.localdate()
        return (_("expected %s") if ahead else _("born %s")) % date_format(self.birth_month, "F Y")
