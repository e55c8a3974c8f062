"""Uploaded files as sources of a return: CSV files as they are, or the CSV files inside one ZIP."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Protocol

from django.utils.translation import gettext as _

from accounts.input.errors import Invalid
from accounts.input.unpacking import Full, Room, Unpackable, unzipped
from placements.shortages.forecasting.returns import Source
from placements.shortages.forecasting.returns.tables import year_in_name, year_of_folder

# A return of the largest council holds some 2 MB a year.
MOST_BYTES = 32 * 1024 * 1024
MOST_FILES = 100
_LEFT_BY_MACS = ("__MACOSX/", ".DS_Store")


class Upload(Protocol):
    name: str | None

    def read(self, size: int = -1, /) -> bytes: ...


def sources_of(uploads: Iterable[Upload]) -> list[Source]:
    """Raises Invalid, in words, for a broken ZIP, one without CSV files, more than 32 MB in all, unpacked, or more
    than 100 files in all, those inside a ZIP counted.

    A file in a ZIP that is no CSV becomes a source without content: the report names it as not read.
    """
    found: list[Source] = []
    room = Room(MOST_BYTES)
    for upload in uploads:
        name = PurePosixPath(upload.name or "file.csv").name
        data = upload.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise _too_much()
        try:
            found += _sources(data, name, room, MOST_FILES - len(found))
        except Full:
            raise _too_much() from None
    return found


def _sources(data: bytes, name: str, room: Room, most: int) -> list[Source]:
    if data.startswith(b"PK\x03\x04") and name.lower().endswith(".zip"):
        return _unpacked(data, name, room, most)
    if most < 1:
        raise _too_many()
    room.left -= len(data)
    if room.left < 0:
        raise Full
    return [Source(name, data, year_in_name(name))]


def _unpacked(data: bytes, name: str, room: Room, most: int) -> list[Source]:
    found: list[Source] = []
    try:
        for path, inside in unzipped(data, room, lambda path: path.lower().endswith(".csv")):
            if any(mark in path for mark in _LEFT_BY_MACS):
                continue
            if len(found) >= most:
                raise _too_many()
            found.append(Source(path, inside or b"", _year(path)))
    except Unpackable as error:
        raise _wrong(_("%s cannot be unpacked. Make the ZIP again, without a password.") % name) from error
    if not any(source.data for source in found):
        raise _wrong(_("%s holds no CSV files. Save the tables as CSV first.") % name)
    return found


def _year(path: str) -> int | None:
    """From the folder's name, else from the file's."""
    for part in reversed(PurePosixPath(path).parts[:-1]):
        if year := year_of_folder(part):
            return year
    return year_in_name(PurePosixPath(path).name)


def _too_much() -> Invalid:
    words = _("The files hold more than %s MB. Leave out the tables other than Episodes, Header and UASC.")
    return _wrong(words % (MOST_BYTES // 1024**2))


def _too_many() -> Invalid:
    words = _("There are more than %s files. Leave out the tables other than Episodes, Header and UASC.")
    return _wrong(words % MOST_FILES)


def _wrong(words: str) -> Invalid:
    return Invalid(words, "return.files", {"files": words})
