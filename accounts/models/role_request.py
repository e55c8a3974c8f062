from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.models.base import Row, Steps
from accounts.models.membership import Membership
from accounts.models.organisation import Organisation
from accounts.models.user import User


class RoleRequest(Row):
    """Roles of the other side of an organisation, asked for by one person and confirmed by another.

    States: open -> given (by a second person who runs that side, or by the operator where nobody does), refused,
    withdrawn by who asked, or lapsed after thirty days. Without a membership it is to let somebody new in: `name` and
    `email` say whom, and are emptied once it is decided.
    """

    class State(models.TextChoices):
        OPEN = "open", "Waiting"
        GIVEN = "given", "Given"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "Lapsed"

    NEXT: ClassVar[Steps] = {
        State.OPEN: (State.GIVEN, State.REFUSED, State.WITHDRAWN, State.LAPSED),
    }

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, models.CASCADE, null=True, related_name="role_requests")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    roles = ArrayField(models.CharField(max_length=30))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    operator = models.CharField(max_length=100, blank=True, help_text="who confirmed by command, or their reference")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=models.Q(state="open"), name="role_request_once_a_person"
            ),
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(state="open", membership__isnull=True),
                name="role_request_once_an_address",
            ),
            models.CheckConstraint(
                name="role_request_by_two_people",
                condition=~models.Q(state="given")
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("asked_by")))
                | (models.Q(decided_by__isnull=True) & ~models.Q(operator="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{', '.join(self.roles)} for {self.membership_id or 'somebody new'}"
