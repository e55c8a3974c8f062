"""What is pasted is cleaned at every door: nothing unseen makes two people of one, no letter becomes another number."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from allauth.account import app_settings
from allauth.utils import get_form_class
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from rest_framework import serializers
from rest_framework.exceptions import ValidationError as ApiError

from accounts.access.services import team
from accounts.access.services.organisations import NewOrganisation, create_organisation
from accounts.access.services.people import person_of
from accounts.input.errors import Invalid
from accounts.input.pasted import a_name, an_address, normal_telephone, plain, telephone_as_written
from accounts.models import User
from accounts.pages.contact_fields import PastedMixin
from carers.imports import SHEETS
from carers.imports.reading import Column, Sheet
from carers.models import Enquiry
from tests.cast import Cast

UNSEEN = "\u200b\ufeff\u00ad\u2060\u3164\ufe0f"
ADDRESS, WANTED = "\ufeffAda\u200b@example.org\u200b ", "Ada@example.org"
LETTER_O = "07700 9O0123"
WRONG_NUMBERS = (LETTER_O, "07700 90012", "00000000000", "0800 FOSTER", "0113 496 0000 / 07700 900123", "07700*900123")
OURS = ("accounts", "carers", "placements")
# Shapes for the documentation alone: what is sent there goes through the page's form, which cleans it.
BY_ITS_FORM = {"LaterSerializer", "ContactSerializer"}
Check = Callable[[Any], Any]


@pytest.mark.parametrize("sign", UNSEEN)
def test_what_nobody_sees_is_dropped(sign: str) -> None:
    assert plain(f"{sign}ada{sign}@example.org{sign}") == an_address(f"ada@example.org{sign}") == "ada@example.org"
    assert (
        a_name(f"{sign}Ada{sign}  Example{sign}") == "Ada Example" and plain("ａｄａ＠example.org") == "ada@example.org"
    )


def test_names_keep_the_joiners_that_their_script_spells_with() -> None:
    for name in ("علی\u200cرضا", "ශ්\u200dරී", "Zoë O’Neill", "阮氏明"):
        assert a_name(f" {name}\u200b") == name
    assert a_name("A\u200dda") == "Ada"


def test_a_number_is_whole_or_refused_by_name() -> None:
    assert normal_telephone(" 07700 900123\u202c") == normal_telephone("+44 (0)7700-900123") == "+44 7700 900123"
    assert normal_telephone("+353 85 012 3456") == "+353 85 012 3456"
    assert telephone_as_written("0113  496 0000") == "0113 496 0000"
    assert normal_telephone(normal_telephone("0113 496 0000 ext. 12")) == "+44 113 496 0000 x12"
    for typed in WRONG_NUMBERS:
        for cleaned in (normal_telephone, telephone_as_written):
            with pytest.raises(ValueError):
                cleaned(typed)
    with pytest.raises(ValueError, match="“O” is a letter"):
        normal_telephone(LETTER_O)
    with pytest.raises(ValueError, match="“F” is a letter"):
        normal_telephone("0800 FOSTER")


def careless(name: str, is_email: bool, clean: Check, refusal: type[Exception]) -> list[str]:
    """What a field called `name` does wrong with a pasted address, a name or a number; empty where it cleans them."""
    if "telephone" in name:
        return [typed for typed in WRONG_NUMBERS if not _refuses(clean, typed, refusal)]
    if is_email:
        return [] if _taken(clean, ADDRESS, refusal) == WANTED else [ADDRESS]
    return [] if name != "name" or _taken(clean, "Ada\u200b", refusal) == "Ada" else ["Ada\u200b"]


def _taken(clean: Check, typed: str, refusal: type[Exception]) -> Any:
    try:
        return clean(typed)
    except refusal:
        return None


def _refuses(clean: Check, typed: str, refusal: type[Exception]) -> bool:
    try:
        clean(typed)
    except refusal:
        return True
    return False


def of_forms(found: Iterable[Any]) -> list[str]:
    return [
        f"{form.__name__}.{name}: {wrong}"
        for form in found
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and name not in NOT_PEOPLES.get(form.__name__, ())
        for wrong in careless(name, isinstance(field, forms.EmailField), field.clean, ValidationError)
    ]


def of_serializers(found: Iterable[Any]) -> list[str]:
    return [
        f"{one.__name__}.{name}: {wrong}"
        for one in found
        for name, field in _fields(one).items()
        if isinstance(field, serializers.CharField) and name not in NOT_PEOPLES.get(one.__name__, ())
        for wrong in careless(name, isinstance(field, serializers.EmailField), field.run_validation, ApiError)
    ]


def _fields(one: Any) -> dict[str, Any]:
    """Those that can be written. A shape that is only read has its name in no request."""
    made = one().fields if getattr(one, "Meta", None) or not issubclass(one, serializers.ModelSerializer) else {}
    return {name: field for name, field in made.items() if not field.read_only}


def of_sheets(found: Iterable[Sheet]) -> list[str]:
    return [
        f"{sheet.key}.{column.key}: {wrong}"
        for sheet in found
        for column in sheet.columns
        for wrong in careless(column.key, "email" in column.key, column.clean, ValueError)
    ]


def kinds_of(parent: Any) -> Iterator[Any]:
    for child in parent.__subclasses__():
        if child.__module__.split(".")[0] in OURS:
            yield child
        yield from kinds_of(child)


# Names of things: a key, a what-if. And the shapes of answers, which nobody sends.
NOT_PEOPLES = dict.fromkeys(
    (
        "KeyForm", "MakeKeySerializer", "ScenarioForm", "ScenarioSerializer", "MembershipSerializer",
        "ScheduleSerializer", "RecordGoingSerializer", "RuleSerializer", "LineSerializer", "AskedSerializer",
        "NamedPersonSerializer", "BlockSerializer",
    ),
    ("name",),
)  # fmt: skip


def test_every_page_field_cleans_what_is_pasted() -> None:
    __import__("config.urls")
    mine = (one for one in kinds_of(forms.Form) if not issubclass(one, PastedMixin))  # those are looked at below
    assert not (found := of_forms(mine)), "\n".join(found)
    bare = {"email": forms.EmailField(), "telephone": forms.CharField(), "name": forms.CharField()}
    planted = type("Planted", (forms.Form,), dict(bare))
    assert {line.split(":")[0] for line in of_forms([planted])} == {f"Planted.{name}" for name in bare}


@pytest.mark.parametrize(
    "name", ["login", "signup", "request_login_code", "reset_password", "add_email", "change_email"]
)
def test_every_form_of_signing_in_takes_the_same_address(name: str) -> None:
    made = get_form_class(app_settings.FORMS, name, forms.Form)()
    fields = [field for field in made.fields.values() if isinstance(field, forms.EmailField)]
    assert fields and all(field.clean(ADDRESS).lower() == WANTED.lower() for field in fields)


def test_every_endpoint_cleans_what_is_pasted() -> None:
    __import__("config.urls")
    mine = (one for one in kinds_of(serializers.BaseSerializer) if one.__name__ not in BY_ITS_FORM)
    assert not (found := of_serializers(mine)), "\n".join(found)
    bare = {"email": serializers.EmailField(), "telephone": serializers.CharField(), "name": serializers.CharField()}
    planted = type("Planted", (serializers.Serializer,), dict(bare))
    assert {line.split(":")[0] for line in of_serializers([planted])} == {f"Planted.{name}" for name in bare}


def test_every_column_cleans_what_is_pasted() -> None:
    assert not (found := of_sheets(SHEETS.values())), "\n".join(found)
    columns = tuple(Column(key, str) for key in ("owner_email", "telephone", "name"))
    assert {line.split(":")[0] for line in of_sheets([Sheet("x", columns)])} == {f"x.{one.key}" for one in columns}


@pytest.mark.usefixtures("sent_tasks")
def test_one_person_however_the_address_was_pasted(cast: Cast) -> None:
    with cast.acting("musa") as musa:
        made = team.invite(musa, ADDRESS, "Ada\u200b Example", ["recruiter"]).user
        assert (made.email, made.name) == (WANTED.lower(), "Ada Example") and person_of(ADDRESS, "") == made
        with pytest.raises(Invalid):
            team.invite(musa, "ada@\u200b", "Ada", ["recruiter"])
    first = create_organisation(NewOrganisation("Aire\u200b Fostering", "agency", ADDRESS))
    assert first.membership.user == made and first.organisation.name == "Aire Fostering"
    assert User.objects.filter(email__icontains="ada").count() == 1


@pytest.mark.usefixtures("sent_tasks")
def test_page_and_endpoint_say_alike_what_is_wrong(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.people["rosa"])
    sent = {"name": "Ada", "email": ADDRESS, "source": "event"}
    for wrong in (LETTER_O, "0800 FOSTER"):
        page = client.post("/agency/people/new/", sent | {"telephone": wrong})
        answer = client.post("/api/v1/intake", sent | {"telephone": wrong}, content_type="application/json")
        assert page.status_code == 422 and answer.status_code == 400
        assert "is a letter" in page.content.decode() and "is a letter" in answer.json()["errors"]["telephone"][0]
    assert client.post("/api/v1/intake", sent, content_type="application/json").status_code == 201
    with cast.acting("musa"):
        assert [row.email for row in Enquiry.objects.all()] == [WANTED]
