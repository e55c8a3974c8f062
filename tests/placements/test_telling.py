"""Told by one digest, answered by a signed link without an account."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.input.errors import Invalid
from accounts.models import Message, Organisation
from accounts.tenancy.caller import job_for
from accounts.tenancy.scopes import scope
from placements.models import Decline, Reply
from placements.placing.services import closing
from placements.referrals.services import digest
from placements.tasks import tell_agencies
from tests.cast import Cast, make_referral


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[object]) -> None:
    return None


def _digests(cast: Cast) -> list[Message]:
    with scope(cast.rival.pk):
        return list(Message.objects.filter(kind="referrals.digest").order_by("pk"))


def _path(body: str) -> str:
    link = next(line for line in body.splitlines() if "/answers/" in line)
    return link[link.index("/answers/") :]


def test_one_digest_for_many_referrals_and_none_for_those_already_told(cast: Cast) -> None:
    Organisation.objects.using("owner").filter(pk=cast.rival.pk).update(email="duty@calder.example")
    for _ in range(3):
        make_referral(cast, wishes_words="A dog, please.")
    tell_agencies()
    tell_agencies()
    first = _digests(cast)
    assert len(first) == 1 and first[0].body.count("/answers/") == 3 and "A dog" not in first[0].body
    make_referral(cast)
    tell_agencies()
    assert len(_digests(cast)) == 1, "within four hours nothing new goes out"
    with scope(cast.rival.pk):
        later = timezone.now() + timedelta(hours=5)
        assert digest.send(job_for(Organisation.objects.get(pk=cast.rival.pk)), later) == 1
    make_referral(cast, urgency="emergency")
    tell_agencies()
    assert len(_digests(cast)) == 3, "an emergency waits for no digest"
    _answered_by_the_link(cast, _path(first[0].body))


def _answered_by_the_link(cast: Cast, path: str) -> None:
    client = Client()
    page = client.get(path).content.decode()
    assert "Leeds City Council" in page and "A dog, please." in page
    assert client.post(path, {"words": "", "telephone": "12"}).status_code == 422
    assert client.post(path, {"words": "A couple near Otley", "telephone": "0113 496 0123"}).status_code == 200
    with cast.acting("olga") as olga:
        reply = Reply.objects.get()
        assert reply.agency_id == cast.rival.pk and reply.telephone == "0113 496 0123"
        assert olga
    council = Client()
    council.force_login(cast.people["olga"])
    assert "A couple near Otley" in council.get(f"/council/referrals/{reply.referral_id}/").content.decode()
    told = council.get(f"/api/v1/referrals/{reply.referral_id}/services").json()
    assert any("A couple near Otley" in row["reply"] for row in told)
    assert client.post(path, {"reason": "nonsense"}).status_code == 422
    assert client.post(path, {"reason": "age"}).status_code == 200
    with cast.acting("olga") as olga:
        assert Decline.objects.get().reason == "age"
        closing.close(olga, reply.referral_id, "withdrawn")
    assert client.get(path).status_code == 410
    assert client.get("/answers/forged:link/").status_code == 410


def test_a_reply_says_whom_to_ring(cast: Cast) -> None:
    referral = make_referral(cast)
    with cast.acting("stan") as stan:
        for words, telephone in (("", "0113 496 0123"), ("A home", "no number")):
            with pytest.raises(Invalid):
                digest.reply(stan, referral, words, telephone)
