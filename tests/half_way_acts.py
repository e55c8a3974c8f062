"""Acts of people that may break off half-way: each made ready to be pressed, with how to count what is kept."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.test import Client

from accounts.access.services.login_links import make_link
from accounts.models import Message, Suppression
from accounts.outbox.services import links
from accounts.tenancy.scopes import scope
from accounts.tenancy.system_organisation import ITSELF
from carers.applications.services import coming_back
from carers.models import Application, ApplicationForm, Enquiry, EnquiryDraft, Respondent, Section
from tests.applicants import fill_everything, invited, last_link, owned_form
from tests.cast import Cast
from tests.half_way import Trial

Begin = Callable[[Cast], Trial]


def client_of(cast: Cast, who: str = "") -> Client:
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(cast.people[who])
    return client


def _done(answer: Any) -> bool:
    return bool(answer.status_code < 400)


def enquiries_of(cast: Cast, email: str) -> int:
    found = 0
    for agency in (cast.agency, cast.rival):
        with scope(agency.pk):
            found += Enquiry.objects.filter(email=email).count()
    return found


def an_address() -> str:
    return f"p{uuid4().hex[:10]}@example.org"


def fill_in(cast: Cast, client: Client, email: str) -> None:
    client.get("/enquire/")
    client.post("/enquire/you/", {"name": "Zoë"})
    client.post("/enquire/reach/", {"email": email, "contact_by": "email"})
    client.post("/enquire/services/", {"agencies": [cast.agency.slug, cast.rival.slug]})


def _enquiry(cast: Cast) -> Trial:
    client, email = client_of(cast), an_address()
    fill_in(cast, client, email)
    return Trial(
        lambda: _done(client.post("/enquire/check/")) and b"Aire" in client.get("/enquire/thank-you/").content,
        lambda: enquiries_of(cast, email),
        2,
    )


def _kept_enquiry(cast: Cast) -> Trial:
    client, email = client_of(cast), an_address()
    fill_in(cast, client, email)
    client.post("/enquire/save/", {"address": email})
    return Trial(lambda: _done(client.post("/enquire/check/")), lambda: enquiries_of(cast, email), 2)


def _draft(cast: Cast) -> Trial:
    client, email = client_of(cast), an_address()
    client.get("/enquire/")
    client.post("/enquire/you/", {"name": "Zoë", "later": "1"})

    def kept() -> int:
        with scope(ITSELF):
            linked = Message.objects.filter(kind="enquiry.draft_link", recipient=email).values_list("subject_id")
            return EnquiryDraft.objects.filter(pk__in=linked).count()

    return Trial(lambda: _done(client.post("/enquire/save/", {"address": email})), kept)


def _api(cast: Cast, path: str, body: dict[str, Any], email: str, whole: int) -> Trial:
    client, key = client_of(cast), uuid4().hex

    def press() -> bool:
        headers = {"Idempotency-Key": key}
        return _done(client.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers))

    return Trial(press, lambda: enquiries_of(cast, email), whole)


def _api_enquiry(cast: Cast) -> Trial:
    email = an_address()
    body = {"agencies": [cast.agency.slug, cast.rival.slug], "name": "Zoë", "email": email}
    return _api(cast, "enquiries", body, email, 2)


def _later(cast: Cast, email: str) -> dict[str, Any]:
    return {"name": "Zoë", "email": email, "in_months": "6", "agency": str(cast.agency.pk), "consent": "on"}


def _api_later(cast: Cast) -> Trial:
    email = an_address()
    return _api(cast, "could-i-foster/later", _later(cast, email) | {"in_months": 6, "consent": True}, email, 1)


def _ask_later(cast: Cast) -> Trial:
    client, email = client_of(cast), an_address()
    client.get("/could-i-foster/later/")
    asked = _later(cast, email)
    return Trial(lambda: _done(client.post("/could-i-foster/later/", asked)), lambda: enquiries_of(cast, email))


def _intake(cast: Cast) -> Trial:
    client, email = client_of(cast, "rosa"), an_address()
    page = client.get("/agency/people/new/").content.decode()
    token = re.search(r'name="press"[^>]* value="(\w+)"', page)
    typed = {"name": "Zoë", "email": email, "source": "telephone", "sure": "on", "press": token[1] if token else ""}
    return Trial(lambda: _done(client.post("/agency/people/new/", typed)), lambda: enquiries_of(cast, email))


def _claim(cast: Cast) -> Trial:
    email = an_address()
    enquiry = invited(cast, email=email)
    link, client = last_link(cast, "form.invitation"), client_of(cast)

    def kept() -> int:
        with scope(cast.agency.pk):
            return ApplicationForm.objects.filter(enquiry=enquiry, applicant__email=email).count()

    return Trial(lambda: _done(client.post(link)), kept)


def _referee(cast: Cast) -> Trial:
    email = an_address()
    client = client_of(cast, "appa")
    form = owned_form(cast, email=email)
    mine = f"/my-application/{form.pk}/"
    client.post(
        f"{mine}apply/sections/referees/add/",
        {"name": "Rae", "relation": "work", "years": "3", "email": email, "version": "0"},
    )
    item = client.get(f"{mine}data/?as=json").json()["sections"]["referees"]["answers"]["items"][0]["id"]
    client.post(f"{mine}ask/referee/{item}/")
    link = last_link(cast, "respondent.asked")
    answers = {"known": "x", "children": "x", "strengths": "x", "live_with": "yes"}

    def kept() -> int:
        with scope(cast.agency.pk):
            return sum(1 for row in Respondent.objects.filter(form=form) if row.answered_at and row.answers)

    return Trial(lambda: _done(client_of(cast).post(link, answers)), kept)


def _hand_in(cast: Cast) -> Trial:
    """Filled in by pages once; each later form has the same answers."""
    client = client_of(cast, "appa")
    with scope(None, cast.people["appa"].pk):
        filled = list(Section.objects.filter(person=cast.people["appa"]))
    form = owned_form(cast, email=an_address())
    if not filled:
        fill_everything(client, f"/my-application/{form.pk}/")
    with scope(cast.agency.pk, cast.people["appa"].pk):
        for one in {section.key: section for section in filled}.values():
            Section.objects.create(
                agency_id=one.agency_id, form=form, person=one.person, key=one.key, answers=one.answers, state=one.state
            )

    def kept() -> int:
        with scope(cast.agency.pk):
            return Application.objects.filter(enquiry=form.enquiry_id).count()

    mine = f"/my-application/{form.pk}/apply/"
    return Trial(lambda: client.post(f"{mine}check/").headers.get("Location") == f"{mine}done/", kept)


def _sign_in(cast: Cast) -> Trial:
    client, path = client_of(cast), make_link(cast.people["rosa"]).removeprefix("http://testserver")
    return Trial(lambda: _done(client.post(path)), lambda: int("_auth_user_id" in client.session))


def _unsubscribe(cast: Cast) -> Trial:
    email = an_address()
    enquire_by_program(cast, email)
    with scope(cast.agency.pk):
        path = links.unsubscribe(Message.objects.get(recipient=email)).removeprefix("http://testserver")

    def kept() -> int:
        with scope(cast.agency.pk):
            return Suppression.objects.filter(address=email).count()

    return Trial(lambda: _done(client_of(cast).post(path)), kept)


def enquire_by_program(cast: Cast, email: str) -> None:
    body = {"agency": cast.agency.slug, "name": "Zoë", "email": email}
    assert _done(client_of(cast).post("/api/v1/enquiries", body, content_type="application/json"))


def _way_back(cast: Cast) -> Trial:
    """The page notes the request; the task answers it, as often as it must."""
    email = an_address()
    form = owned_form(cast, nickname="appa", email=email)
    client, before = client_of(cast), _ways_back(cast, form)

    def press() -> bool:
        if not _done(client.post("/my-application/way-back/", {"address": "appa@example.org"})):
            return False
        try:
            _answer_ways_back()
        except Exception:
            return False
        return True

    return Trial(press, lambda: min(1, _ways_back(cast, form) - before))


def _ways_back(cast: Cast, form: Any) -> int:
    with scope(form.agency_id):
        return Message.objects.filter(kind="form.way_back").count()


def _answer_ways_back() -> None:
    from carers.models import WayBackRequest

    with scope(ITSELF):
        waiting = list(WayBackRequest.objects.values_list("pk", flat=True))
    for key in waiting:
        coming_back.answer_way_back(key)


ACTS: dict[str, Begin] = {
    "an enquiry": _enquiry, "a kept enquiry": _kept_enquiry, "a kept draft": _draft,
    "an enquiry by program": _api_enquiry, "asked later": _ask_later, "asked later by program": _api_later,
    "taken by staff": _intake, "an invitation": _claim, "a referee": _referee, "handing in": _hand_in,
    "signing in by link": _sign_in, "unsubscribing": _unsubscribe, "a way back": _way_back,
}  # fmt: skip
