"""Every kind of follow-up goes to the right person, by the right way, at its minute and not before, and not at
all once it is needless."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from carers.followups.defaults import NAMES
from carers.followups.services.planning import plan
from carers.followups.steps import STEPS
from carers.models import FollowUp
from tests.carers.followup_help import MONDAY, begin, rows
from tests.carers.followup_world import World, at
from tests.cast import Cast
from tests.clock import LONG_AGO, freeze, month

MAIL, TASK, LIST = "message email person", "task call person", "task team team"
CARER = "message email carer"
# (step, who has it happen to them on Monday 9 November 2026 at ten, when it is due in UTC, how and to whom)
CASES = [
    ("acknowledgement", World.left, at(9, 11, 10), MAIL),
    ("first_call", World.asked, at(9, 11, 10), TASK),
    ("call_again_3", World.asked, at(12, 11, 18), TASK),
    ("call_again_5", World.asked, at(16, 11, 12, 30), TASK),
    ("first_response_warning", World.asked, at(10, 11, 14), LIST),
    ("visit_offer", World.visited, at(16, 11, 10), MAIL),
    ("wait_over", World.named_a_day, at(9, 11, 9), TASK),
    ("unfinished_application_3", World.began_a_form, at(12, 11, 10), MAIL),
    ("unfinished_application_10", World.began_a_form, at(19, 11, 10), MAIL),
    ("section_missing", World.section_opened_again, at(16, 11, 10), MAIL),
    ("referee_missing", World.referee_declined, at(12, 11, 10), MAIL),
    ("check_waits_for_you", World.check_waits, at(16, 11, 10), MAIL),
    ("chase_referee_5", World.referee_asked, at(16, 11, 10), "message email referee"),
    ("chase_referee_15", World.referee_asked, at(30, 11, 10), "message email referee"),
    ("chase_medical_5", World.medical_asked, at(16, 11, 9), "task team surgery"),
    ("chase_medical_10", World.medical_asked, at(23, 11, 9), "task team surgery"),
    ("chase_dbs_5", World.dbs_asked, at(16, 11, 9), MAIL),
    ("stage_changed", World.moved, at(9, 11, 10), MAIL),
    ("where_it_is_monthly", World.moved, at(9, 12, 10), MAIL),
    ("stage_1_notice_warning", World.stage_1_in, at(19, 11, 15, 24), LIST),
    ("event_invitation", World.invited_to_an_evening, at(9, 11, 10), MAIL),
    ("keep_warm_30", World.not_now, at(9, 12, 10), MAIL),
    ("keep_warm_90", World.not_now, at(8, 2, 9, year=2027), MAIL),
    ("review_due_60", World.review_planned, at(3, 12, 10), CARER),
    ("review_due_team_60", World.review_planned, at(3, 12, 10), LIST),
    ("dbs_expires_60", World.dbs_to_renew, at(3, 12, 10), CARER),
    ("dbs_expires_team_60", World.dbs_to_renew, at(3, 12, 10), LIST),
    ("vacancy_still_true", World.vacancy_confirmed, at(7, 12, 10), CARER),
    ("check_in_2", World.approved, at(23, 11, 9), "task call carer"),
    ("check_in_12", World.approved, at(1, 2, 9, year=2027), "task call carer"),
    ("stay_in_touch", World.withdrew, at(8, 2, 9, year=2027), MAIL),
    ("decision_notice", World.decided, at(9, 11, 9), "task team person"),
]
# Written by a hard bounce, not by the clock: test_followups.
ELSEWHERE = {"new_address"}


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    cache.clear()


def test_every_kind_has_a_case() -> None:
    kinds = {step.key: step.kind for step in STEPS}
    assert {kinds[step] for step, *_ in CASES} == set(NAMES) - ELSEWHERE


def _due(cast: Cast, person: Any, step: str, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> list[FollowUp]:
    """What of the step stands for the person after a run of the planner at that moment."""
    freeze(monkeypatch, moment)
    with cast.acting("rosa") as rosa:
        plan(rosa, moment, [person])
    return [row for row in rows(cast, person_id=person, step=step) if row.state != "dropped"]


def _at_its_minute(cast: Cast, case: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """How the case came out: `early`, `needless` for what should not be there, else how and to whom it went."""
    step, happen, due, _ = case
    freeze(monkeypatch, MONDAY)
    with cast.acting("rosa"):
        person, other = happen(World(cast)), happen(World(cast, needless=True))
    if _due(cast, person, step, due - timedelta(minutes=1), monkeypatch):
        return "early"
    found = _due(cast, person, step, due, monkeypatch)
    if _due(cast, other, step, due, monkeypatch):
        return "needless"
    if _due(cast, person, step, due + timedelta(minutes=5), monkeypatch) != found:
        return "twice"
    return ", ".join(f"{row.state} {row.channel} {row.whom}" for row in found)


def test_each_goes_to_the_right_person_at_its_minute_once_and_never_when_needless(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(cast)
    came_out = {case[0]: _at_its_minute(cast, case, monkeypatch) for case in CASES}
    assert came_out == {step: how for step, _, _, how in CASES}
    [chased] = rows(cast, step="chase_referee_5", state="message")
    assert chased.message.recipient == "referee-five@example.org" and chased.enquiry.name in chased.message.body
    assert "{{link}}" in chased.message.body and chased.message.link_to.startswith(f"/answer/{cast.agency.pk}/")
    assert "sign the form" in rows(cast, step="check_waits_for_you")[0].message.body
    assert "Pets" in rows(cast, step="section_missing")[0].message.body
    letter = rows(cast, step="decision_notice", state="task")[0]
    assert letter.title.startswith("Print and post to P ") and letter.reason == "to be printed and posted"
    for row in rows(cast, state="message"):
        if row.whom != "referee":
            assert row.message.recipient == row.enquiry.email


def test_a_letter_goes_by_itself_where_letters_and_the_address_are_there(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.MESSAGE_GATEWAYS = {**settings.MESSAGE_GATEWAYS, "letter": "mailbox"}
    begin(cast)
    freeze(monkeypatch, MONDAY)
    with cast.acting("rosa"):
        from carers.models import Application, Section

        world = World(cast)
        person = world.decided()
        form = world.form(Application.objects.get(enquiry=person))
        Section(agency_id=cast.agency.pk, form=form, person=cast.people["appa"], key="addresses", answers={"items": [
            {"id": "a", "address": "9 Old Street\nYork", "postcode": "YO1 7AA", "until_month": month(LONG_AGO)},
            {"id": "b", "address": "1 Long Road\nLeeds", "postcode": "LS6 2AB", "until_month": None},
        ]}).save()  # fmt: skip
    [letter] = _due(cast, person, "decision_notice", MONDAY, monkeypatch)
    assert letter.message is not None and letter.message.channel == "letter"
    assert letter.message.recipient.splitlines()[1:] == ["1 Long Road", "Leeds", "LS6 2AB"]
    assert letter.message.priority == 0
