"""Which keys stored answers need is written down, and what allauth kept in clear is encrypted.

Here a key for encrypted answers is set for the first time, so here it shows whether the one before was left out.
"""

import json
import sys

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.management.base import CommandError
from django.db import migrations, models
import django.db.models.functions.datetime

import accounts.keyring.encryption
from accounts.keyring import keys as keyring

# Where answers stood encrypted until now.
COLUMNS = (
    ("carers_section", "answers"),
    ("carers_respondent", "answers"),
    ("carers_enquirydraft", "answers"),
    ("carers_waybackrequest", "address"),
)


def _stored(cursor):
    for table, column in COLUMNS:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0] is not None:
            cursor.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")
            while rows := cursor.fetchmany(1000):
                yield from (row[0] for row in rows)


def _opens(key, token):
    try:
        Fernet(key).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def note_keys(apps, schema_editor):
    held = accounts.keyring.encryption.keys_in_force()
    known = list(dict.fromkeys([*held, keyring.derived_from(settings.SECRET_KEY)]))
    used, lost = {held[0]}, 0
    with schema_editor.connection.cursor() as cursor:
        for token in _stored(cursor):
            key = next((key for key in known if _opens(key, token)), None)
            used |= {key} if key else set()
            lost += key is None
    if not used <= set(held):
        raise CommandError(
            "Stored answers are under the key that SECRET_KEY stood for, and HEARTH_FIELD_KEYS does not hold it. Print "
            "it with `python -m accounts.keyring --from-secret-key`, put it behind the new key with a comma, and "
            "migrate again; `manage.py rotate_keys` then says when it can go. Nothing was changed."
        )
    if lost:
        sys.stderr.write(f"{lost} stored answers can't be opened with any key known here, nor could they before.\n")
    FieldKey = apps.get_model("accounts", "FieldKey")
    for key in used:
        FieldKey.objects.using(schema_editor.connection.alias).create(fingerprint=keyring.fingerprint(key))


def _each_secret(act):
    def run(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT id, data::text FROM mfa_authenticator ORDER BY id FOR UPDATE")
            for key, text in cursor.fetchall():
                held = json.loads(text)
                for name in {"secret", "seed"} & set(held):
                    held[name] = act(held[name])
                if "migrated_codes" in held:
                    held["migrated_codes"] = [act(code) for code in held["migrated_codes"]]
                cursor.execute(
                    "UPDATE mfa_authenticator SET data = %s::jsonb WHERE id = %s", [json.dumps(held), key]
                )

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_document_missed"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.CreateModel(
            name="FieldKey",
            fields=[
                ("fingerprint", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("noted_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="LookUpKey",
            fields=[
                ("purpose", models.CharField(max_length=60, primary_key=True, serialize=False)),
                (
                    "key",
                    accounts.keyring.encryption.EncryptedJSONField(help_text="32 bytes, in hexadecimal digits"),
                ),
            ],
        ),
        migrations.RunPython(note_keys, migrations.RunPython.noop),
        migrations.RunPython(
            _each_secret(accounts.keyring.encryption.encrypt), _each_secret(accounts.keyring.encryption.decrypt)
        ),
    ]
