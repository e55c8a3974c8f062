"""Files of a return as strangers might send them: damaged, lying, or a bomb. Refused in words, and in little memory."""

import io
import random
import struct
import tracemalloc
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.input.errors import Invalid
from accounts.input.unpacking import Room, Unpackable, unzipped
from placements.shortages.services import uploads
from tests.cast import Cast

MB = 1024 * 1024
HEADER = b"CHILD,SEX,DOB,ETHNIC\n1,F,2015-03-01,WBRI\n"


def zipped(files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", how) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return kept.getvalue()


def _sent(*zips: bytes) -> list[Any]:
    return [SimpleUploadedFile(f"return{number}.zip", data) for number, data in enumerate(zips)]


def _damaged() -> bytes:
    rng = random.Random(1)
    rows = "".join(f"{number},F,{rng.randrange(2000, 2026)}-03-01,WBRI\n" for number in range(5000))
    data = bytearray(zipped({"Header.csv": HEADER + rows.encode()}))
    data[400:430] = b"\xff" * 30
    return bytes(data)


def _lying() -> bytes:
    """A bomb whose list of files says that it unpacks to one byte."""
    data = bytearray(zipped({"Episodes.csv": bytes(64 * MB)}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1)
    return bytes(data)


def _many_names() -> bytes:
    return zipped({f"{number:06}.csv": b"" for number in range(9000)})


def _far_end() -> bytes:
    """Zip64: its record names the whole list, the end record says that there is none."""
    data = _many_names()
    end = len(data) - 22
    size, start = struct.unpack("<II", data[end + 12 : end + 20])
    far = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 9000, 9000, size, start)
    return data[:end] + far + struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1) + b"PK\x05\x06" + bytes(18)


def _end_inside_the_end() -> bytes:
    """The disks' numbers of the end record look like a second one, with a list of few bytes."""
    data = bytearray(_many_names())
    end = len(data) - 22
    data[end + 4 : end + 8] = b"PK\x05\x06"
    data[end + 16 : end + 20] = bytes(4)
    return bytes(data)


def _end_in_a_comment() -> bytes:
    """Something behind the archive that looks like an end record and does not reach the end."""
    return _many_names() + b"PK\x05\x06" + bytes(18) + b"behind"


@pytest.mark.parametrize("made", [_far_end, _end_inside_the_end])
def test_a_list_of_files_is_measured_where_python_reads_it(made: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as packed:
        assert len(packed.infolist()) == 9000  # what Python would read
    with pytest.raises(Unpackable):
        next(unzipped(made(), Room(MB), lambda name: False))


def test_a_comment_is_no_hindrance() -> None:
    kept = io.BytesIO(zipped({"Header.csv": HEADER}))
    with zipfile.ZipFile(kept, "a") as packed:
        packed.comment = b"made by hand"
    assert [one.data for one in uploads.sources_of(_sent(kept.getvalue()))] == [HEADER]


def test_names_are_counted_however_short() -> None:
    with pytest.raises(Unpackable):
        next(unzipped(zipped({f"{number}": b"" for number in range(2100)}), Room(MB), lambda name: False))


@pytest.mark.parametrize("zips", [1, 2])
def test_files_inside_a_zip_count_like_files(zips: int) -> None:
    each = (uploads.MOST_FILES + 2) // zips
    packed = [zipped({f"{number}.csv": HEADER for number in range(each)}) for _ in range(zips)]
    with pytest.raises(Invalid, match="more than 100 files"):
        uploads.sources_of(_sent(*packed))
    assert len(uploads.sources_of(_sent(zipped({f"{number}.csv": HEADER for number in range(100)})))) == 100


@pytest.mark.parametrize(
    "made",
    [_damaged, _lying, _many_names, _far_end, _end_inside_the_end, _end_in_a_comment,
     lambda: b"PK\x03\x04", lambda: zipped({"Header.csv": HEADER}, zipfile.ZIP_LZMA),
     lambda: zipped({"Header.csv": HEADER})[:-30]],
    ids=["damaged stream", "lies about its size", "nine thousand files", "Zip64", "end inside the end",
         "end in a comment", "four bytes", "unusual packing", "cut off"],
)  # fmt: skip
def test_a_zip_that_cannot_be_used_is_refused_in_words(made: Any) -> None:
    with pytest.raises(Invalid) as refused:
        uploads.sources_of(_sent(made()))
    assert refused.value.status == 422 and refused.value.fields["files"]


def test_bombs_are_refused_in_little_memory() -> None:
    """Four of 180 kB that hold 190 MB each: more than fits is never unpacked, over all files of the upload."""
    bomb = zipped({"Episodes.csv": bytes(190 * MB)})
    assert len(bomb) < 200_000
    sent = _sent(bomb, bomb, bomb, bomb)
    tracemalloc.start()
    try:
        with pytest.raises(Invalid, match="more than 32 MB"):
            uploads.sources_of(sent)
        assert tracemalloc.get_traced_memory()[1] < 3 * uploads.MOST_BYTES
    finally:
        tracemalloc.stop()


def test_the_room_is_one_for_all_files() -> None:
    part = SimpleUploadedFile("Episodes_2024.csv", b"x" * (20 * MB)), zipped({"2025/Episodes.csv": bytes(20 * MB)})
    with pytest.raises(Invalid, match="more than 32 MB"):
        uploads.sources_of([part[0], *_sent(part[1])])


def test_what_was_not_read_is_named() -> None:
    found = uploads.sources_of(
        _sent(zipped({"2025/Header.csv": HEADER, "2025/Letter.pdf": b"%PDF", "__MACOSX/x": b""}))
    )
    assert [(one.name, one.data, one.year) for one in found] == [
        ("2025/Header.csv", HEADER, 2025), ("2025/Letter.pdf", b"", 2025),
    ]  # fmt: skip


def test_columns_that_no_return_has_are_named() -> None:
    from placements.shortages.forecasting.returns import Source
    from placements.shortages.forecasting.returns.tables import recognise

    table = recognise(Source("Header.csv", b"CHILD,SEX,DOB,ETHNIC,UPN,Nickname\n"))
    assert table is not None and table.strange == ("NICKNAME",)


@pytest.mark.parametrize("made", [_damaged, _lying, lambda: b"PK\x03\x04"])
def test_through_the_page_and_the_api(cast: Cast, sent_tasks: Any, made: Any) -> None:
    client, data = Client(raise_request_exception=False), made()
    client.force_login(cast.people["carl"])
    api = client.post("/api/v1/shortages/returns", {"tables": SimpleUploadedFile("r.zip", data)})
    assert api.status_code == 422 and api.json()["code"] == "return.files", api.content
    assert client.post("/council/data/", {"tables": SimpleUploadedFile("r.zip", data)}).status_code == 422
