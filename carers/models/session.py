from django.db import models
from django.utils import timezone

from accounts.models import Organisation
from accounts.models.base import Row
from carers.models.enquiry import Enquiry


class InformationSession(Row):
    """An evening, in a hall or online, at which people hear about fostering."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    where = models.CharField(max_length=200, help_text="an address, or the word online")
    starts_at = models.DateTimeField()
    seats = models.SmallIntegerField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="session_has_seats", condition=models.Q(seats__gte=1))]

    def __str__(self) -> str:
        return self.title


class Booking(Row):
    """A person's seat at an information session."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    session = models.ForeignKey(InformationSession, models.CASCADE, related_name="bookings")
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="bookings")
    booked_at = models.DateTimeField(default=timezone.now)
    attended = models.BooleanField(null=True, help_text="empty until the evening is over")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "enquiry"], name="booking_once")]

    def __str__(self) -> str:
        return f"booking {self.pk}"
