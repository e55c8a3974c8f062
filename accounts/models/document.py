from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.base import Row, Steps
from accounts.models.organisation import Organisation


class Document(Row):
    """An uploaded file. Its bytes lie outside the web root under a random name; `name` is for people.

    States: pending (a scanner has not answered) -> clean or refused; unscanned where the service runs
    without a scanner and says so. `missed_at` is set while the file is not where it was kept.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting to be checked")
        CLEAN = "clean", _("Checked")
        UNSCANNED = "unscanned", _("Not checked for viruses")
        REFUSED = "refused", _("Refused")

    NEXT: ClassVar[Steps] = {
        State.PENDING: (State.CLEAN, State.UNSCANNED, State.REFUSED),
        State.CLEAN: (State.PENDING,),
        State.UNSCANNED: (State.PENDING,),
    }

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    size = models.IntegerField()
    pages = models.IntegerField(null=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes")
    stored_as = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=200, blank=True)
    uploaded_at = models.DateTimeField(default=timezone.now)
    missed_at = models.DateTimeField(null=True, help_text="when the file was last looked for and not found")

    class Meta:
        indexes = [models.Index(fields=["organisation", "subject_id"], name="document_by_subject")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "subject_id", "digest"], name="document_once_a_subject")
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"

    @property
    def opens(self) -> bool:
        """May be handed out: looked at by the scanner, or there is none, and the file is where it was kept."""
        return self.state in {self.State.CLEAN, self.State.UNSCANNED} and self.missed_at is None

    @property
    def stands(self) -> str:
        """How it stands with the file, in words for whoever may read it."""
        if self.missed_at is not None:
            return gettext("The file cannot be found. Send it again")
        return str(self.get_state_display())
