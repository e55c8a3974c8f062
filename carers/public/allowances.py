"""The national minimum allowance for England, by area and a child's age, as a dated table with its source.

The government publishes new amounts each spring (GOV.UK, Help with the cost of fostering). `ALLOWANCES_FILE`
names another file of the same columns; a row without `confirmed_on` was taken from a secondary source and
says so on the page.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

OWN_FILE = Path(__file__).resolve().parents[1] / "data" / "allowances.csv"
AGES = ("0_2", "3_4", "5_10", "11_15", "16_17")


@dataclass(frozen=True)
class Allowance:
    """Pounds a week for one child, by age band in the order of AGES."""

    year: str
    area: str
    pounds: tuple[int, ...]
    source: str
    confirmed_on: date | None


def allowances() -> list[Allowance]:
    return list(_read(str(getattr(settings, "ALLOWANCES_FILE", "") or OWN_FILE)))


@cache
def _read(name: str) -> tuple[Allowance, ...]:
    with Path(name).open(newline="", encoding="utf-8") as handle:
        return tuple(
            Allowance(
                row["year"],
                row["area"],
                tuple(int(row[f"age_{age}"]) for age in AGES),
                row["source"],
                date.fromisoformat(row["confirmed_on"]) if row["confirmed_on"] else None,
            )
            for row in csv.DictReader(handle)
        )
