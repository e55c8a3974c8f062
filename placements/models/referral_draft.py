from django.conf import settings
from django.db import models
from django.db.models.fields.json import KT

from accounts.models import Organisation
from accounts.models.base import Row


class ReferralDraft(Row):
    """A referral that is still being written, part by part. Nobody ranks, counts or shares it until it is opened.

    `answers`: part -> what was entered, as JSON; `versions`: part -> how often it was saved, so that of two
    windows neither overwrites the other unseen. Opening makes the referral and removes the draft.
    """

    council = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("council", KT("answers__who__reference"), name="draft_reference_once"),
        ]
        indexes = [models.Index(fields=["council", "-saved_at"], name="referral_draft_by_saved")]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    @property
    def reference(self) -> str:
        return str(self.answers.get("who", {}).get("reference", ""))
