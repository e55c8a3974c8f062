"""Where the bytes of kept files lie: one storage, the same for every process of the service. Nobody else opens it.

Which storage it is, settings say (`STORAGES["default"]`): a folder, one folder that all machines share, or a bucket of
S3-compatible object storage. A name is given by the caller, random, under the organisation's own folder.
"""

from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


class FileMissing(Exception):
    """There is no such file: it was lost, or this process looks into another storage than the one that kept it."""


def keep(name: str, data: bytes) -> None:
    """Keep `data` under exactly this name, which must be new. Raises FileExistsError."""
    kept = default_storage.save(name, ContentFile(data))
    if kept != name:
        default_storage.delete(kept)
        raise FileExistsError(f"There is a file named {name} already.")


def bytes_of(name: str) -> bytes:
    """Raises FileMissing."""
    try:
        with default_storage.open(name) as handle:
            return bytes(handle.read())
    except FileNotFoundError as error:
        raise FileMissing(name) from error


def remove(name: str) -> None:
    """Gone afterwards, whether it was there or not."""
    default_storage.delete(name)


def names_in(folder: str) -> list[str]:
    """Full names of the files in one folder; none where there is no such folder."""
    try:
        return [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    except FileNotFoundError:
        return []


def changed_at(name: str) -> datetime:
    """When the file was written."""
    moment: datetime = default_storage.get_modified_time(name)
    return moment
