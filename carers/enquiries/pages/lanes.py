"""A lane of Today in full: every line that its count counts, fifty to a page."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.pages.access import StaffRequest, needs
from carers.enquiries.pages.workspace import owner_asked
from carers.enquiries.selectors.lanes import NAMES, Lanes
from carers.people.selectors.running import drawn

PAGE = 50


def title_of(name: str) -> str:
    return {"due": _("Overdue and due"), "arrived": _("New"), "stuck": _("Stuck"), "waiting": _("Waiting for others")}[
        name
    ]


@needs("people.read")
@require_GET
def lane(request: StaffRequest, name: str) -> HttpResponseBase:
    """A page past the end shows the last one; one that is no number, the first."""
    if name not in NAMES:
        raise Http404
    owner = owner_asked(request)
    found = Lanes(request.caller.organisation_id, timezone.now(), owner).lane(name)
    pages = max(1, -(-found.count // PAGE))
    asked = request.GET.get("page", "1")
    number = min(int(asked), pages) if asked.isdecimal() and int(asked) > 0 else 1
    context = {
        "page_title": title_of(name),
        "name": name,
        "items": found.stretch((number - 1) * PAGE, PAGE),
        "count": found.count,
        "number": number,
        "pages": pages,
        "drawn": drawn,
        "whose": "mine" if owner else "team",
    }
    return render(request, "carers/workspace/lane.html", context)
