"""A day's work through real pages: the officer's urgent evening, the agency's day, the loser of a race."""

from typing import Any

import pytest

from carers.homes.services import my_home
from placements.models import Offer, Placement, Referral, ReferralDraft
from placements.placing import services as placing
from placements.referrals.services import drafting
from tests.browser import looked_at
from tests.cast import Cast, make_home, make_referral
from tests.clock import born, boxes, in_days, month_boxes

pytestmark = [pytest.mark.browser]


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _fill(page: Any, typed: dict[str, str]) -> None:
    """Each box, by its id."""
    for box, words in typed.items():
        page.locator(f"#{box}").fill(words)


def _evening(cast: Cast) -> None:
    """Homes of all sorts: one could take four, two could take two each, one smokes, one is full of age limits."""
    confirmed = f"{in_days(-2)}T10:00Z"
    four = {"max_children": 4, "rooms": 4, "sibling_max": 4, "availability_confirmed_at": confirmed}
    make_home(cast, name="Ada and Bo", **four)
    make_home(cast, name="Cora", who="stan", max_children=2, rooms=2, sibling_max=2, lat=53.80, lon=-1.50)
    make_home(cast, name="Dee", who="carl", max_children=2, rooms=2, sibling_max=2, lat=53.85, lon=-1.60)
    make_home(cast, name="Eli", who="carl", max_children=4, rooms=4, sibling_max=4, smoker=True)
    make_home(cast, name="Fay", who="carl", age_max=5, max_children=4, rooms=4, sibling_max=4)


def test_an_officers_urgent_evening(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    _evening(cast)
    more = {"urgency": "emergency", "wishes_words": "We want to stay together.", "wishes": ["has_dog"]}
    referral = make_referral(cast, ages=(3, 6, 9, 11), reference="L-4", **more)
    with cast.acting("olga"):
        from placements.models import Child

        Child.objects.update(home_lat=53.82, home_lon=-1.56, school_lat=53.83, school_lon=-1.55)
    page = browser_page
    sign_in(page, cast.people["olga"])
    page.goto("/council/tonight/")
    page.get_by_role("heading", name="Could take them now").wait_for()
    page.get_by_text("0113 496 0001").wait_for()
    looked_at(page, "match-2-tonight")
    page.goto(f"/council/referrals/{referral}/")
    page.get_by_text("1 of 5 homes meet every test.").wait_for()
    looked_at(page, "match-2-referral-of-four")
    page.get_by_role("link", name="Smoking").click()
    page.get_by_text("Your own homes that fall here").wait_for()
    looked_at(page, "match-2-why-not")
    page.go_back()
    page.get_by_role("list", name="Homes in order").get_by_role("link").first.click()
    page.get_by_role("button", name="Hold for four hours").click()
    page.get_by_text("Held for you until").wait_for()
    looked_at(page, "match-2-home-held")
    page.get_by_label("Why this home").fill("All four together, near school")
    page.get_by_role("button", name="Place here").click()
    page.get_by_text("Placed. The home's agency can see it now.").wait_for()
    page.get_by_role("link", name="Make the match again").click()
    page.get_by_text("it comes out the same").wait_for()
    looked_at(page, "match-2-match-again")
    with cast.acting("olga"):
        assert Placement.objects.filter(referral=referral, state="placed").count() == 4
        assert Referral.objects.get(pk=referral).as_asked == "yes"


def test_the_plan_and_closing(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    make_home(cast, max_children=1)
    first, second = make_referral(cast, reference="L-1"), make_referral(cast, reference="L-2")
    page = browser_page
    sign_in(page, cast.people["olga"])
    page.goto("/council/plan/")
    page.get_by_text("children placed with this plan").wait_for()
    looked_at(page, "match-3-plan")
    page.goto(f"/council/referrals/{second}/close/")
    assert not page.get_by_text("Declined by the service").count(), "that is for a referral that came by e-mail"
    page.get_by_label("Placed elsewhere").check()
    page.get_by_role("button", name="Close the referral").click()
    page.get_by_role("link", name="Say whether").or_(
        page.get_by_text("Choose whether this is what was asked")
    ).first.wait_for()
    looked_at(page, "match-3-close")
    page.get_by_label("No, too far from home or school").check()
    page.get_by_role("button", name="Close the referral").click()
    page.get_by_text("No, too far from home or school").wait_for()
    page.get_by_role("button", name="Refer again").click()
    page.get_by_text("linked to the earlier referral").wait_for()
    with cast.acting("olga"):
        assert Referral.objects.get(referred_again_from=second).state == "open"
        assert first


def test_an_agencys_day(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    home = make_home(cast, name="Ada and Bo")
    make_home(cast, name="Gil, who is full of rules", age_max=3)
    referral = make_referral(cast, reference="L-7", wishes=["couple"])
    page = browser_page
    sign_in(page, cast.people["musa"])
    page.goto("/agency/referrals/")
    looked_at(page, "match-4-inbox")
    page.get_by_role("link", name="L-7").click()
    page.get_by_text("Approved for ages").or_(page.get_by_text("Approved for")).first.wait_for()
    page.get_by_role("button", name="Ask Ada and Bo").click()
    page.get_by_label("What did they say?").select_option("yes")
    looked_at(page, "match-4-inbox-referral")
    page.get_by_role("button", name="Note the answer").click()
    page.get_by_role("link", name="Offer this home").first.click()
    page.get_by_label("Weekly fee for all children").fill("512.50")
    looked_at(page, "match-4-offer")
    page.get_by_role("button", name="Offer and hold the places").click()
    page.get_by_text("The places are held for 24 hours").wait_for()
    with cast.acting("olga") as olga:
        assert Offer.objects.get().state == "open"
        placing.place(olga, referral, home, reason="Near school")
        assert Offer.objects.get().state == "accepted"
        Placement.objects.filter(state="placed").update(period=f"[{in_days(-22)},)")
    page.goto("/agency/placements/")
    page.get_by_role("heading", name="Living here").wait_for()
    looked_at(page, "match-5-placements")
    page.get_by_role("list", name="Living here").get_by_role("link").first.click()
    looked_at(page, "match-5-placement")
    page.get_by_role("button", name="Record the end").click()
    _fill(page, boxes("id_on", in_days(-3)))
    page.get_by_label("Not planned").check()
    looked_at(page, "match-5-end-of-a-placement")
    page.get_by_role("button", name="Record the end").click()
    page.get_by_text("Choose a reason for the move").first.wait_for()
    page.get_by_label("The child moves because of").select_option("CREQB")
    page.get_by_role("button", name="Record the end").click()
    page.get_by_text("The place is vacant from that day.").wait_for()


def test_the_loser_of_a_race_is_told_what_to_do_next(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    home, ours, theirs = make_home(cast, max_children=1), make_referral(cast), make_referral(cast, who="nora")
    page = browser_page
    sign_in(page, cast.people["olga"])
    page.goto(f"/council/referrals/{ours}/homes/{home}/")
    page.get_by_label("Why this home").fill("Near school")
    with cast.acting("nora") as nora:
        from placements.models import Gate

        Gate(council_id=cast.neighbour.pk, referral_id=theirs, household_id=home, kind="out_of_area",
             state="approved").save()  # fmt: skip
        placing.place(nora, theirs, home, reason="x")
    page.get_by_role("button", name="Place here").click()
    page.get_by_text("The home has no room for all of these children any more").first.wait_for()
    looked_at(page, "match-7-loser-of-a-race")


def test_a_referral_that_came_by_mail(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    """Written down without names, ranked over the agency's homes, asked, chosen, kept."""
    make_home(cast, name="Ada and Bo")
    make_home(cast, name="Gil, who takes only little ones", age_max=3)
    page = browser_page
    sign_in(page, cast.people["musa"])
    page.goto("/agency/referrals/")
    page.get_by_role("button", name="Write down one that came by e-mail").click()
    page.get_by_label("Which council asks?").select_option(label="Bradford (uses Hearth)")
    page.get_by_label("Reference in the message").fill("BD-114")
    _fill(page, boxes("id_needed_by", in_days(8)) | month_boxes("id_child-0-birth_month", born(9)))
    page.get_by_label("Girl", exact=True).check()
    page.get_by_label("What a home must know").fill("She runs to her friend Tracy Smith at night.")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("looks as if it told who a child is").first.wait_for()
    looked_at(page, "match-6-by-mail-write-down")
    page.get_by_label("What a home must know").fill("She runs to a friend at night.")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("for your service alone").first.wait_for()
    page.get_by_role("button", name="Ask Ada and Bo").click()
    page.get_by_text("Bradford Council uses Hearth").wait_for()
    looked_at(page, "match-6-by-mail-referral")
    page.goto("/agency/referrals/")
    page.get_by_text("By e-mail", exact=True).wait_for()
    looked_at(page, "match-6-by-mail-inbox")
    page.get_by_role("link", name="BD-114").first.click()
    page.get_by_role("link", name="The council chose it").click()
    page.get_by_label("What did the council say?").fill("Near her school.")
    looked_at(page, "match-6-by-mail-chosen")
    page.get_by_role("button", name="Record the placement").click()
    page.get_by_text("The places are filled from that day").wait_for()
    looked_at(page, "match-6-by-mail-answered")


def test_a_new_referral_part_by_part(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    """Each part is kept; two windows; the page with every answer opens it."""
    make_home(cast, name="Ada and Bo")
    page = browser_page
    sign_in(page, cast.people["olga"])
    page.goto("/council/referrals/new/")
    page.get_by_label("Your reference").fill("L-12")
    page.get_by_label("Reference of the child").fill("L-12-A")
    _fill(page, month_boxes("id_child-0-birth_month", born(9)))
    page.get_by_label("Girl", exact=True).check()
    page.get_by_role("button", name="Add a brother or sister").click()
    page.get_by_role("heading", name="Child 2").wait_for()
    page.locator("#id_child-1-reference").fill("L-12-B")
    _fill(page, month_boxes("id_child-1-birth_month", born(6)))
    page.get_by_label("Boy", exact=True).nth(1).check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("Choose whether they must stay together").first.wait_for()
    page.get_by_label("Must stay together").check()
    looked_at(page, "match-1-part-who")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("heading", name="Needs, and keeping safe").wait_for()
    looked_at(page, "match-1-part-needs")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("In the child's own words").fill("A dog would be nice.")
    looked_at(page, "match-1-part-wishes")
    wishes = page.url
    with cast.acting("olga") as olga:
        draft = ReferralDraft.objects.get()
        drafting.save_part(olga, draft.pk, "wishes", {"wishes": [], "wishes_words": "A cat, please."})
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("What was saved from the other window").wait_for()
    looked_at(page, "match-1-two-windows")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("heading", name="When, how urgent, how far").wait_for()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Open the referral").wait_for()
    page.get_by_text("A dog would be nice.").wait_for()
    looked_at(page, "match-1-check-answers")
    page.goto("/council/referrals/")
    page.get_by_role("heading", name="Being written, not open yet").wait_for()
    looked_at(page, "match-1-drafts")
    page.get_by_role("link", name="L-12").click()
    page.get_by_role("button", name="Open the referral").click()
    page.get_by_text("The referral is open. Here are homes in order.").wait_for()
    page.goto(wishes)
    page.get_by_text("This draft was opened already: it is the referral L-12 now.").wait_for()


def test_an_emergency_outside_the_terms_and_days_without_short_stays(
    cast: Cast, browser_page: Any, sign_in: Any
) -> None:
    home = make_home(cast, name="Ada and Bo", age_max=6)
    referral = make_referral(cast, ages=(12,), urgency="emergency", kind="emergency", reference="L-9")
    page = browser_page
    sign_in(page, cast.people["olga"])
    page.goto(f"/council/referrals/{referral}/homes/{home}/")
    page.get_by_label("Who allows it").fill("D. Shah, duty manager, delegated by the director")
    page.get_by_label("Why this home").fill("No other home tonight")
    looked_at(page, "match-8-outside-the-terms")
    page.get_by_role("button", name="Place here for six working days at most").click()
    page.get_by_text("Placed. The home's agency can see it now.").wait_for()
    looked_at(page, "match-8-placed-outside-the-terms")
    page.get_by_role("link", name="Decisions, to print").click()
    page.get_by_text("delegated by the director").wait_for()
    looked_at(page, "match-9-decisions")
    with cast.acting("musa") as musa:
        my_home.give_access(musa, home, "appa@example.org")
    sign_in(page, cast.people["musa"])
    page.goto(f"/agency/homes/{home}/")
    page.get_by_text("Days without short stays").click()
    _fill(page, boxes("short_starts", in_days(27)) | boxes("short_ends", in_days(34)))
    page.get_by_role("button", name="Note these days").click()
    page.get_by_text("Nobody comes for a short stay in that time.").first.wait_for()
    page.get_by_role("heading", name="No short stays").wait_for()
    looked_at(page, "match-10-home-without-short-stays")
    sign_in(page, cast.people["appa"])
    page.goto("/my-home/")
    page.get_by_role("heading", name="Days without short stays").wait_for()
    page.get_by_text("There are days on which we take no short stay").click()
    looked_at(page, "match-10-my-home-without-short-stays")
