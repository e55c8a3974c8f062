"""The application: opened by a link, filled in on two devices, handed in once, answered by others' links."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.tenancy.scopes import scope
from carers.models import Application, ApplicationForm, Respondent, Section
from tests.applicants import PLAIN, fill_everything, fill_section, invited, last_link, mine, owned_form, version_of
from tests.cast import Cast
from tests.clock import TODAY


@pytest.fixture(autouse=True)
def _fresh(sent_tasks: list[Any]) -> None:
    cache.clear()


def signed_in(cast: Cast, nickname: str = "appa") -> Client:
    client = Client()
    client.force_login(cast.people[nickname])
    return client


def sections(cast: Cast) -> dict[str, Section]:
    with scope(cast.agency.pk):
        return {section.key: section for section in Section.objects.all()}


def test_from_the_invitation_to_where_i_stand(cast: Cast) -> None:
    invited(cast)
    link = last_link(cast, "form.invitation")
    client = Client()
    assert client.get(link).status_code == 200  # opening it spends nothing: mail scanners open links
    opened = client.post(link).url
    assert opened == f"{mine(client)}apply/"
    assert Client().post(link).status_code == 410 and Client().get(link).status_code == 410
    you = client.get(f"{mine(client)}apply/sections/you/").content.decode()
    assert "O&#39;Brien-Ngũgĩ" in you and "LS6 2AB" in you and "zoe@example.org" in you  # never asked twice
    assert client.post(f"{opened}check/").url == opened  # not ready: told what is missing
    fill_everything(client)
    assert "Hand in" in client.get(f"{mine(client)}apply/check/").content.decode()
    assert client.post(f"{opened}check/").url == client.post(f"{opened}check/").url == f"{opened}done/"
    assert client.get(f"{mine(client)}apply/done/").status_code == 200
    with scope(cast.agency.pk):
        application = Application.objects.get()
    assert application.kinds == ["short_term"] and application.name == "Zoë O'Brien-Ngũgĩ"
    page = client.get(mine(client)).content.decode()
    assert "eight months" not in page and "national minimum standard 14.4" in page and "too few past decisions" in page
    _locked(cast, client)
    _own_data(client)
    assert client.post(f"{mine(client)}withdraw/", {"reason": ""}).status_code == 422
    assert client.post(f"{mine(client)}withdraw/", {"reason": "AW4"}).status_code == 302
    with scope(cast.agency.pk):
        assert Application.objects.get().withdrawal_reason == "AW4"
    assert "You withdrew" in client.get(mine(client)).content.decode()


def _locked(cast: Cast, client: Client) -> None:
    from carers.applications.services.applying import reopen_section

    answer = client.post(f"{mine(client)}apply/sections/pets/", {"pets": "yes", "version": "1"})
    assert answer.status_code == 423 and "the service is working from it" in answer.content.decode()
    assert sections(cast)["pets"].answers["pets"] == "no"
    with cast.acting("rosa") as rosa, scope(cast.agency.pk):
        reopen_section(rosa, ApplicationForm.objects.get().pk, "pets", "You mentioned a dog")
    assert "You mentioned a dog" in client.get(mine(client)).content.decode()
    fill_section(client, "pets")
    assert client.post(f"{mine(client)}apply/check/").status_code == 302
    with scope(cast.agency.pk):
        assert Application.objects.count() == 1 and not Section.objects.filter(handed_in_at__isnull=True).exists()


def _own_data(client: Client) -> None:
    held = client.get(f"{mine(client)}data/?as=json")
    assert held["Content-Disposition"].startswith("attachment")
    told = held.json()
    assert told["sections"]["you"]["answers"]["birth_date"] == "1984-02-29"
    assert told["sections"]["you"]["answers"]["telephone"] == "+353 85 012 3456"
    assert told["sections"]["health"]["answers"]["surgery"] == "Headingley Surgery"
    assert client.get(f"{mine(client)}data/").status_code == 200


def test_two_tabs_the_older_is_told_and_loses_nothing(cast: Cast) -> None:
    owned_form(cast)
    phone, desk = signed_in(cast), signed_in(cast)
    address = f"{mine(desk)}apply/sections/work/"
    old = version_of(phone.get(address))
    assert desk.post(address, {"work": "retired", "version": old}).status_code == 302
    told = phone.post(address, {"work": "employed", "employer": "Typed on the phone", "version": old})
    words = told.content.decode()
    assert told.status_code == 409 and "Typed on the phone" in words and "Retired" in words
    assert sections(cast)["work"].answers["work"] == "retired"
    again = phone.post(address, {"work": "employed", "employer": "Typed on the phone", "version": version_of(told)})
    assert again.status_code == 302 and sections(cast)["work"].answers["employer"] == "Typed on the phone"


def test_half_a_page_is_kept_and_goes_on_elsewhere(cast: Cast) -> None:
    owned_form(cast)
    address = f"{mine(signed_in(cast))}apply/"
    answer = signed_in(cast).post(f"{address}sections/home/", {"bedrooms": "3", "later": "1", "version": "0"})
    assert answer.url == address
    assert sections(cast)["home"].state == "started"
    page = signed_in(cast).get(f"{address}sections/home/").content.decode()
    assert re.search(r'name="bedrooms"[^>]*value="3"', page)
    wrong = signed_in(cast).post(f"{address}sections/home/", PLAIN["home"] | {"spare_bedrooms": "9", "version": "1"})
    assert wrong.status_code == 422 and 'value="9"' in wrong.content.decode()


def test_answers_are_unreadable_in_the_database_and_to_strangers(cast: Cast) -> None:
    from django.db import connections

    form = owned_form(cast)
    fill_section(signed_in(cast), "health")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT answers FROM carers_section")
        stored = cursor.fetchone()[0]
    assert "Headingley" not in stored and "Asthma" not in stored
    for stranger in ("stan", "rosa", "nora"):
        assert signed_in(cast, stranger).get(f"/my-application/{form.pk}/apply/sections/health/").status_code == 404
    with cast.acting("stan"):
        assert not Section.objects.exists() and not ApplicationForm.objects.filter(pk=form.pk).exists()
    with scope(None, cast.people["appa"].pk):
        assert Section.objects.exists() and not Application.objects.exists()


def test_a_person_can_write_no_section_but_their_own(cast: Cast) -> None:
    from django.db import Error, transaction

    form = owned_form(cast)
    other = cast.people["stan"]
    with scope(None, other.pk):
        for person in (other, cast.people["appa"]):
            row = Section(agency_id=form.agency_id, form_id=form.pk, person=person, key="pets", answers={})
            with pytest.raises(Error), transaction.atomic():
                row.save()
    with scope(None, cast.people["appa"].pk):
        assert ApplicationForm.objects.filter(pk=form.pk).update(handed_in_at=timezone.now()) == 0


def test_referees_answer_once_by_a_link_of_their_own(cast: Cast) -> None:
    owned_form(cast)
    client = signed_in(cast)
    fill_section(client, "you")
    fill_section(client, "referees")
    item = sections(cast)["referees"].answers["items"][0]["id"]
    assert client.post(f"{mine(client)}ask/referee/{item}/").status_code == 302
    link = last_link(cast, "respondent.asked")
    page = Client().get(link).content.decode()
    assert "A reference for Zoë" in page and "LS6" not in page and "zoe@example.org" not in page
    assert Client().post(link, {}).status_code == 422
    answers = {"known": "School", "children": "Kind", "strengths": "Patience", "worries": "None", "live_with": "yes"}
    assert "Your answers went to" in Client().post(link, answers).content.decode()
    for spent in (link, link[:-3] + "xyz/", link.replace(str(cast.agency.pk), str(cast.rival.pk))):
        refused = Client().get(spent)
        assert refused.status_code == 410 and "does not work any more" in refused.content.decode()
    with scope(cast.agency.pk):
        assert Respondent.objects.get().answers["strengths"] == "Patience"
    assert "Patience" not in client.get(f"{mine(client)}data/").content.decode()
    assert "Patience" not in client.get(f"{mine(client)}apply/sections/referees/").content.decode()


def test_asking_again_ends_the_old_link_and_time_ends_each(cast: Cast) -> None:
    owned_form(cast)
    client = signed_in(cast)
    fill_section(client, "referees")
    item = sections(cast)["referees"].answers["items"][1]["id"]
    client.post(f"{mine(client)}ask/referee/{item}/")
    first = last_link(cast, "respondent.asked")
    client.post(f"{mine(client)}ask/referee/{item}/")
    second = last_link(cast, "respondent.asked")
    assert first != second and Client().get(first).status_code == 410 and Client().get(second).status_code == 200
    with scope(cast.agency.pk):
        Respondent.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(second).status_code == 410
    client.post(f"{mine(client)}ask/referee/{item}/")
    third = last_link(cast, "respondent.asked")
    client.post(f"{mine(client)}withdraw/", {"reason": "AW0"})
    assert Client().get(third).status_code == 410  # withdrawn: nobody is asked any more


def test_an_invitation_by_text_asks_for_an_address_and_proves_it(cast: Cast) -> None:
    invited(cast, email="", telephone="+44 7700 900123", contact_by="telephone")
    link = last_link(cast, "form.invitation")
    assert Client().post(link, {"email": ""}).status_code == 422
    appas = Client().post(link, {"email": "appa@example.org"})  # an address that somebody else owns
    assert appas.status_code == 200 and "Look in your mailbox" in appas.content.decode()
    assert "_auth_user_id" not in appas.client.session
    assert Client().get(link).status_code == 410
    assert Client().post(last_link(cast, "form.invitation")).url.endswith("/apply/")


def test_a_way_back_by_e_mail_signs_in(cast: Cast) -> None:
    from carers.applications.services.my_application import send_way_back

    owned_form(cast)
    send_way_back("appa@example.org")
    link = last_link(cast, "form.way_back")
    client = Client()
    assert client.post(link).status_code == 302
    assert client.get(f"{mine(client)}apply/").status_code == 200


def test_contact_pause_and_one_question(cast: Cast) -> None:
    form = owned_form(cast)
    client = signed_in(cast)
    choices = {"email": "", "telephone": "07700 900123", "contact_by": "text", "contact_when": "morning"}
    assert client.post(f"{mine(client)}contact/", choices).status_code == 302
    with scope(cast.agency.pk):
        form.enquiry.refresh_from_db()
    assert form.enquiry.contact_by == "text" and form.enquiry.email == ""
    assert client.post(f"{mine(client)}contact/", {"contact_by": "email"}).status_code == 422
    assert "rests already" in client.post(f"{mine(client)}pause/", follow=True).content.decode()
    assert client.post(f"{mine(client)}tell-us/enquiry/", {}).status_code == 422
    for words in ("Too many pages", "Better now"):
        assert client.post(f"{mine(client)}tell-us/enquiry/", {"ease": "1", "words": words}).status_code == 302
    fill_everything(client)
    client.post(f"{mine(client)}apply/check/")
    assert "resting since" in client.post(f"{mine(client)}pause/", follow=True).content.decode()
    assert "It is with Aire" in client.post(f"{mine(client)}pause/", {"go_on": "1"}, follow=True).content.decode()


def test_the_date_is_given_from_the_agency_s_own_history_only(cast: Cast) -> None:
    from carers.applications.selectors.my_application import date_estimate

    today = TODAY
    with cast.acting("rosa"):
        for n in range(20):
            if n == 19:
                assert date_estimate(cast.agency.pk, today) is None
            began = today - timedelta(days=10 * (n + 1))
            made = {"agency": cast.agency, "name": "x", "stage": "approved", "registered_on": began}
            Application(**made, stage_since=timezone.now()).save()
        found = date_estimate(cast.agency.pk, today)
        assert found and found.days == 160 and found.cases == 20
        assert date_estimate(cast.agency.pk, today - timedelta(days=161)) is None


def test_pages_ask_the_database_no_more_as_rows_grow(cast: Cast) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    owned_form(cast)
    client = signed_in(cast)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    paths = [f"{mine(client)}{page}" for page in ("", "apply/", "apply/check/", "apply/sections/referees/")]
    fill_section(client, "you")
    before = [queries(path) for path in paths]
    for key in ("referees", "pets", "work", "health"):
        fill_section(client, key)
    for item in sections(cast)["referees"].answers["items"]:
        client.post(f"{mine(client)}ask/referee/{item['id']}/")
    assert [queries(path) for path in paths] == before
