"""The region as rows: every database rule accepts it, twice the same, and each organisation sees its own."""

import hashlib
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from tests.clock import fixed

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AS_OF = fixed(2026, 11, 22)
LEEDS, ISLES_OF_SCILLY = "E08000035", "E06000053"
# Ids of rows, and the moment a row was made where it is not the region's own.
_UNNATURAL = {"id", "sibling_set", "created_at", "recorded_at", "password", "date_joined", "last_login"}


@pytest.fixture
def reference(transactional_db: None) -> None:
    from accounts.reference.services.reference import load_reference

    load_reference()


def generate(**options: Any) -> str:
    out = StringIO()
    usual = {"council": LEEDS, "scale": 0.05, "seed": 1, "as_of": AS_OF}
    call_command("generate_region", **(usual | options), stdout=out)
    return out.getvalue()


def tables() -> list[str]:
    from config.tables import SYSTEM, TENANT

    skipped = {"accounts_auditentry", "accounts_heartbeat", "django_migrations"}
    return [t.name for t in (*TENANT, *SYSTEM) if t.name not in skipped and t.name.startswith(("acc", "car", "pla"))]


def natural_names() -> dict[str, str]:
    """What every id stands for in words: a reference, a slug, an address, else its row's natural columns."""
    with connections["owner"].cursor() as cursor:
        names: dict[str, str] = {}
        for table, column in (
            ("accounts_organisation", "slug"),
            ("accounts_user", "email"),
            ("carers_household", "agency_id::text || reference"),
            ("placements_child", "council_id::text || reference"),
            ("placements_referral", "council_id::text || reference"),
            ("carers_enquiry", "name || received_at || state"),
            ("carers_application", "name || registered_on || stage"),
            ("carers_applicationperson", "role || name || coalesce(birth_date::text, '')"),
        ):
            cursor.execute(f"SELECT id::text, {column} FROM {table} ORDER BY id")
            names |= dict(cursor.fetchall())
        for key, value in names.items():
            names[key] = names.get(value[:36], value[:36]) + value[36:]
        return names


def region_digest() -> tuple[str, int]:
    """A digest of all natural fields of all rows, ids replaced by what they stand for; and the rows' number."""
    names, lines = natural_names(), []
    with connections["owner"].cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
            for (text,) in cursor.fetchall():
                row = {
                    key: names.get(str(value), value) if key.endswith("_id") else value
                    for key, value in json.loads(text).items()
                    if key not in _UNNATURAL
                }
                lines.append(table + json.dumps(row, sort_keys=True))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest(), len(lines)


def clear() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE accounts_organisation, accounts_user CASCADE")


def count(sql: str) -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def test_two_generations_are_the_same_and_a_third_is_refused(reference: None) -> None:
    said = generate()
    assert "children fostered now" in said
    first, rows = region_digest()
    assert rows > 1500
    with pytest.raises(CommandError, match=r"Already there: .*Leeds City Council"):
        generate(seed=2)
    assert region_digest() == (first, rows)
    clear()
    generate()
    assert region_digest() == (first, rows)
    clear()
    generate(seed=2)
    assert region_digest()[0] != first


def test_a_council_without_figures_and_an_unknown_one_are_refused_in_words(reference: None) -> None:
    with pytest.raises(CommandError, match="ever published for Isles of Scilly"):
        generate(council=ISLES_OF_SCILLY)
    with pytest.raises(CommandError, match="no council area with the code E00000000"):
        generate(council="E00000000")
    assert count("SELECT count(*) FROM accounts_organisation") == 0


def test_without_reference_data_it_says_what_to_do(transactional_db: None) -> None:
    with pytest.raises(CommandError, match="load_reference"):
        generate()


def test_a_region_that_the_database_refuses_leaves_nothing(reference: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import IntegrityError

    from placements.region import making

    plan = making.plan_for

    def spoilt(*arguments: Any) -> Any:
        region = plan(*arguments)
        stay = next(s for s in region.stays if s.state == "placed")
        other = next(s for s in region.stays if s.state == "placed" and s.child != stay.child)
        other.home, other.slot, other.starts = stay.home, stay.slot, stay.starts
        return region

    monkeypatch.setattr(making, "plan_for", spoilt)
    with pytest.raises(IntegrityError, match="placement_"):
        generate()
    assert count("SELECT count(*) FROM accounts_organisation") == 0
    assert count("SELECT count(*) FROM accounts_user") == 0


def test_each_organisation_sees_its_own_and_the_neighbour_none_of_it(reference: None) -> None:
    from accounts.models import Organisation
    from accounts.tenancy import scopes
    from carers.models import Enquiry, Household
    from placements.models import Child, Placement, Referral, Share

    generate()
    leeds = Organisation.objects.get(slug="leeds")
    neighbour = Organisation.objects.filter(is_council=True).exclude(pk=leeds.pk).first()
    assert neighbour is not None
    assert leeds.is_demo
    for who, stranger in ((leeds, neighbour), (neighbour, leeds)):
        with scopes.scope(who.pk):
            assert Child.objects.filter(council=who).exists()
            for model, owner in ((Child, "council"), (Referral, "council"), (Household, "agency"), (Enquiry, "agency")):
                assert not model.objects.filter(**{owner: stranger}).exists()
            assert Placement.objects.filter(council=who).exists()
    assert not Child.objects.exists()
    with scopes.scope(leeds.pk):
        shared = Share.objects.filter(ended_at=None).values_list("agency_id", flat=True)
        agency = shared[0]
    with scopes.scope(agency):
        assert Referral.objects.filter(council=leeds).exists()


def test_demo_people_for_every_role_and_an_applicant(reference: None, client: Any) -> None:
    from accounts.models import User
    from accounts.tenancy import scopes
    from carers.models import Application

    generate()
    out = StringIO()
    call_command("demo_accounts", "--json", stdout=out)
    people = json.loads(out.getvalue())
    assert {tuple(sorted(person)) for person in people} == {("email", "name", "organisation", "role", "role_name")}
    leeds = {person["role"] for person in people if person["organisation"] == "Leeds City Council"}
    assert leeds == {"recruiter", "assessor", "agency_placements", "agency_manager", "placements_officer", "analyst",
                     "council_manager"}  # fmt: skip
    assert len({person["organisation"] for person in people}) == 4
    applicant = User.objects.get(email=people[-1]["email"])
    assert people[-1]["role"] == "applicant"
    with scopes.scope(person=applicant.pk):
        assert [a.is_open for a in Application.objects.all()] == [True]
    for user in User.objects.all():
        assert user.is_demo
        assert not user.has_usable_password()
        assert user.emailaddress_set.get().verified
    link = StringIO()
    call_command("login_link", people[0]["email"], stdout=link)
    assert link.getvalue().startswith("http://testserver/sign-in/once/")


def test_everybody_in_a_region_has_an_address_that_is_nobodys(reference: None) -> None:
    """Every column that holds an address, found by its name: no gateway would write to one of them."""
    from accounts.outbox.addresses import is_made_up

    generate()
    named = {"email": "email", "recipient": "", "telephone": "sms", "phone": "sms"}
    tried, real = 0, []
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        for table, column in cursor.fetchall():
            kind = next((kind for part, kind in named.items() if column.endswith(part)), None)
            if kind is None:
                continue
            cursor.execute(f'SELECT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')
            for (value,) in cursor.fetchall():
                if value and (channel := kind or ("email" if "@" in value else "sms")):
                    tried += 1
                    real += [] if is_made_up(channel, value) else [(table, column, value)]
    assert tried > 200
    assert not real, real[:5]
