"""What users and programs see, written to a folder: run it before and after a change that should alter nothing.

    uv run python -m tests.frozen FOLDER     # then: diff -r BEFORE AFTER

Routes, OpenAPI, the database's schema, the names of tasks and commands, and the answer of every row of the
permission table with the messages that it writes; ids, tokens and nonces are numbered by appearance. Run both under
one clock (`faketime -f '@2026-12-01 10:00:00'`).
"""

import os
import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["HEARTH_FROZEN"] = str(folder)
    sys.exit(pytest.main(["-n", "0", "-q", "-p", "no:cacheprovider", str(Path(__file__).with_name("walk.py"))]))
