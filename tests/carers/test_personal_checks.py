"""Checks are each person's own (SI 2011/581 regulation 26 and Schedule 3): a couple never gets one set."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.input.errors import Invalid, NotReady
from accounts.tenancy.scopes import scope
from carers.applications.papers import paper_of
from carers.applications.selectors.checks import missing_for_decision, missing_for_stage1
from carers.applications.selectors.named_people import needed
from carers.applications.services import checks, naming, personal_checks, stages
from carers.models import Application, ApplicationPerson, Check, Enquiry, Section
from carers.people.services.enquiries import advance_enquiry, take_enquiry
from tests.applicants import ENTRIES, PLAIN, fill_everything, fill_section, last_link, owned_form
from tests.cast import Cast
from tests.clock import TODAY

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"
Stage = Application.Stage


@pytest.fixture(autouse=True)
def _fresh(sent_tasks: list[Any]) -> None:
    cache.clear()


def signed_in(cast: Cast, nickname: str) -> Client:
    client = Client()
    client.force_login(cast.people[nickname])
    return client


def intake(cast: Cast, by: Any, name: str = "Ada and Bo Marsh") -> Application:
    """A telephone intake that applies on paper, and begins stage 1."""
    enquiry = take_enquiry(by, {"name": name, "telephone": "+44 7700 900123"}, spoken=True)
    for state in ("invited", "applied"):
        advance_enquiry(by, enquiry.pk, state)
    return stages.advance_application(by, Application.objects.get(enquiry=enquiry).pk, Stage.STAGE1)


def asked(application: Application, *kinds: str) -> set[tuple[str, str]]:
    found = Check.objects.filter(application=application)
    return set((found.filter(kind__in=kinds) if kinds else found).values_list("kind", "person"))


def receive(by: Any, application: Application, **more: Any) -> None:
    for check in Check.objects.filter(application=application, received_on=None, **more):
        checks.receive_check(by, check.pk, TODAY, "clear", "001234567890")


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def test_a_couple_by_telephone_is_incomplete_until_each_has_their_own(cast: Cast) -> None:
    with cast.acting("musa") as musa:
        marsh = intake(cast, musa)
        assert missing_for_stage1(marsh)[:2] == [
            "who applies: nobody is named yet",
            "who else applies or lives there: say when everybody is named",
        ]
        receive(musa, marsh)
        assert fresh(marsh).stage1_complete_on is None
        with pytest.raises(NotReady, match="Name who applies first"):
            naming.everybody_named(musa, marsh.pk)
        for name in ("Ada Marsh", "Bo Marsh"):
            naming.name_person(musa, marsh.pk, "applicant", name, date(1980, 1, 1))
        cy = naming.name_person(musa, marsh.pk, "household_member", "Cy Marsh")
        naming.name_person(musa, marsh.pk, "household_member", "Di Marsh", TODAY - timedelta(days=900))
        for name in ("Grace Hopper", "Mary Seacole"):
            naming.name_person(musa, marsh.pk, "referee", name)
        each = {(kind, name) for kind in ("dbs", "medical", "authority") for name in ("Ada Marsh", "Bo Marsh")}
        assert asked(marsh, "dbs", "medical", "authority") == each
        assert asked(marsh, "reference") == {("reference", "Grace Hopper"), ("reference", "Mary Seacole")}
        assert len(asked(marsh, "home_safety")) == 1
        receive(musa, marsh, person="Ada Marsh")
        receive(musa, marsh, kind="reference")
        naming.everybody_named(musa, marsh.pk)
        assert "DBS: Bo Marsh" in missing_for_stage1(fresh(marsh))
        receive(musa, marsh, person="Bo Marsh")
        [left] = missing_for_stage1(fresh(marsh))
        assert left.startswith("date of birth of Cy Marsh: not known") and fresh(marsh).stage1_complete_on is None
        naming.correct_person(musa, cy.pk, "Cy Marsh", date(2000, 5, 1))
        assert missing_for_stage1(fresh(marsh)) == ["DBS: Cy Marsh"]
        receive(musa, marsh, person="Cy Marsh")
        assert missing_for_stage1(fresh(marsh)) == [] and fresh(marsh).stage1_complete_on == TODAY
        assert fresh(marsh).name == "Ada Marsh and Bo Marsh"


def test_the_page_and_the_papers_say_who_is_missing(cast: Cast) -> None:
    with cast.acting("musa") as musa:
        marsh = intake(cast, musa)
    client = signed_in(cast, "musa")
    page = client.get(reverse("application", args=[marsh.pk])).content.decode()
    assert "nobody is named yet" in page and reverse("application_people", args=[marsh.pk]) in page
    people = reverse("application_people", args=[marsh.pk])
    assert client.post(people, {"role": "applicant", "name": ""}).status_code == 422
    young = {"birth_date-day": "1", "birth_date-month": "1", "birth_date-year": str(TODAY.year - 10)}
    told = client.post(people, {"role": "applicant", "name": "Ada Marsh"} | young)
    assert told.status_code == 422 and "must be 18 or over" in told.content.decode()
    for name in ("Ada Marsh", "Bo Marsh"):
        assert client.post(people, {"role": "applicant", "name": name}).url == people
    twice = client.post(people, {"role": "applicant", "name": "ada marsh"})
    assert twice.status_code == 422 and "on the list already" in twice.content.decode()
    listed = client.get(people).content.decode()
    assert "Ada Marsh" in listed and "That is everybody" in listed
    assert client.post(reverse("everybody_named", args=[marsh.pk])).url == people
    with cast.acting("musa"):
        bo = ApplicationPerson.objects.get(name="Bo Marsh").pk
        made = paper_of("front-sheet", fresh(marsh), "Aire", timezone.now())
        assert made is not None and "DBS: Ada Marsh, Bo Marsh" in dict(made.facts)["Still missing"]
    assert client.post(reverse("application_person", args=[marsh.pk, bo]), {"name": "Bo Ann Marsh"}).url == people
    with cast.acting("musa"):
        assert ("medical", "Bo Ann Marsh") in asked(marsh)
    assert client.post(reverse("take_person_off", args=[marsh.pk, bo])).url == people
    with cast.acting("musa"):
        assert {name for _, name in asked(marsh, "dbs", "medical", "authority")} == {"Ada Marsh"}
    assert client.get(reverse("application_person", args=[marsh.pk, bo])).status_code == 404


def test_the_same_through_the_api(cast: Cast) -> None:
    with cast.acting("musa") as musa:
        marsh = intake(cast, musa)
    client, here = signed_in(cast, "musa"), f"/api/v1/applications/{marsh.pk}/people"
    told = client.get(here).json()
    assert told["people"] == [] and told["everybody_named"] is False and "who applies" in told["missing"][0]
    made = client.post(here, {"role": "applicant", "name": "Ada Marsh", "birth_date": "1980-01-01"}, content_type=JSON)
    assert made.status_code == 201 and made.json()["people"][0]["birth_date"] == "1980-01-01"
    ahead = {"role": "household_member", "name": "Cy", "birth_date": "2999-01-01"}
    assert client.post(here, ahead, content_type=JSON).status_code == 400
    member = client.post(here, {"role": "household_member", "name": "Cy Marsh"}, content_type=JSON).json()
    cy = member["people"][1]["id"]
    assert any("date of birth of Cy Marsh" in one for one in member["missing"])
    known = client.patch(f"{here}/{cy}", {"birth_date": "2001-01-01"}, content_type=JSON).json()
    assert known["people"][1]["name"] == "Cy Marsh" and "DBS: Ada Marsh, Cy Marsh" in known["missing"]
    assert client.post(f"{here}/complete", content_type=JSON).json()["everybody_named"] is True
    gone = client.delete(f"{here}/{cy}").json()
    assert [one["name"] for one in gone["people"]] == ["Ada Marsh"] and "DBS: Ada Marsh" in gone["missing"]
    assert client.patch(f"{here}/{cy}", {"name": "X"}, content_type=JSON).status_code == 404
    assert signed_in(cast, "stan").get(here).status_code == 404


def handed_in(cast: Cast, couple: bool = True, **more: Any) -> tuple[Client, str, Application]:
    """Zoë and Bo apply by their form; the enquiry knows Zoë by her first name alone."""
    form = owned_form(cast, name="Zoë", **more)
    client, here = signed_in(cast, "appa"), f"/my-application/{form.pk}/"
    fill_everything(client, here)
    if couple:
        _rewrite(cast, "partner", {"together": "yes", "name": "Bo Marsh", "birth_date": "1985-02-01"})
    adult = {"id": "m1", "name": "Cy Marsh", "birth_date": "2001-01-01", "lives_here": "yes"}
    six = f"{TODAY.year - 6}-01-01"
    child = {"id": "m2", "name": "Di Marsh", "birth_date": six, "lives_here": "yes"}
    away = {"id": "m3", "name": "Em Marsh", "birth_date": "1999-01-01", "lives_here": "no"}
    bo = {"id": "m4", "name": "bo marsh", "birth_date": "1985-02-01", "lives_here": "yes"}
    _rewrite(cast, "household", {"items": [adult, child, away, bo]})
    return client, here, form


def _rewrite(cast: Cast, key: str, answers: dict[str, Any]) -> None:
    with scope(cast.agency.pk):
        Section.objects.filter(key=key).update(answers=answers)


def test_the_form_names_everybody_and_checks_carry_the_full_names(cast: Cast) -> None:
    client, here, _form = handed_in(cast)
    assert client.post(f"{here}apply/check/").status_code == 302
    with cast.acting("musa") as musa:
        application = stages.advance_application(musa, Application.objects.get().pk, Stage.STAGE1)
        zoe = PLAIN["you"]["name"]
        assert asked(application, "dbs") == {("dbs", zoe), ("dbs", "Bo Marsh"), ("dbs", "Cy Marsh")}
        assert asked(application, "medical", "authority") == {
            (kind, name) for kind in ("medical", "authority") for name in (zoe, "Bo Marsh")
        }
        named = {("reference", entry["name"]) for entry in ENTRIES["referees"]}
        assert asked(application, "reference") == named
        assert fresh(application).name == f"{zoe} and Bo Marsh"
        assert "who applies" not in "; ".join(missing_for_stage1(application))


def test_an_answered_reference_has_arrived_and_staff_judge_it(cast: Cast) -> None:
    client, here, _form = handed_in(cast, couple=False)
    with scope(cast.agency.pk):
        items = [one["id"] for one in Section.objects.get(key="referees").answers["items"]]

    def ask(item: str) -> str:
        assert client.post(f"{here}ask/referee/{item}/").status_code == 302
        return last_link(cast, "respondent.asked")

    answers = {"known": "School", "children": "Kind", "strengths": "Patience", "worries": "None", "live_with": "yes"}
    early, late, silent = (ask(item) for item in items)
    assert Client().post(early, answers).status_code == 200  # before it is handed in
    client.post(f"{here}apply/check/")
    with cast.acting("musa") as musa:
        application = stages.advance_application(musa, Application.objects.get().pk, Stage.STAGE1)
        assert "references: 1 of 2 received" in missing_for_stage1(application)
        receive(musa, application, kind__in=["dbs", "medical", "authority", "home_safety"])
        assert fresh(application).stage1_complete_on is None
    assert Client().post(late, answers).status_code == 200  # during stage 1: the last item
    assert Client().post(silent, {"decline": "1"}).status_code == 200
    with cast.acting("musa") as musa:
        assert fresh(application).stage1_complete_on == TODAY
        references = Check.objects.filter(application=application, kind="reference").order_by("id")
        assert [(one.received_on is not None, one.outcome) for one in references] == [(True, ""), (True, "")]
        missing = missing_for_decision(fresh(application))
        assert "references: 2 of 3 received" in missing
        assert f"Personal reference of {references[0].person}: read it, and note the outcome" in missing
        with pytest.raises(NotReady, match="received already"):
            checks.receive_check(musa, references[0].pk, TODAY, "clear")
        with pytest.raises(Invalid):
            checks.judge_check(musa, references[0].pk, "splendid")
        checks.judge_check(musa, references[0].pk, "clear")
        with pytest.raises(NotReady, match="noted already"):
            checks.judge_check(musa, references[0].pk, "adverse")
    musa_ = signed_in(cast, "musa")
    page = musa_.get(reverse("application", args=[application.pk])).content.decode()
    assert "not judged yet" in page and "It came by link" in page
    answer = musa_.post(
        reverse("act_on_application", args=[application.pk, "judge"]),
        {"check": str(references[1].pk), "outcome": "discuss"},
    )
    assert answer.status_code == 302
    assert "not judged yet" not in musa_.get(reverse("application", args=[application.pk])).content.decode()


def test_a_section_opened_again_names_anew_and_loses_nothing_received(cast: Cast) -> None:
    from carers.applications.services.applying import reopen_section

    client, here, form = handed_in(cast)
    client.post(f"{here}apply/check/")
    with cast.acting("musa") as musa:
        application = stages.advance_application(musa, Application.objects.get().pk, Stage.STAGE1)
        receive(musa, application, person="Cy Marsh")
        reopen_section(musa, form.pk, "household", "Has Di moved out?")
        reopen_section(musa, form.pk, "partner", "Does Bo still apply?")
    grown = {"id": "m9", "name": "Fay Marsh", "birth_date": "2002-01-01", "lives_here": "yes"}
    _rewrite(cast, "household", {"items": [grown]})
    fill_section(client, "partner", here)
    with scope(cast.agency.pk):
        Section.objects.filter(key="household").update(state="complete")
    assert client.post(f"{here}apply/check/").status_code == 302
    with cast.acting("musa"):
        zoe = PLAIN["you"]["name"]
        assert asked(application, "dbs") == {("dbs", zoe), ("dbs", "Cy Marsh"), ("dbs", "Fay Marsh")}
        assert Check.objects.get(person="Cy Marsh").received_on is not None, "what was received stays"
        assert asked(application, "medical") == {("medical", zoe)}
        gone = set(ApplicationPerson.objects.filter(left_on__isnull=False).values_list("name", flat=True))
        assert gone == {"Bo Marsh", "Cy Marsh", "Di Marsh"} and fresh(application).name == zoe


def test_somebody_who_turns_18_is_asked_for_too(cast: Cast) -> None:
    today = TODAY
    leap = (today.month, today.day) == (2, 29)
    eighteen = date(today.year - 18, today.month, 28 if leap else today.day)
    with cast.acting("musa") as musa:
        marsh = intake(cast, musa)
        cy = naming.name_person(musa, marsh.pk, "household_member", "Cy Marsh", eighteen + timedelta(days=1))
        assert needed([cy], today) == [] and needed([cy], today + timedelta(days=1)) == [("dbs", cy)]
        ApplicationPerson.objects.filter(pk=cy.pk).update(birth_date=eighteen)
        assert "DBS: not asked for Cy Marsh" in missing_for_stage1(fresh(marsh))
        page = signed_in(cast, "musa").get(reverse("application", args=[marsh.pk])).content.decode()
        assert "Ask for what is missing" in page
        act = reverse("act_on_application", args=[marsh.pk, "ask-missing"])
        assert signed_in(cast, "musa").post(act).status_code == 302
        assert asked(marsh, "dbs") == {("dbs", "Cy Marsh")}


def uncovered(kinds: set[str], roles: set[str]) -> set[str]:
    """Kinds that no role needs and roles that need nothing: nobody decided whom they belong to."""
    today = TODAY
    people = [ApplicationPerson(role=role, name="x", birth_date=date(1980, 1, 1)) for role in sorted(roles)]
    wanted = needed(people, today)
    personal = {str(kind) for kind, _ in wanted}
    about = {person.role for _, person in wanted}
    return (kinds - personal - HOUSEHOLD_OR_BY_HAND) | (roles - about)


# Once for the home; or asked for by hand, where somebody lived abroad or was approved elsewhere.
HOUSEHOLD_OR_BY_HAND = {"home_safety", "overseas", "previous_service"}


def test_every_kind_of_check_and_every_role_says_whose_it_is() -> None:
    kinds, roles = set(Check.Kind.values), set(ApplicationPerson.Role.values)
    assert uncovered(kinds, roles) == set()
    assert uncovered(kinds | {"ofsted"}, roles) == {"ofsted"}, "a new kind needs its rule"
    assert uncovered(kinds, roles | {"lodger"}) == {"lodger"}, "a new role needs its rule"


@pytest.mark.parametrize("kind", ["dbs", "medical", "authority"])
def test_no_set_of_one_ever_satisfies_two(cast: Cast, kind: str) -> None:
    """For each kind of check of an applicant: with the second's left out, something is missing."""
    with cast.acting("musa") as musa:
        marsh = intake(cast, musa)
        for name in ("Ada Marsh", "Bo Marsh"):
            naming.name_person(musa, marsh.pk, "applicant", name)
        for name in ("Grace Hopper", "Mary Seacole"):
            naming.name_person(musa, marsh.pk, "referee", name)
        naming.everybody_named(musa, marsh.pk)
        for check in Check.objects.filter(application=marsh).exclude(kind=kind, person="Bo Marsh"):
            checks.receive_check(musa, check.pk, TODAY, "clear")
        [left] = missing_for_stage1(fresh(marsh))
        assert left.endswith(": Bo Marsh") and fresh(marsh).stage1_complete_on is None


def test_nothing_is_named_twice_or_on_an_application_that_has_ended(cast: Cast) -> None:
    with cast.acting("musa") as musa:
        marsh = intake(cast, musa)
        naming.name_person(musa, marsh.pk, "applicant", "Ada Marsh")
        with pytest.raises(Invalid, match="on the list already"):
            naming.name_person(musa, marsh.pk, "applicant", " ada MARSH ")
        with pytest.raises(Invalid):
            naming.name_person(musa, marsh.pk, "lodger", "Cy")
        stages.advance_application(musa, marsh.pk, Stage.WITHDRAWN, "AW1")
        assert missing_for_stage1(fresh(marsh)) == []
        with pytest.raises(NotReady, match="has ended"):
            naming.name_person(musa, marsh.pk, "applicant", "Bo Marsh")
        with pytest.raises(NotReady):
            personal_checks.ask_missing(musa, marsh.pk)
        assert Enquiry.objects.count() == 1
