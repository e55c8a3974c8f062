"""The first organisation and its manager: an operator's command, an invitation, and what a manager keeps."""

import io
import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.cast import Cast

LEEDS = "E08000035"


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _create(**options: str) -> str:
    said = io.StringIO()
    asked = {"name": "Nidd Fostering", "kind": "agency", "manager": "Una@Nidd.test"} | options
    call_command("create_organisation", *(f"--{name}={value}" for name, value in asked.items()), stdout=said)
    return said.getvalue()


def _link(said: str) -> str:
    found = re.findall(r"https?://[^/\s]+(/join/\S+)", said)
    assert len(found) == 1
    return str(found[0])


def _made(name: str) -> Any:
    from accounts.models import Organisation

    return Organisation.objects.using("owner").get(name=name)


@pytest.mark.parametrize(
    ("kind", "roles", "facts"),
    [
        ("agency", ["agency_manager"], {"agency_kind": "private", "is_council": False, "recruits": True}),
        ("both", ["agency_manager", "council_manager"], {"agency_kind": "council_service", "is_council": True}),
        ("council", ["council_manager"], {"agency_kind": "", "is_council": True, "recruits": False}),
        ("region", ["regional_viewer"], {"is_regional_body": True, "recruits": False}),
    ],
)
def test_each_kind_has_its_manager(cast: Cast, kind: str, roles: list[str], facts: dict[str, Any]) -> None:
    from accounts.models import AuditEntry, Council, Membership

    Council.objects.using("owner").create(
        code="E06000009", name="Blackpool", region="North West", council_type="unitary", lat=53.8, lon=-3.0,
        tile_column=1, tile_row=1,
    )  # fmt: skip
    _create(kind=kind, **({} if kind == "region" else {"council": "e06000009"}))
    made = _made("Nidd Fostering")
    assert {name: getattr(made, name) for name in facts} == facts
    assert made.slug == "nidd-fostering"
    member = Membership.objects.using("owner").select_related("user").get(organisation=made)
    assert (member.user.email, member.roles) == ("una@nidd.test", roles)
    acts = AuditEntry.objects.using("owner").filter(organisation=made).values_list("action", flat=True)
    assert set(acts) == {"organisation.created", "membership.invited"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"kind": "council"}, "whose area"),
        ({"council": "E99"}, "No council of England"),
        ({"kind": "council", "council": LEEDS}, "is here already"),
        ({"manager": "una"}, "correct format"),
        ({"name": "  "}, "a name"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_leaves_nothing(cast: Cast, options: dict[str, str], words: str) -> None:
    from accounts.models import Organisation

    before = Organisation.objects.using("owner").count()
    with pytest.raises(CommandError, match=words):
        _create(**options)
    assert Organisation.objects.using("owner").count() == before


def test_the_invitation_names_the_organisation_and_opens_nothing_by_itself(cast: Cast) -> None:
    from accounts.models import Message

    link, client = _link(_create()), Client()
    page = client.get(link).content.decode()
    assert "Nidd Fostering" in page
    assert "Agency manager" in page
    assert client.get("/agency/").status_code == 302
    client.post("/accounts/login/code/", {"email": "una@nidd.test"})
    mail = Message.objects.using("owner").filter(recipient="una@nidd.test").latest("id")
    assert mail.organisation_id == _made("Nidd Fostering").pk
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", mail.body, re.MULTILINE)
    assert code
    client.post("/accounts/login/code/confirm/", {"code": code[1]})
    assert client.get("/agency/").status_code == 200


def test_an_invitation_ends(cast: Cast) -> None:
    from datetime import timedelta
    from unittest import mock

    from accounts.access.services import joining
    from accounts.models import Membership

    link = _link(_create())
    assert Client().get(link[:-2] + "x/").status_code == 410
    with mock.patch.object(joining, "VALID", timedelta(seconds=-1)):
        assert Client().get(link).status_code == 410
    Membership.objects.using("owner").filter(user__email="una@nidd.test").update(
        starts_on="2019-01-01", ends_on="2020-01-01"
    )
    assert Client().get(link).status_code == 410


def test_a_manager_keeps_what_the_public_reads(cast: Cast) -> None:
    from accounts.models import AuditEntry

    client = Client()
    client.force_login(cast.people["musa"])
    sent = {"name": "Aire Fostering", "agency_kind": "voluntary", "telephone": "0113 496 0009", "recruits": "no",
            "serves": ["E08000032"]}  # fmt: skip
    assert client.post("/settings/organisation/", sent).status_code == 302
    made = _made("Aire Fostering")
    assert (made.telephone, made.recruits) == ("0113 496 0009", False)
    assert [council.pk for council in made.serves.using("owner")] == ["E08000032"]
    entry = AuditEntry.objects.using("owner").get(action="organisation.changed")
    assert entry.data == {"fields": ["recruits", "serves", "telephone"]}
    assert client.post("/settings/organisation/", {**sent, "serves": []}).status_code == 422


def test_the_same_through_the_api(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.people["musa"])

    def change(**body: Any) -> Any:
        return client.post("/api/v1/organisation", body, content_type="application/json")

    assert change(telephone="0113 496 0010", serves=[LEEDS]).json()["serves"] == [LEEDS]
    assert client.get("/api/v1/organisation").json()["telephone"] == "0113 496 0010"
    assert change(serves=["E99"]).status_code in (400, 422)
    client.force_login(cast.people["nora"])
    assert change(agency_kind="private").status_code == 422


def test_nobody_goes_by_anothers_name_and_a_program_changes_nothing(cast: Cast) -> None:
    from accounts.access.services.api_keys import make_key

    client = Client()
    client.force_login(cast.people["musa"])
    taken = client.post("/api/v1/organisation", {"name": "leeds city council"}, content_type="application/json")
    assert taken.status_code == 422 and "name" in taken.json()["errors"]
    with cast.acting("musa") as musa:
        secret = make_key(musa, "Line", ["agency_manager"])[1]
    answer = Client().post(
        "/api/v1/organisation", {"telephone": "0113 496 0011"}, content_type="application/json",
        headers={"authorization": f"Bearer {secret}"},
    )  # fmt: skip
    assert answer.status_code == 403


def test_a_council_hears_of_an_agency_that_is_new_in_its_area(cast: Cast) -> None:
    from accounts.access.services.organisations import change_organisation
    from accounts.models import Message

    with cast.acting("musa") as musa:
        change_organisation(musa, {"serves": [LEEDS]})
        change_organisation(musa, {"serves": [LEEDS, "E08000032"]})
        change_organisation(musa, {"serves": [LEEDS, "E08000032"]})
    told = Message.objects.using("owner").filter(kind="organisation.serves_you")
    assert [message.recipient for message in told] == ["nora@example.org"]
    assert "Aire Fostering" in told[0].body
