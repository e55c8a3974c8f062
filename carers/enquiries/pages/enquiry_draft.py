"""What was told so far in an enquiry: in the visit's session, or in a kept draft that a link opens elsewhere."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest

from carers.applications.services import coming_back

DRAFT, HELD = "enquiry", "enquiry_draft"
Draft = dict[str, Any]


class DraftGone(Exception):
    """The kept draft was sent or dropped on another device, or its time is over."""


def read(request: HttpRequest) -> Draft:
    """Begun with the answers of "Could I foster?". Raises DraftGone, once."""
    held = request.session.get(HELD)
    if held:
        kept = coming_back.answers_of(held)
        if kept is None:
            clear(request)
            raise DraftGone
        return kept | {"token": kept.get("token") or str(held)}  # one kept through the API has none
    here: Draft | None = request.session.get(DRAFT)
    if here is None:
        earlier = request.session.get("could_i_foster", {})
        here = {"postcode": earlier.get("where", ""), "spare_room": earlier.get("room", ""), "token": uuid4().hex}
    return dict(here)


def write(request: HttpRequest, draft: Draft, changes: Draft) -> None:
    """Save one page's answers where the rest is. Raises DraftGone."""
    held = request.session.get(HELD)
    if not held:
        request.session[DRAFT] = draft | changes
    elif not coming_back.save_answers(held, changes):
        clear(request)
        raise DraftGone


def hold(request: HttpRequest, draft_id: Any) -> None:
    """From here on this visit works on a kept draft; the session keeps its key and no answers."""
    request.session[HELD] = str(draft_id)
    request.session.pop(DRAFT, None)


def held(request: HttpRequest) -> str | None:
    return request.session.get(HELD)


def clear(request: HttpRequest) -> None:
    request.session.pop(DRAFT, None)
    kept = request.session.pop(HELD, None)
    if kept:
        coming_back.drop_draft(kept)
