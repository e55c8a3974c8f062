"""No act on an implied object: where a person can have several, the address says which one is meant."""

from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db.models import UniqueConstraint
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, path, reverse

from accounts.models import Membership
from accounts.pages.access import signed_in
from accounts.tenancy.scopes import scope
from carers.models import Enquiry
from tests.cast import TODAY, Cast
from tests.test_permissions import ROWS, _methods, _ours

SAFE = {"GET", "HEAD", "OPTIONS"}
# What names a row in an address of one's own, as a page and as an endpoint say it.
NAMES = {"form_id", "pk", "form"}
# Acts without a name in their address, because nobody can have two: by a constraint, (model, its name). Or
# because they are about the person: (None, why).
SINGLE: dict[str, tuple[str | None, str]] = {
    **dict.fromkeys(
        [
            "act_on_my_home", "api_my_home-answer", "api_my_home-available", "api_my_home-confirm",
            "api_my_home-days-off", "api_my_home-no-short-stays", "api_my_home-preferences",
            "api_my_home-short-stays-again",
        ],
        ("carers.Carer", "carer_one_service"),
    ),
    "organisations": (None, "chooses which one is meant"),
}  # fmt: skip


def _personal(pattern: URLPattern, methods: set[str]) -> bool:
    """Whether a signed-in person acts here for themselves, and not with a capability of their organisation."""
    actions = getattr(pattern.callback, "actions", None)
    if actions:
        kinds = pattern.callback.cls.capabilities  # type: ignore[attr-defined]
        return any(kinds.get(act) == "signed_in" for method, act in actions.items() if method.upper() in methods)
    return getattr(pattern.callback, "capability", "") == "signed_in"


def unnamed(routes: dict[str, URLPattern]) -> set[str]:
    """Routes of applicants and carers that change something without saying what."""
    found = set()
    for name, pattern in routes.items():
        methods = _methods(pattern) - SAFE
        if methods and _personal(pattern, methods) and not NAMES & set(pattern.pattern.regex.groupindex):
            found.add(name)
    return found


def test_every_act_of_an_applicant_or_carer_names_its_object() -> None:
    routes = _ours()
    assert unnamed(routes) - set(SINGLE) == set(), "Name the object in the address, or say why nobody can have two"
    assert set(SINGLE) <= set(routes)
    for model, why in SINGLE.values():
        if model:
            [held] = [one for one in apps.get_model(model)._meta.constraints if one.name == why]
            assert isinstance(held, UniqueConstraint) and list(held.fields) == ["user"]


@signed_in
def _withdraw_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_the_walk_finds_an_act_without_a_name() -> None:
    planted = {
        "planted": path("my-application/withdraw-now/", _withdraw_all, name="planted"),
        "named": path("my-application/<uuid:form_id>/withdraw-now/", _withdraw_all, name="named"),
    }
    assert unnamed(planted) == {"planted"}


@pytest.mark.django_db(transaction=True)
class TestWhoWorksForTwo:
    """A page acts for the organisation that it was drawn for, also when the person switched in another window."""

    @pytest.fixture(autouse=True)
    def _queue(self, sent_tasks: list[Any]) -> None:
        cache.clear()

    def test_a_page_drawn_for_another_organisation_is_refused_and_nothing_is_saved(self, cast: Cast) -> None:
        rosa = cast.people["rosa"]
        Membership.objects.using("owner").create(
            organisation_id=cast.rival.pk, user_id=rosa.pk, roles=["recruiter"], starts_on=TODAY
        )
        client = Client()
        client.force_login(rosa)
        page = client.get(reverse("new_enquiry")).content.decode()
        assert f'name="acting_for" value="{cast.agency.pk}"' in page
        assert client.post(reverse("organisations"), {"organisation": str(cast.rival.pk)}).status_code == 302
        typed = {"name": "Ada", "telephone": "07700 900123", "no_email": "on", "source": "telephone"}
        told = client.post(reverse("new_enquiry"), typed | {"acting_for": str(cast.agency.pk)})
        words = told.content.decode()
        assert told.status_code == 409 and "while you worked for Aire Fostering" in words and "Calder Homes" in words
        for agency in (cast.agency, cast.rival):
            with scope(agency.pk):
                assert not Enquiry.objects.exists()
        assert client.post(reverse("new_enquiry"), typed | {"acting_for": str(cast.rival.pk)}).status_code == 302
        with scope(cast.rival.pk):
            assert Enquiry.objects.count() == 1

    def test_so_is_every_page_that_acts_with_a_capability(self, cast: Cast) -> None:
        client, routes = Client(), _ours()
        client.force_login(cast.people["carl"])
        acting = {
            row.route: row
            for row in ROWS
            if row.method == "POST"
            and getattr(routes[row.route].callback, "capability", "public") not in ("public", "signed_in")
        }
        assert len(acting) > 50
        answers = {}
        for row in acting.values():
            nobody = {
                key: value[1:] if value.startswith("=") else str(cast.agency.pk) for key, value in row.kwargs.items()
            }
            answer = client.post(reverse(row.route, kwargs=nobody), {"acting_for": str(cast.rival.pk)})
            answers[row.route] = answer.status_code, "Nothing was saved" in answer.content.decode()
        assert {name for name, got in answers.items() if got != (409, True)} == set()
