from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Concat, Lower, Replace
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Sector
from accounts.models.base import Row, Steps
from carers.law import reaching
from carers.law.vocabulary import WithdrawalReason


class _Digits(Func):
    """Only the digits of a text, so that +44 7700 900123 is found by 07700900123."""

    function = "regexp_replace"
    template = "%(function)s(%(expressions)s, '[^0-9]', '', 'g')"


class Enquiry(Row):
    """First contact of a person who might foster, at one agency.

    States: received -> contacted -> visit_booked -> invited -> applied; side ends: not_now, declined,
    withdrawn, closed_no_contact.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("New")
        CONTACTED = "contacted", _("Contacted")
        VISIT_BOOKED = "visit_booked", _("Visit booked")
        INVITED = "invited", _("Invited to apply")
        APPLIED = "applied", _("Applied")
        NOT_NOW = "not_now", _("Not now")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        CLOSED_NO_CONTACT = "closed_no_contact", _("Closed, no contact")

    NEXT: ClassVar[Steps] = {
        State.RECEIVED: (State.CONTACTED, State.WITHDRAWN, State.CLOSED_NO_CONTACT, State.DECLINED),
        State.CONTACTED: (State.VISIT_BOOKED, State.INVITED, State.NOT_NOW, State.DECLINED, State.WITHDRAWN),
        State.VISIT_BOOKED: (State.INVITED, State.NOT_NOW, State.DECLINED, State.WITHDRAWN),
        State.INVITED: (State.APPLIED, State.NOT_NOW, State.DECLINED, State.WITHDRAWN),
        State.NOT_NOW: (State.CONTACTED,),
        State.WITHDRAWN: (State.CONTACTED,),
        State.CLOSED_NO_CONTACT: (State.CONTACTED,),
    }
    # Nobody's choice: a record whose time is over is closed when its person goes from it.
    ALSO: ClassVar[Steps] = {
        State.CONTACTED: (State.CLOSED_NO_CONTACT,),
        State.VISIT_BOOKED: (State.CLOSED_NO_CONTACT,),
        State.INVITED: (State.CLOSED_NO_CONTACT,),
    }

    OPEN = (State.RECEIVED, State.CONTACTED, State.VISIT_BOOKED, State.INVITED)

    class Source(models.TextChoices):
        WEB = "web", _("Website")
        TELEPHONE = "telephone", _("Telephone")
        EVENT = "event", _("Event")
        REFERRAL = "referral", _("A carer or friend")
        IMPORTED = "import", _("Imported list")
        OTHER = "other", _("Other")

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="enquiries")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    sector = models.ForeignKey(
        Sector, models.SET_NULL, null=True, related_name="+", help_text="empty: position pending"
    )
    spare_room = models.CharField(max_length=10, blank=True, help_text="yes, no, not_yet")
    contact_by = models.CharField(max_length=10, default="email", help_text="email, telephone, text")
    contact_when = models.CharField(max_length=40, blank=True)
    may_leave_message = models.BooleanField(default=False)
    notes = models.TextField(blank=True)
    source = models.CharField(max_length=12, choices=Source, default=Source.WEB)
    campaign = models.CharField(max_length=100, blank=True)
    historical = models.BooleanField(default=False, help_text="kept out of the clocks")
    marketing_consent = models.BooleanField(default=False)
    contact_after = models.DateField(null=True, help_text="asked to be contacted again from this day, with consent")
    state = models.CharField(max_length=20, choices=State, default=State.RECEIVED)
    reason = models.CharField(max_length=4, choices=WithdrawalReason, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    first_contact_at = models.DateTimeField(null=True)
    state_since = models.DateTimeField(default=timezone.now)
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        related_name="merged",
        help_text="a duplicate of that enquiry; can be undone",
    )
    search = models.GeneratedField(
        expression=Concat(
            Lower("name"),
            Value(" "),
            Lower("email"),
            Value(" "),
            _Digits(F("telephone")),
            Value(" "),
            Lower(Replace("postcode", Value(" "))),
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    version = models.IntegerField(default=1)
    forgotten_on = models.DateField(null=True, help_text="who it was is deleted; what is counted stays")
    counted_with = models.UUIDField(
        null=True, help_text="at random, the same for one person's enquiries, so that people are still counted once"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="enquiry_can_be_answered",
                condition=~models.Q(email="")
                | ~models.Q(telephone="")
                | models.Q(historical=True)
                | models.Q(forgotten_on__isnull=False),
                violation_error_message="Give an e-mail address or a telephone number.",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="enquiry_by_state"),
            models.Index(fields=["agency", "-id"], name="enquiry_by_age"),
            models.Index(fields=["agency", "state", "state_since"], name="enquiry_by_wait"),
        ]

    def __str__(self) -> str:
        return f"enquiry {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def call_words(self) -> str:
        """How they want to be reached: shown beside their telephone number."""
        return reaching.call_words(self.contact_by, self.contact_when, self.may_leave_message)


ENQUIRY_STATES = Enquiry.State.choices  # named once for the API's schema
