"""Drafts and what came to nothing by e-mail go in their time; a council's own case records never."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.records.services.retention_night import run
from placements.models import Child, Match, Offer, Referral, ReferralDraft
from placements.offers.services import offering, recording
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, born

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {"risks_words": "must not be near the canal", "family_time": "each Sunday", "wishes_words": "a dog"}


@pytest.fixture(autouse=True)
def _quiet(sent_tasks: list[Any]) -> None:
    """Tasks are noted, not sent."""


def noticed(cast: Cast, *whose: Any) -> None:
    from accounts.models import RetentionRun
    from accounts.tenancy.scopes import scope

    for organisation in whose:
        with scope(organisation.pk):
            RetentionRun(organisation=organisation, on=TODAY - timedelta(days=40)).save()


def test_a_draft_goes_by_its_last_save(cast: Cast) -> None:
    noticed(cast, cast.council)
    now = timezone.now()
    with cast.acting("olga") as olga:
        for days, mark in ((200, "old"), (20, "young")):
            row = ReferralDraft(council=cast.council, answers={"who": {"reference": mark}}, made_by=olga.user)
            row.save()
            ReferralDraft.objects.filter(pk=row.pk).update(saved_at=now - timedelta(days=days))
    assert run(cast.council.pk, now)["referral_draft"] == 1
    with cast.acting("olga"):
        assert [row.reference for row in ReferralDraft.objects.all()] == ["young"]


def _by_mail(cast: Cast, reference: str, **facts: Any) -> UUID:
    children = [{"birth_month": born(8), "sex": "F", "needs": ["autism"], "home_lat": 53.8, "home_lon": -1.5}]
    asked = {"reference": reference, "kind": "short_term", "needed_by": TODAY, **WORDS, **facts}
    with cast.acting("musa") as musa:
        return recording.record_by_mail(musa, "E08000032", asked, children, looked=True).pk


def test_what_came_by_mail_and_to_nothing_goes_and_no_case_record_does(cast: Cast) -> None:
    """One came to nothing long ago; others led to a stay, are young, are open, or are a council's own."""
    home = make_home(cast)
    noticed(cast, cast.agency, cast.council)
    gone, stays, young, still = (_by_mail(cast, f"MAIL-{n}") for n in range(4))
    own = make_referral(cast)
    own = getattr(own, "pk", own)
    with cast.acting("musa") as musa:
        offering.offer(musa, gone, home, words="They have a dog")
        recording.chosen(musa, stays, home, TODAY, "Near the school")
        for pk in (gone, young, still):
            recording.close_recorded(musa, pk, "not_us")
    long_ago = timezone.now() - timedelta(days=500)
    Referral.objects.using("owner").exclude(pk=young).update(closed_at=long_ago)
    Referral.objects.using("owner").filter(pk=still).update(state="open", outcome="", closed_at=None)
    Referral.objects.using("owner").filter(pk=own).update(state="closed", outcome="withdrawn", risks_words="own words")
    assert run(cast.agency.pk, timezone.now())["recorded_referral"] == 1
    assert "recorded_referral" not in {key for key, n in run(cast.council.pk, timezone.now()).items() if n}
    rows = {row.pk: row for row in Referral.objects.using("owner").all()}
    assert rows[gone].reference.startswith("deleted-") and rows[gone].outcome == "not_us"
    assert not any(getattr(rows[gone], field) for field in WORDS)
    assert rows[own].risks_words == "own words"
    assert all(rows[pk].risks_words == WORDS["risks_words"] for pk in (stays, young, still))
    children = {row.reference: row for row in Child.objects.using("owner").all()}
    assert "MAIL-0/1" not in children and children["MAIL-1/1"].needs == ["autism"] == children["MAIL-3/1"].needs
    assert all(row.needs is None and row.home_lat is None for key, row in children.items() if key[:8] == "deleted-")
    assert not Match.objects.using("owner").filter(referral=gone).exists()
    assert not Offer.objects.using("owner").get(referral=gone).words
    assert run(cast.agency.pk, timezone.now() + timedelta(days=1)).get("recorded_referral") == 0


def test_words_of_an_offer_go_with_the_home_they_are_about(cast: Cast) -> None:
    from carers.models import Household
    from carers.records.services.forgetting import forget_homes

    home, other = make_home(cast), make_home(cast)
    pk = _by_mail(cast, "MAIL-9")
    with cast.acting("musa") as musa:
        for each in (home, other):
            offering.offer(musa, pk, each, words="Ada was a nurse")
        forget_homes(musa, [Household.objects.get(pk=home)])
        told = dict(Offer.objects.values_list("household", "words"))
    assert told == {home: "", other: "Ada was a nurse"}
