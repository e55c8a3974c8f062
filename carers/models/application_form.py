"""The application as a person fills it in: sections, people who answer by link, and what was hard."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.keyring.encryption import EncryptedJSONField
from accounts.models import Organisation
from accounts.models.base import Row, Steps
from carers.models.application import Application
from carers.models.enquiry import Enquiry


class ApplicationForm(Row):
    """The form that a person invited to apply fills in, from the invitation until it is handed in.

    Handing in makes the application (carers.Application): the eight months of NMS 14.4 run from there.
    `claim_digest` is the SHA-256 of the secret in the newest link, which works once; `claim_sent_to` is where that very
    link went (an e-mail address or a telephone number): the only address that opening it proves.
    """

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    enquiry = models.OneToOneField(Enquiry, models.CASCADE, related_name="form")
    application = models.OneToOneField(Application, models.CASCADE, null=True, related_name="form")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="forms")
    claim_digest = models.CharField(max_length=64, blank=True)
    claim_sent_to = models.CharField(max_length=254, blank=True, db_default="", default="")
    claim_expires_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="form_handed_in_by_somebody",
                condition=models.Q(handed_in_at__isnull=True) | models.Q(application__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["applicant", "-id"], name="form_by_applicant")]

    def __str__(self) -> str:
        return f"application form {self.pk}"


class Section(Row):
    """One section of the form. `version` rises with each save: an older page can't overwrite newer answers."""

    class State(models.TextChoices):
        STARTED = "started", _("Started")
        COMPLETE = "complete", _("Completed")

    NEXT: ClassVar[Steps] = {
        State.STARTED: (State.COMPLETE,),
        State.COMPLETE: (State.STARTED,),
    }

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    form = models.ForeignKey(ApplicationForm, models.CASCADE, related_name="sections")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=30)
    answers = EncryptedJSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.STARTED)
    version = models.IntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    handed_in_at = models.DateTimeField(null=True)
    reopened_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "key"], name="section_once")]

    def __str__(self) -> str:
        return f"section {self.key} of {self.form_id}"


class Respondent(Row):
    """A referee, household member or joint applicant who answers by a link of their own, once, without an account.

    Only the SHA-256 of the link's secret is kept. What a referee writes is confidential: the applicant sees
    that it came, never what it says.
    """

    class Kind(models.TextChoices):
        REFEREE = "referee", _("Referee")
        HOUSEHOLD_MEMBER = "household_member", _("Household member")
        JOINT_APPLICANT = "joint_applicant", _("Joint applicant")

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    form = models.ForeignKey(ApplicationForm, models.CASCADE, related_name="respondents")
    kind = models.CharField(max_length=20, choices=Kind)
    item = models.CharField(max_length=32, help_text="which entry of the section names this person")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    digest = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    answers = EncryptedJSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "kind", "item"], name="respondent_once"),
            models.UniqueConstraint(fields=["digest"], name="respondent_link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Feedback(Row):
    """What a person told us after a milestone: one question, read by staff."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="feedback")
    milestone = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    ease = models.SmallIntegerField(null=True, help_text="1 hard, 2 so-so, 3 easy")
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "milestone"], name="feedback_once_a_milestone"),
            models.CheckConstraint(
                name="feedback_ease_known", condition=models.Q(ease__isnull=True) | models.Q(ease__range=(1, 3))
            ),
        ]

    def __str__(self) -> str:
        return f"feedback after {self.milestone}"
