"""One person with applications at two services: every act goes to the one its address names, and to no other."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Document
from accounts.tenancy.scopes import scope
from carers.followups.services.wording import _page
from carers.law.followup_history import Whom
from carers.models import ApplicationForm, Enquiry, Feedback, Respondent, Section
from carers.people.selectors.persons import people_of
from tests.applicants import fill_everything, fill_section, owned_form
from tests.cast import Cast
from tests.permissions.applicant import PNG

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"


@pytest.fixture(autouse=True)
def _fresh(sent_tasks: list[Any]) -> None:
    cache.clear()


def signed_in(cast: Cast, nickname: str = "appa") -> Client:
    client = Client()
    client.force_login(cast.people[nickname])
    return client


@pytest.fixture
def older(cast: Cast) -> ApplicationForm:
    """Of two forms the older, at Aire; the newer one is at another service."""
    form: ApplicationForm = owned_form(cast)
    owned_form(cast, who="stan")
    return form


def held(cast: Cast, agency: Any) -> dict[str, Any]:
    """What there is at one service of what the person did."""
    with scope(agency.pk):
        enquiry = Enquiry.objects.get()
        return {
            "sections": sorted(Section.objects.values_list("key", flat=True)),
            "documents": Document.objects.count(),
            "feedback": Feedback.objects.count(),
            "asked": Respondent.objects.count(),
            "when": enquiry.contact_when,
            "state": enquiry.state,
        }


NOTHING = {"sections": [], "documents": 0, "feedback": 0, "asked": 0, "when": "", "state": "invited"}


def test_every_act_on_the_older_goes_to_the_older_and_nothing_to_the_newer(cast: Cast, older: ApplicationForm) -> None:
    client, here = signed_in(cast), f"/my-application/{older.pk}/"
    fill_section(client, "pets", here)
    fill_section(client, "referees", here)
    with scope(cast.agency.pk):
        item = Section.objects.get(key="referees").answers["items"][0]["id"]
    assert client.post(f"{here}ask/referee/{item}/").status_code == 302
    assert client.post(f"{here}documents/", {"kind": "other", "file": SimpleUploadedFile("a.png", PNG)}).url == (
        f"{here}documents/"
    )
    reach = {"email": "zoe@example.org", "contact_by": "email", "contact_when": "morning"}
    assert client.post(f"{here}contact/", reach).url == here
    assert client.post(f"{here}tell-us/enquiry/", {"ease": "1", "words": "Long"}).url == here
    assert client.get(f"{here}data/?as=json").json()["service"] == "Aire Fostering"
    assert client.post(f"{here}withdraw/", {"reason": "AW4"}).url == here
    assert held(cast, cast.agency) == {
        "sections": ["pets", "referees"], "documents": 1, "feedback": 1, "asked": 1, "when": "morning",
        "state": "withdrawn",
    }  # fmt: skip
    assert held(cast, cast.rival) == NOTHING
    assert "It is your turn" in client.get(client_page(cast, cast.rival)).content.decode()


def client_page(cast: Cast, agency: Any) -> str:
    with scope(agency.pk):
        return f"/my-application/{ApplicationForm.objects.get().pk}/"


def test_handing_in_the_older_leaves_the_newer(cast: Cast, older: ApplicationForm) -> None:
    client, here = signed_in(cast), f"/my-application/{older.pk}/"
    fill_everything(client, here)
    assert client.post(f"{here}apply/check/").url == f"{here}apply/done/"
    assert client.post(f"{here}pause/", follow=True).redirect_chain[-1][0] == here
    assert held(cast, cast.rival) == NOTHING


def test_a_list_tells_them_apart_and_one_leads_straight_on(cast: Cast, older: ApplicationForm) -> None:
    client = signed_in(cast)
    page = client.get("/my-application/").content.decode()
    assert "Aire Fostering, from" in page and "Calder Homes, from" in page
    assert page.count("It is your turn") == 2 and page.count("Not handed in") == 2
    client.post(f"/my-application/{older.pk}/withdraw/", {"reason": "AW1"})
    assert "was withdrawn on" in client.get("/my-application/").content.decode()
    assert client.get(f"/my-application/?form={older.pk}").url == f"/my-application/{older.pk}/"
    with scope(cast.rival.pk):
        ApplicationForm.objects.update(applicant=cast.people["rosa"])
    assert client.get("/my-application/").url == f"/my-application/{older.pk}/"


def test_older_addresses_lead_on_and_take_no_act(cast: Cast, older: ApplicationForm) -> None:
    client = signed_in(cast)
    for path in ("/apply/", "/apply/sections/pets/", "/my-application/withdraw/", "/my-application/documents/"):
        assert client.get(path).url == "/my-application/", "two: the person chooses"
        assert client.post(path, {"reason": "AW4"}).status_code == 405
    for path in ("/apply/nowhere/", "/my-application/nowhere/", f"/my-application/{older.pk}/nowhere/"):
        assert client.get(path).status_code == 404
    with scope(cast.rival.pk):
        ApplicationForm.objects.update(applicant=None)
    here = f"/my-application/{older.pk}/"
    assert client.get("/apply/sections/pets/?x=1").url == f"{here}apply/sections/pets/?x=1"
    assert client.get("/my-application/data/?as=json").url == f"{here}data/?as=json"
    assert signed_in(cast, "nora").get("/apply/").status_code == 404


def test_a_stranger_s_is_not_there_by_page_or_api(cast: Cast, older: ApplicationForm) -> None:
    client = signed_in(cast, "nora")
    here, there = f"/my-application/{older.pk}/", f"/api/v1/my-applications/{older.pk}"
    for path in ("", "apply/", "apply/sections/pets/", "data/", "documents/", "withdraw/", "contact/"):
        assert client.get(f"{here}{path}").status_code == 404, path
    for path in ("apply/check/", "pause/", "withdraw/", "ask-again/", "documents/", "ask/referee/x/"):
        assert client.post(f"{here}{path}", {"reason": "AW4"}).status_code == 404, path
    assert client.post(f"{there}/withdraw", {"reason": "AW4"}, content_type=JSON).status_code == 404
    assert held(cast, cast.agency) == NOTHING


def test_a_reminder_leads_to_the_form_it_is_about(cast: Cast, older: ApplicationForm) -> None:
    with scope(cast.agency.pk):
        person = people_of(cast.agency.pk)[older.enquiry_id]
    item: Any = SimpleNamespace(step=SimpleNamespace(kind="section_missing", whom=Whom.PERSON), subject="")
    assert _page(person, item) == f"/my-application/{older.pk}/"
