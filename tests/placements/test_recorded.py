"""A referral that came by mail: the agency's own, ranked over its homes, counted in nobody's need."""

from datetime import time
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.input.errors import Invalid, NotReady
from accounts.models import AuditEntry, Message
from accounts.tenancy.scopes import scope
from carers.law.working_days import london_moment
from placements.models import Ask, Child, Placement, Referral, Share
from placements.offers.services import asking, offering, recording
from placements.referrals.services import digest, sharing
from placements.search.services.matching import rank_referral
from placements.search.services.planning import plan_for
from placements.shortages.selectors.children import children_first
from placements.shortages.selectors.history import history_of
from placements.shortages.selectors.need import elsewhere, living, waiting
from placements.shortages.selectors.supply import supply_of
from placements.shortages.services.world import world_of
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, born, boxes, in_days, month, month_boxes

LEEDS, BRADFORD = "E08000035", "E08000032"
CHILDREN = [{"birth_month": born(8), "sex": "F"}, {"birth_month": born(7), "sex": "M"}]
FORM = {
    "council": BRADFORD, "reference": "MAIL-1", "kind": "short_term", "urgency": "urgent",
    **boxes("needed_by", in_days(8)), **boxes("answer_day", in_days(1)), "answer_time": "16:30",
    "child-TOTAL_FORMS": "1", "child-INITIAL_FORMS": "0", **month_boxes("child-0-birth_month", born(9)),
    "child-0-sex": "F",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def recorded(cast: Cast, who: str = "musa", council: str = BRADFORD, **more: Any) -> UUID:
    facts = {"reference": "MAIL-1", "kind": "short_term", "needed_by": TODAY, "together": "must", **more}
    with cast.acting(who) as caller:
        return recording.record_by_mail(caller, council, facts, CHILDREN).pk


def _browser(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.people[who])
    return client


def test_an_agency_writes_it_down_ranks_asks_offers_and_notes_the_answer(cast: Cast) -> None:
    home, theirs = make_home(cast), make_home(cast, who="stan")
    musa = _browser(cast, "musa")
    named = FORM | {"risks_words": "She runs to her friend Tracy Smith."}
    refused = musa.post("/agency/referrals/by-mail/", named)
    assert refused.status_code == 422 and "looks as if it told who" in refused.content.decode()
    more = musa.post("/agency/referrals/by-mail/", named | {"add": "1"}).content.decode()
    assert "Child 2" in more and "MAIL-1" in more, "one more child, nothing lost"
    assert not Referral.objects.using("owner").exists()
    there = musa.post("/agency/referrals/by-mail/", named | {"looked": "on"})
    assert there.status_code == 302
    row = Referral.objects.using("owner").get()
    assert row.recorded_for_id == BRADFORD and row.council_id == cast.agency.pk and row.screen == "cleared"
    assert row.answer_by == london_moment(in_days(1), time(16, 30))
    page = musa.get(there["Location"]).content.decode()
    assert "Bradford: short term" in page and "no other sees it" in page and "Bradford Council uses Hearth" in page
    with cast.acting("musa") as by:
        mine = Referral.objects.get(pk=row.pk)
        ranked = rank_referral(mine, cast.agency)
        assert [found.household for found in ranked.ranking.top()] == [str(home)]
        assert str(theirs) not in ranked.pool.index
        ask = asking.ask(by, row.pk, home)
        asking.answer(by, ask.pk, True)
        made = offering.offer(by, row.pk, home)
        assert made.price == "framework" and Child.objects.get().reference == "MAIL-1/1"
    chosen = f"/agency/referrals/{row.pk}/homes/{home}/chosen/"
    day = {**boxes("starts_on", in_days(8)), "reason": "Near her school"}
    assert musa.post(chosen, day | {"reason": ""}).status_code == 422
    assert musa.post(chosen, day).status_code == 302
    with cast.acting("musa"):
        stay = Placement.objects.select_related("referral__recorded_for").get(state="placed")
        assert stay.household_id == home and stay.looked_after_by == "Bradford"
        assert Ask.objects.get().state == "yes" and Referral.objects.get().outcome == "placed_here"
        done = set(AuditEntry.objects.values_list("action", flat=True))
        assert {"referral.recorded", "carer.asked", "carer.answered", "offer.made", "child.placed"} <= done
    kept = musa.get(f"/agency/referrals/{row.pk}/").content.decode()
    assert "Placed here" in kept and "Ada and Bo Example: yes" in kept
    assert "MAIL-1" in musa.get("/agency/referrals/").content.decode()
    assert "Bradford" in musa.get(f"/agency/placements/{stay.pk}/").content.decode()
    assert "Ada and Bo Example, Bradford" in musa.get("/agency/placements/").content.decode()


def test_nobody_else_reads_it_or_is_told(cast: Cast) -> None:
    row = recorded(cast)
    for who in ("stan", "nora", "carl"):
        client = _browser(cast, who)
        assert client.get(f"/agency/referrals/{row}/").status_code in (403, 404)
        assert client.get(f"/council/referrals/{row}/").status_code in (403, 404)
        with cast.acting(who):
            assert not Referral.objects.exists() and not Child.objects.exists() and not Share.objects.exists()
    with cast.acting("musa") as by:
        assert not digest._news(cast.agency.pk)
        with pytest.raises(NotReady, match="only that service"):
            sharing.share_with(by, Referral.objects.get(), [cast.rival.pk])
        with pytest.raises(NotReady, match="by e-mail"):
            offering.not_us(by, row, "age")
    assert _browser(cast, "musa").get(f"/council/referrals/{row}/").status_code == 403


def test_what_cannot_be_right_is_said_at_its_field(cast: Cast) -> None:
    recorded(cast)
    with pytest.raises(Invalid) as again:
        recorded(cast)
    assert "reference" in again.value.fields
    with pytest.raises(Invalid) as nowhere:
        recorded(cast, council="E0", reference="x")
    assert "council" in nowhere.value.fields
    with pytest.raises(Invalid, match="your own council"):
        recorded(cast, who="carl", council=LEEDS)
    with pytest.raises(Invalid) as long:
        recorded(cast, reference="x" * 37)
    assert "reference" in long.value.fields
    with cast.acting("musa") as by:
        row = Referral.objects.get()
        with pytest.raises(Invalid, match="how it ended"):
            recording.close_recorded(by, row.pk, "placed_here")
        assert recording.close_recorded(by, row.pk, "not_us", "No room for two").outcome == "not_us"
        assert not Share.objects.filter(ended_at__isnull=True).exists()
    ours = make_referral(cast)
    with cast.acting("olga") as olga, pytest.raises(Referral.DoesNotExist):
        recording.close_recorded(olga, ours, "not_us")


def _figures(cast: Cast) -> tuple[Any, ...]:
    """Everything that a council's figures are made from, as Leeds reads it."""
    council, day = cast.council, TODAY
    with scope(council.pk):
        supply = supply_of(council.pk, LEEDS, day)
        here = [waiting(council.pk, day), living(council.pk, LEEDS, day), elsewhere(council.pk, day)]
        groups = world_of(council, day).instance.groups
        known = history_of(council.pk, day).history.keys
        return (
            *here,
            children_first(council, day),
            groups,
            len(known),
            supply.homes,
            len(plan_for(council).left),
        )


@pytest.mark.parametrize("who", ["musa", "carl"])
def test_it_counts_in_nobodys_need(cast: Cast, who: str) -> None:
    """Also where a council's own service writes down what another council asks: carl's is both."""
    home = make_home(cast, who=who)
    make_home(cast, who=who)
    council = BRADFORD if who == "carl" else LEEDS
    before = _figures(cast)
    row = recorded(cast, who, council)
    assert _figures(cast) == before
    with cast.acting(who) as by:
        recording.chosen(by, row, home, in_days(-3), "They said yes")
    after = _figures(cast)
    assert after[:6] == before[:6], "a child of another council is no child of this one"
    other = recorded(cast, who, council, reference="MAIL-2")
    with cast.acting(who) as by:
        recording.close_recorded(by, other, "placed_elsewhere")
    assert _figures(cast) == after


def test_the_same_through_the_api(cast: Cast) -> None:
    home = make_home(cast)
    musa = _browser(cast, "musa")
    child = {"birth_month": month(born(9)), "sex": "F", "needs": None, "home_postcode": "BD9 4AB"}
    body = {"council": BRADFORD, "reference": "M-9", "kind": "short_term", "needed_by": str(TODAY), "children": [child]}

    def post(path: str, sent: Any) -> Any:
        return musa.post(f"/api/v1/inbox{path}", sent, content_type="application/json")

    assert post("", body | {"risks_words": "Ring 0113 496 0000"}).status_code == 422
    made = post("", body)
    assert made.status_code == 201 and made.json()["recorded_for"] == BRADFORD
    key = made.json()["id"]
    assert [one["home"] for one in musa.get(f"/api/v1/inbox/{key}/homes").json()] == [str(home)]
    assert post(f"/{key}/ask", {"home": str(home)}).status_code == 201
    placed = post(f"/{key}/chosen", {"home": str(home), "reason": "Yes"})
    assert placed.status_code == 201 and placed.json()[0]["state"] == "placed"
    second = post("", body | {"reference": "M-10"}).json()["id"]
    assert post(f"/{second}/close", {"outcome": "withdrawn"}).json()["outcome"] == "withdrawn"
    ours = make_referral(cast)
    assert post(f"/{ours}/close", {"outcome": "withdrawn"}).status_code == 404
    assert post(f"/{ours}/chosen", {"home": str(home), "reason": "Yes"}).status_code == 404


def test_a_home_that_closes_with_such_a_child_is_told_by_staff_not_to_the_service_itself(cast: Cast) -> None:
    type(cast.agency).objects.using("owner").filter(pk=cast.agency.pk).update(email="duty@aire.example")
    homes = [make_home(cast), make_home(cast)]
    for number, home in enumerate(homes):
        with cast.acting("musa") as by:
            row = Referral.objects.get(pk=recorded(cast, reference=f"MAIL-{number}"))
            recording.chosen(by, row.pk, home, TODAY, "They said yes")
    musa = _browser(cast, "musa")
    facts = {"kind": "resigned", "reason": "retired", "words": "", **boxes("on", TODAY)}
    ended = musa.post(f"/agency/homes/{homes[0]}/acts/end/", facts, follow=True)
    assert "No message reaches Bradford from here" in ended.content.decode()
    later = musa.get(f"/agency/homes/{homes[0]}/").content.decode()
    assert "No message reaches Bradford from here. Tell them yourself" in later, "it stays on the page of the home"
    body = {"kind": "resigned", "reason": "retired", "on": str(TODAY)}
    through = musa.post(f"/api/v1/register/{homes[1]}/end", body, content_type="application/json")
    assert through.status_code == 201 and through.json()["councils_to_tell"] == ["Bradford"]
    with cast.acting("musa"):
        assert not Message.objects.filter(kind="departure.council_told").exists(), (
            "the service does not write to itself"
        )
        done = set(AuditEntry.objects.filter(action__startswith="departure").values_list("action", flat=True))
        assert "departure.councils_left_to_staff" in done and "departure.council_told" not in done
