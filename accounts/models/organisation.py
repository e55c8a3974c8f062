from django.db import models

from accounts.models.base import Row
from accounts.models.geography import Council


class Organisation(Row):
    """A fostering agency, a council as placing authority (one council can be both), or a regional body."""

    class AgencyKind(models.TextChoices):
        COUNCIL_SERVICE = "council_service", "a council's own fostering service"
        VOLUNTARY = "voluntary", "an independent voluntary agency"
        PRIVATE = "private", "an independent private agency"

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    agency_kind = models.CharField(max_length=20, choices=AgencyKind, blank=True)
    is_council = models.BooleanField(default=False, help_text="places children")
    is_regional_body = models.BooleanField(default=False)
    is_service = models.BooleanField(default=False, help_text="Hearth itself: what is no agency's yet")
    area = models.ForeignKey(
        Council, models.PROTECT, null=True, related_name="organisations", help_text="a council's own area"
    )
    serves = models.ManyToManyField(Council, related_name="serving_agencies", blank=True)
    urn = models.CharField("Ofsted URN", max_length=12, blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    duty_telephone = models.CharField(max_length=30, blank=True)
    recruits = models.BooleanField(default=True, help_text="takes enquiries from the public")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="organisation_is_something",
                condition=~models.Q(agency_kind="")
                | models.Q(is_council=True)
                | models.Q(is_regional_body=True)
                | models.Q(is_service=True),
            ),
            models.UniqueConstraint(
                fields=["is_service"], condition=models.Q(is_service=True), name="organisation_one_service"
            ),
            models.CheckConstraint(
                name="organisation_council_has_area",
                condition=models.Q(is_council=False) | models.Q(area__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_agency(self) -> bool:
        return bool(self.agency_kind)
