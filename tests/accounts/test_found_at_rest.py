"""What is encrypted is found, not listed: a run misses nothing, and nothing is encrypted where it would not look."""

import ast
import importlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.core.management import CommandError
from django.db import connections, models

from accounts.access.services import field_keys
from accounts.access.services.look_ups import keyed
from accounts.keyring import keys as keyring
from accounts.keyring.encryption import EncryptedJSONField, decrypt, encrypt
from accounts.models import FieldKey, LookUpKey
from accounts.tenancy.scopes import proving, scope
from tests.accounts.keys_help import NEW, OLD, drafts, rotate, stored
from tests.cast import Cast
from tests.sources import sources

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def old_key(settings: Any) -> None:
    settings.FIELD_KEYS = [OLD]
    field_keys.note_keys()


def test_the_first_key_of_an_older_service_needs_the_one_before_it(settings: Any) -> None:
    """What the migration of this version does: it refuses, in words, before anything is changed."""
    migration = importlib.import_module("accounts.migrations.0010_keys_at_rest")
    settings.FIELD_KEYS = []
    derived = keyring.derived_from(settings.SECRET_KEY)
    drafts(3)
    settings.FIELD_KEYS = [NEW]
    with connections["owner"].schema_editor() as editor:
        FieldKey.objects.using("owner").all().delete()
        with pytest.raises(CommandError, match="behind the new key"):
            migration.note_keys(apps, editor)
        settings.FIELD_KEYS = [NEW, derived]
        migration.note_keys(apps, editor)
    assert set(FieldKey.objects.values_list("pk", flat=True)) == {
        keyring.fingerprint(NEW),
        keyring.fingerprint(derived),
    }


def test_secrets_in_clear_are_encrypted_by_the_migration_and_back(cast: Cast) -> None:
    migration = importlib.import_module("accounts.migrations.0010_keys_at_rest")
    clear = {"secret": "JBSWY3DPEHPK3PXP"}, {"seed": "ab", "used_mask": 3}, {"migrated_codes": ["1", "2"]}
    people = [cast.people[name] for name in ("rosa", "musa", "olga")]
    for person, data in zip(people, clear, strict=True):
        Authenticator.objects.using("owner").create(user=person, type="totp", data=data)
    with connections["owner"].schema_editor() as editor:
        migration._each_secret(encrypt)(apps, editor)
    text = " ".join(stored("mfa_authenticator", "data"))
    assert "JBSWY3DPEHPK3PXP" not in text and '"ab"' not in text and '"1"' not in text
    with connections["owner"].schema_editor() as editor:
        migration._each_secret(decrypt)(apps, editor)
    assert [json.loads(data) for data in stored("mfa_authenticator", "data")] == list(clear)


def test_seeds_are_their_persons_alone(cast: Cast) -> None:
    """The app role sees none without the person in scope; who is only signing in can't add or remove one."""
    rosa, musa = cast.people["rosa"], cast.people["musa"]
    with scope(person=rosa.pk):
        TOTP.activate(rosa, "JBSWY3DPEHPK3PXP")
    for where in (scope(), scope(person=musa.pk), scope(cast.agency.pk), proving(musa.pk)):
        with where:
            assert not Authenticator.objects.exists()
            assert Authenticator.objects.update(data={}) == 0
    with proving(rosa.pk):
        assert Authenticator.objects.count() == 1
        assert Authenticator.objects.all().delete()[0] == 0
    assert not Authenticator.objects.exists()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = 'mfa_authenticator'")
        assert cursor.fetchone() == (True, True)
    assert "JBSWY3DPEHPK3PXP" not in stored("mfa_authenticator", "data")[0]


def test_hashes_stay_the_same_whatever_turns(settings: Any) -> None:
    """And they are those of before, when SECRET_KEY made them."""
    from django.utils.crypto import salted_hmac

    settings.FIELD_KEYS = [OLD]
    before = salted_hmac("hearth.returns", "a child", algorithm="sha256").digest()
    assert keyed("hearth.returns", "a child") == before
    settings.FIELD_KEYS = [NEW, OLD]
    rotate()
    settings.FIELD_KEYS, settings.SECRET_KEY = [NEW], "another" * 10
    assert keyed("hearth.returns", "a child") == before
    assert before.hex() not in "".join(LookUpKey.objects.values_list("key", flat=True))
    with pytest.raises(LookupError):
        keyed("planted", "x")


@pytest.fixture
def planted_model() -> Iterator[type[models.Model]]:
    """A model that somebody adds tomorrow, with a field that encrypts, and a row of it under the old key."""

    class Planted(models.Model):  # noqa: DJ008
        words = EncryptedJSONField()

        class Meta:
            app_label = "accounts"

    with connections["owner"].schema_editor() as editor:
        editor.create_model(Planted)
    yield Planted
    with connections["owner"].schema_editor() as editor:
        editor.delete_model(Planted)
    del apps.all_models["accounts"]["planted"]
    apps.clear_cache()


def test_a_new_encrypted_field_is_turned_without_a_line(
    planted_model: type[models.Model], old_key: None, settings: Any
) -> None:
    planted_model.objects.using("owner").create(words="planted")  # type: ignore[attr-defined]
    settings.FIELD_KEYS = [NEW, OLD]
    assert "1 of accounts_planted.words looked at, 1 turned" in rotate()
    settings.FIELD_KEYS = [NEW]
    assert planted_model.objects.using("owner").get().words == "planted"  # type: ignore[attr-defined]


def encrypting(sources: dict[str, str]) -> set[str]:
    """Files that encrypt by themselves: what they write stands in no field that the walk finds."""
    found = set()
    for name, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom):
                names = {alias.name for alias in node.names}
                ours = node.module == "accounts.keyring.encryption" and "encrypt" in names
                theirs = (node.module or "").startswith("cryptography") or "salted_hmac" in names
                found |= {name} if ours or theirs else set()
            elif isinstance(node, ast.Attribute) and node.attr == "encrypt":
                found.add(name)
    return found


def test_nothing_is_encrypted_or_hashed_where_a_run_would_not_find_it() -> None:
    known = {"accounts/keyring/encryption.py", "accounts/keyring/keys.py", "accounts/access/adapter.py",
             "accounts/migrations/0010_keys_at_rest.py"}  # fmt: skip
    assert encrypting(sources()) == known
    planted = {
        "a.py": "from accounts.keyring.encryption import encrypt",
        "b.py": "from accounts.keyring import encryption\nencryption.encrypt(1)",
        "c.py": "from cryptography.fernet import Fernet",
        "d.py": "from django.utils.crypto import salted_hmac",
    }
    assert encrypting(planted) == set(planted)


def test_every_column_that_holds_a_token_is_known(cast: Cast, old_key: None, sent_tasks: list[Any]) -> None:
    """The database itself is asked: no text column outside the list holds what a field key wrote."""
    from tests.test_permissions import _modules

    made: dict[str, Any] = {}
    for module in _modules():
        for name, make in {**getattr(module, "WORLD", {}), **getattr(module, "TENANCY_WORLD", {})}.items():
            made[name] = make(cast, made)
    known = {(column.table, column.name) for column in field_keys.encrypted_columns()}
    found = set()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type IN ('text', 'jsonb', 'character varying')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f"""SELECT EXISTS (SELECT 1 FROM "{table}" WHERE "{column}"::text LIKE '%gAAAAA%')""")
            found |= {(table, column)} if cursor.fetchone()[0] else set()
    assert found and found <= known
    assert encrypt("x").startswith("gAAAAA")
