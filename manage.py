#!/usr/bin/env python
"""Hearth's commands. `--data-dir` is read here, before settings are, since settings find the engines by it."""

import os
import sys


def take_data_dir(arguments: list[str]) -> list[str]:
    """Move `--data-dir DIR` (or `--data-dir=DIR`) from the arguments into the environment."""
    kept: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--data-dir":
            folder = next(waiting, "")
            if not folder:
                sys.exit("--data-dir needs a folder.")
            os.environ["HEARTH_DATA_DIR"] = folder
        elif argument.startswith("--data-dir="):
            os.environ["HEARTH_DATA_DIR"] = argument.partition("=")[2]
        else:
            kept.append(argument)
    return kept


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    arguments = take_data_dir(sys.argv)
    if arguments[1:2] == ["up"]:
        from config.runner.command import main as up

        code = up(arguments[2:])
        if code is not None:
            sys.exit(code)
    from django.core.management import execute_from_command_line

    from config.env import SettingError

    try:
        execute_from_command_line(arguments)
    except SettingError as error:
        sys.exit(f"Hearth cannot start. {error}")


if __name__ == "__main__":
    main()
