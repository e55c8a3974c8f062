"""Every command says where it may run; what makes up people or signs somebody in is refused in production."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.core.management import CommandError, get_commands, load_command_class
from django.core.management.base import BaseCommand

from accounts.access.development import NotHere
from accounts.management.base import DevelopmentCommand, ProductionCommand

OURS = {"accounts", "carers", "placements", "config", "tests"}
Command = tuple[str, BaseCommand]


def our_commands() -> list[Command]:
    return [(name, load_command_class(app, name)) for name, app in sorted(get_commands().items()) if app in OURS]


def unclassed(commands: Iterable[Command]) -> list[str]:
    return [name for name, made in commands if not isinstance(made, DevelopmentCommand | ProductionCommand)]


def test_every_command_is_classed() -> None:
    assert our_commands()
    assert not unclassed(our_commands()), "Make it a ProductionCommand or a DevelopmentCommand (management/base.py)"


def test_a_command_that_nobody_classed_is_found() -> None:
    class Planted(BaseCommand):
        pass

    assert unclassed([*our_commands(), ("planted", Planted())]) == ["planted"]


@pytest.mark.parametrize("setting", [False, None])
def test_commands_of_development_are_refused_in_production(settings: Any, setting: bool | None) -> None:
    """Also where the settings do not speak of development at all."""
    if setting is None:
        del settings.DEVELOPMENT
    else:
        settings.DEVELOPMENT = setting
    refused = []
    for name, made in our_commands():
        if isinstance(made, DevelopmentCommand):
            with pytest.raises(CommandError, match="only in development"):
                made.execute()
            refused.append(name)
    assert {"generate_region", "import_instance", "login_link", "demo_accounts", "bench", "prove"} <= set(refused)


def writers_of_made_up_people() -> list[Callable[..., Any]]:
    from accounts.access.services import demo
    from placements.region import instances, making

    return [making.make_region, instances.import_instance, instances.import_file, demo.make_demo_people,
            demo.make_demo_applicant]  # fmt: skip


def test_what_the_commands_call_is_refused_too(settings: Any, tmp_path: Any) -> None:
    """A shell or a task reaches the functions without a command."""
    settings.DEVELOPMENT = False
    for write in writers_of_made_up_people():
        with pytest.raises(NotHere, match="production settings"):
            write("E08000035", "x")


def test_prepare_makes_no_region_in_production(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from config.management.commands import prepare

    called: list[str] = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **_: called.append(name))
    monkeypatch.setattr(prepare, "reference_is_current", lambda: True)
    monkeypatch.setattr(prepare, "note_keys", lambda: None)
    monkeypatch.setattr(prepare, "make_all", lambda: None)
    settings.DEVELOPMENT = False
    prepare.Command().handle(no_demo=False)
    assert called == ["migrate"]
