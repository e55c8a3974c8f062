"""Uploaded files as sources of a return: CSV files as they are, or the CSV files inside one ZIP."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Protocol

from django.utils.translation import gettext as _

from accounts.errors import Invalid
from placements.forecasting.returns import Source
from placements.forecasting.returns.tables import year_in_name, year_of_folder

MOST_BYTES = 200 * 1024 * 1024


class Upload(Protocol):
    name: str | None

    def read(self) -> bytes: ...


def sources_of(uploads: Iterable[Upload]) -> list[Source]:
    """Raises Invalid, in words, for a broken ZIP, one without CSV files, or more than 200 MB unpacked."""
    found: list[Source] = []
    for upload in uploads:
        data, name = upload.read(), PurePosixPath(upload.name or "file.csv").name
        if data.startswith(b"PK\x03\x04") and name.lower().endswith(".zip"):
            found += _unpacked(data, name)
        else:
            found.append(Source(name, data, year_in_name(name)))
    if sum(len(source.data) for source in found) > MOST_BYTES:
        raise _wrong(_("The files hold more than 200 MB. Leave out the tables other than Episodes, Header and UASC."))
    return found


def _unpacked(data: bytes, name: str) -> list[Source]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            inside = [one for one in packed.infolist() if one.filename.lower().endswith(".csv")]
            if sum(one.file_size for one in inside) > MOST_BYTES:
                raise _wrong(_("The ZIP holds more than 200 MB. Leave out tables that are not needed."))
            found = [Source(one.filename, packed.read(one), _year(one.filename)) for one in inside]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise _wrong(_("%s cannot be unpacked. Make the ZIP again, without a password.") % name) from error
    if not found:
        raise _wrong(_("%s holds no CSV files. Save the tables as CSV first.") % name)
    return found


def _year(path: str) -> int | None:
    """From the folder's name, else from the file's."""
    for part in reversed(PurePosixPath(path).parts[:-1]):
        if year := year_of_folder(part):
            return year
    return year_in_name(PurePosixPath(path).name)


def _wrong(words: str) -> Invalid:
    return Invalid(words, "return.files", {"files": words})
