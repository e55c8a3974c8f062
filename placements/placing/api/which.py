"""For which children of a referral an address asks."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.input.errors import Invalid
from placements.models import Referral
from placements.placing.services.fit import children_of


class WhichFilters(serializers.Serializer[Any]):
    children = serializers.CharField(
        required=False, max_length=500,
        help_text="ids of some of the children who wait, with commas between; left out: all of them",
    )  # fmt: skip


def which_asked(request: Request, row: Referral) -> list[str] | None:
    """The children of the address, as the engine knows them; None for all. Raises Invalid, and NotReady for one who
    has a home and for a stranger."""
    text = request.query_params.get("children", "")
    if not text:
        return None
    try:
        wanted = [UUID(word) for word in text.split(",")]
    except ValueError:
        words = _("Give ids of children, with commas between")
        raise Invalid(f"{words}.", "referral.which", {"children": words}) from None
    return [str(child.pk) for child in children_of(row, wanted)]
