"""Sharing in steps, the screen, asks within a budget, offers, closing, who may read reasons."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.input.errors import NotReady
from placements.models import Ask, Decline, Offer, Placement, Referral, Share
from placements.offers.services import asking, offering
from placements.placing.services import closing
from placements.referrals.screening import screen
from placements.referrals.services import sharing
from tests.cast import Cast, make_home, make_referral


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ring mum on 0113 496 0123", "telephone"),
        ("lives at LS6 2AB now", "postcode"),
        ("She goes to Weetwood Primary", "school"),
        ("His sister Leila must not know", "name"),
        ("They live at 12 Otley Road", "address"),
        ("write to a.b@example.org", "e-mail address"),
    ],
)
def test_the_screen_sees(text: str, kind: str) -> None:
    assert kind in {sighting.kind for sighting in screen(text)}


@pytest.mark.parametrize(
    "text", ["I want to stay at my school.", "A dog, please. And my own room.", "On Monday we swim.", ""]
)
def test_the_screen_lets_plain_words_through(text: str) -> None:
    assert screen(text) == []


def test_a_referral_with_a_name_waits_until_somebody_has_looked(cast: Cast) -> None:
    referral = make_referral(cast, wishes_words="I want to be near my friend Jasmin")
    with cast.acting("olga") as olga:
        row = Referral.objects.get(pk=referral)
        assert row.screen == "waiting" and not Share.objects.filter(referral=row).exists()
        with pytest.raises(NotReady):
            sharing.share_with(olga, row, [cast.agency.pk])
        sharing.clear_screen(olga, referral)
        assert Share.objects.filter(referral=row, agency=cast.agency.pk).exists()


def test_own_homes_first_then_the_others(cast: Cast) -> None:
    referral = make_referral(cast, own_first_hours=4)
    with cast.acting("olga") as olga:
        assert {share.agency_id for share in Share.objects.filter(referral=referral)} == {cast.council.pk}
        Referral.objects.update(own_first_until=timezone.now())
        sharing.broadcast_due(olga)
        assert Share.objects.filter(referral=referral, agency=cast.agency.pk).exists()


def test_an_agency_reads_more_at_each_step_and_nothing_after_the_end(cast: Cast) -> None:
    referral = make_referral(cast, risks_words="fears dogs")
    client, page = Client(), f"/agency/referrals/{referral}/"
    client.force_login(cast.people["musa"])
    assert "fears dogs" not in client.get(page).content.decode()
    with cast.acting("olga") as olga:
        sharing.release_full(olga, referral, [cast.agency.pk])
    assert "fears dogs" in client.get(page).content.decode()
    with cast.acting("olga") as olga:
        closing.close(olga, referral, "withdrawn")
    assert client.get(page).status_code == 404


def test_asks_keep_within_their_budget(cast: Cast) -> None:
    home = make_home(cast)
    referrals = [make_referral(cast) for _ in range(4)]
    with cast.acting("musa") as musa:
        first, second = (asking.ask(musa, referral, home) for referral in referrals[:2])
        assert asking.ask(musa, referrals[0], home).pk == first.pk, "asking again is the same ask"
        with pytest.raises(NotReady, match="questions open"):
            asking.ask(musa, referrals[2], home)
        for row in (first, second):
            asking.answer(musa, row.pk, False, Ask.Reason.BREAK)
        with pytest.raises(NotReady, match="rest until"):
            asking.ask(musa, referrals[2], home)
        Ask.objects.update(answered_at=timezone.now() - timedelta(days=8))
        assert asking.ask(musa, referrals[2], home)


def test_an_offer_holds_places_and_gives_them_back(cast: Cast) -> None:
    home, referral = make_home(cast, max_children=1), make_referral(cast)
    with cast.acting("musa") as musa:
        made = offering.offer(musa, referral, home)
        assert offering.offer(musa, referral, home).pk == made.pk
        assert Placement.objects.filter(state="held").count() == 1
        offering.withdraw(musa, made.pk)
        assert not Placement.objects.filter(state="held").exists()
        again = offering.offer(musa, referral, home)
    with cast.acting("olga") as olga:
        offering.decline_offer(olga, again.pk, "Too far from school")
        assert not Placement.objects.filter(state="held").exists()
        assert Offer.objects.get(pk=again.pk).decided_words == "Too far from school"
    with cast.acting("musa") as musa:
        offering.not_us(musa, referral, "age")
        assert offering.not_us(musa, referral, "price").reason == "price" and Decline.objects.count() == 1


def test_reasons_are_for_the_homes_own_agency(cast: Cast) -> None:
    """A hold for an allegation, or a carer's child, must not show through a reason."""
    home = make_home(cast, status="on_hold")
    referral = make_referral(cast)
    client = Client()
    client.force_login(cast.people["olga"])
    told = client.get(f"/api/v1/referrals/{referral}/homes/{home}").json()
    assert told["failed"] == [{"code": "", "sentence": "Not available."}] and told["parts"] == []
    page = client.get(f"/council/referrals/{referral}/homes/{home}/").content.decode()
    assert "Not available." in page and "hold" not in page.lower().split("<h2", 2)[-1].split("</main>")[0]
    client.force_login(cast.people["musa"])
    full = client.get(f"/api/v1/inbox/{referral}/homes").json()
    assert "hold" in full[0]["reasons"][0].lower() and full[0]["smallest_change"]


def test_an_answer_that_comes_late_still_counts(cast: Cast) -> None:
    home, referral = make_home(cast), make_referral(cast)
    with cast.acting("musa") as musa:
        row = asking.ask(musa, referral, home)
        Ask.objects.filter(pk=row.pk).update(answer_by=timezone.now() - timedelta(minutes=1))
        assert asking.let_asks_lapse(cast.agency.pk) == 1
        assert asking.answer(musa, row.pk, True).state == Ask.State.YES
