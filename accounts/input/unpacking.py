"""Archives that strangers send, unpacked piece by piece into a room of a stated size; what they say of themselves
(sizes, numbers of files) counts for nothing.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO

_PIECE = 256 * 1024
_END, _END_BYTES, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_FAR_END, _FAR_END_BYTES = b"PK\x06\x07", 20  # of Zip64, whose numbers replace those of the end record
_MOST_INDEX = 256 * 1024  # some 2,000 files
_MOST_NAMES = 2_000
_TAKEN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others are unpacked whole by Python, whatever is asked for
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError,
           KeyError, IndexError, OverflowError)  # fmt: skip


class Unpackable(Exception):
    """An archive that cannot be unpacked."""


class Full(Exception):
    """There is more in it than there is room for."""


class Room:
    """How many bytes may still be unpacked, over all files of one upload."""

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self, stream: IO[bytes]) -> bytes:
        """All of `stream`, piece by piece. Raises Full as soon as it is more than there is room for."""
        found = io.BytesIO()
        while piece := stream.read(min(_PIECE, self.left + 1)):
            self.left -= len(piece)
            if self.left < 0:
                raise Full
            found.write(piece)
        return found.getvalue()


def unzipped(data: bytes, room: Room, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes | None]]:
    """(name, bytes) of each file in the ZIP `data`; None instead of bytes for one that is not `wanted`.

    Raises Unpackable for a damaged archive, one with a password or an unusual packing; Full.
    """
    _check_index(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            listed = packed.infolist()
            if len(listed) > _MOST_NAMES:
                raise Unpackable
            for one in listed:
                if one.is_dir():
                    continue
                if not wanted(one.filename):
                    yield one.filename, None
                    continue
                if one.compress_type not in _TAKEN:
                    raise Unpackable
                with packed.open(one) as stream:
                    yield one.filename, room.take(stream)
    except _BROKEN as error:
        raise Unpackable from error


def _check_index(data: bytes) -> None:
    """The list of files is read whole by Python: one of a million names would fill the memory by itself."""
    at = _end_record(data)
    is_far = data[max(0, at - _FAR_END_BYTES) : at].startswith(_FAR_END)
    if is_far or int.from_bytes(data[at + 12 : at + 16], "little") > _MOST_INDEX:
        raise Unpackable


def _end_record(data: bytes) -> int:
    """Where the record begins that Python will read: the last 22 bytes, else the last one before a comment, which must
    reach to the end. Looked for elsewhere, a second record would tell us of a small list and Python of a large one."""
    last = len(data) - _END_BYTES
    if last >= 0 and data.startswith(_END, last) and data.endswith(b"\0\0"):
        return last
    at = data.rfind(_END, max(0, last - _LONGEST_COMMENT))
    if at < 0 or at + _END_BYTES + int.from_bytes(data[at + 20 : at + 22], "little") != len(data):
        raise Unpackable
    return at
