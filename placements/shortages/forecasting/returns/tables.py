"""Files of a return: where they are, how they are encoded, which table each one is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from accounts.input.spreadsheets import is_blank
from placements.shortages.forecasting.returns.codes import FIRST_YEAR, LAST_YEAR
from placements.shortages.forecasting.returns.findings import ReturnRefusedError

EPISODES, HEADER, UASC = "episodes", "header", "uasc"
NEEDED = {
    EPISODES: ("CHILD", "DECOM", "RNE", "PLACE", "PLACE_PROVIDER", "DEC", "REC"),
    HEADER: ("CHILD", "DOB"),
    UASC: ("CHILD", "DUC"),
}
# Read and used on the row, then let go of. Every other column is never looked at.
ALSO_USED = {EPISODES: ("LS",), HEADER: (), UASC: ("DOB",)}
# Headings of the three tables in the DfE's guide to the SSDA903 return that are known and not needed.
_OTHERS = {
    "SEX", "ETHNIC", "UPN", "URN", "MOTHER", "MC_DOB", "CIN", "REASON_PLACE_CHANGE", "HOME_POST", "PL_POST",
    "HOME_LA", "PL_LA", "PL_LOCATION", "PL_DISTANCE", "EPI", "DOB", "LS", "CHILD", "DUC",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One uploaded file: its name as the council knows it, its bytes, and the collection year if known."""

    name: str
    data: bytes
    year: int | None = None


@dataclass(frozen=True)
class Table:
    """A source recognised as one of the three tables; `columns` maps needed headings to positions."""

    kind: str
    source: Source
    text: str
    columns: dict[str, int]
    strange: tuple[str, ...] = ()  # headings that no return has

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(line number in the file, values) of each row that is not blank, that is, has anything in any cell."""
        reader = csv.reader(io.StringIO(self.text, newline=""))
        next(reader)
        try:
            for row in reader:
                if not is_blank(row):
                    yield reader.line_num, row
        except csv.Error as error:
            raise ReturnRefusedError(
                f"{self.source.name}, line {reader.line_num}: the file is not a readable CSV ({error}). "
                "Export it again as CSV and upload it again."
            ) from error


def sources_in(folder: Path) -> list[Source]:
    """CSV files of a folder. If it has yearly subfolders, the return is the union of those alone.

    The year comes from the subfolder's name, or from a year in the file's name.
    """
    if not folder.is_dir():
        raise ReturnRefusedError(f"There is no folder {folder}. Give the folder that holds the returns.")
    years = sorted(path for path in folder.iterdir() if path.is_dir() and year_of_folder(path.name))
    places: list[tuple[Path, int | None]] = [(path, year_of_folder(path.name)) for path in years]
    places = places or [(folder, None)]
    found = []
    for place, year in places:
        for path in sorted(place.iterdir()):
            if path.is_file() and path.suffix.lower() == ".csv":
                name = str(path.relative_to(folder))
                found.append(Source(name, path.read_bytes(), year or year_in_name(path.name)))
    if not found:
        raise ReturnRefusedError(f"The folder {folder} holds no CSV files. Save the return's tables as CSV there.")
    return found


_YEARS = re.compile(r"(?<!\d)(20\d\d)(?:[-_/ ]?(?:20)?(\d\d))?(?!\d)")


def year_in_name(name: str) -> int | None:
    """The collection year written in a file's name, if there is exactly one: 2024, or 2023-24 (2023_24, 2023-2024),
    which is named by the year it ends in."""
    years = {_ending(first, then) for first, then in _YEARS.findall(name)}
    found = years.pop() if len(years) == 1 else None
    return found or None


def _ending(first: str, then: str) -> int:
    """0 where two numbers stand together that are not one year and the next."""
    year = int(first)
    return year if not then else year + 1 if (year + 1) % 100 == int(then) else 0


def year_of_folder(name: str) -> int | None:
    """The collection year of a folder that is named by a year and nothing else."""
    return year_in_name(name) if _YEARS.fullmatch(name) else None


def decode(source: Source) -> str:
    """Text of a UTF-8 (with or without BOM) or Windows (cp1252) file; anything else is refused."""
    data = source.data
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ReturnRefusedError(f"{source.name} is a spreadsheet. Save it as CSV and upload that.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4096]:
        raise ReturnRefusedError(f'{source.name} is not plain CSV text. Save it as "CSV UTF-8" and upload that.')
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def recognise(source: Source) -> Table | None:
    """The table a file holds, known by its headings in any letter case; None for other 903 tables."""
    text = decode(source)
    first = next(csv.reader(io.StringIO(text, newline="")), [])
    headings = [heading.strip().strip('"').upper() for heading in first]
    kind = _kind(headings, source.name.lower())
    if kind is None:
        return None
    missing = [name for name in NEEDED[kind] if name not in headings]
    if missing:
        raise ReturnRefusedError(
            f"{source.name} has no column {', '.join(missing)}. "
            f"The {kind} table needs {', '.join(NEEDED[kind])}; add the headings on the first line."
        )
    if source.year is not None and not FIRST_YEAR <= source.year <= LAST_YEAR:
        raise ReturnRefusedError(
            f"{source.name} is for {source.year}. Returns of {FIRST_YEAR} to {LAST_YEAR} can be read; "
            "leave the others out."
        )
    wanted = (*NEEDED[kind], *ALSO_USED[kind])
    strange = tuple(head for head in headings if head and head not in _OTHERS and head not in wanted)
    return Table(kind, source, text, {name: headings.index(name) for name in wanted if name in headings}, strange)


def _kind(headings: Sequence[str], name: str) -> str | None:
    if "DUC" in headings:
        return UASC
    if {"DECOM", "PLACE"} & set(headings) and "PLACED_CEASED" not in headings:
        # Missing, Reviews and Adoption tables carry neither of these headings with RNE.
        return EPISODES if {"RNE", "DECOM"} & set(headings) else None
    if {"CHILD", "DOB", "ETHNIC"} <= set(headings) or "header" in name:
        return HEADER
    return EPISODES if "episode" in name else None
