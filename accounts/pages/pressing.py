"""Which showing of a form a press belongs to, so that two presses of one button are one act (`services.once`)."""

from uuid import uuid4

from django.http import HttpRequest


def press_of(request: HttpRequest) -> str:
    """The token that the form carries in its hidden field `press`; a fresh one for a page shown afresh."""
    given = str(request.POST.get("press", ""))
    return given if given.isalnum() and len(given) <= 64 else uuid4().hex
