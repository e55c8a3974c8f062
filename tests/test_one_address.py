"""Behind a proxy each visitor is seen by their own address, behind one address a family is slowed, never shut out."""

import ast
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.access.adapter import AccountAdapter
from accounts.pages.limits import TooOften, address_of, whom_to_ring
from tests.carers.test_public_door import ask
from tests.cast import Cast
from tests.sources import sources

PROXY = "10.0.0.1"
# The one place that reads addresses.
READS_ADDRESSES = "accounts/pages/limits.py"


@pytest.fixture(autouse=True)
def _behind_one_proxy(settings: Any, monkeypatch: pytest.MonkeyPatch, sent_tasks: list[Any]) -> None:
    """Only the one setting is turned: what signing in counts has to follow it."""
    cache.clear()
    settings.TRUSTED_PROXIES = 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1_800_000_000.0]
    monkeypatch.setattr("accounts.pages.limits.time.time", lambda: now[0])
    return now


def visitor(forwarded: str) -> Client:
    return Client(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=forwarded)


def send(agency: Any, n: int, forwarded: str) -> Any:
    body = {"agency": agency.slug, "name": f"Person {n}", "email": f"p{n}@example.org"}
    return visitor(forwarded).post("/api/v1/enquiries", body, content_type="application/json")


def test_visitors_of_one_proxy_are_told_apart_and_no_forged_hop_is_believed(cast: Cast, clock: list[float]) -> None:
    apart = [send(cast.agency, n, f"198.51.100.{n}").status_code for n in range(12)]
    assert apart == [201] * 12
    forged = [send(cast.agency, 20 + n, f"203.0.113.{n}, 192.0.2.7").status_code for n in range(12)]
    assert forged == [201] * 10 + [429] * 2


def sign_in(client: Client, password: str, email: str = "rosa@example.org") -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_wrong_passwords_elsewhere_lock_nobody_out(cast: Cast) -> None:
    """Forty strangers behind the proxy try other names; an honest person signs in."""
    rosa = cast.people["rosa"]
    rosa.set_password("a long honest sentence")
    rosa.save(using="owner")
    strangers = [sign_in(visitor(f"198.51.100.{n}"), "wrong", f"nobody{n}@example.org") for n in range(40)]
    assert {answer.status_code for answer in strangers} == {200}
    honest = sign_in(visitor("203.0.113.9"), "a long honest sentence")
    assert honest.status_code == 302, honest.content


def test_one_address_that_guesses_is_slowed_whatever_it_forges(cast: Cast) -> None:
    tried = [sign_in(visitor(f"203.0.113.{n}, 192.0.2.7"), "wrong", f"n{n}@example.org") for n in range(40)]
    refused = [answer for answer in tried if answer.status_code == 429]
    assert refused and "01632 960 000" in refused[0].content.decode()


def test_an_open_evening_behind_one_address_gets_through(cast: Cast, clock: list[float]) -> None:
    """Ten a minute, sixty an hour; who has to wait is told whom to ring, and a robot does not use up their hour."""
    got = []
    for n in range(36):
        answer = send(cast.agency, n, "192.0.2.7")
        if answer.status_code == 429:
            assert "Aire Fostering on 0113 496 0001" in answer.json()["detail"]
            clock[0] += 60
            answer = send(cast.agency, n, "192.0.2.7")
        got.append(answer.status_code)
    assert got == [201] * 36
    robot = [send(cast.agency, 100 + n, "192.0.2.7").status_code for n in range(200)]
    assert robot.count(201) <= 10
    clock[0] += 60
    assert send(cast.agency, 999, "192.0.2.7").status_code == 201


def test_the_page_names_the_telephone_and_keeps_what_was_typed(cast: Cast, clock: list[float]) -> None:
    for n in range(10):
        send(cast.agency, n, "192.0.2.7")
    eleventh = visitor("192.0.2.7")
    page = ask(eleventh, [cast.agency.slug])
    assert page.status_code == 429 and "0113 496 0001" in page.content.decode()
    assert "Zoë" in eleventh.get("/enquire/check/").content.decode()


@pytest.mark.parametrize("path", ["/enquire/go-on/nothing/", "/my-application/way-back/", "/api/v1/links/way-back"])
def test_every_limit_of_a_place_names_a_telephone(cast: Cast, clock: list[float], path: str) -> None:
    client = visitor("192.0.2.7")
    for n in range(31):
        body = {"address": f"p{n}@example.org"}
        as_program = {"content_type": "application/json"} if path.startswith("/api/") else {}
        answer = client.post(path, body, **as_program)  # type: ignore[arg-type]
    assert answer.status_code == 429 and "01632 960 000" in answer.content.decode()


def test_too_often_always_says_whom_to_ring(cast: Cast, settings: Any) -> None:
    said = str(TooOften("Wait.", [cast.rival]))
    assert said == "Wait. Or ring us on 01632 960 000."
    assert whom_to_ring([cast.agency, cast.rival]) == "Or ring Aire Fostering on 0113 496 0001."


@pytest.mark.parametrize("forwarded", ["", "not an address", "6.6.6.6"])
def test_fewer_hops_than_proxies_break_nothing(rf: Any, settings: Any, forwarded: str) -> None:
    """A request that came past the proxies counts by the address it came from; signing in goes on working."""
    settings.TRUSTED_PROXIES = 2
    request = rf.get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == AccountAdapter(request).get_client_ip(request) == "192.0.2.1"
    mapped = rf.get("/", REMOTE_ADDR="::ffff:192.0.2.1")
    assert address_of(mapped) == "192.0.2.1"


@pytest.mark.parametrize(
    ("written", "address"),
    [("192.0.2.1:4711", "192.0.2.1"), ("[2001:db8::1]:4711", "2001:db8::/64"), ("[2001:db8::1]", "2001:db8::/64"),
     ("2001:db8::1", "2001:db8::/64"), ("1.2.3.4:x:y", "unknown")],
)  # fmt: skip
def test_a_port_is_no_part_of_an_address(rf: Any, written: str, address: str) -> None:
    """With it each connection would be a caller of its own, and no limit would hold."""
    request = rf.get("/", REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR=f"203.0.113.5, {written}")
    assert address_of(request) == address


def addresses_read(source: str) -> set[str]:
    """Names and texts by which a module would find a caller's address by itself, or count by one of its own."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if text.upper().replace("-", "_").removeprefix("HTTP_") in {"REMOTE_ADDR", "X_FORWARDED_FOR", "X_REAL_IP"}:
            found.add(text)
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = {alias.name.rpartition(".")[2] for alias in node.names} | {str(getattr(node, "module", ""))}
            own = ("allauth.core.ratelimit", "allauth.core.internal", "rest_framework.throttling")
            found |= {name for name in names if name in {"get_client_ip", "get_ip"} or name.startswith(own)}
        if isinstance(node, ast.Attribute) and node.attr in {"get_ident", "throttle_classes"}:
            found.add(node.attr)
    return found


def test_every_limit_asks_the_one_function() -> None:
    found = {name: read for name, source in sources().items() if (read := addresses_read(source))}
    assert set(found) == {READS_ADDRESSES}, found
    planted = "def mine(request):\n    return request.META.get('HTTP_X_FORWARDED_FOR') or request.META['REMOTE_ADDR']"
    assert addresses_read(planted) == {"HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"}
    assert addresses_read("from allauth.core.internal.httpkit import get_client_ip") != set()
    assert addresses_read("from rest_framework.throttling import AnonRateThrottle") != set()
