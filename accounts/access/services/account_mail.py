"""Sign-in codes, password resets and notices of changes: allauth writes them, the outbox sends them.

A message is an organisation's row; of who belongs to none (a new sign-up, an address nobody knows), Hearth's own.
All are queued alike: a mail handed over while the page waits would tell by its time who is known.
"""

import secrets
from collections.abc import Callable
from uuid import UUID

from accounts.access.selectors.callers import memberships_of
from accounts.models import Message, Organisation, User
from accounts.outbox.services.messages import enqueue
from accounts.outbox.wording import Words
from accounts.tenancy.caller import public_at
from accounts.tenancy.scopes import scope
from accounts.tenancy.system_organisation import hearth_itself

# Other packages know where people without a membership belong: applicants, to the agency of their form.
Belongs = Callable[[User], UUID | None]
_BELONGS: list[Belongs] = []


def register(belongs: Belongs) -> None:
    _BELONGS.append(belongs)


def send(kind: str, email: str, write: Callable[[], Words]) -> Message:
    """Queue a message to a person about their account; `write` makes its words in their language."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    organisation = (_organisation_of(user) if user else None) or hearth_itself()
    with scope(organisation.pk):
        # Codes run out in minutes: they go before everything else that waits.
        return enqueue(
            public_at(organisation), user or organisation, f"account.{kind}", "email", email, write,
            cycle=secrets.token_hex(8), priority=Message.STATUTORY,
        )  # fmt: skip


def _organisation_of(user: User) -> Organisation | None:
    with scope(person=user.pk):
        membership = memberships_of(user).first()
        if membership is not None:
            return membership.organisation
        found = next((place for belongs in _BELONGS if (place := belongs(user)) is not None), None)
    return Organisation.objects.filter(pk=found).first() if found else None
