"""Campaign targets, and how many homes like them have been approved since they were asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Council, Organisation
from accounts.tenancy.scopes import role
from placements.models import CampaignTarget

_APPROVED = """
SELECT h.agency_id, h.area_id, h.approved_on, a.age_min, a.age_max, coalesce(a.max_children, 9)
FROM carers_household h JOIN carers_approval a ON a.household_id = h.id AND a.period @> h.approved_on
WHERE h.kind = 'mainstream' AND h.agency_id = ANY(%(agencies)s) AND h.approved_on >= %(since)s
"""


@dataclass(frozen=True)
class Progress:
    """A target and the homes approved since that answer it: same ages within their terms, room enough."""

    target: CampaignTarget
    approved: int

    @property
    def children_told(self) -> str:
        """How many children, for readers outside the council: 1 to 5 are not told apart, others to the nearest 5."""
        count = self.target.children
        return _("up to 5") if count <= 5 else _("about %s") % (5 * round(count / 5))

    @property
    def left(self) -> int:
        return max(0, self.target.homes - self.approved)


def targets_of_council(council: UUID) -> list[Progress]:
    return _progress(CampaignTarget.objects.filter(council=council))


def targets_of_agency(agency: UUID) -> list[Progress]:
    return _progress(CampaignTarget.objects.filter(agency=agency).exclude(state=CampaignTarget.State.CLOSED))


def _progress(rows: QuerySet[CampaignTarget]) -> list[Progress]:
    """Newest first, in a fixed number of queries."""
    targets = list(rows.select_related("agency", "council__area").order_by("-id")[:200])
    if not targets:
        return []
    asked: dict[str, Any] = {"agencies": [t.agency_id for t in targets], "since": min(t.as_of for t in targets)}
    with role("hearth_shortage"), connection.cursor() as cursor:
        cursor.execute(_APPROVED, asked)
        homes = cursor.fetchall()
    return [Progress(target, sum(_answers(target, *home) for home in homes)) for target in targets]


def _answers(t: CampaignTarget, agency: UUID, area: str, day: object, low: int, high: int, places: int) -> bool:
    same_area = t.council.area_id == area
    return (
        agency == t.agency_id and same_area and str(day) >= str(t.as_of)
        and low <= t.age_min and high >= t.age_max and places >= t.places
    )  # fmt: skip


def recruiters_for(area: Council | None) -> Sequence[Organisation]:
    """Fostering services that serve the area: whom a council can ask."""
    if area is None:
        return []
    own = Organisation.objects.filter(area=area).exclude(agency_kind="")
    others = Organisation.objects.filter(serves=area).exclude(agency_kind="")
    return list((own | others).distinct().order_by("name"))
