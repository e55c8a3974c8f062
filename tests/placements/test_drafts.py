"""A new referral in parts: each part is kept, two windows lose nothing, and nothing counts before it is opened."""

from typing import Any

import pytest
from django.test import Client

from accounts.input.errors import Invalid, NotReady, Stale
from accounts.models import AuditEntry
from accounts.tenancy.scopes import scope
from carers.law.vocabulary import NEEDS, WISHES
from placements.models import Child, Referral, ReferralDraft, Share
from placements.referrals.services import drafting
from placements.shortages.selectors.need import waiting
from placements.texts.words import NEED_WORDS, WISH_WORDS
from tests.cast import Cast, make_referral
from tests.clock import TODAY, born, boxes, in_days, month, month_boxes
from tests.permissions.drafts import DATES, who

WHO = {
    "version": "0", "reference": "L-1", "child-TOTAL_FORMS": "1", "child-INITIAL_FORMS": "0",
    "child-0-reference": "L-1-A", **month_boxes("child-0-birth_month", born(9)),
    "child-0-sex": "F", "child-0-home_postcode": "ls6 2ab",
}  # fmt: skip
SECOND = {
    "child-TOTAL_FORMS": "2", "child-1-reference": "L-1-B", **month_boxes("child-1-birth_month", born(7)),
    "child-1-sex": "M",
}  # fmt: skip
WHEN = {
    "version": "0", "kind": "short_term", "urgency": "emergency", "sharing": "everyone", **boxes("needed_by", TODAY),
}  # fmt: skip

NIGHT = {"version": "0", "who_version": "1", "child_0": "L-1-A", "risks_words": "Sleepwalks"}


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _olga(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.people["olga"])
    return client


def _begun(olga: Client, **more: str) -> str:
    """The address of a draft that has its first part."""
    sent = olga.post("/council/referrals/new/", WHO | more)
    assert sent.status_code == 302, sent.content.decode()
    return str(sent["Location"]).removesuffix("needs/")


def test_each_part_is_kept_and_the_last_page_opens_it(cast: Cast) -> None:
    olga = _olga(cast)
    wrong = olga.post("/council/referrals/new/", WHO | {"child-0-birth_month-month": "13"})
    assert wrong.status_code == 422 and "L-1-A" in wrong.content.decode()
    assert not ReferralDraft.objects.using("owner").exists()
    split = olga.post("/council/referrals/new/", WHO | SECOND)
    assert split.status_code == 422 and "whether they must stay together" in split.content.decode()
    at = _begun(olga, **SECOND, together="must")
    kept = olga.get(f"{at}who/").content.decode()
    assert "L-1-B" in kept and "LS6 2" in kept and "ls6 2ab" not in kept.lower(), "no more than the sector is kept"
    assert "L-1" in olga.get("/council/referrals/").content.decode()
    early = olga.post(at)
    assert early.status_code == 302 and early["Location"] == at, "not without saying when"
    needs = {"version": "0", "needs_0": ["one_to_one"], "needs_1": ["none"], "risks_words": "Runs away at night."}
    needs |= {"needs_0": [NEEDS[0]], "child_0": "L-1-A", "child_1": "L-1-B", "who_version": "1"}
    assert olga.post(f"{at}needs/", needs)["Location"] == f"{at}wishes/"
    assert olga.post(f"{at}wishes/", {"version": "0", "avoid_postcode": "LS8 1AA"})["Location"] == f"{at}dates/"
    assert olga.post(f"{at}dates/", WHEN)["Location"] == at
    page = olga.get(at).content.decode()
    assert "Runs away at night." in page and "Needs of L-1-B" in page and "Open the referral" in page
    _not_there_yet(cast)
    opened = olga.post(at)
    with cast.acting("olga"):
        made = Referral.objects.get()
        assert opened["Location"] == f"/council/referrals/{made.pk}/" and not ReferralDraft.objects.exists()
        assert made.together == "must" and made.avoid[0]["km"] == 2 and made.full_information_due is not None
        first, second = Child.objects.order_by("birth_month")
        assert first.needs == [NEEDS[0]] and second.needs == [] and first.home_lat == pytest.approx(53.8216)
        assert Share.objects.filter(referral=made).exists() and len(waiting(cast.council.pk, TODAY)) == 2
        done = set(AuditEntry.objects.values_list("action", flat=True))
        assert {"referral_draft.saved", "referral.opened"} <= done
    again = olga.post(at, follow=True)
    assert again.redirect_chain == [(f"/council/referrals/{made.pk}/", 302)], "pressed twice: there is one referral"
    assert "opened already: it is the referral L-1 now" in again.content.decode()


def _not_there_yet(cast: Cast) -> None:
    with cast.acting("olga"):
        assert not Referral.objects.exists() and not waiting(cast.council.pk, TODAY)
    for stranger in (cast.agency, cast.neighbour, cast.rival):
        with scope(stranger.pk):
            assert not ReferralDraft.objects.exists() and not Share.objects.exists()


def test_two_windows_lose_nothing(cast: Cast) -> None:
    olga = _olga(cast)
    at = _begun(olga)
    assert olga.post(f"{at}wishes/", {"version": "0", "wishes_words": "A dog"}).status_code == 302
    assert olga.post(f"{at}needs/", NIGHT).status_code == 302, "another part"
    late = olga.post(f"{at}wishes/", {"version": "0", "wishes_words": "A cat"})
    page = late.content.decode()
    assert late.status_code == 409 and "A dog" in page and "A cat" in page and 'name="version" value="1"' in page
    assert olga.post(f"{at}wishes/", {"version": "1", "wishes_words": "A cat, a dog"}).status_code == 302
    with cast.acting("olga"):
        kept = ReferralDraft.objects.get().answers
        assert kept["wishes"]["wishes_words"] == "A cat, a dog" and kept["needs"]["risks_words"] == "Sleepwalks"


def test_children_come_and_go_on_the_page(cast: Cast) -> None:
    olga = _olga(cast)
    more = olga.post("/council/referrals/new/", WHO | {"add": "1"}).content.decode()
    assert "Child 2" in more and "L-1-A" in more and "There is a problem" not in more
    typed = WHO | SECOND | {"together": "must", "remove": "0"}
    less = olga.post("/council/referrals/new/", typed).content.decode()
    assert "Child 2" not in less and "L-1-B" in less and "L-1-A" not in less
    for bad in ({"remove": "9"}, {"remove": "x"}, {"add": "1", "child-TOTAL_FORMS": "x"}, {"version": "٣"}):
        assert olga.post("/council/referrals/new/", WHO | bad).status_code in (200, 302, 422), bad


def test_what_cannot_be_opened_says_why_and_stays(cast: Cast) -> None:
    with cast.acting("olga") as olga:
        draft = drafting.save_part(olga, None, "who", who("L-7"))
        with pytest.raises(NotReady, match="who needs a home, and when"):
            drafting.open_draft(olga, draft.pk)
        with pytest.raises(Invalid):
            drafting.save_part(olga, draft.pk, "nonsense", {})
        with pytest.raises(Invalid):
            drafting.save_part(olga, draft.pk, "dates", DATES | {"needed_by": "1890-01-01"})
        with pytest.raises(Invalid, match="draft with that reference"):
            drafting.save_part(olga, None, "who", who("L-7"))
        with pytest.raises(Stale):
            drafting.save_part(olga, draft.pk, "who", who("L-8"))
    make_referral(cast, reference="R-1")
    with cast.acting("olga") as olga, pytest.raises(Invalid, match="referral with that reference"):
        drafting.save_part(olga, None, "who", who("R-1"))
    with cast.acting("olga") as olga:
        drafting.save_part(olga, draft.pk, "dates", DATES | {"ends_on": str(in_days(-22))})
        with pytest.raises(Invalid, match="end must come after"):
            drafting.open_draft(olga, draft.pk)
        assert ReferralDraft.objects.get().versions == {"who": 1, "dates": 1}
    with cast.acting("nora") as nora, pytest.raises(ReferralDraft.DoesNotExist):
        drafting.remove_draft(nora, draft.pk)


def test_the_same_through_the_api(cast: Cast) -> None:
    olga = _olga(cast)

    def send(method: str, path: str, body: Any = None) -> Any:
        return getattr(olga, method)(f"/api/v1/referral-drafts{path}", body or {}, content_type="application/json")

    child = {"reference": "A-1", "birth_month": month(born(9)), "sex": "F", "home_postcode": "LS6 2AB"}
    made = send("post", "", {"part": "who", "facts": {"reference": "A", "children": [child]}})
    assert made.status_code == 201 and made.json()["missing"] == ["dates"]
    assert made.json()["answers"]["who"]["children"][0]["home_postcode"] == "LS6 2"
    key = made.json()["id"]
    bad = send("patch", f"/{key}", {"part": "wishes", "facts": {"avoid_postcode": "nowhere"}})
    assert bad.status_code == 400
    assert send("post", f"/{key}/open").status_code == 409
    when = {"part": "dates", "facts": {"kind": "short_term", "needed_by": str(in_days(8))}}
    assert send("patch", f"/{key}", when).json()["versions"] == {"who": 1, "dates": 1}
    assert send("patch", f"/{key}", when).status_code == 409, "saved by somebody else since it was read"
    assert [row["id"] for row in send("get", "").json()] == [key]
    opened = send("post", f"/{key}/open")
    assert opened.status_code == 201 and opened.json()["state"] == "open"
    for act in (send("get", f"/{key}"), send("post", f"/{key}/open"), send("delete", f"/{key}")):
        assert act.status_code == 410 and act.json()["code"] == "draft.opened"
        assert act.json()["errors"] == {"referral": opened.json()["id"]}
    other = send("post", "", when | {"version": 0}).json()["id"]
    assert send("delete", f"/{other}").status_code == 204 and send("get", "").json() == []


def test_every_need_and_wish_has_its_words() -> None:
    assert set(NEED_WORDS) == set(NEEDS) and set(WISH_WORDS) == set(WISHES)
