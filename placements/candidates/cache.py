"""Candidate facts kept in this process, per day asked about, and read again where a home's version has risen.

Every act that changes what a match reads raises `Household.vacancy_version` of its home in the same
transaction. The fingerprint (how many homes are in each lot, the sum of their versions, and what agencies serve)
is read *before* the facts: a write in between makes the kept facts newer than their fingerprint, never older, and
the next look reads them again. An act inside this transaction shows in the fingerprint too.

A list may still be a moment old when somebody presses the button: whoever places reads the facts of that one
home fresh, under its lock (`services.placing.fit`). In case a version was missed, facts older than `OLDEST` seconds
are read again all the same, a sixteenth of the homes at a look, so that nobody waits for a whole country.
"""

import gc
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from time import monotonic
from uuid import UUID

from django.db import connection

from accounts.tenancy.scopes import role
from placements.candidates.homes import agencies_now, homes_on
from placements.matching.facts import Agency
from placements.matching.patching import patched
from placements.matching.pool import Pool

DAYS_KEPT = 6
OLDEST = 600.0
MOST_CHANGED = 5_000  # more than this and reading everything is quicker

# Homes in 256 lots by the last byte of their id: a change shows in one lot, and only that lot's versions are read.
_HOMES = """
SELECT get_byte(uuid_send(id), 15) AS lot, count(*), sum(vacancy_version)::bigint, bit_xor(uuid_hash(id))
FROM carers_household GROUP BY lot
"""
_VERSIONS = """
SELECT get_byte(uuid_send(id), 15) AS lot, id, vacancy_version
FROM carers_household WHERE get_byte(uuid_send(id), 15) = ANY(%s)
"""
_AGENCIES = """
SELECT (SELECT coalesce(bit_xor(hashtextextended(organisation_id::text || council_id, 0)), 0)
          FROM accounts_organisation_serves),
       (SELECT coalesce(bit_xor(hashtextextended(id::text || agency_kind || coalesce(area_id, ''), 0)), 0)
          FROM accounts_organisation)
"""
LOTS = range(256)
PARTS = 16  # lots are renewed in so many turns
Versions = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True)
class Fingerprint:
    """Changes whenever a fact changes that a match reads: what is served by whom, and each lot of homes."""

    agencies: tuple[int, ...]
    lots: Mapping[int, tuple[int, ...]]

    def changed_since(self, before: "Fingerprint") -> list[int]:
        """The lots in which a home came, went or rose."""
        return [lot for lot in LOTS if self.lots.get(lot) != before.lots.get(lot)]


@dataclass(frozen=True)
class Kept:
    fingerprint: Fingerprint
    versions: Versions
    pool: Pool
    read_at: tuple[float, ...]  # when each part was last read whole

    def due(self) -> Sequence[int]:
        """The lots of the part read longest ago, if that is too long."""
        part = min(range(PARTS), key=self.read_at.__getitem__)
        return LOTS[part::PARTS] if monotonic() - self.read_at[part] >= OLDEST else ()


_kept: "OrderedDict[tuple[str, date], Kept]" = OrderedDict()
_guard = threading.Lock()


def fingerprint() -> Fingerprint:
    """What changes whenever a fact changes that a match reads; some ten milliseconds for 33,000 homes."""
    with connection.cursor() as cursor:
        cursor.execute(_AGENCIES)
        agencies = cursor.fetchone()
        with role("hearth_matcher"):
            cursor.execute(_HOMES)
            lots = cursor.fetchall()
    return Fingerprint(tuple(map(int, agencies)), {row[0]: tuple(map(int, row[1:])) for row in lots})


def kept_pool(day: date) -> Pool:
    """All candidate homes on `day`, read again only where something changed."""
    now = fingerprint()
    key = (str(connection.settings_dict["NAME"]), day)
    with _guard:
        kept = _kept.get(key)
        if kept is not None:
            _kept.move_to_end(key)
    if kept is not None and kept.fingerprint == now and not kept.due():
        return kept.pool
    fresh = _read_again(day, now, kept)
    with _guard:
        _kept[key] = fresh
        _kept.move_to_end(key)
        while len(_kept) > DAYS_KEPT:
            _kept.popitem(last=False)
    return fresh.pool


def forget() -> None:
    """Drop everything kept in this process."""
    with _guard:
        _kept.clear()


def _versions(lots: Sequence[int]) -> Versions:
    """For each of those lots, its homes by id with their versions."""
    found: dict[int, dict[str, int]] = {lot: {} for lot in lots}
    if not lots:
        return found
    with role("hearth_matcher"), connection.cursor() as cursor:
        cursor.execute(_VERSIONS, [list(lots)])
        for lot, pk, version in cursor.fetchall():
            found[lot][str(pk)] = version
    return found


def _read_again(day: date, now: Fingerprint, kept: Kept | None) -> Kept:
    if kept is None:
        return _read_whole(day, now)
    due, moment = set(kept.due()), monotonic()
    after = _versions(sorted({*now.changed_since(kept.fingerprint), *due}))
    before = {pk: version for lot in after for pk, version in kept.versions[lot].items()}
    there = {pk: (lot, version) for lot, homes in after.items() for pk, version in homes.items()}
    changed = [pk for pk, (lot, version) in there.items() if lot in due or before.get(pk) != version]
    if len(changed) > MOST_CHANGED:
        return _read_whole(day, now)
    agencies = kept.pool.agencies if now.agencies == kept.fingerprint.agencies else agencies_now()
    pool = _newer(kept.pool, agencies, day, [UUID(pk) for pk in changed], before.keys() - there.keys())
    read_at = tuple(moment if part in due else at for part, at in enumerate(kept.read_at))
    return Kept(now, {**kept.versions, **after}, pool, read_at)


def _read_whole(day: date, now: Fingerprint) -> Kept:
    versions, moment = _versions(LOTS), monotonic()
    with _nothing_collected():
        return Kept(now, versions, Pool(homes_on(day), agencies_now()), (moment,) * PARTS)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Nothing read here is garbage, and looking for some among so many new objects takes as long as reading them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _newer(pool: Pool, agencies: dict[str, Agency], day: date, changed: list[UUID], gone: Set[str]) -> Pool:
    """The pool with the changed homes read again; made anew, by id, where a home or an agency came, went or changed."""
    fresh = {home.id: home for home in homes_on(day, changed)} if changed else {}
    left = {name for name in {*gone, *map(str, changed)} if name in pool.index and name not in fresh}
    if agencies is pool.agencies and not left and fresh.keys() <= pool.index.keys():
        return patched(pool, fresh.values())
    homes = {home.id: home for home in pool.homes if home.id not in left}
    return Pool(sorted({**homes, **fresh}.values(), key=lambda home: home.id), agencies)
