"""Who is told of a referral is a choice that is kept, and every later step obeys it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.input.errors import Invalid, NotReady
from placements.models import Referral, Share
from placements.placing.services import closing
from placements.placing.services.closing import COPIED, OF_ITS_OWN
from placements.referrals.services import drafting, sharing
from placements.tasks import release_expired_holds
from tests.cast import TODAY, Cast, make_referral
from tests.permissions.drafts import DATES, who

NAME = "I like my friend Kacper Nowak"  # what the screen holds back


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _readers(cast: Cast, referral: Any) -> set[str]:
    shares = Share.objects.using("owner").filter(referral=referral, ended_at__isnull=True)
    return set(shares.values_list("agency__name", flat=True))


def _client(cast: Cast, nickname: str) -> Client:
    client = Client()
    client.force_login(cast.people[nickname])
    return client


EVERYBODY = {"Leeds City Council", "Aire Fostering", "Calder Homes"}
CHOICES: list[tuple[dict[str, Any], set[str]]] = [
    ({}, EVERYBODY),
    ({"own_first_hours": 24}, {"Leeds City Council"}),
    ({"choose_services": True}, set()),
]


@pytest.mark.parametrize(("asked", "told"), CHOICES)
@pytest.mark.parametrize("door", ["page", "api"])
def test_looking_at_the_words_tells_nobody_beyond_the_choice(
    cast: Cast, asked: dict[str, Any], told: set[str], door: str
) -> None:
    referral, olga = make_referral(cast, wishes_words=NAME, **asked), _client(cast, "olga")
    assert _readers(cast, referral) == set()
    paths = {"page": f"/council/referrals/{referral}/clear/", "api": f"/api/v1/referrals/{referral}/clear-screen"}
    assert olga.post(paths[door]).status_code in (200, 302)
    assert _readers(cast, referral) == told
    release_expired_holds()  # the sweeper that shares later
    assert _readers(cast, referral) == told
    Referral.objects.using("owner").filter(own_first_until__isnull=False).update(own_first_until=timezone.now())
    release_expired_holds()
    assert _readers(cast, referral) == (EVERYBODY if asked != {"choose_services": True} else set())


def test_the_hours_of_own_homes_begin_when_they_are_told(cast: Cast) -> None:
    referral = make_referral(cast, wishes_words=NAME, own_first_hours=24)
    with cast.acting("olga") as olga:
        Referral.objects.update(referred_at=timezone.now() - timedelta(days=2))
        sharing.clear_screen(olga, referral)
        left = Referral.objects.get().own_first_until - timezone.now()
    assert timedelta(hours=23) < left <= timedelta(hours=24)


def test_services_that_were_chosen_stay_alone_whatever_the_sweeper_does(cast: Cast) -> None:
    referral = make_referral(cast, choose_services=True, answer_by=timezone.now() + timedelta(days=2))
    with cast.acting("olga") as olga:
        sharing.share(olga, referral, [cast.rival.pk])
        assert sharing.broadcast_due(olga) == 0
    assert _readers(cast, referral) == {"Calder Homes"}
    with cast.acting("stan"):
        assert Share.objects.get().answer_by is not None
    assert "wants an answer by" in _client(cast, "stan").get(f"/agency/referrals/{referral}/").content.decode()


def test_by_when_services_should_answer_is_told_also_after_somebody_looked(cast: Cast) -> None:
    referral = make_referral(cast, wishes_words=NAME, answer_by=timezone.now() + timedelta(days=2))
    with cast.acting("olga") as olga:
        sharing.clear_screen(olga, referral)
        sharing.release_full(olga, referral, [cast.agency.pk])
        assert not Share.objects.filter(referral=referral, answer_by__isnull=True).exists()


def test_a_referral_that_is_over_is_shared_no_more(cast: Cast) -> None:
    referral = make_referral(cast, wishes_words=NAME)
    with cast.acting("olga") as olga:
        closing.close(olga, referral, "withdrawn")
        with pytest.raises(NotReady, match="not open"):
            sharing.clear_screen(olga, referral)
        with pytest.raises(NotReady, match="not open"):
            sharing.release_full(olga, referral, [cast.agency.pk])
    assert _readers(cast, referral) == set()


@pytest.mark.parametrize("door", ["page", "api"])
def test_again_goes_to_those_who_had_it_and_nobody_else(cast: Cast, door: str) -> None:
    referral, olga = make_referral(cast, choose_services=True), _client(cast, "olga")
    with cast.acting("olga") as by:
        sharing.share(by, referral, [cast.agency.pk])
        closing.close(by, referral, "withdrawn")
    if door == "page":
        said = olga.post(f"/council/referrals/{referral}/again/", follow=True).content.decode()
        assert "those who had it before (Aire Fostering) and nobody else" in said
    else:
        made = olga.post(f"/api/v1/referrals/{referral}/again", {}, content_type="application/json").json()
        assert made["sharing"] == "chosen" and made["referred_again_from"] == str(referral)
    again = Referral.objects.using("owner").get(referred_again_from=referral)
    assert _readers(cast, again.pk) == {"Aire Fostering"}


def test_again_asks_own_homes_first_again_and_an_emergency_has_its_clock(cast: Cast) -> None:
    referral = make_referral(cast, own_first_hours=6, urgency="emergency")
    with cast.acting("olga") as olga:
        closing.close(olga, referral, "withdrawn")
        again = closing.refer_again(olga, referral)
        assert again.own_first_until is not None and again.full_information_due is not None
    assert _readers(cast, again.pk) == {"Leeds City Council"}


def test_every_field_of_a_referral_is_copied_or_its_own_when_made_again() -> None:
    fields = {field.name for field in Referral._meta.concrete_fields}
    assert _left_out(fields) == set(), "say in services/closing.py whether a referral made again keeps it"
    assert _left_out({*fields, "quiet_hours"}) == {"quiet_hours"}, "planted: a choice that would be lost is seen"


def _left_out(fields: set[str]) -> set[str]:
    assert not set(COPIED) & set(OF_ITS_OWN)
    return fields - set(COPIED) - set(OF_ITS_OWN)


@pytest.mark.parametrize(
    ("chosen", "told"),
    [({"sharing": "chosen"}, set()), ({"sharing": "own_first", "own_first_hours": "12"}, {"Leeds City Council"}),
     ({"sharing": "everyone"}, EVERYBODY)],
)  # fmt: skip
def test_a_draft_on_pages_keeps_the_choice_and_the_referral_obeys_it(
    cast: Cast, chosen: dict[str, str], told: set[str]
) -> None:
    olga = _client(cast, "olga")
    with cast.acting("olga") as by:
        draft = drafting.save_part(by, None, "who", who("L-7")).pk
    page = f"/council/referrals/drafts/{draft}/"
    when = {"version": "0", "kind": "short_term", "urgency": "planned", "needed_by-day": str(TODAY.day),
            "needed_by-month": str(TODAY.month), "needed_by-year": str(TODAY.year)}  # fmt: skip
    assert "Who is told of it?" in olga.get(f"{page}dates/").content.decode()
    assert olga.post(f"{page}dates/", when | chosen).status_code == 302
    assert olga.post(page).status_code == 302
    made = Referral.objects.using("owner").get()
    assert made.sharing == chosen["sharing"] and _readers(cast, made.pk) == told


def test_two_choices_at_once_are_refused_and_nothing_is_lost(cast: Cast) -> None:
    olga = _client(cast, "olga")
    asked = {
        "reference": "R-1", "kind": "short_term", "needed_by": str(TODAY), "choose_services": True,
        "own_first_hours": 4, "children": [{"reference": "C-1", "birth_month": f"{TODAY.year - 8}-03", "sex": "F"}],
    }  # fmt: skip
    refused = olga.post("/api/v1/referrals", asked, content_type="application/json")
    assert refused.status_code == 422 and "own_first_hours" in refused.json()["errors"]
    assert not Referral.objects.using("owner").exists()
    with cast.acting("olga") as by:
        draft = drafting.save_part(by, None, "who", who("L-7"))
        with pytest.raises(Invalid, match="for how many hours"):
            drafting.save_part(by, draft.pk, "dates", DATES | {"sharing": "own_first"})
        drafting.save_part(by, draft.pk, "dates", DATES | {"own_first_hours": 4})
        with pytest.raises(Invalid, match="Choose own homes first"):
            drafting.open_draft(by, draft.pk, choose_services=True)
        assert drafting.open_draft(by, draft.pk).sharing == "own_first"
