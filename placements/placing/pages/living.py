"""Children in an agency's homes: moves, briefing before, debrief after."""

from uuid import UUID

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from accounts.pages.access import StaffRequest, needs
from carers.homes.selectors.homes import households
from placements.pages.asking_page import ask, posted
from placements.placing import services as placing
from placements.placing.forms.living import MoveForm, WordsForm
from placements.placing.pages.stays import own_stay, question
from placements.placing.services import Ended


@needs("homes.write")
def move_stay(request: StaffRequest, placement_id: UUID) -> HttpResponseBase:
    row = own_stay(request, placement_id)
    others = households(request.caller.organisation_id).exclude(pk=row.household_id)
    form = MoveForm(posted(request), homes=[(str(h.pk), h.name) for h in others[:300]])
    said = question(row, _("A move"), _("Record the move"), _("Moved. Both homes and both stays are on the record."))
    return ask(
        request,
        form,
        lambda data: placing.move(
            request.caller, placement_id, UUID(data["household"]), data["on"],
            Ended(data["planned"] == "yes", data["reason"], "", data["debrief"]), row.period.upper,
        ),
        said,
        ["agency_placements"],
    )  # fmt: skip


@needs("homes.write")
def brief_stay(request: StaffRequest, placement_id: UUID) -> HttpResponseBase:
    """What the carers were told before the child came (minimum standard 15: all information in writing before)."""
    row = own_stay(request, placement_id)
    form = WordsForm(
        posted(request), initial={"words": row.briefing}, label=_("What were the carers told?"),
        missing=_("Enter what they were told"),
    )  # fmt: skip
    said = question(row, _("Briefing before the child comes"), _("Keep the briefing"), _("Kept."))
    return ask(
        request,
        form,
        lambda data: placing.write_briefing(request.caller, placement_id, data["words"]),
        said,
        ["placement", placement_id],
    )


@needs("homes.write")
def debrief_stay(request: StaffRequest, placement_id: UUID) -> HttpResponseBase:
    row = own_stay(request, placement_id)
    ending = getattr(row, "ending", None)
    form = WordsForm(
        posted(request), initial={"words": ending.debrief if ending else ""}, label=_("What was learnt?"),
        missing=_("Enter what was learnt"),
    )  # fmt: skip
    said = question(row, _("After the placement"), _("Keep what was learnt"), _("Kept."))
    return ask(
        request,
        form,
        lambda data: placing.write_debrief(request.caller, placement_id, data["words"]),
        said,
        ["placement", placement_id],
    )
