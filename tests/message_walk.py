"""Acts that write every kind of message there is, and the kinds that the source names."""

import ast
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.access.services import role_requests
from accounts.access.services.organisations import change_organisation
from accounts.access.services.team import invite
from accounts.models import Membership, Organisation
from accounts.tenancy.caller import job_for
from accounts.tenancy.scopes import scope
from carers.applications.services.my_application import send_way_back
from carers.enquiries.services import sessions
from carers.homes.services import my_home, register
from carers.models import Enquiry, Household, InformationSession
from carers.people.services.enquiries import advance_enquiry, receive_enquiry
from placements.homes.services.leaving import receive_resignation
from placements.placing import services as placing
from placements.referrals.services import digest as telling
from placements.shortages.services import digest
from tests.applicants import last_link, mine
from tests.carers.followup_help import MONDAY, begin, enquire, plan_at
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY
from tests.sources import sources

ROOT = Path(__file__).resolve().parent.parent


def _client() -> Client:
    return Client(headers={"Accept-Language": "fr"})


def _by_pages(cast: Cast) -> None:
    client = _client()
    client.get("/enquire/")
    client.post("/enquire/you/", {"name": "Zoe"})
    client.post("/enquire/reach/", {"email": "zoe@example.org", "contact_by": "email"})
    client.post("/enquire/services/", {"agencies": [cast.agency.slug]})
    assert client.post("/enquire/check/").status_code == 302
    later = {"name": "Bo", "email": "bo@example.org", "in_months": "6", "agency": cast.agency.pk, "consent": "on"}
    assert client.post("/could-i-foster/later/", later).status_code == 302
    client.get("/enquire/")
    client.post("/enquire/you/", {"name": "Zoe", "later": "1"})
    assert client.post("/enquire/save/", {"address": "zoe@example.org"}).status_code == 200
    client.post("/accounts/login/code/", {"email": "rosa@example.org"})
    client.post("/accounts/login/code/", {"email": "nobody@example.org"})
    client.post("/accounts/password/reset/", {"email": "musa@example.org"})
    new = {"email": "new@example.org", "password1": "a long pass phrase 7", "password2": "a long pass phrase 7"}
    assert client.post("/accounts/signup/", new).status_code == 302
    assert _client().post("/accounts/signup/", new | {"email": "rosa@example.org"}).status_code == 302


def _of_the_application(cast: Cast) -> None:
    with cast.acting("rosa") as rosa:
        enquiry = receive_enquiry(rosa, {"name": "Zoe", "email": "appa@example.org"})
        for state in ("contacted", "invited"):
            advance_enquiry(rosa, enquiry.pk, state)
        session = InformationSession(
            agency_id=cast.agency.pk, title="Open evening", where="Town hall", seats=9,
            starts_at=timezone.now() + timedelta(days=9),
        )  # fmt: skip
        session.save()
        sessions.book(rosa, session.pk, enquiry)
    client = _client()
    assert client.post(last_link(cast, "form.invitation")).status_code == 302
    partner = {"together": "yes", "name": "Bo", "email": "bo@example.org", "version": "0"}
    form = mine(client)
    assert client.post(f"{form}apply/sections/partner/", partner).status_code == 302
    client.post(f"{form}ask/joint_applicant/partner/")
    send_way_back("appa@example.org")
    with cast.acting("rosa") as rosa:
        advance_enquiry(rosa, enquiry.pk, "withdrawn", "AW0")
        for state in ("contacted", "invited"):
            advance_enquiry(rosa, enquiry.pk, state)


def _of_homes_and_staff(cast: Cast) -> None:
    for name in ("council", "rival"):
        Organisation.objects.using("owner").filter(pk=getattr(cast, name).pk).update(email=f"{name}@example.org")
    with cast.acting("musa") as musa:
        invite(musa, "kim@example.org", "Kim", ["recruiter"])
        home = make_home(cast)
        my_home.give_access(musa, home, "appa@example.org")
        enquiry = Enquiry.objects.get(email="zoe@example.org")
        advance_enquiry(musa, enquiry.pk, "contacted")
        advance_enquiry(musa, enquiry.pk, "invited")
        advance_enquiry(musa, enquiry.pk, "applied")
        Household.objects.filter(pk=home).update(application=enquiry.application)
        register.ask_carers(musa, home, "http://testserver/confirm")
    referral = make_referral(cast, needed_by=TODAY)
    with scope(cast.rival.pk):
        telling.send(job_for(Organisation.objects.get(pk=cast.rival.pk)), timezone.now())
    with cast.acting("olga") as olga:
        placing.place(olga, referral, home)
    with cast.acting("musa") as musa:
        receive_resignation(musa, home, TODAY, "retired")
    with cast.acting("carl") as carl:
        digest.write_digests(carl, TODAY)


def _follow_ups(cast: Cast) -> None:
    begin(cast)
    enquire(cast, name="Ada", email="ada@example.org")
    plan_at(cast, MONDAY + timedelta(days=8))


def _between_sides_and_organisations(cast: Cast) -> None:
    with cast.acting("carl") as carl:
        olga = Membership.objects.get(user=cast.people["olga"])
        role_requests.refuse(carl, role_requests.ask(carl, ["recruiter"], olga.pk).pk)
    with cast.acting("musa") as musa:
        change_organisation(musa, {"serves": ["E08000035"]})
        change_organisation(musa, {"serves": ["E08000035", "E08000032"]})


WALK: tuple[Callable[[Cast], None], ...] = (
    _by_pages, _of_the_application, _of_homes_and_staff, _follow_ups, _between_sides_and_organisations,
)  # fmt: skip


def kinds_in_the_source() -> set[str]:
    """The kind of each message that any module writes, or its beginning where the rest is worked out."""
    found = set()
    for source in sources("accounts", "carers", "placements").values():
        found |= set(kinds_of(source))
    return found


def kinds_of(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == "enqueue":
            yield _beginning(node.args[2], named)
        elif called == "Draft":
            yield from (_beginning(word.value, named) for word in node.keywords if word.arg == "kind")


def _beginning(node: ast.AST, named: dict[str, Any]) -> str:
    if isinstance(node, ast.Name):
        node = named[node.id]
    if isinstance(node, ast.JoinedStr):
        node = node.values[0]
    assert isinstance(node, ast.Constant)
    return str(node.value)
