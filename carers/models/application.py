from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.models.base import Row, Steps
from carers.law.vocabulary import WithdrawalReason
from carers.models.enquiry import Enquiry


class Application(Row):
    """A registration of interest with consent to checks (SI 2011/581 reg 26).

    Stages: registered -> stage1 -> stage2 (may overlap stage 1) -> brief_report (where stage 2 turns up
    unsuitability) -> panel (where the agency keeps one) -> decision -> approved, or determination (28 days for
    representations or the Independent Review Mechanism) -> approved or declined; side ends: withdrawn,
    declined, transferred; `paused_on` pauses any open stage. Guards: carers.applications.services.stages.
    """

    class Stage(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        STAGE1 = "stage1", _("Stage 1")
        STAGE2 = "stage2", _("Stage 2")
        BRIEF_REPORT = "brief_report", _("Brief report")
        PANEL = "panel", _("Panel")
        DECISION = "decision", _("Decision")
        DETERMINATION = "determination", _("Qualifying determination")
        APPROVED = "approved", _("Approved")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DECLINED = "declined", _("Not approved")
        TRANSFERRED = "transferred", _("Transferred")

    NEXT: ClassVar[Steps] = {
        Stage.REGISTERED: (Stage.STAGE1, Stage.WITHDRAWN, Stage.DECLINED, Stage.TRANSFERRED),
        Stage.STAGE1: (Stage.STAGE2, Stage.WITHDRAWN, Stage.DECLINED, Stage.TRANSFERRED),
        Stage.STAGE2: (Stage.BRIEF_REPORT, Stage.PANEL, Stage.DECISION, Stage.WITHDRAWN, Stage.TRANSFERRED),
        Stage.BRIEF_REPORT: (Stage.STAGE2, Stage.PANEL, Stage.DECISION, Stage.WITHDRAWN),
        Stage.PANEL: (Stage.DECISION, Stage.STAGE2, Stage.WITHDRAWN),
        Stage.DECISION: (Stage.DETERMINATION, Stage.STAGE2, Stage.WITHDRAWN),
        Stage.DETERMINATION: (Stage.DECISION, Stage.DECLINED, Stage.WITHDRAWN),
    }
    # An act of its own, with terms (carers.applications.services.approving).
    ALSO: ClassVar[Steps] = {Stage.DECISION: (Stage.APPROVED,)}

    OPEN = (
        Stage.REGISTERED,
        Stage.STAGE1,
        Stage.STAGE2,
        Stage.BRIEF_REPORT,
        Stage.PANEL,
        Stage.DECISION,
        Stage.DETERMINATION,
    )

    class Route(models.TextChoices):
        """What an applicant may do in the 28 days: one or the other, not both (SI 2011/581 reg 27)."""

        REPRESENTATIONS = "representations", _("Representations to us")
        REVIEW = "review_mechanism", _("Independent Review Mechanism")

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    enquiry = models.OneToOneField(Enquiry, models.PROTECT, null=True, related_name="application")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="applications")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.REGISTERED)
    stage_since = models.DateTimeField(default=timezone.now)
    registered_on = models.DateField(default=timezone.localdate, help_text="starts the eight months, NMS 14.4")
    stage1_complete_on = models.DateField(null=True, help_text="the last item of Part 1 received")
    brief_report_sent_on = models.DateField(null=True, help_text="copy to the applicant: ten working days to comment")
    brief_report_comments_on = models.DateField(null=True)
    panel_on = models.DateField(null=True)
    papers_sent_on = models.DateField(null=True)
    minutes_on = models.DateField(null=True, help_text="final minutes: seven working days to decide")
    told_on = models.DateField(null=True, help_text="the applicant was told of the decision in writing")
    determination_on = models.DateField(null=True, help_text="notice given: 28 days run")
    determination_route = models.CharField(max_length=20, choices=Route, blank=True)
    paused_on = models.DateField(null=True)
    pause_reason = models.CharField(max_length=200, blank=True)
    people_named_on = models.DateField(null=True, help_text="everybody who applies and who lives there is named")
    kinds = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    withdrawal_reason = models.CharField(max_length=4, choices=WithdrawalReason, blank=True)
    version = models.IntegerField(default=1)
    forgotten_on = models.DateField(null=True, help_text="who it was is deleted; what is counted stays")

    class Meta:
        indexes = [
            models.Index(fields=["agency", "stage", "-id"], name="application_by_stage"),
            models.Index(fields=["agency", "stage", "stage_since"], name="application_by_wait"),
            models.Index(fields=["agency", "registered_on"], name="application_by_age"),
        ]
        constraints = [
            models.CheckConstraint(
                name="application_withdrawal_has_reason",
                condition=~models.Q(stage="withdrawn") | ~models.Q(withdrawal_reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.stage in self.OPEN


class ApplicationPerson(Row):
    """Somebody whom an application is about, or names: who applies, who lives there, who vouches for them.

    From the form (`item` is the entry that names them) or from staff. No `birth_date`: it is not known, and asked for.
    Who no longer applies, lives there or vouches has `left_on`: what was received about them stays.
    """

    class Role(models.TextChoices):
        APPLICANT = "applicant", _("Applicant")
        MEMBER = "household_member", _("Household member")
        REFEREE = "referee", _("Referee")

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, related_name="people")
    role = models.CharField(max_length=20, choices=Role)
    name = models.CharField(max_length=200)
    birth_date = models.DateField(null=True)
    item = models.CharField(max_length=32, blank=True, help_text="the entry of the form that names this person")
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "role", "item"], condition=~models.Q(item=""), name="application_person_once"
            )
        ]
        indexes = [models.Index(fields=["agency", "application"], name="person_by_application")]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class Check(Row):
    """One thing that has to be asked for: DBS, medical, reference, authority check.

    A reference that came by link is received without an outcome until staff have judged it.
    """

    class Kind(models.TextChoices):
        DBS = "dbs", _("DBS")
        MEDICAL = "medical", _("Medical report")
        REFERENCE = "reference", _("Personal reference")
        AUTHORITY = "authority", _("Authority check")
        OVERSEAS = "overseas", _("Overseas check")
        PREVIOUS_SERVICE = "previous_service", _("Previous fostering service")
        HOME_SAFETY = "home_safety", _("Home safety")

    class Outcome(models.TextChoices):
        CLEAR = "clear", _("Clear")
        DISCUSS = "discuss", _("To be discussed")
        ADVERSE = "adverse", _("Adverse")

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=20, choices=Kind)
    person = models.CharField(max_length=200, help_text="whom it is about, or who writes the reference")
    about = models.ForeignKey(
        ApplicationPerson, models.SET_NULL, null=True, related_name="checks", help_text="empty: nobody said whose it is"
    )
    asked_on = models.DateField(null=True)
    chased_on = models.DateField(null=True, help_text="the last reminder")
    due_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    number = models.CharField(max_length=40, blank=True, help_text="DBS certificate number; never its contents")
    renew_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="check_outcome_needs_receipt",
                condition=models.Q(outcome="") | models.Q(received_on__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["agency", "application"], name="check_by_application")]

    def __str__(self) -> str:
        return f"{self.kind} check {self.pk}"


CHECK_OUTCOMES = Check.Outcome.choices  # named once for the API's schema


class Decision(Row):
    """A dated decision on an application: stage 1, panel, agency decision maker."""

    class Kind(models.TextChoices):
        STAGE1 = "stage1", _("Stage 1 decision")
        BRIEF_REPORT = "brief_report", _("Decision on a brief report")
        PANEL = "panel", _("Panel recommendation")
        DECISION_MAKER = "decision_maker", _("Agency decision maker")
        DETERMINATION = "determination", _("Qualifying determination")

    class Outcome(models.TextChoices):
        PROCEED = "proceed", _("Go on")
        SUITABLE = "suitable", _("Suitable")
        NOT_SUITABLE = "not_suitable", _("Not suitable")
        DEFERRED = "deferred", _("Deferred")

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=20, choices=Kind)
    outcome = models.CharField(max_length=20, choices=Outcome)
    decided_on = models.DateField(default=timezone.localdate)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reasons = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"


# Named once for the API's schema.
PERSON_ROLES = ApplicationPerson.Role.choices
DETERMINATION_ROUTES = Application.Route.choices
