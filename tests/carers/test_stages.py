"""Each step behind its guard: a refusal says what is missing; the law's days hold to the day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.input.errors import Invalid, NotReady
from carers.applications.selectors.checks import missing_for_decision
from carers.applications.services import applications, checks, naming, stages
from carers.applications.services.approving import HomeFacts, approve
from carers.homes.services.terms import Terms
from carers.law.working_days import add_months
from carers.models import Application, Check, Decision, Duty
from carers.people.services.settings import change_settings
from tests.cast import Cast
from tests.clock import TODAY, fixed

Stage = Application.Stage


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[object]) -> None:
    return None


def _begun(by: Any) -> Application:
    made = Application(agency_id=by.organisation_id, name="Ada")
    made.save()
    naming.name_person(by, made.pk, "applicant", "Ada")
    for n in (1, 2, 3):
        naming.name_person(by, made.pk, "referee", f"Friend {n}")
    naming.everybody_named(by, made.pk)
    stages.advance_application(by, made.pk, Stage.STAGE1)
    return made


def _receive(by: Any, application: Application, *kinds: str, outcome: str = "clear") -> None:
    for check in Check.objects.filter(application=application, kind__in=kinds, received_on=None):
        checks.receive_check(by, check.pk, TODAY, outcome, "001234567890")


def _fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def test_checks_are_asked_for_and_complete_stage_1_with_the_last_item(cast: Cast) -> None:
    with cast.acting("musa") as musa:
        ada = _begun(musa)
        assert sorted(ada.checks.values_list("kind", flat=True)) == sorted(
            ["dbs", "medical", "authority", "home_safety", *["reference"] * 3]
        )
        with pytest.raises(NotReady, match="Medical"):
            stages.advance_application(musa, ada.pk, Stage.DECLINED, words="Unsafe")
        _receive(musa, ada, "dbs", "medical")
        dbs = ada.checks.get(kind="dbs")
        assert (dbs.number, dbs.renew_on) == ("001234567890", dbs.received_on.replace(year=dbs.received_on.year + 3))
        _receive(musa, ada, "authority")
        two = ada.checks.filter(kind="reference")[:2]
        checks.receive_checks(musa, [check.pk for check in two], TODAY, "clear")
        assert _fresh(ada).stage1_complete_on == TODAY
        with pytest.raises(NotReady, match="received already"):
            checks.chase_check(musa, two[0].pk)
        with pytest.raises(Invalid):
            checks.add_check(musa, ada, "dbs", " ")
        stages.advance_application(musa, ada.pk, Stage.STAGE2)
        with pytest.raises(NotReady, match="references: 2 of 3 received; Home safety"):
            stages.advance_application(musa, ada.pk, Stage.PANEL)
        with pytest.raises(NotReady, match="panel"):
            stages.advance_application(musa, ada.pk, Stage.DECISION)
        change_settings(musa, {"references_wanted": 2, "panel_kept": False})
        assert missing_for_decision(_fresh(ada)) == ["Home safety: not seen"]
        _receive(musa, ada, "home_safety")
        assert Stage.PANEL not in stages.steps_from(_fresh(ada))
        stages.advance_application(musa, ada.pk, Stage.DECISION)
        home = approve(musa, ada.pk, Terms(fixed(2026, 1, 5), 2, 0, 17, ["short_term"], rooms=2), HomeFacts())
        due = dict(Duty.objects.filter(household=home).values_list("kind", "due_on"))
        # The case was approved at the start of the year: its supervision of then is unknown, the rest still runs.
        assert due["dbs"] == add_months(TODAY, 36), "from the certificate, seen today"
        assert set(Decision.objects.values_list("kind", "outcome")) == {
            ("stage1", "proceed"), ("decision_maker", "suitable"),
        }  # fmt: skip


@pytest.mark.parametrize(("complete", "today", "late"), [
    (fixed(2026, 3, 20), fixed(2026, 4, 7), False),  # ten working days over Easter: 7 April is the last
    (fixed(2026, 3, 20), fixed(2026, 4, 8), True),
    (fixed(2026, 11, 6), fixed(2026, 11, 20), False),
    (fixed(2026, 11, 6), fixed(2026, 11, 21), True),
])  # fmt: skip
def test_the_stage_1_rule_holds_to_the_day(complete: date, today: date, late: bool) -> None:
    assert stages.stage1_is_late(Application(stage1_complete_on=complete), today) is late


def test_after_ten_working_days_not_suitable_is_not_offered_and_stage_2_is_forced(cast: Cast) -> None:
    with cast.acting("musa") as musa:
        ada = _begun(musa)
        _receive(musa, ada, *Check.Kind.values)
        assert Stage.DECLINED in stages.steps_from(_fresh(ada))
        with pytest.raises(NotReady, match="reasons"):
            stages.advance_application(musa, ada.pk, Stage.DECLINED)
        Application.objects.filter(pk=ada.pk).update(stage1_complete_on=TODAY - timedelta(days=40))
        assert Stage.DECLINED not in stages.steps_from(_fresh(ada))
        with pytest.raises(NotReady, match="Go on to stage 2"):
            stages.advance_application(musa, ada.pk, Stage.DECLINED, words="Unsafe")
        applications.pause(musa, ada.pk, "New baby")
        with pytest.raises(NotReady):
            applications.pause(musa, ada.pk, "Again")
        applications.resume(musa, ada.pk)


def test_brief_report_panel_determination_and_one_route_only(cast: Cast) -> None:
    today = TODAY
    with cast.acting("rosa") as rosa:
        ada = _begun(rosa)
        _receive(rosa, ada, *Check.Kind.values)
        stages.advance_application(rosa, ada.pk, Stage.STAGE2)
        with pytest.raises(NotReady, match="reasons"):
            stages.advance_application(rosa, ada.pk, Stage.BRIEF_REPORT)
        stages.advance_application(rosa, ada.pk, Stage.BRIEF_REPORT, words="Lodger not disclosed")
        with pytest.raises(NotReady, match="may comment"):
            stages.advance_application(rosa, ada.pk, Stage.PANEL)
        stages.note_comments(rosa, ada.pk, today)
        stages.advance_application(rosa, ada.pk, Stage.PANEL)
        with pytest.raises(NotReady, match="recommendation"):
            stages.advance_application(rosa, ada.pk, Stage.DECISION)
        stages.plan_panel(rosa, ada.pk, today, today)
        stages.note_recommendation(rosa, ada.pk, "not_suitable", today, "As the report says")
        with pytest.raises(NotReady, match="decision maker"):
            stages.advance_application(rosa, ada.pk, Stage.DETERMINATION, words="Not open about the lodger")
    with cast.acting("musa") as musa:
        stages.advance_application(musa, ada.pk, Stage.DETERMINATION, words="Not open about the lodger")
        with pytest.raises(NotReady, match="Nothing final before then"):
            stages.advance_application(musa, ada.pk, Stage.DECLINED)
        stages.choose_route(musa, ada.pk, "representations")
        with pytest.raises(NotReady, match="can't be both"):
            stages.choose_route(musa, ada.pk, "review_mechanism")
        stages.advance_application(musa, ada.pk, Stage.DECISION)
        stages.advance_application(musa, ada.pk, Stage.DETERMINATION, words="Still")
        Application.objects.filter(pk=ada.pk).update(determination_on=today - timedelta(days=29))
        with pytest.raises(NotReady, match="over"):
            stages.choose_route(musa, ada.pk, "review_mechanism")
        stages.advance_application(musa, ada.pk, Stage.DECLINED)
        assert _fresh(ada).stage == Stage.DECLINED


def test_a_refusal_on_the_page_keeps_what_was_written(cast: Cast, client: Client) -> None:
    with cast.acting("rosa") as rosa:
        ada = _begun(rosa)
        stages.advance_application(rosa, ada.pk, Stage.STAGE2)
    client.force_login(cast.people["rosa"])
    answer = client.post(reverse("move_application", args=[ada.pk]), {"to": "panel", "words": "My careful words"})
    text = answer.content.decode()
    assert answer.status_code == 409 and "Still missing: DBS" in text and "My careful words" in text
    for paper in ("front-sheet", "panel-pack"):
        assert client.get(reverse("application_paper", args=[ada.pk, paper])).status_code == 200
    assert client.get(reverse("application_paper", args=[ada.pk, "approval-notice"])).status_code == 404
    bad = client.post(reverse("act_on_application", args=[ada.pk, "receive"]), {"outcome": "clear"})
    assert bad.status_code == 409
