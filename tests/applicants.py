"""An applicant invited by Aire Fostering, and answers that fill every section."""

import re
from typing import Any

from tests.cast import Cast
from tests.clock import in_days, month_boxes

PLAIN: dict[str, dict[str, Any]] = {
    "you": {"name": "Zoë O'Brien-Ngũgĩ", "birth_date-day": "29", "birth_date-month": "2", "birth_date-year": "1984",
            "email": "zoe@example.org", "telephone": "+353 85 012 3456", "address": "1 High Street",
            "postcode": "LS6 2AB"},
    "partner": {"together": "no"},
    "relationships": {"status": "single"},
    "home": {"kind": "house", "tenure": "own", "bedrooms": "3", "spare_bedrooms": "1"},
    "pets": {"pets": "no"},
    "smoking": {"smoking": "no"},
    "work": {"work": "at_home"},
    "health": {"conditions": "Asthma as a child", "surgery": "Headingley Surgery"},
    "experience": {"applied_before": "no"},
    "care": {"kinds": ["short_term"], "ages": ["5-9"], "siblings": "perhaps"},
    "consent": {"checks": "on", "true": "on", "signature": "Zoë O'Brien-Ngũgĩ"},
}  # fmt: skip
ENTRIES: dict[str, list[dict[str, Any]]] = {
    "household": [],
    "addresses": [{"address": "1 High Street", "postcode": "LS6 2AB", **month_boxes("from_month", in_days(-4000))}],
    "referees": [{"name": f"Referee {n}", "relation": "personal", "years": "9", "email": f"ref{n}@example.org"}
                 for n in (1, 2, 3)],
}  # fmt: skip


def invited(cast: Cast, who: str = "rosa", **more: Any) -> Any:
    """An enquiry that was invited to apply, at the agency of `who`."""
    from carers.people.services.enquiries import advance_enquiry, receive_enquiry

    facts = {"name": "Zoë O'Brien-Ngũgĩ", "email": "zoe@example.org", "postcode": "LS6 2AB", "spare_room": "yes"}
    with cast.acting(who) as by:
        enquiry = receive_enquiry(by, facts | more)
        for state in ("contacted", "invited"):
            advance_enquiry(by, enquiry.pk, state)
    return enquiry


def owned_form(cast: Cast, nickname: str = "appa", who: str = "rosa", **more: Any) -> Any:
    """The application form of `nickname`, who has opened the invitation of the agency of `who`."""
    from accounts.tenancy.scopes import scope
    from carers.models import ApplicationForm

    enquiry = invited(cast, who, **more)
    with scope(enquiry.agency_id):
        ApplicationForm.objects.filter(enquiry=enquiry).update(applicant=cast.people[nickname])
        return ApplicationForm.objects.select_related("agency", "enquiry").get(enquiry=enquiry)


def last_link(cast: Cast, kind: str) -> str:
    """The path in the newest message of a kind from the agency."""
    from accounts.models import Message
    from accounts.tenancy.scopes import scope

    with scope(cast.agency.pk):
        body = Message.objects.filter(kind=kind).order_by("-id")[0].body
    found = re.search(r"http://[^/\s]+(/\S+)", body)
    assert found, body
    return found.group(1)


def version_of(answer: Any) -> str:
    found = re.search(r'name="version" value="(\d+)"', answer.content.decode())
    assert found
    return found.group(1)


def mine(client: Any) -> str:
    """The address of the page of the one application that the person has."""
    return str(client.get("/my-application/").url)


def fill_section(client: Any, key: str, form: str = "") -> None:
    """`form` is the address of the application's page; the only one is found by itself."""
    address = f"{form or mine(client)}apply/sections/{key}/"
    if key in PLAIN:
        sent = client.post(address, PLAIN[key] | {"version": version_of(client.get(address))})
        assert sent.status_code == 302, sent.content.decode()
        return
    for entry in ENTRIES[key]:
        sent = client.post(f"{address}add/", entry | {"version": version_of(client.get(f"{address}add/"))})
        assert sent.status_code == 302, sent.content.decode()
    sent = client.post(address, {"version": version_of(client.get(address))})
    assert sent.status_code == 302, sent.content.decode()


def fill_everything(client: Any, form: str = "") -> None:
    from carers.law.sections import SECTIONS

    for key in SECTIONS:
        fill_section(client, key, form)
