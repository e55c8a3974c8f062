"""Hearth itself as an organisation: it holds what is no agency's yet, such as a half-filled enquiry.

Nobody is a member of it, so no page of staff shows its rows.
"""

from uuid import NAMESPACE_DNS, uuid5

from django.conf import settings

from accounts.models import Organisation
from accounts.tenancy.scopes import scope

ITSELF = uuid5(NAMESPACE_DNS, "itself.hearth.invalid")


def hearth_itself() -> Organisation:
    """The row, made at its first use."""
    found = Organisation.objects.filter(pk=ITSELF).first()
    if found is not None:
        return found
    with scope(ITSELF):
        made, _fresh = Organisation.objects.get_or_create(
            pk=ITSELF,
            defaults={"name": settings.SERVICE_NAME, "slug": "hearth-itself", "is_service": True, "recruits": False},
        )
    return made
