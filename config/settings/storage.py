"""Where kept documents lie: one storage for all processes, a folder or a bucket (`accounts.documents.files`)."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from config import env

BUCKET, FOLDER = "HEARTH_DOCUMENTS_BUCKET", "HEARTH_DOCUMENTS_DIR"


def documents(default: Path | None) -> dict[str, Any]:
    """The entry of STORAGES. Without `default` (production) start is refused until one of the two is named: a folder
    inside a container is that container's own, and is gone with it."""
    if bucket := env.text(BUCKET):
        return _bucket(bucket)
    named = env.text(FOLDER)
    folder = Path(named) if named else default
    if folder is None or not folder.is_absolute():
        raise env.SettingError(
            "hearth.E020",
            f"Set {FOLDER}: the full path of a folder that web, worker and beat all mount, or set {BUCKET} to a bucket "
            "of S3-compatible object storage.",
        )
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}


def _bucket(name: str) -> dict[str, Any]:
    """Names are random and never used twice, so nothing is written over; nothing in it is public."""
    if find_spec("storages") is None:
        raise env.SettingError(
            "hearth.E020", f"{BUCKET} is set: install Hearth with its extra “s3” (uv sync --extra s3)."
        )
    options = {
        "bucket_name": name,
        "endpoint_url": env.text("HEARTH_DOCUMENTS_S3_URL") or None,
        "region_name": env.text("HEARTH_DOCUMENTS_S3_REGION") or None,
        "access_key": env.text("HEARTH_DOCUMENTS_S3_KEY") or None,
        "secret_key": env.text("HEARTH_DOCUMENTS_S3_SECRET") or None,
        "default_acl": None,
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
