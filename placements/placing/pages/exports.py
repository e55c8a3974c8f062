"""An agency's placements as a spreadsheet would open them (CSV)."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from accounts.pages.access import StaffRequest, needs
from accounts.pages.sheets import sheet
from placements.models import Ending, Placement


@needs("homes.read")
@require_GET
def placements_export(request: StaffRequest) -> HttpResponseBase:
    """Who lives in the agency's homes, is expected, or has left; the newest first. Children by the council's number."""
    taken = (Placement.State.PLACED, Placement.State.ENDED)
    stays = Placement.objects.filter(agency=request.caller.organisation_id, state__in=taken).order_by("-id")
    heads = ["child", "council", "home", "home_reference", "kind", "state", "from", "until", "ended_as_planned",
             "reason"]  # fmt: skip
    rows = []
    for stay in stays.select_related("household", "child", "council", "ending"):
        ending: Ending | None = getattr(stay, "ending", None)
        why = (ending.get_reason_display() or ending.get_left_care_display()) if ending else ""
        rows.append([
            stay.child.reference, stay.council.name, stay.household.name, stay.household.reference,
            stay.get_kind_display(), stay.get_state_display(), stay.period.lower, stay.period.upper,
            ("yes" if ending.planned else "no") if ending else "", why,
        ])  # fmt: skip
    return sheet("placements", heads, rows)
