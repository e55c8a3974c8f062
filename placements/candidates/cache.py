"""Candidate facts kept in this process, per day asked about, and read again where a home's version has risen.

Every act that changes what a match reads raises `Household.vacancy_version` of its home in the same
transaction. The fingerprint (number of homes, sum and greatest of their versions, and what agencies serve) is
read *before* the facts: a write in between makes the kept facts newer than their fingerprint, never older, and
the next look reads them again. An act inside this transaction shows in the fingerprint too.

A list may still be a moment old when somebody presses the button: whoever places reads the facts of that one
home fresh, under its lock (`services.placing.fit`). Facts are read whole again after `OLDEST` seconds.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from django.db import connection

from accounts.tenancy import role
from carers.models import Household
from placements.candidates.homes import agencies_now, homes_on
from placements.matching.facts import Household as HomeFacts
from placements.matching.pool import Pool

DAYS_KEPT = 6
OLDEST = 600.0
MOST_CHANGED = 2_000  # more than this and reading everything is quicker

_HOMES = """
SELECT count(*), coalesce(sum(vacancy_version), 0)::bigint, coalesce(max(vacancy_version), 0) FROM carers_household
"""
_AGENCIES = """
SELECT (SELECT coalesce(bit_xor(hashtextextended(organisation_id::text || council_id, 0)), 0)
          FROM accounts_organisation_serves),
       (SELECT coalesce(bit_xor(hashtextextended(id::text || agency_kind || coalesce(area_id, ''), 0)), 0)
          FROM accounts_organisation)
"""
Fingerprint = tuple[int, ...]


@dataclass(frozen=True)
class Kept:
    fingerprint: Fingerprint
    versions: Mapping[Any, int]
    pool: Pool
    read_at: float


_kept: "OrderedDict[tuple[str, date], Kept]" = OrderedDict()
_guard = threading.Lock()


def fingerprint() -> Fingerprint:
    """What changes whenever a fact changes that a match reads; a few milliseconds for 33,000 homes."""
    with connection.cursor() as cursor:
        cursor.execute(_AGENCIES)
        agencies = cursor.fetchone()
        with role("hearth_matcher"):
            cursor.execute(_HOMES)
            homes = cursor.fetchone()
    return tuple(int(value) for value in (*homes, *agencies))


def kept_pool(day: date) -> Pool:
    """All candidate homes on `day`, read again only where something changed."""
    now = fingerprint()
    key = (str(connection.settings_dict["NAME"]), day)
    with _guard:
        kept = _kept.get(key)
        if kept is not None:
            _kept.move_to_end(key)
    if kept is not None and kept.fingerprint == now and monotonic() - kept.read_at < OLDEST:
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


def _versions() -> dict[Any, int]:
    with role("hearth_matcher"):
        return dict(Household.objects.values_list("pk", "vacancy_version"))


def _read_again(day: date, now: Fingerprint, kept: Kept | None) -> Kept:
    versions = _versions()
    agencies = agencies_now()
    if kept is None or monotonic() - kept.read_at >= OLDEST:
        return Kept(now, versions, Pool(homes_on(day), agencies), monotonic())
    changed = [pk for pk, version in versions.items() if kept.versions.get(pk) != version]
    if len(changed) > MOST_CHANGED:
        return Kept(now, versions, Pool(homes_on(day), agencies), monotonic())
    homes = _patched(kept.pool, versions, changed, day)
    return Kept(now, versions, Pool(homes, agencies), kept.read_at)


def _patched(pool: Pool, versions: Mapping[Any, int], changed: list[Any], day: date) -> list[HomeFacts]:
    """The homes as kept, those changed read again, those gone left out, in the order of their ids."""
    fresh = {home.id: home for home in homes_on(day, changed)} if changed else {}
    touched = {str(pk) for pk in changed}
    there = {str(pk) for pk in versions}
    homes = {home.id: home for home in pool.homes if home.id in there and home.id not in touched}
    return sorted({**homes, **fresh}.values(), key=lambda home: home.id)
