"""What must hold of the database before the service starts: it is asked once, by `check` and by every process."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError, connection, connections

from accounts.access.services.field_keys import missing_keys, note_keys
from config.env import SettingError

TAG = "hearth"
_WHO = """
SELECT current_user::text, rolsuper OR rolbypassrls,
    EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
            AND pg_has_role(current_user, relowner, 'MEMBER'))
    OR EXISTS (SELECT 1 FROM pg_database WHERE datname = current_database()
               AND pg_has_role(current_user, datdba, 'MEMBER'))
FROM pg_roles WHERE rolname = current_user
"""


@register(TAG)
def the_app_role_is_bound(**_: Any) -> list[CheckMessage]:
    """Row-level security binds neither a superuser nor, but for FORCE, the owner of the tables."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_WHO)
            name, above, owns = cursor.fetchone()
    except DatabaseError:
        return []  # /health/ready says so; nothing can be read without a database either
    if not above and not owns:
        return []
    what = "is above row-level security" if above else "owns the tables"
    return [
        Error(
            f"DATABASE_URL signs in as {name}, which {what}: every organisation would see all rows.",
            hint="Use the app role hearth_app (docker/postgres/10-roles.sh); the owner belongs in DATABASE_OWNER_URL.",
            id="hearth.E017",
        )
    ]


@register(TAG)
def every_key_in_use_is_there(**_: Any) -> list[CheckMessage]:
    """Answers are stored under keys that only HEARTH_FIELD_KEYS (or, without it, SECRET_KEY) holds."""
    try:
        missing = missing_keys()
    except DatabaseError:
        return []
    if not missing:
        return []
    return [
        Error(
            f"Stored answers need the key with the fingerprint {', '.join(missing)}: it is not in HEARTH_FIELD_KEYS.",
            hint="Put the key back behind the new one, with a comma. If there was none before, or SECRET_KEY was "
            "changed, `SECRET_KEY=the-old-one python -m accounts.keyring --from-secret-key` prints it. Then run "
            "`manage.py rotate_keys`; `--forget` says when an old key can go (docs/keys.md).",
            id="hearth.E018",
        )
    ]


@register(TAG, deploy=True)
def answers_have_a_key_of_their_own(**_: Any) -> list[CheckMessage]:
    if settings.FIELD_KEYS:
        return []
    words = "HEARTH_FIELD_KEYS is not set: stored answers hang on SECRET_KEY, and production does not start."
    return [Error(words, hint="`python -m accounts.keyring` prints a key.", id="hearth.E008")]


def refuse_a_wrong_start() -> None:
    """For each process that serves: web, worker and beat run no checks by themselves. Raises SettingError.

    Before it writes anything, the key it encrypts with is noted as in use.
    """
    try:
        for finding in (*the_app_role_is_bound(), *every_key_in_use_is_there()):
            raise SettingError(str(finding.id), f"{finding.msg} {finding.hint}")
        with suppress(DatabaseError):
            note_keys()
    finally:
        for one in connections.all(initialized_only=True):
            one.close()
