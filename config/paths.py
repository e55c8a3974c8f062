"""Where the project and its data stand."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO_PEOPLE = "demo_people.json"  # in the data folder, written by `prepare` for `up` to print


def data_dir() -> Path:
    """The data folder: `HEARTH_DATA_DIR`, else `.hearth/` beside `manage.py`."""
    return Path(os.environ.get("HEARTH_DATA_DIR") or BASE_DIR / ".hearth").resolve()
