"""Carers on their own page: what they may say and see, by page and API; nothing of anybody else's."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.input.errors import NotReady
from accounts.models import AuditEntry, Message, User
from carers.applications.services.approving import HomeFacts, approve
from carers.homes.services import departures, my_home
from carers.homes.services.terms import Terms
from carers.models import Carer, Household, Preference, Unavailability
from placements.models import Ask, Referral
from placements.offers.services import asking
from placements.placing import services as placing
from placements.referrals.services import sharing
from placements.search.services.matching import rank_referral
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY

JSON = "application/json"
WISHES = {"age_min": 5, "age_max": 12, "kinds": ["short_term", "long_term"], "sex": "any", "note": "No night shifts"}


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.people[who])
    return client


def _home(cast: Cast) -> UUID:
    """appa is a carer of it, by the address that staff gave."""
    home = make_home(cast, max_children=2)
    with cast.acting("musa") as musa:
        my_home.give_access(musa, home, "appa@example.org")
    return home


def _post(client: Client, act: str, status: int = 200, **body: Any) -> Any:
    answer = client.post(f"/api/v1/my-home/{act}", body, content_type=JSON)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_rooms_and_days_off(cast: Cast) -> None:
    home, today = _home(cast), TODAY
    appa = _signed_in(cast, "appa")
    with cast.acting("musa"):
        assert Message.objects.get(kind="carer.access").recipient == "appa@example.org"
    page = appa.get("/my-home/").content.decode()
    assert "Ada and Bo Example" in page and "This is right today" in page
    assert appa.get("/my-application/").headers["Location"] == "/my-home/"
    confirmed = _post(appa, "confirm")["confirmed_at"]
    assert confirmed and [room["state"] for room in _post(appa, "confirm")["rooms"]] == ["vacant", "vacant"]
    off = {"starts": str(today + timedelta(days=3)), "ends": str(today + timedelta(days=10)), "reason": "break"}
    assert [row["slot"] for row in _post(appa, "days-off", **off)["absences"]] == [1, 2]
    assert _post(appa, "days-off", 409, **off)["code"] == "unavailability.overlaps"
    assert _post(appa, "days-off", 400, **off | {"reason": "on_hold"})["errors"]["reason"]
    past = off | {"starts": str(today - timedelta(days=3))}
    assert _post(appa, "days-off", 422, **past)["code"] == "days_off.past"
    row = appa.get("/api/v1/my-home").json()["absences"][0]
    assert len(_post(appa, "available", absence=row["id"])["absences"]) == 1
    with cast.acting("musa"):
        Unavailability.objects.update(reason="on_hold")
        left = Unavailability.objects.get()
    assert _post(appa, "available", 409, absence=str(left.pk))["code"] == "days_off.not_yours"
    sent = {"starts-day": "", "reason": "break"}
    wrong = appa.post("/my-home/days-off/", sent)
    assert wrong.status_code == 422 and "first day" in wrong.content.decode()
    for who in ("rosa", "stan"):
        assert _signed_in(cast, who).get("/my-home/").status_code == 404
    with cast.acting("musa") as musa:
        carer = Carer.objects.get()
        my_home.end_access(musa, home, carer.pk)
    assert appa.get("/my-home/").status_code == 404 and appa.get("/api/v1/my-home").status_code == 404


def test_preferences_a_conflict_is_shown_and_settled_by_staff(cast: Cast) -> None:
    home, appa, musa = _home(cast), _signed_in(cast, "appa"), _signed_in(cast, "musa")
    said = _post(appa, "preferences", **WISHES)["preferences"]
    assert set(said["differ"]) == {"age_min", "age_max", "most_children", "kinds"} and said["waits_for_the_service"]
    assert said["services"]["age_max"] == 17  # until the agency says more, the terms of approval speak for it
    assert "The two differ" in musa.get(f"/agency/homes/{home}/").content.decode()
    settle = f"/agency/homes/{home}/acts/settle/"
    refused = musa.post(settle, {"keep": "agency"})
    assert refused.status_code == 422 and "Tell the carers why" in refused.content.decode()
    assert musa.post(settle, {"keep": "agency", "answer": "Let us talk in March"}).status_code == 302
    page = appa.get("/my-home/").content.decode()
    assert "Let us talk in March" in page and "will look at it" not in page
    path = f"/api/v1/register/{home}"
    again = musa.post(f"{path}/settle-preferences", {"keep": "carers"}, content_type=JSON)
    assert (again.status_code, again.json()["code"]) == (409, "preferences.no_conflict")
    assert _post(appa, "preferences", **WISHES | {"age_max": 11})["preferences"]["waits_for_the_service"]
    assert musa.get(f"{path}/preferences").json()["to_settle"] is True
    assert musa.post(f"{path}/settle-preferences", {"keep": "carers"}, content_type=JSON).json()["kept"] == "carers"
    seen = musa.get(f"{path}/preferences").json()
    assert seen["differ"] == [] and seen["agency"]["age_max"] == 11 and not seen["to_settle"]
    assert _post(appa, "preferences", 422, **WISHES | {"age_min": 13})["code"] == "preference.ages"
    with cast.acting("musa"):
        assert Preference.objects.count() == 3  # nothing is overwritten


def test_what_they_were_asked_and_answered(cast: Cast) -> None:
    home, appa = _home(cast), _signed_in(cast, "appa")
    referral, other = make_referral(cast), make_home(cast)
    with cast.acting("olga") as olga:
        sharing.share_with(olga, Referral.objects.get(pk=referral), [cast.agency.pk])
    with cast.acting("musa") as musa:
        ours, theirs = asking.ask(musa, referral, home), asking.ask(musa, referral, other)
    assert "We ask you" in appa.get("/my-home/").content.decode()
    assert _post(appa, "answer", 404, ask=str(theirs.pk), yes=True)
    assert _post(appa, "answer", 422, ask=str(ours.pk), yes=False)["code"] == "ask.reason"
    answered = appa.post("/my-home/answer/", {"ask": str(ours.pk), "yes": "no", "reason": "school"}, follow=True)
    assert "You said: no (the school run)" in answered.content.decode()
    with cast.acting("musa"):
        assert Ask.objects.get(pk=ours.pk).reason == "school" and Ask.objects.get(pk=theirs.pk).state == "asked"


def test_one_fostering_service_at_a_time(cast: Cast) -> None:
    """Approval makes the applicant a carer; a second service is refused until the first approval has ended."""
    from carers.models import Application

    home, today = _home(cast), TODAY
    with cast.acting("stan") as stan:
        application = Application(agency_id=cast.rival.pk, name="Ada", stage="decision", applicant=cast.people["appa"])
        application.save()
        terms = Terms(today, 1, 0, 17, ["short_term"], rooms=1)
        with pytest.raises(NotReady, match="One fostering service at a time") as refused:
            approve(stan, application.pk, terms, HomeFacts())
        assert refused.value.code == "carer.other_service" and not Household.objects.exists()
        with pytest.raises(NotReady, match="One fostering service"):
            my_home.give_access(stan, make_home(cast, "stan"), "APPA@example.org")
    with cast.acting("musa") as musa:
        departures.terminate(musa, home, today, "other_service", kind="transferred")
        assert Carer.objects.get().ended_at is not None
    with cast.acting("stan") as stan:
        made = approve(stan, application.pk, terms, HomeFacts())
        assert Carer.objects.get(household=made).user == User.objects.get(email="appa@example.org")


def test_the_pages_cost_the_same_number_of_queries_however_much_there_is(cast: Cast) -> None:
    home = _home(cast)
    appa, musa = _signed_in(cast, "appa"), _signed_in(cast, "musa")

    def counts() -> list[int]:
        found = []
        for client, path in ((appa, "/my-home/"), (musa, f"/agency/homes/{home}/")):
            client.get(path)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(path).status_code == 200
            found.append(len(seen))
        return found

    before = counts()
    today = TODAY
    with cast.acting("musa") as by:
        for n in range(6):
            my_home.take_days_off(by, home, today + timedelta(days=20 * n), today + timedelta(days=20 * n + 5), "break")
        my_home.say_preferences(by, home, my_home.Wishes(0, 17, ["short_term"]), "agency")
        my_home.say_preferences(by, home, my_home.Wishes(0, 9, ["short_term"]), "carers")
    after = counts()
    assert after == before and after[1] <= 45, (before, after)


def test_days_without_short_stays(cast: Cast) -> None:
    """Carers and staff note them; a short stay over them finds the home shut, a child for longer does not."""
    home, today = make_home(cast, kinds=["short_term", "respite"]), TODAY
    with cast.acting("musa") as by:
        my_home.give_access(by, home, "appa@example.org")
    appa, musa = _signed_in(cast, "appa"), _signed_in(cast, "musa")
    from_day, until = today + timedelta(days=10), today + timedelta(days=17)

    def typed(starts: Any, ends: Any) -> dict[str, Any]:
        days = (("starts", starts), ("ends", ends))
        return {f"{name}-{part}": getattr(day, part) for name, day in days for part in ("day", "month", "year")}

    assert appa.post("/my-home/no-short-stays/", typed(from_day, until)).status_code == 302
    wrong = appa.post("/my-home/no-short-stays/", typed(until, from_day))
    assert wrong.status_code == 422 and "must come after the first" in wrong.content.decode()
    assert "Short stays again from today" in appa.get("/my-home/").content.decode()
    week = {"needed_by": today + timedelta(days=8), "ends_on": today + timedelta(days=12)}
    respite, longer = make_referral(cast, kind="respite", **week), make_referral(cast, kind="short_term", **week)

    def fits(referral: UUID) -> bool:
        with cast.acting("olga"):
            row = Referral.objects.get(pk=referral)
            return str(home) in [found.household for found in rank_referral(row, cast.council).ranking.top()]

    assert not fits(respite) and fits(longer)
    with cast.acting("olga") as olga, pytest.raises(NotReady):
        placing.place(olga, respite, home, reason="A week")
    page = musa.get(f"/agency/homes/{home}/").content.decode()
    assert "No short stays" in page
    merged = musa.post(
        f"/api/v1/register/{home}/no-short-stays",
        {"starts": str(until), "ends": str(until + timedelta(days=3))}, content_type=JSON,
    ).json()["no_short_stays"]  # fmt: skip
    assert merged == [{"from": str(from_day), "until": str(until + timedelta(days=3))}], "what touches is one period"
    assert _post(appa, "short-stays-again", starts=str(from_day))["no_short_stays"] == []
    assert fits(respite), "the list knows at once"
    gone = musa.post(f"/agency/homes/{home}/acts/short-stays-again/", {"starts": str(from_day)})
    assert gone.status_code == 409 and "no such period" in gone.content.decode()
    assert musa.post(f"/agency/homes/{home}/acts/short-stays-again/", {"starts": "x"}).status_code == 404
    far = musa.post(f"/agency/homes/{home}/acts/no-short-stays/", typed(today, today + timedelta(days=999)))
    assert far.status_code == 422 and "two years" in far.content.decode()
    with cast.acting("musa"):
        done = list(AuditEntry.objects.filter(action__startswith="short_stays.").values_list("action", flat=True))
        assert sorted(done) == ["short_stays.again", "short_stays.none", "short_stays.none"]
