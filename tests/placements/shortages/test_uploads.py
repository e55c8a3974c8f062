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

from accounts.errors import Invalid
from placements.services.shortages import uploads
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


@pytest.mark.parametrize(
    "made",
    [_damaged, _lying, _many_names, lambda: b"PK\x03\x04", lambda: zipped({"Header.csv": HEADER}, zipfile.ZIP_LZMA),
     lambda: zipped({"Header.csv": HEADER})[:-30]],
    ids=["damaged stream", "lies about its size", "nine thousand files", "four bytes", "unusual packing", "cut off"],
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
    from placements.forecasting.returns import Source
    from placements.forecasting.returns.tables import recognise

    table = recognise(Source("Header.csv", b"CHILD,SEX,DOB,ETHNIC,UPN,Nickname\n"))
    assert table is not None and table.strange == ("NICKNAME",)


@pytest.mark.parametrize("made", [_damaged, _lying, lambda: b"PK\x03\x04"])
def test_through_the_page_and_the_api(cast: Cast, sent_tasks: Any, made: Any) -> None:
    client, data = Client(raise_request_exception=False), made()
    client.force_login(cast.people["carl"])
    api = client.post("/api/v1/shortages/returns", {"tables": SimpleUploadedFile("r.zip", data)})
    assert api.status_code == 422 and api.json()["code"] == "return.files", api.content
    assert client.post("/council/data/", {"tables": SimpleUploadedFile("r.zip", data)}).status_code == 422
