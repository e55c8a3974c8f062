"""API keys: made, shown once, revoked; and when each was last used, so that one nobody uses can be revoked."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access.giving import check_key
from accounts.access.selectors.callers import digest
from accounts.access.services import team
from accounts.acts import audit
from accounts.input.errors import Invalid, NotReady
from accounts.models import ApiKey
from accounts.tenancy.caller import CallerAt

MINUTE = timedelta(minutes=1)


@transaction.atomic
def make_key(by: CallerAt, name: str, roles: Iterable[str]) -> tuple[ApiKey, str]:
    """A key for a program of your organisation, and its secret, which is kept nowhere. Raises Invalid, NotAllowed."""
    team.person_only(by)
    name = name.strip()
    if not name or len(name) > 100:
        words = _("Enter what the key is for, in at most 100 characters.")
        raise Invalid(words, "api_key.name_needed", {"name": words})
    chosen = team.check_roles(team.locked(by), roles)
    check_key(team.held_by(by), chosen)
    secret = f"hearth_{secrets.token_urlsafe(32)}"
    key = ApiKey(organisation_id=by.organisation_id, name=name, roles=chosen, digest=digest(secret))
    key.save()
    audit.record(by, "api_key.made", key, roles=chosen)
    return key, secret


@transaction.atomic
def revoke_key(by: CallerAt, key_id: UUID) -> ApiKey:
    """From now on the key opens nothing. Raises DoesNotExist; NotReady for one that is revoked already."""
    team.person_only(by)
    key = ApiKey.objects.select_for_update().get(pk=key_id, organisation=by.organisation_id)
    if key.revoked_at is not None:
        raise NotReady(_("This key is revoked already."), "api_key.revoked")
    key.revoked_at = timezone.now()
    key.save(update_fields=["revoked_at"])
    audit.record(by, "api_key.revoked", key)
    return key


def note_use(key_id: UUID) -> None:
    """Once a minute at most. Two requests of one key never wait for each other here: a locked row is left alone."""
    now = timezone.now()
    due = ApiKey.objects.filter(Q(last_used_at=None) | Q(last_used_at__lt=now - MINUTE), pk=key_id)
    if due.exists():
        ApiKey.objects.filter(pk__in=due.select_for_update(skip_locked=True).values("pk")).update(last_used_at=now)
