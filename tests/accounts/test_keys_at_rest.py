"""Keys that turn: stopped, killed and begun again, nothing is ever left unreadable; a wrong start is refused."""

import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError

from accounts.access.services import field_keys
from accounts.access.services.look_ups import make_all
from accounts.keyring import keys as keyring
from accounts.keyring.encryption import Unreadable, decrypt, encrypt, is_current
from accounts.management.commands import rotate_keys
from accounts.models import FieldKey
from accounts.tenancy.scopes import scope
from config import checks
from config.env import SettingError
from config.paths import BASE_DIR
from tests.accounts.keys_help import NEW, OLD, OTHER, drafts, numbers, rotate, stored
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def old_key(settings: Any) -> None:
    FieldKey.objects.using("owner").all().delete()
    settings.FIELD_KEYS = [OLD]
    field_keys.note_keys()


def test_a_run_puts_all_under_the_new_key_and_the_old_one_can_go(cast: Cast, old_key: None, settings: Any) -> None:
    person = cast.people["rosa"]
    with scope(person=person.pk):
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
        codes = RecoveryCodes.activate(person).generate_codes()
    drafts(25)
    make_all()
    settings.FIELD_KEYS = [NEW, OLD]
    assert "25 of carers_enquirydraft.answers looked at, 25 turned" in rotate()
    assert field_keys.old_keys() == [keyring.fingerprint(OLD)], "kept until somebody lets it go"
    assert f"{keyring.fingerprint(OLD)}: no longer needed" in rotate("--forget")
    settings.FIELD_KEYS = [NEW]
    assert checks.every_key_in_use_is_there() == []
    assert numbers() == list(range(25))
    with scope(person=person.pk):
        seed = Authenticator.objects.get(type="totp").data["secret"]
        assert is_current(seed) and decrypt(seed) == "JBSWY3DPEHPK3PXP"
        assert RecoveryCodes.activate(person).generate_codes() == codes
    assert "25 of carers_enquirydraft.answers looked at, 0 turned" in rotate()


def test_a_process_that_still_writes_under_the_old_key_loses_nothing(old_key: None, settings: Any) -> None:
    """It was not restarted: what it wrote behind the walk is turned, and the key is kept until none does."""
    drafts(3)
    settings.FIELD_KEYS = [NEW, OLD]
    rotate()
    settings.FIELD_KEYS = [OLD, NEW]
    drafts(1)
    settings.FIELD_KEYS = [NEW, OLD]
    with pytest.raises(CommandError, match="1 were still under an old key"):
        rotate("--forget")
    assert field_keys.old_keys() == [keyring.fingerprint(OLD)]
    rotate("--forget")
    settings.FIELD_KEYS = [NEW]
    assert field_keys.missing_keys() == [] and len(numbers()) == 4
    assert rotate("--forget").endswith("There is no old key to let go of.\n")


def test_what_is_written_behind_a_walk_is_found_by_the_next(
    old_key: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts(1)
    settings.FIELD_KEYS = [NEW, OLD]
    walk, walks = rotate_keys.turn_all, []

    def and_somebody_writes(batch: int) -> Any:
        yield from walk(batch)
        walks.append(batch)
        if len(walks) < writes:
            settings.FIELD_KEYS = [OLD, NEW]
            drafts(1)
            settings.FIELD_KEYS = [NEW, OLD]

    monkeypatch.setattr(rotate_keys, "turn_all", and_somebody_writes)
    writes = 3
    rotate()
    assert len(walks) == 4 and all(is_current(text) for text in stored())
    writes = field_keys.PASSES * 2
    settings.FIELD_KEYS = [OLD, NEW]
    drafts(1)
    settings.FIELD_KEYS = [NEW, OLD]
    with pytest.raises(CommandError, match="still written under an old key"):
        rotate()


def test_stopped_between_and_within_batches_and_begun_again(
    old_key: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error comes after a batch was written and before it is committed: the worst moment there is."""
    drafts(35)
    settings.FIELD_KEYS = [NEW, OLD]
    write, calls = field_keys._write, []

    def third_breaks(column: Any, changed: Any) -> None:
        write(column, changed)
        calls.append(column.table)
        if calls.count("carers_enquirydraft") == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(field_keys, "_write", third_breaks)
    with pytest.raises(KeyboardInterrupt):
        rotate()
    assert [is_current(text) for text in stored()] == [True] * 20 + [False] * 15
    assert numbers() == list(range(35))
    assert field_keys.missing_keys() == []
    settings.FIELD_KEYS = [NEW]
    assert field_keys.missing_keys() == [keyring.fingerprint(OLD)]
    settings.FIELD_KEYS = [NEW, OLD]
    monkeypatch.setattr(field_keys, "_write", write)
    assert "35 of carers_enquirydraft.answers looked at, 15 turned" in rotate()
    settings.FIELD_KEYS = [NEW]
    assert numbers() == list(range(35))


def _environment() -> dict[str, str]:
    from tests.proofs.outbox_trial import database_environment

    return {**os.environ, **database_environment(), "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "HEARTH_FIELD_KEYS": f"{NEW},{OLD}"}  # fmt: skip


@pytest.mark.slow
def test_killed_outright_in_the_middle(old_key: None, settings: Any) -> None:
    """kill -9 of the real command, then the same again: all there, all under the new key."""
    drafts(400)
    command = [sys.executable, str(BASE_DIR / "manage.py"), "rotate_keys", "--batch", "1"]
    running = subprocess.Popen(command, env=_environment(), cwd=BASE_DIR, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    for line in running.stdout:
        if line.strip().startswith("150 of carers_enquirydraft.answers"):
            os.kill(running.pid, signal.SIGKILL)
            break
    running.wait()
    settings.FIELD_KEYS = [NEW, OLD]
    done = sum(is_current(text) for text in stored())
    assert 150 <= done < 400
    assert numbers() == list(range(400))
    rotate()
    settings.FIELD_KEYS = [NEW]
    assert numbers() == list(range(400))


def test_what_no_key_opens_is_said_and_left_and_no_key_may_go(old_key: None, settings: Any) -> None:
    drafts(2)
    settings.FIELD_KEYS = [OTHER]
    drafts(1)
    settings.FIELD_KEYS = [NEW, OLD]
    with pytest.raises(CommandError, match=r"No key opens 1 in carers_enquirydraft\.answers"):
        rotate()
    assert FieldKey.objects.filter(pk=keyring.fingerprint(OLD)).exists()
    settings.FIELD_KEYS = [NEW, OLD, OTHER]
    rotate()
    settings.FIELD_KEYS = [NEW]
    assert len(numbers()) == 3


@pytest.mark.parametrize("change", ["first key", "other secret", "key dropped"])
def test_start_is_refused_before_an_answer_is_unreadable(settings: Any, change: str) -> None:
    settings.FIELD_KEYS = [OLD] if change == "key dropped" else []
    field_keys.note_keys()
    stored, secret = encrypt("in confidence"), settings.SECRET_KEY
    settings.FIELD_KEYS = [] if change == "other secret" else [NEW]
    settings.SECRET_KEY = "z" + secret if change == "other secret" else secret
    with pytest.raises(Unreadable):
        decrypt(stored)
    with pytest.raises(SettingError, match=r"hearth\.E018: Stored answers need the key"):
        checks.refuse_a_wrong_start()
    assert [finding.id for finding in checks.every_key_in_use_is_there()] == ["hearth.E018"]
    before = OLD if change == "key dropped" else keyring.derived_from(secret)
    settings.FIELD_KEYS = [NEW, before]
    checks.refuse_a_wrong_start()
    assert decrypt(stored) == "in confidence"
    assert keyring.fingerprint(NEW) in FieldKey.objects.values_list("pk", flat=True), "noted before anything is written"
