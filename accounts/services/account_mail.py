"""Sign-in codes, password resets and notices of changes: allauth writes them, the outbox sends them.

A message is an organisation's row. Who belongs to none (a new sign-up, an address nobody knows) has no outbox:
theirs is handed to the same gateway at once, with the same guest list.
"""

import logging
import secrets
from collections.abc import Callable
from uuid import UUID

from django.conf import settings

from accounts.addresses import is_guest
from accounts.caller import public_at
from accounts.gateways import GatewayError, Outgoing, gateway_for
from accounts.models import Message, Organisation, User
from accounts.selectors import memberships_of
from accounts.services.messages import enqueue
from accounts.tenancy import scope

log = logging.getLogger("hearth.outbox")

# Other packages know where people without a membership belong: applicants, to the agency of their form.
Belongs = Callable[[User], UUID | None]
_BELONGS: list[Belongs] = []


def register(belongs: Belongs) -> None:
    _BELONGS.append(belongs)


def send(kind: str, email: str, title: str, body: str) -> Message | None:
    """Queue a message to a person about their account; the row, or None for one that went past the outbox."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    organisation = _organisation_of(user) if user else None
    if user is None or organisation is None:
        _hand_over(email, title, body)
        return None
    with scope(organisation.pk):
        # Codes run out in minutes: they go before everything else that waits.
        return enqueue(
            public_at(organisation), user, f"account.{kind}", "email", email, title, body,
            cycle=secrets.token_hex(8), priority=Message.STATUTORY,
        )  # fmt: skip


def _organisation_of(user: User) -> Organisation | None:
    with scope(person=user.pk):
        membership = memberships_of(user).first()
        if membership is not None:
            return membership.organisation
        found = next((place for belongs in _BELONGS if (place := belongs(user)) is not None), None)
    return Organisation.objects.filter(pk=found).first() if found else None


def _hand_over(email: str, title: str, body: str) -> None:
    if not is_guest("email", email, settings.MESSAGE_GUESTS):
        return
    try:
        gateway = gateway_for("email")
        gateway.send(Outgoing(f"hearth-account-{secrets.token_hex(16)}", "email", email, title, body))
        gateway.close()
    except GatewayError as error:
        # The page says the same whether or not the address is known; whoever gets nothing asks again.
        log.warning("account_mail_not_sent", extra={"error": type(error).__name__})
