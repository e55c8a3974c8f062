"""Every route is tried as a way in: allauth's alone signs anybody in, with its lock-out and its second factor."""

import ast
import sys
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import LoginView
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, clear_url_caches, get_resolver, path

from accounts.access.services.login_links import make_link
from accounts.models import User
from accounts.tenancy.scopes import scope
from config import urls
from tests.cast import Cast
from tests.sources import sources

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a password nobody guesses 71"
THE_WAY = {"accounts/login/"}


def _routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    """The written form of every route, libraries' too, named or not."""
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            yield here


def _address(route: str) -> str:
    """An address of the route: what varies in it is filled with something of its form."""
    filled, samples = "", {"uuid": "00000000-0000-7000-8000-000000000000", "int": "1"}
    for part in route.replace("\\.", ".").replace("^", "").replace("$", "").split("<"):
        inside, closed, rest = part.partition(">")
        filled += (samples.get(inside.partition(":")[0], "x") + rest) if closed else part
    return "/" + "".join(c for c in filled if c not in "()?+*[]\\|").removeprefix("/")


def _forms(email: str, password: str) -> dict[str, str]:
    """Credentials under every name that a sign-in form is likely to use."""
    return {"login": email, "email": email, "username": email, "password": password, "password1": password,
            "this_is_the_login_form": "1"}  # fmt: skip


def _signs_in(route: str, email: str, password: str) -> bool:
    client = Client(raise_request_exception=False)
    for more in ({}, {"content_type": "application/json"}):
        client.post(_address(route), _forms(email, password), **more)
        if SESSION_KEY in client.session:
            return True
    return False


def ways_in(email: str) -> set[str]:
    """The routes that sign a person in who sends the right password."""
    found = set()
    for route in set(_routes(get_resolver().url_patterns)):
        cache.clear()
        if _signs_in(route, email, PASSWORD):
            found.add(route)
    return found


def _with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def _with_second_factor(user: User) -> str:
    """A seed, as allauth keeps it when the person sets it up signed in."""
    seed = str(generate_totp_secret())
    with scope(person=user.pk):
        TOTP.activate(user, seed)
    return seed


def _code(seed: str) -> str:
    return str(format_hotp_value(hotp_value(seed, int(time.time()) // 30)))


@pytest.fixture
def plain(cast: Cast) -> User:
    return _with_password(cast.people["musa"])


@pytest.fixture
def careful(cast: Cast) -> User:
    user = _with_password(cast.people["rosa"])
    _with_second_factor(user)
    return user


@pytest.fixture
def second_door(settings: Any) -> Iterator[None]:
    """The planted fault: Django's own sign-in view at another address, and the back-end it needs."""
    planted = ModuleType("tests.planted_urls")
    planted.urlpatterns = [*urls.urlpatterns, path("staff/in/", LoginView.as_view(template_name="x"))]  # type: ignore[attr-defined]
    for name in ("handler400", "handler403", "handler404", "handler500"):
        setattr(planted, name, getattr(urls, name))
    sys.modules[planted.__name__] = planted
    settings.ROOT_URLCONF = planted.__name__
    clear_url_caches()
    yield
    del sys.modules[planted.__name__]
    clear_url_caches()


PLANTED = {"staff/in/"}


def test_one_route_takes_a_password_and_a_second_door_is_found(second_door: None, plain: User) -> None:
    """The walk goes over all routes of the service and the planted one: it finds that one, and the one way."""
    assert ways_in(plain.email) == THE_WAY | PLANTED


def test_no_route_but_the_planted_one_passes_by_a_second_factor(second_door: None, careful: User) -> None:
    assert ways_in(careful.email) == PLANTED


def _answered(route: str, email: str, times: int = 25) -> bool:
    """Whether the right password still works after that many wrong ones."""
    cache.clear()
    for _ in range(times):
        Client(raise_request_exception=False).post(_address(route), _forms(email, "wrong"))
    return _signs_in(route, email, PASSWORD)


def test_wrong_passwords_lock_the_way_in_and_a_door_that_never_locks_is_found(second_door: None, plain: User) -> None:
    assert [route for route in sorted(THE_WAY | PLANTED) if _answered(route, plain.email)] == sorted(PLANTED)


def test_the_second_factor_is_asked_for_and_taken(cast: Cast, settings: Any) -> None:
    """By password and by a link alike, with row-level security on the rows that hold it."""
    settings.MFA_TOTP_TOLERANCE = 2  # the code of this half minute, on a slow machine too
    user = _with_password(cast.people["rosa"])
    seed = _with_second_factor(user)
    for begin in (
        lambda to: to.post("/accounts/login/", _forms(user.email, PASSWORD)),
        lambda to: to.post(make_link(User.objects.get(pk=user.pk)).removeprefix("http://testserver")),
    ):
        cache.clear()
        client = Client()
        answer = begin(client)
        assert answer.status_code == 302 and answer["Location"] == "/accounts/2fa/authenticate/"
        assert SESSION_KEY not in client.session
        assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
        assert SESSION_KEY not in client.session
        answer = client.post("/accounts/2fa/authenticate/", {"code": _code(seed)})
        assert answer.status_code == 302, answer.content.decode()
        assert client.session[SESSION_KEY] == str(user.pk)
        assert client.get("/agency/").status_code == 200
    with scope(person=user.pk):
        assert Authenticator.objects.get().last_used_at is not None


def test_wrong_links_and_wrong_keys_are_counted(cast: Cast) -> None:
    good = make_link(cast.people["rosa"]).removeprefix("http://testserver")
    answers = [Client().post("/sign-in/once/x/y-z/").status_code for _ in range(25)]
    assert answers == [410] * 20 + [429] * 5
    assert Client().post(good).status_code == 302, "a right link is not shut out by a neighbour's wrong ones"
    wrong = [Client().get("/api/v1/enquiries", headers={"Authorization": "Bearer no"}).status_code for _ in range(25)]
    assert wrong == [401] * 20 + [429] * 5


def test_a_right_key_is_not_shut_out_by_a_neighbours_wrong_ones(cast: Cast) -> None:
    from accounts.access.services.api_keys import make_key

    with cast.acting("musa") as musa:
        _, secret = make_key(musa, "Line", ["recruiter"])
    for _ in range(25):
        Client().get("/api/v1/enquiries", headers={"Authorization": "Bearer no"})
    right = Client().get("/api/v1/enquiries", headers={"Authorization": f"Bearer {secret}"})
    assert right.status_code == 200


def sign_in_by_themselves(sources: dict[str, str]) -> set[str]:
    """Files that use Django's own sign-in, in whatever way it is imported or the session is written."""
    words = {"login", "alogin", "LoginView", "AdminSite", "SESSION_KEY", "HASH_SESSION_KEY", "authenticate"}
    found = set()
    for name, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            imported = (
                isinstance(node, ast.ImportFrom)
                and (node.module or "").startswith(("django.contrib.auth", "django.contrib.admin"))
                and words & {alias.name for alias in node.names}
            )
            used = isinstance(node, ast.Attribute) and node.attr in words and "auth" in ast.unparse(node.value)
            written = isinstance(node, ast.Constant) and node.value == "_auth_user_id"
            if imported or used or written:
                found.add(name)
    return found


def test_nothing_of_ours_signs_in_by_itself() -> None:
    assert sign_in_by_themselves(sources()) == set()
    planted = {
        "a.py": "from django.contrib.auth import login",
        "b.py": "from django.contrib import auth\nauth.login(request, user)",
        "c.py": "request.session['_auth_user_id'] = 1",
        "d.py": "from django.contrib.auth.views import LoginView as V",
    }
    assert sign_in_by_themselves(planted) == set(planted)
