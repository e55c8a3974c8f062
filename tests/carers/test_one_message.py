"""One act sends one message: no second one contradicts it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Message
from accounts.tenancy.scopes import scope
from carers.applications.services import my_application, stages
from carers.models import Application
from carers.people.services import enquiries
from tests.applicants import fill_everything, mine, owned_form
from tests.carers.followup_help import begin, enquire, plan_at
from tests.carers.test_not_now import later_by_page, messages_to
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("sent_tasks")
DAY = timedelta(days=1)


def _enquired(cast: Cast) -> None:
    client = Client()
    client.get("/enquire/")
    client.post("/enquire/you/", {"name": "Bo"})
    client.post("/enquire/reach/", {"email": "bo@example.org", "contact_by": "email"})
    client.post("/enquire/services/", {"agencies": [cast.agency.slug]})
    assert client.post("/enquire/check/").status_code == 302


def _taken(cast: Cast) -> None:
    """No “somebody will get in touch” for a person whom somebody has on the telephone."""
    with cast.acting("rosa") as rosa:
        enquiries.take_enquiry(rosa, {"name": "Bo", "email": "bo@example.org", "source": "telephone"}, spoken=True)


def _moved(*steps: str) -> Callable[[Cast], None]:
    def act(cast: Cast) -> None:
        enquiry = enquire(cast, at=timezone.now() - DAY, email="bo@example.org", first_contact_at=timezone.now() - DAY,
                          state="contacted", state_since=timezone.now() - DAY)  # fmt: skip
        for step in steps:
            with cast.acting("rosa") as rosa:
                enquiries.advance_enquiry(rosa, enquiry.pk, step, "AW0" if step == "withdrawn" else "")

    return act


def _handed_in(cast: Cast) -> Any:
    form = owned_form(cast, email="bo@example.org")
    with cast.acting("rosa"):
        Message.objects.all().delete()
    client = Client()
    client.force_login(cast.people["appa"])
    fill_everything(client)
    assert client.post(f"{mine(client)}apply/check/").status_code == 302
    return form


def _withdrew(cast: Cast) -> None:
    form = _handed_in(cast)
    with scope(cast.agency.pk):
        form.refresh_from_db()
    my_application.withdraw(cast.people["appa"], form, "AW0")


def _next_stage(cast: Cast) -> None:
    _handed_in(cast)
    with cast.acting("rosa") as rosa:
        stages.advance_application(rosa, Application.objects.get().pk, "stage1")


ACTS: dict[str, Callable[[Cast], None]] = {
    "enquiring": _enquired, "taken when spoken with": _taken, "asking later": later_by_page,
    "not now": _moved("not_now"), "invited": _moved("invited"), "declined": _moved("declined"),
    "withdrawn": _moved("withdrawn"), "applied": _moved("invited", "applied"),
    "handing in": _handed_in, "withdrawing": _withdrew, "a new stage": _next_stage,
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_one_act_sends_one_message(cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    begin(cast)
    ACTS[name](cast)
    for hours in range(0, 30, 3):
        plan_at(cast, timezone.now() + timedelta(hours=hours))
    # A paper application is registered by two steps, and each tells.
    most = {"taken when spoken with": 0, "not now": 0, "applied": 2}.get(name, 1)
    assert len(messages_to(cast)) <= most, messages_to(cast)
