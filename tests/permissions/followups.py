"""Rows of follow-ups: kinds, words, tasks, log, sending hours, a person's messages."""

from typing import Any

from tests.cast import Cast
from tests.permissions import Row, agency, agency_api


def _person(cast: Cast) -> Any:
    from carers.models import Enquiry

    with cast.acting("rosa"):
        row = Enquiry(agency_id=cast.agency.pk, name="Fay", email="fay@example.org")
        row.save()
        return row.pk


def _everything(cast: Cast, world: dict[str, Any]) -> None:
    from carers.followups.services import facts
    from carers.followups.services.seeding import book_of

    with cast.acting("rosa") as rosa:
        book_of(cast.agency.pk)
        facts.note(rosa, _person(cast), "consent.given", channel="email", source="by telephone")
        _task(cast, world)


def _task(cast: Cast, world: dict[str, Any]) -> Any:
    from datetime import timedelta

    from django.utils import timezone

    from carers.followups.services.seeding import book_of
    from carers.models import FollowUp

    now, person = timezone.now() - timedelta(days=3), _person(cast)
    with cast.acting("rosa"):
        book_of(cast.agency.pk)
        row = FollowUp(
            agency_id=cast.agency.pk, person_id=person, enquiry_id=person, kind="call",
            step="call_again_3", cycle=f"{person}.{FollowUp.objects.count()}", whom="person",
            channel="call", state="task", title="Call Ada", meant_for=now, due_at=now,
            trigger={"name": "enquiry.received", "at": now.isoformat(), "ref": "x", "subject": "", "until": None},
        )  # fmt: skip
        row.save()
        return row.pk


def _stop(cast: Cast, world: dict[str, Any]) -> Any:
    """A stop on the address of the world's `stopped` enquirer."""
    from accounts.models import Suppression

    with cast.acting("rosa"):
        row = Suppression(organisation_id=cast.agency.pk, channel="email", address="fay@example.org", why="bounced")
        row.save()
        return row.pk


WORLD = {"call_task": _task, "stopped": lambda cast, world: _person(cast), "stop": _stop}
TENANCY_WORLD = {"followups": _everything}
READERS = {"rosa", "musa"}
_WORDS = {
    "title": "Thank you",
    "body": "Hello {{name}}, somebody will call.",
    "text": "Somebody will call. {{agency}}",
}
_STEP = {"key": "=acknowledgement", "step": "=acknowledgement"}


def _all_agencies(route: str, method: str = "GET", kwargs: dict[str, str] | None = None, **more: Any) -> Row:
    """Each agency has its own kinds: nobody is a stranger to theirs."""
    return agency(
        route,
        method,
        kwargs,
        may=READERS,
        but=dict.fromkeys(("stan", "carl"), 302 if method == "POST" else 200),
        **more,
    )


def _all_api(route: str, method: str = "GET", kwargs: dict[str, str] | None = None, **more: Any) -> Row:
    return agency_api(route, method, kwargs, may=READERS, but=dict.fromkeys(("stan", "carl"), 200), **more)


ROWS = [
    _all_agencies("followups"),
    _all_agencies("followup_tasks"),
    _all_agencies("followup_log"),
    _all_agencies("followups_export"),
    _all_agencies("followup_hours"),
    _all_agencies("followup_hours", "POST", body={"opens": "09:00", "closes": "18:00", "weekdays": ["0", "1"]}),
    _all_agencies("followup_kind", kwargs={"key": "=acknowledgement"}),
    _all_agencies("followup_switch", "POST", {"key": "=acknowledgement"}, body={"on": "yes"}),
    _all_agencies("followup_words", "POST", _STEP, body=_WORDS),
    _all_agencies("followup_timing", "POST", {"key": "=visit_offer", "step": "=visit_offer"}, body={"amount": "6"}),
    agency(
        "followup_settle", "POST", {"follow_up_id": "call_task"}, may={"rosa", "musa"}, body={"outcome": "no_answer"}
    ),
    agency("person_contact", kwargs={"enquiry_id": "enquiry"}, may=READERS),
    agency("person_consent", "POST", {"enquiry_id": "enquiry"}, may=READERS, body={"channel": "email", "given": "no"}),
    agency(
        "person_end_stop",
        "POST",
        {"enquiry_id": "stopped"},
        may=READERS,
        body={"stop": "@stop", "reason": "they_asked"},
    ),
    agency_api("api_contact-list", kwargs={"enquiry": "enquiry"}, may=READERS),
    agency_api(
        "api_contact-consent", "POST", {"enquiry": "enquiry"}, may=READERS, body={"channel": "sms", "given": False}
    ),
    agency_api(
        "api_contact-end-stop",
        "POST",
        {"enquiry": "stopped"},
        may=READERS,
        body={"stop": "@stop", "reason": "they_asked"},
    ),
    agency("person_messages", kwargs={"enquiry_id": "enquiry"}, may={"rosa", "musa"}),
    _all_api("api_followup_kinds-list"),
    *(
        _all_api(f"api_followup_kinds-{name}", kwargs={"key": "=acknowledgement"})
        for name in ("detail", "preview", "dry-run", "effect")
    ),
    _all_api("api_followup_kinds-switch", "POST", {"key": "=acknowledgement"}, body={"is_on": True}),
    _all_api(
        "api_followup_kinds-words", "POST", {"key": "=acknowledgement"}, body={**_WORDS, "step": "acknowledgement"}
    ),
    _all_api("api_followup_kinds-timing", "POST", {"key": "=visit_offer"}, body={"step": "visit_offer", "amount": 6}),
    _all_api("api_followups-list"),
    agency_api("api_followups-detail", kwargs={"pk": "call_task"}, may={"rosa", "musa"}),
    agency_api(
        "api_followups-settle", "POST", {"pk": "call_task"}, may={"rosa", "musa"}, body={"outcome": "no_answer"}
    ),
    _all_api("api_sending_hours-list"),
    _all_api("api_sending_hours-list", "POST", body={"opens": "09:00", "closes": "18:00", "weekdays": [0, 1]}),
]
