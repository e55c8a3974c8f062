"""Writing synthetic returns to disk in the layout councils use: a folder a year, and all years joined."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.categories import RESIDENTIAL, SUPPORTED, kind_of_place
from placements.shortages.forecasting.generator import Recipe, Spell, SyntheticChild, synthetic_children

EPISODE_COLUMNS = [
    "CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE",
    "HOME_POST", "PL_POST", "URN", "PL_LA", "PL_LOCATION", "PL_DISTANCE",
]  # fmt: skip
HEADER_COLUMNS = ["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"]
UASC_COLUMNS = ["CHILD", "SEX", "DOB", "DUC"]
TRUTH_BANDS = ("0", "1-4", "5-9", "10-15", "16+")
TRUTH_KINDS = ("FOSTERING", "RESIDENTIAL", "SUPPORTED", "OTHER")
Row = list[object]


def write_returns(out: Path, recipe: Recipe) -> dict[str, object]:
    """Write `<year>/{episodes,header,uasc}.csv`, the joined `Episodes.csv` and `Header.csv`,
    `truth_daily.csv` (children in care each day) and `about.json`; returns what `about.json` holds."""
    children = synthetic_children(recipe)
    all_episodes: dict[tuple[int, str], Row] = {}
    all_headers: dict[int, Row] = {}
    for year in range(recipe.last - recipe.years + 1, recipe.last + 1):
        episodes, headers, uasc = _year_rows(children, recipe, year)
        folder = out / str(year)
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "episodes.csv", EPISODE_COLUMNS, episodes)
        _write(folder / "header.csv", HEADER_COLUMNS, headers)
        _write(folder / "uasc.csv", UASC_COLUMNS, uasc)
        all_episodes |= {(int(str(row[0])), str(row[1])): row for row in episodes}
        all_headers |= {int(str(row[0])): row for row in headers}
    _write(out / "Episodes.csv", EPISODE_COLUMNS, all_episodes.values())
    _write(out / "Header.csv", HEADER_COLUMNS, all_headers.values())
    truth = daily_truth(children, recipe)
    _write_truth(out / "truth_daily.csv", truth, recipe)
    about = _about(children, recipe, truth, len(all_headers), len(all_episodes))
    (out / "about.json").write_text(json.dumps(about, indent=1, default=str))
    return about


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(rows)


def _year_rows(children: list[SyntheticChild], recipe: Recipe, year: int) -> tuple[list[Row], list[Row], list[Row]]:
    first, last = date(year - 1, 4, 1), date(year, 3, 31)
    episodes: list[Row] = []
    headers: list[Row] = []
    uasc: list[Row] = []
    for child in children:
        spells = [spell for spell in child.spells if spell.start <= last and spell.end >= first]
        if not spells:
            continue
        episodes += [_episode_row(child, spell, last, recipe) for spell in spells]
        mother: object = child.mother if child.sex == 2 else ""
        born = _day(child.born)
        headers.append([child.identifier, child.sex, born, child.ethnicity, child.upn, mother, ""])
        if child.uasc:
            adult = date(child.born.year + 18, child.born.month, min(child.born.day, 28))
            uasc.append([child.identifier, child.sex, born, _day(adult)])
    return episodes, headers, uasc


def _episode_row(child: SyntheticChild, spell: Spell, last: date, recipe: Recipe) -> Row:
    still_open = spell.end > last
    return [
        child.identifier, _day(spell.start), spell.rne, spell.legal, spell.need, spell.place,
        spell.provider, "" if still_open else _day(spell.end), "" if still_open else spell.ending,
        "" if still_open else spell.move_reason, spell.home_post, spell.place_post,
        spell.urn if spell.place[0] in "KUR" else "", recipe.council if spell.inside else "Othershire",
        "IN" if spell.inside else "OUT", spell.miles,
    ]  # fmt: skip


def _truth_kind(place: str) -> int:
    kind = kind_of_place(place)
    return 0 if place[0] == "U" else 1 if kind == RESIDENTIAL else 2 if kind == SUPPORTED else 3


def daily_truth(children: list[SyntheticChild], recipe: Recipe) -> NDArray[np.int64]:
    """Children in care, shape (days, age bands, the four kinds of `TRUTH_KINDS`)."""
    days = (recipe.end - recipe.start).days + 1
    truth = np.zeros((days, len(TRUTH_BANDS), len(TRUTH_KINDS)), np.int64)
    for child in children:
        for spell in child.spells:
            day = max(spell.start, recipe.start)
            end = min(spell.end, recipe.end + timedelta(1))
            while day < end:
                years = (day - child.born).days / 365.2425
                later = [edge for edge in (1, 5, 10, 16) if edge > years]
                stop = min(end, child.born + timedelta(math.ceil(later[0] * 365.2425))) if later else end
                stop = max(stop, day + timedelta(1))
                low, high = (day - recipe.start).days, (stop - recipe.start).days
                truth[low:high, 4 - len(later), _truth_kind(spell.place)] += 1
                day = stop
    return truth


def _write_truth(path: Path, truth: NDArray[np.int64], recipe: Recipe) -> None:
    columns = ["date", *(f"{band}|{kind}" for band in TRUTH_BANDS for kind in TRUTH_KINDS)]
    rows = ([recipe.start + timedelta(i), *line.ravel().tolist()] for i, line in enumerate(truth))
    _write(path, columns, rows)


def _about(
    children: list[SyntheticChild], recipe: Recipe, truth: NDArray[np.int64], headers: int, episodes: int
) -> dict[str, object]:
    years = range(recipe.last - recipe.years + 1, recipe.last + 1)
    starts = [spell.start for child in children for spell in child.spells if spell.rne == "S"]
    by_kind, by_age = truth[-1].sum(axis=0).tolist(), truth[-1].sum(axis=1).tolist()
    return {
        "args": {
            "children": recipe.children,
            "years": recipe.years,
            "last": recipe.last,
            "seed": recipe.seed,
            "growth": recipe.growth,
            "la": recipe.council,
        },
        "children": headers,
        "episodes": episodes,
        "stock_start": int(truth[0].sum()),
        "stock_end": int(truth[-1].sum()),
        "mix_end": dict(zip(TRUTH_KINDS, by_kind, strict=True)),
        "age_end": dict(zip(TRUTH_BANDS, by_age, strict=True)),
        "starts_per_year": [sum(date(y - 1, 4, 1) <= day <= date(y, 3, 31) for day in starts) for y in years],
    }
