"""Messages of the service itself that failed: sign-in mails and links of people whom no organisation knows.

Nobody is a member of the service, so whoever may read operations is told: how many of what, why, and what to do. Never
to whom: no organisation is to learn who asked for a link. A provider may name the address, so its words stay out.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, CharField, Count, Max, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Message
from accounts.tenancy.scopes import scope
from accounts.tenancy.system_organisation import ITSELF

State = Message.State
ACCOUNTS = Q(kind__startswith="account.")
_UNREACHED = Q(state=State.FAILED, reason__startswith="Given up after four hours")
_WHY: dict[str, tuple[str | Promise, str | Promise]] = {
    "unreached": (
        _("The provider could not be reached for four hours"),
        _("Look at the settings of the mail or text provider and at the network. Then try them again."),
    ),
    "refused": (
        _("The provider refused them"),
        _("Mostly an address with a slip in it: the person has to ask again. If it is many at once, look at the "
          "provider’s account and at the sender’s address."),
    ),
    "doubtful": (
        _("Nobody knows whether they were sent"),
        _("Look them up at the provider by their time. Nothing is sent twice by itself; the person can ask again."),
    ),
}  # fmt: skip
_CODES_RUN_OUT = _(
    "Their codes have run out: people ask for a new one. Mend what failed; there is nothing to send again."
)


@dataclass(frozen=True)
class ServiceFailure:
    """So many messages of one sort that did not go, and the newest of them. `again`: worth another try."""

    sort: str
    words: str
    why: str
    to_do: str
    channel: str
    count: int
    newest: datetime
    again: bool


def failures() -> list[ServiceFailure]:
    """The service's own failed and doubtful messages by sort, reason and channel; one query."""
    why = Case(
        When(_UNREACHED, then=Value("unreached")),
        When(state=State.DOUBTFUL, then=Value("doubtful")),
        default=Value("refused"),
        output_field=CharField(),
    )
    about = Case(When(ACCOUNTS, then=Value("account")), default=Value("link"), output_field=CharField())
    with scope(ITSELF):
        rows = Message.objects.filter(organisation=ITSELF, state__in=(State.FAILED, State.DOUBTFUL)).order_by()
        found = list(
            rows.annotate(why=why, about=about)
            .values_list("about", "why", "channel")
            .annotate(count=Count("id"), newest=Max("created_at"))
            .order_by("about", "why", "channel")
        )
    channels = dict(Message.Channel.choices)
    return [
        ServiceFailure(
            about,
            str(_("Sign-in mails") if about == "account" else _("Links to come back to something half done")),
            str(_WHY[why][0]),
            str(_CODES_RUN_OUT if about == "account" and why == "unreached" else _WHY[why][1]),
            str(channels[channel]),
            count,
            newest,
            why == "unreached" and about != "account",
        )
        for about, why, channel, count, newest in found
    ]


def worth_another_try() -> QuerySet[Message]:
    """In the service's own scope: what was given up and still means something."""
    return Message.objects.filter(_UNREACHED & ~ACCOUNTS, organisation=ITSELF, delivery="")
