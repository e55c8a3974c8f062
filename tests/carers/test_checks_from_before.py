"""Checks of applications from before people were named: nothing received is lost, and nobody guesses whose it was."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.input.errors import NotReady
from carers.applications.selectors.checks import missing_for_stage1, not_said_whose
from carers.applications.services import naming, personal_checks, stages
from carers.models import Application, ApplicationPerson, Check
from tests.applicants import PLAIN
from tests.carers.test_personal_checks import Stage, asked, fresh, handed_in, receive, signed_in
from tests.cast import Cast
from tests.clock import TODAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh(sent_tasks: list[Any]) -> None:
    cache.clear()


class TestFromBeforePeopleWereNamed:
    """Applications that are there already: what was received counts for whom it names, and is never lost."""

    def _old(self, by: Any, name: str, **more: Any) -> Application:
        """As stage 1 began before: one set of checks, for the application's name, and numbered referees."""
        row = Application(agency_id=by.organisation_id, name=name, stage="stage1", **more)
        row.save()
        for kind in ("dbs", "medical", "authority", "home_safety"):
            self._check(by, row, kind, name)
        for n in (1, 2, 3):
            self._check(by, row, "reference", f"Referee {n}")
        return row

    def _check(self, by: Any, row: Application, kind: str, person: str) -> None:
        Check(agency_id=by.organisation_id, application=row, kind=kind, person=person,
              asked_on=TODAY).save()  # fmt: skip

    def test_one_person_keeps_the_checks_that_bear_her_name(self, cast: Cast) -> None:
        with cast.acting("musa") as musa:
            jade = self._old(musa, "Jade")
            receive(musa, jade, kind="dbs")
            naming.name_person(musa, jade.pk, "applicant", "Jade Marie Okafor")
            naming.name_person(musa, jade.pk, "referee", "Grace Hopper")
            assert asked(jade, "dbs", "medical") == {("dbs", "Jade Marie Okafor"), ("medical", "Jade Marie Okafor")}
            assert Check.objects.get(kind="dbs").received_on is not None
            assert asked(jade, "reference") == {("reference", "Grace Hopper")}

    def test_of_a_couple_nobody_guesses_whose_it_was(self, cast: Cast) -> None:
        with cast.acting("musa") as musa:
            marsh = self._old(musa, "Ada and Bo Marsh")
            receive(musa, marsh, kind="dbs")
            ada = naming.name_person(musa, marsh.pk, "applicant", "Ada Marsh")
            bo = naming.name_person(musa, marsh.pk, "applicant", "Bo Marsh")
            received = Check.objects.get(kind="dbs", received_on__isnull=False)
            assert received.about_id is None and received in not_said_whose(fresh(marsh))
            assert "DBS: Ada Marsh, Bo Marsh" in missing_for_stage1(fresh(marsh))
        client = signed_in(cast, "musa")
        page = client.get(reverse("application", args=[marsh.pk])).content.decode()
        assert "Nobody has said whose this is" in page
        act = reverse("act_on_application", args=[marsh.pk, "whose"])
        assert client.post(act, {"check": str(received.pk), "person": str(ada.pk)}).status_code == 302
        with cast.acting("musa") as musa:
            assert "DBS: Bo Marsh" in missing_for_stage1(fresh(marsh))
            assert Check.objects.filter(kind="dbs", about=ada).count() == 1
            with pytest.raises(NotReady):
                personal_checks.say_whose(musa, received.pk, bo.pk)

    def test_what_was_noted_as_complete_stays_and_its_ten_days_run(self, cast: Cast) -> None:
        with cast.acting("musa") as musa:
            done = TODAY - timedelta(days=3)
            marsh = self._old(musa, "Ada and Bo Marsh", stage1_complete_on=done)
            receive(musa, marsh)
            assert fresh(marsh).stage1_complete_on == done and Stage.DECLINED in stages.steps_from(fresh(marsh))
            assert missing_for_stage1(fresh(marsh)), "and yet it says who is missing"
            stages.advance_application(musa, marsh.pk, Stage.STAGE2)
            with pytest.raises(NotReady, match="nobody is named"):
                stages.advance_application(musa, marsh.pk, Stage.PANEL)

    def test_a_form_handed_in_before_names_its_people_by_itself(self, cast: Cast) -> None:
        client, here, _form = handed_in(cast)
        client.post(f"{here}apply/check/")
        with cast.acting("musa") as musa:
            ApplicationPerson.objects.all().delete()
            Application.objects.update(stage="stage1", people_named_on=None, name="Zoë")
            row = Application.objects.get()
            self._check(musa, row, "dbs", "Zoë")
            receive(musa, row, kind="dbs")
            missing = missing_for_stage1(fresh(row))
            assert "DBS: not asked for Bo Marsh" in missing and f"DBS: {PLAIN['you']['name']}" not in missing
            personal_checks.ask_missing(musa, row.pk)
            assert asked(row, "dbs") == {("dbs", PLAIN["you"]["name"]), ("dbs", "Bo Marsh"), ("dbs", "Cy Marsh")}
