"""An application that has ended says so on every page, takes nothing more, and leaves a way to ask again."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.tenancy.scopes import scope
from carers.models import ApplicationForm, Enquiry, Section
from tests.applicants import fill_section, last_link, owned_form, version_of
from tests.carers.test_two_applications import held, signed_in
from tests.cast import Cast
from tests.permissions.applicant import PNG

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"


@pytest.fixture(autouse=True)
def _fresh(sent_tasks: list[Any]) -> None:
    cache.clear()


class TestWithdrawnBeforeHandingIn:
    """The page follows the state: nothing is offered, nothing is taken, and there is a way to ask again."""

    @pytest.fixture
    def gone(self, cast: Cast) -> tuple[Client, str]:
        form, client = owned_form(cast), signed_in(cast)
        here = f"/my-application/{form.pk}/"
        fill_section(client, "pets", here)
        with scope(cast.agency.pk):
            ApplicationForm.objects.update(claimed_at=timezone.now())
        assert client.post(f"{here}withdraw/", {"reason": "AW4"}).status_code == 302
        return client, here

    def test_it_says_so_and_offers_nothing_to_fill_in(self, gone: tuple[Client, str]) -> None:
        client, here = gone
        page = client.get(here).content.decode()
        assert "This application was withdrawn on" in page and "before it was handed in" in page
        assert "It is your turn" not in page and "Fill in my application" not in page and "/withdraw/" not in page
        tasks = client.get(f"{here}apply/").content.decode()
        assert "was withdrawn on" in tasks and "Check and hand in" not in tasks
        pets = client.get(f"{here}apply/sections/pets/").content.decode()
        assert "was withdrawn on" in pets and "<textarea" not in pets and "Save and continue" not in pets
        assert client.get(f"{here}apply/check/").url == f"{here}apply/"
        assert client.get(f"{here}withdraw/").url == here
        assert "Add a document" not in client.get(f"{here}documents/").content.decode()

    def test_every_act_is_refused_in_words_and_changes_nothing(self, cast: Cast, gone: tuple[Client, str]) -> None:
        client, here = gone
        before = held(cast, cast.agency)
        sent = {"kind": "other", "file": SimpleUploadedFile("a.png", PNG)}
        for path, body in (
            ("apply/sections/pets/", {"pets": "yes", "version": "1"}),
            ("apply/sections/work/", {"work": "retired", "version": "0"}),
            ("apply/sections/referees/add/", {"name": "R"}),
            ("apply/sections/referees/", {"version": "0"}),
            ("documents/", sent),
        ):
            answer = client.post(f"{here}{path}", body)
            assert answer.status_code in (409, 422) and "was withdrawn on" in answer.content.decode(), path
        handed_in = client.post(f"{here}apply/check/", follow=True).content.decode()
        assert "Nothing more can be added to it" in handed_in
        assert held(cast, cast.agency) == before

    def test_the_api_refuses_with_the_same_words(self, gone: tuple[Client, str]) -> None:
        client, here = gone
        there = f"/api/v1/my-applications/{here.split('/')[2]}"
        told = client.get(there).json()
        assert told["whose_turn"] == "nobody" and "was withdrawn on" in told["closed_because"]
        assert told["may_ask_again"] is True and "was withdrawn on" in told["sentence"]
        body = {"answers": {"pets": "yes"}, "version": 1}
        refused = client.put(f"{there}/sections/pets", body, content_type=JSON)
        assert (refused.status_code, refused.json()["code"]) == (409, "form.closed")
        assert client.post(f"{there}/hand-in", content_type=JSON).json()["code"] == "form.closed"
        asked = client.post(f"{there}/ask", {"kind": "referee", "item": "x"}, content_type=JSON)
        assert asked.json()["code"] == "form.closed"

    def test_asking_again_is_a_new_enquiry_once(self, cast: Cast, gone: tuple[Client, str]) -> None:
        client, here = gone
        assert "Ask again" in client.get(here).content.decode()
        page = client.post(f"{here}ask-again/", follow=True).content.decode()
        assert "will get in touch" in page and "You asked again on" in page
        again = client.post(f"{here}ask-again/", follow=True).content.decode()
        assert "already" in again
        with scope(cast.agency.pk):
            first, second = Enquiry.objects.order_by("id")
        assert (first.state, second.state) == ("withdrawn", "received")
        assert (second.email, second.postcode, second.spare_room) == (first.email, first.postcode, first.spare_room)
        there = f"/api/v1/my-applications/{here.split('/')[2]}"
        assert client.post(f"{there}/ask-again", content_type=JSON).json()["code"] == "form.asked_already"

    def test_invited_once_more_it_opens_where_it_was(self, cast: Cast, gone: tuple[Client, str]) -> None:
        from carers.people.services.enquiries import advance_enquiry

        client, here = gone
        with cast.acting("rosa") as rosa:
            key = Enquiry.objects.get().pk
            advance_enquiry(rosa, key, "contacted")
        assert "Your application opens once they invite you" in client.get(here).content.decode()
        with cast.acting("rosa") as rosa:
            advance_enquiry(rosa, key, "invited")
        assert last_link(cast, "form.open_again") == here
        assert "It is your turn" in client.get(here).content.decode()
        pets = client.get(f"{here}apply/sections/pets/")
        assert version_of(pets) == "1"
        ended = client.post(f"{here}ask-again/", follow=True).content.decode()
        assert "has not ended" in ended

    @pytest.mark.parametrize("state", ["declined", "not_now", "closed_no_contact"])
    def test_the_same_where_the_service_ended_it(self, cast: Cast, state: str) -> None:
        form, client = owned_form(cast), signed_in(cast)
        with scope(cast.agency.pk):
            Enquiry.objects.using("owner").update(state=state)
        page = client.get(f"/my-application/{form.pk}/").content.decode()
        assert "It is your turn" not in page and "Fill in my application" not in page and "Ask again" in page

    def test_a_referee_s_link_ends_with_the_application_whoever_ended_it(self, cast: Cast) -> None:
        from carers.people.services.enquiries import advance_enquiry

        form, client = owned_form(cast), signed_in(cast)
        here = f"/my-application/{form.pk}/"
        fill_section(client, "referees", here)
        with scope(cast.agency.pk):
            item = Section.objects.get(key="referees").answers["items"][0]["id"]
        client.post(f"{here}ask/referee/{item}/")
        link = last_link(cast, "respondent.asked")
        assert Client().get(link).status_code == 200
        with cast.acting("rosa") as rosa:
            advance_enquiry(rosa, form.enquiry_id, "withdrawn", "AW1")
        assert Client().get(link).status_code == 410
