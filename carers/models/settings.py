from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.models.base import Row


def _whole(default: int, most: int, least: int = 1, **more: Any) -> "models.SmallIntegerField[int, int]":
    """A whole number whose range is said at the field; the constraints below say it again for every other way in."""
    told = [
        MinValueValidator(least, _("Enter %(limit_value)s or more")),
        MaxValueValidator(most, _("Enter %(limit_value)s or less")),
    ]
    return models.SmallIntegerField(default=default, validators=told, **more)


class AgencySettings(Row):
    """What an agency sets itself: its promises, how many references, whether it keeps a panel.

    Nothing here can loosen the law: references at least two (SI 2011/581 reg 26(1A)). A row appears with the
    first change; until then the defaults hold (carers.people.selectors.settings).
    """

    agency = models.OneToOneField(Organisation, models.CASCADE, related_name="agency_settings")
    first_response_days = _whole(1, 30, help_text="working days, our promise")
    visit_offer_days = _whole(5, 60, help_text="working days, our promise")
    references_wanted = _whole(3, 10, 2, help_text="two by law, reg 26(1A)")
    panel_kept = models.BooleanField(default=True, help_text="a reform of 2026 may end panels for first approvals")
    dbs_renewal_years = _whole(3, 10, help_text="our policy; the law sets no period")
    supervision_weeks = _whole(6, 26, help_text="our promise; NMS 21 sets no number")
    fresh_days = _whole(28, 365, help_text="a vacancy confirmed longer ago counts as stale")
    stuck_days = _whole(21, 365, help_text="no movement for so many days shows as stuck")

    class Meta:
        constraints = [
            models.CheckConstraint(name="settings_references_by_law", condition=Q(references_wanted__range=(2, 10))),
            models.CheckConstraint(
                name="settings_promises_sensible",
                condition=Q(
                    first_response_days__range=(1, 30),
                    visit_offer_days__range=(1, 60),
                    dbs_renewal_years__range=(1, 10),
                    supervision_weeks__range=(1, 26),
                    fresh_days__range=(1, 365),
                    stuck_days__range=(1, 365),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"settings of {self.agency_id}"
