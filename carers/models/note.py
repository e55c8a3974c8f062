from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from accounts.models.base import Row
from carers.models.application import Application
from carers.models.enquiry import Enquiry
from carers.models.household import Household


class Note(Row):
    """What a worker wrote about a person, an application or a home. Never changed, only added to.

    `confidential` holds what somebody else said in confidence: a subject-access export leaves it out.
    """

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, null=True, related_name="staff_notes")
    application = models.ForeignKey(Application, models.CASCADE, null=True, related_name="staff_notes")
    household = models.ForeignKey(Household, models.CASCADE, null=True, related_name="staff_notes")
    text = models.TextField()
    confidential = models.TextField(blank=True, help_text="third-party parts, kept out of subject access")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="note_about_one",
                condition=Q(enquiry__isnull=False, application__isnull=True, household__isnull=True)
                | Q(enquiry__isnull=True, application__isnull=False, household__isnull=True)
                | Q(enquiry__isnull=True, application__isnull=True, household__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"
