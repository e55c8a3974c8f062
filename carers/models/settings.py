from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from accounts.models.base import Row


class AgencySettings(Row):
    """What an agency sets itself: its promises, how many references, whether it keeps a panel.

    Nothing here can loosen the law: references at least two (SI 2011/581 reg 26(1A)). A row appears with the
    first change; until then the defaults hold (carers.selectors.settings).
    """

    agency = models.OneToOneField(Organisation, models.CASCADE, related_name="agency_settings")
    first_response_days = models.SmallIntegerField(default=1, help_text="working days, our promise")
    visit_offer_days = models.SmallIntegerField(default=5, help_text="working days, our promise")
    references_wanted = models.SmallIntegerField(default=3, help_text="two by law, reg 26(1A)")
    panel_kept = models.BooleanField(default=True, help_text="a reform of 2026 may end panels for first approvals")
    dbs_renewal_years = models.SmallIntegerField(default=3, help_text="our policy; the law sets no period")
    fresh_days = models.SmallIntegerField(default=28, help_text="a vacancy confirmed longer ago counts as stale")
    stuck_days = models.SmallIntegerField(default=21, help_text="no movement for so many days shows as stuck")

    class Meta:
        constraints = [
            models.CheckConstraint(name="settings_references_by_law", condition=Q(references_wanted__range=(2, 10))),
            models.CheckConstraint(
                name="settings_promises_sensible",
                condition=Q(
                    first_response_days__range=(1, 30),
                    visit_offer_days__range=(1, 60),
                    dbs_renewal_years__range=(1, 10),
                    fresh_days__range=(1, 365),
                    stuck_days__range=(1, 365),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"settings of {self.agency_id}"
