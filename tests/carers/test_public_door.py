"""The public door: questions with no dead end, an enquiry sent once, and a door that robots can't jam."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.pages.limits import address_of, allowed
from accounts.reference.postcodes import find
from accounts.tenancy.scopes import scope
from carers.public.allowances import AGES, allowances
from carers.public.first_answers import outcome
from carers.public.forms.could_i_foster import QUESTIONS
from tests.cast import Cast

REACH = {"email": "ngugi@example.org", "contact_by": "email", "contact_when": "evening", "may_leave_message": "on"}


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def ask(client: Client, agencies: list[str], **more: str) -> Any:
    """Fill in the whole enquiry; the answer to its last press."""
    client.get("/enquire/")
    client.post("/enquire/where/", {"postcode": "ls62ab"})
    client.post("/enquire/you/", {"name": more.pop("name", "Zoë O'Brien-Ngũgĩ"), "spare_room": "yes"})
    client.post("/enquire/reach/", REACH | more)
    assert client.post("/enquire/services/", {"agencies": agencies}).status_code == 302
    return client.post("/enquire/check/")


def enquiries(organisation: Any) -> list[Any]:
    from carers.models import Enquiry

    with scope(organisation.pk):
        return list(Enquiry.objects.all())


def messages(organisation: Any) -> list[Any]:
    from accounts.models import Message

    with scope(organisation.pk):
        return list(Message.objects.all())


def test_one_person_asks_two_services_and_neither_learns_of_the_other(cast: Cast, sent_tasks: list[Any]) -> None:
    client = Client()
    answer = ask(client, [cast.agency.slug, cast.rival.slug])
    assert answer.url == "/enquire/thank-you/"
    assert client.post("/enquire/check/").status_code == 302  # pressed again
    told = client.get("/enquire/thank-you/").content.decode()
    assert "Aire Fostering" in told and "Calder Homes" in told
    ours, theirs = enquiries(cast.agency), enquiries(cast.rival)
    assert len(ours) == len(theirs) == 1
    assert ours[0].name == "Zoë O'Brien-Ngũgĩ" and ours[0].postcode == "LS6 2AB" and ours[0].sector_id == "LS6 2"
    assert ours[0].contact_when == "evening" and ours[0].may_leave_message
    kept = " ".join(str(value) for value in vars(ours[0]).values())
    assert "Calder" not in kept and str(theirs[0].pk) not in kept
    assert "Calder" not in messages(cast.agency)[0].body


@pytest.mark.parametrize("telephone", ["+353 85 012 3456", "07700 900123"])
def test_a_telephone_is_enough_and_any_country_s(cast: Cast, sent_tasks: list[Any], telephone: str) -> None:
    ask(Client(), [cast.agency.slug], email="", telephone=telephone, contact_by="telephone", name="Suharto")
    found = enquiries(cast.agency)[0]
    assert found.name == "Suharto" and found.telephone.replace(" ", "")[-9:] == telephone.replace(" ", "")[-9:]
    assert messages(cast.agency) == []


def test_the_door_turns_a_robot_away_and_nobody_else(
    cast: Cast, sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.pages.limits.time.time", lambda: 1_800_000_000.0)  # all within one minute
    statuses = [
        ask(Client(REMOTE_ADDR="198.51.100.7"), [cast.agency.slug], email=f"r{n}@example.org").status_code
        for n in range(14)
    ]
    assert statuses == [302] * 10 + [429] * 4
    person = Client(REMOTE_ADDR="203.0.113.9")
    assert ask(person, [cast.agency.slug]).status_code == 302
    assert len(enquiries(cast.agency)) == len(messages(cast.agency)) == 11
    for n in range(5):
        last = ask(Client(REMOTE_ADDR=f"203.0.113.{n + 20}"), [cast.agency.slug], email="same@example.org")
    assert last.status_code == 429 and b"reached us" in last.content
    assert len(enquiries(cast.agency)) == 14
    refused = Client(REMOTE_ADDR="198.51.100.7")
    ask(refused, [cast.agency.slug])
    assert "Zoë" in refused.get("/enquire/check/").content.decode()  # what was typed is kept


def test_not_yet_is_kept_with_consent_only(cast: Cast, sent_tasks: list[Any]) -> None:
    client = Client()
    for key, value in {"age": "21_plus", "room": "not_yet", "where": "LS6 2AB"}.items():
        client.post(f"/could-i-foster/{key}/", {"answer": value})
    assert "When a bedroom is free" in client.get("/could-i-foster/answer/").content.decode()
    later = {"name": "Bo", "telephone": "07700 900123", "in_months": "6", "agency": cast.agency.pk}
    assert client.post("/could-i-foster/later/", later).status_code == 422
    assert client.post("/could-i-foster/later/", later | {"consent": "on"}).status_code == 302
    kept = enquiries(cast.agency)[0]
    assert kept.state == "not_now" and kept.marketing_consent and kept.contact_after is not None
    assert b"question" in client.get("/could-i-foster/room/").content.lower()
    assert b"checked" in client.get("/could-i-foster/room/").content  # back never loses


def test_no_answer_is_a_dead_end() -> None:
    for key, form in QUESTIONS.items():
        choices = getattr(form.base_fields["answer"], "choices", [("", "")])
        for value, _ in choices:
            ended = outcome({key: value})
            assert ended.kind == "could" or ended.changes
    assert outcome({"room": "no"}, "scotland").kind == "another_way"


@pytest.mark.parametrize(
    ("typed", "nation"),
    [("ls6 2ab", "england"), ("EH1 1AA", "scotland"), ("CF10 1AA", "wales"), ("BT1 1AA", "northern_ireland"),
     ("BFPO 58", "forces"), ("BF1 2AU", "forces"), ("JE2 3AB", "islands"), ("LS99 9ZZ", "unknown")],
)  # fmt: skip
def test_every_kind_of_postcode_gets_a_useful_sentence(cast: Cast, typed: str, nation: str) -> None:
    from accounts.models import Sector

    for code in ("EH1 1", "CF10 1"):
        Sector.objects.using("owner").get_or_create(code=code, defaults={"lat": 55, "lon": -3, "postcodes": 9})
    found = find(typed)
    assert found.nation == nation
    assert bool(found.words) == (nation != "england")


def test_a_slip_is_answered_with_the_likely_postcode(cast: Cast) -> None:
    for slip in ("LS6 2A8", "LS6 A2B", "LSS6 2AB"):
        with pytest.raises(ValueError, match="Did you mean LS6 2A"):
            find(slip)
    unknown = find("L56 2AB")  # in form, but no such sector
    assert unknown.suggestions == ["LS6 2AB"] and "LS6 2AB" in unknown.words and unknown.sector is None


def test_the_allowance_table_is_whole() -> None:
    rows = allowances()
    assert [row.area for row in rows] == ["London", "South East", "Rest of England"]
    assert all(len(row.pounds) == len(AGES) and list(row.pounds) == sorted(row.pounds) for row in rows)


def test_only_our_own_proxies_are_believed(rf: Any, settings: Any) -> None:
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.5")
    assert address_of(request) == "10.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert address_of(request) == "203.0.113.5"
    request = rf.get("/", REMOTE_ADDR="2001:db8::1")
    assert address_of(request) == "2001:db8::/64"


def test_a_limit_counts_each_key_apart() -> None:
    assert [allowed("t", "a", 2, 60) for _ in range(3)] == [True, True, False]
    assert allowed("t", "b", 2, 60)
