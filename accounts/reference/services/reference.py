"""Load reference data from `accounts/data`: repeatable, by the owner role, in one transaction.

Sources and licence: accounts/data/README.md.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from accounts.models import Adjacency, Council, CouncilFigure, Sector

DATA = Path(__file__).resolve().parents[2] / "data"
DFE_2025 = "DfE, Children looked after in England, 2025 release"
OS_2025 = "OS Code-Point Open 2025 and ONS boundaries"
_DETAIL = (
    "started_2025", "childrens_home_2025", "own_provision_2025", "private_provision_2025",
    "three_plus_placements_2025",
)  # fmt: skip
_SERIES = (
    "looked_after", "foster_placements", "over_20_miles", "outside_council", "under_1", "age_1_4",
    "age_5_9", "age_10_15", "age_16_plus",
)  # fmt: skip


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as handle:
        yield from csv.DictReader(handle)


def load_reference(using: str = "owner") -> dict[str, int]:
    """Councils, which adjoin, sectors and DfE's figures. The count of rows of each kind."""
    with transaction.atomic(using=using):
        return {
            "councils": _load_councils(using),
            "adjoining pairs": _load_adjacency(using),
            "postcode sectors": _load_sectors(using),
            "published figures": _load_figures(using),
        }


def _load_councils(using: str) -> int:
    places = {row["code"]: row for row in _rows("council_places.csv")}
    councils = [
        Council(
            code=row["code"],
            name=row["name"],
            region=row["region"],
            council_type=row["la_type"],
            earlier_code=row["code_in_dfe_2025_data"] if row["code_in_dfe_2025_data"] != row["code"] else "",
            lat=float(places[row["code"]]["lat"]),
            lon=float(places[row["code"]]["lon"]),
            tile_column=int(places[row["code"]]["tile_col"]),
            tile_row=int(places[row["code"]]["tile_row"]),
        )
        for row in _rows("councils_dfe_2025.csv")
    ]
    fields = [field.name for field in Council._meta.fields if not field.primary_key]
    Council.objects.using(using).bulk_create(
        councils, update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
    return len(councils)


def _load_adjacency(using: str) -> int:
    pairs = [(row["code_a"], row["code_b"]) for row in _rows("adjoining_councils.csv")]
    both = [Adjacency(council_id=a, adjoining_id=b) for pair in pairs for a, b in (pair, pair[::-1])]
    Adjacency.objects.using(using).bulk_create(both, ignore_conflicts=True)
    return len(pairs)


def _load_sectors(using: str) -> int:
    sectors = [
        Sector(
            code=row["sector"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            council_id=row["council"] or None,
            council_share=float(row["council_share"]) if row["council_share"] else None,
            postcodes=int(row["postcodes"]),
        )
        for row in _rows("postcode_sectors.csv")
    ]
    fields = [field.attname for field in Sector._meta.fields if not field.primary_key]
    Sector.objects.using(using).bulk_create(
        sectors,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[name.removesuffix("_id") for name in fields],
    )
    return len(sectors)


def _figure(council: str, year: int, measure: str, printed: str) -> CouncilFigure:
    is_number = printed.lstrip("-").isdigit()
    return CouncilFigure(
        council_id=council,
        year=year,
        measure=measure,
        value=int(printed) if is_number else None,
        symbol="" if is_number else printed[:2],
        release=DFE_2025,
    )


def _load_figures(using: str) -> int:
    today = {c.earlier_code: c.code for c in Council.objects.using(using).exclude(earlier_code="")}
    figures = [
        _figure(today.get(row["council"], row["council"]), int(row["year_ending_31_march"]), measure, row[measure])
        for row in _rows("council_series_dfe_2021_2025.csv")
        for measure in _SERIES
    ]
    figures += [
        _figure(row["code"], 2025, column.removesuffix("_2025"), row[column])
        for row in _rows("councils_dfe_2025.csv")
        for column in _DETAIL
    ]
    figures += _land()
    CouncilFigure.objects.using(using).bulk_create(
        figures,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["council", "year", "measure", "release"],
        update_fields=["value", "symbol"],
    )
    return len(figures)


def _land() -> list[CouncilFigure]:
    """Live postcodes (those of sectors that lie mostly in a council) and hectares: how large and how built-up it is."""
    postcodes: Counter[str] = Counter()
    for row in _rows("postcode_sectors.csv"):
        postcodes[row["council"]] += int(row["postcodes"])
    hectares = {row["code"]: round(100 * float(row["area_km2"])) for row in _rows("council_places.csv")}
    return [
        CouncilFigure(council_id=code, year=2025, measure=measure, value=value, release=OS_2025)
        for code, area in hectares.items()
        for measure, value in (("postcodes", postcodes[code]), ("hectares", area))
    ]


def reference_is_current(using: str = "owner") -> bool:
    """Whether the tables hold as many rows as the files: what a start asks before it loads again."""
    counts = (
        (Council, sum(1 for _ in _rows("councils_dfe_2025.csv"))),
        (Sector, sum(1 for _ in _rows("postcode_sectors.csv"))),
        (Adjacency, 2 * sum(1 for _ in _rows("adjoining_councils.csv"))),
    )
    loaded = all(model._default_manager.using(using).count() == count for model, count in counts)
    return loaded and CouncilFigure.objects.using(using).filter(measure="hectares").exists()
