"""Need against usable places of one council today, in a fixed number of queries whatever its size."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Adjacency, Council, Organisation
from carers.law.vocabulary import KindOfCare
from placements.shortages.forecasting.categories import BAND_LABELS, BANDS
from placements.shortages.forecasting.gap import Shortage, shortage_of
from placements.shortages.selectors.need import Lived, Waiting, badly_by_band, bands_between, elsewhere, living, waiting
from placements.shortages.selectors.places import PlaceRow, Places, place_rows, summed

KINDS = tuple(KindOfCare.values)
SERVICES = {
    "own": gettext_lazy("The council's own service"),
    "council_service": gettext_lazy("Other councils' services"),
    "voluntary": gettext_lazy("Voluntary agencies"),
    "private": gettext_lazy("Private agencies"),
}
SIZES = ("1", "2", "3", "4")  # 4: four or more


@dataclass(frozen=True)
class Filters:
    """What a permanent address can narrow the figures to; empty means all."""

    kind: str = ""
    band: str = ""
    service: str = ""
    size: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, Any]) -> "Filters":
        """From an address; a word that is not offered is passed over."""
        offered = {"kind": KINDS, "band": BANDS, "service": tuple(SERVICES), "size": SIZES}
        found = {key: str(asked.get(key, "")) for key in offered}
        return cls(**{key: value for key, value in found.items() if value in offered[key]})

    def query(self, **changes: str) -> str:
        """As an address: only what is set."""
        kept = {field.name: getattr(self, field.name) for field in fields(self)} | changes
        return "&".join(f"{key}={value}" for key, value in kept.items() if value)


@dataclass(frozen=True)
class Now:
    """Figures of one day and the rows behind them. Places count under each band and kind they could take.

    `area` is the council's own; `beside` are those next to it as (code, name), of which nothing here is told.
    """

    day: date
    area: str
    area_name: str
    filters: Filters
    needs: Sequence[Waiting]
    homes: Sequence[PlaceRow]
    lived: Sequence[Lived]
    services: Mapping[Any, str]
    beside: Sequence[tuple[str, str]]
    elsewhere: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> list[str]:
        """Kinds of care that somebody waits for or that is filtered on, in the vocabulary's order."""
        asked = {need.kind for need in self.needs} | {self.filters.kind}
        return [kind for kind in KINDS if kind in asked] or ["short_term"]

    @cached_property
    def _need(self) -> Counter[tuple[int, str]]:
        return Counter((need.band, need.kind) for need in self.needs)

    def need(self, band: int | None = None, kind: str = "") -> int:
        return sum(n for (b, k), n in self._need.items() if band in (None, b) and kind in ("", k))

    @cached_property
    def _slots(self) -> list[tuple[int, frozenset[int], frozenset[str]]]:
        """(usable places, bands, kinds), one row for each pair of bands and kinds however many the homes."""
        found = Counter[tuple[frozenset[int], frozenset[str]]]()
        for row in self.homes:
            if row.places.usable:
                found[(bands_between(row.age_min, row.age_max), row.kinds)] += row.places.usable
        return [(count, bands, kinds) for (bands, kinds), count in found.items()]

    def usable(self, band: int | None = None, kind: str = "") -> int:
        """Usable places that could take a child of the band in the kind of care."""
        asked = {kind} if kind else set(self.kinds)
        return sum(n for n, bands, kinds in self._slots if (band is None or band in bands) and kinds & asked)

    def shortage(self, bands: Sequence[int] = range(5), kinds: Sequence[str] | None = None) -> Shortage:
        """Hall's condition over the bands and kinds given. `binding` numbers (band, kind) pairs as `pair` reads."""
        groups = [(band, kind) for kind in kinds or self.kinds for band in bands]
        takes = Counter[frozenset[int]]()
        for count, their_bands, their_kinds in self._slots:
            mine = frozenset(i for i, (b, k) in enumerate(groups) if b in their_bands and k in their_kinds)
            if mine:
                takes[mine] += count
        found = shortage_of([self._need[group] for group in groups], [(n, mine) for mine, n in takes.items()])
        return replace(found, binding=tuple(5 * self.kinds.index(groups[i][1]) + groups[i][0] for i in found.binding))

    def pair(self, group: int) -> tuple[int, str]:
        """(band, kind) of a number in `Shortage.binding`."""
        return group % 5, self.kinds[group // 5]

    @cached_property
    def total(self) -> Shortage:
        return self.shortage()

    @property
    def short_bands(self) -> list[int]:
        return sorted({self.pair(group)[0] for group in self.total.binding if self._need[self.pair(group)]})

    @property
    def short_kinds(self) -> list[str]:
        found = {self.pair(group)[1] for group in self.total.binding if self._need[self.pair(group)]}
        return [kind for kind in self.kinds if kind in found]

    @cached_property
    def places(self) -> Places:
        return summed(self.homes)

    def places_of(self, service: str) -> Places:
        return summed([row for row in self.homes if self.services.get(row.agency) == service])

    @cached_property
    def badly(self) -> list[dict[str, int]]:
        return badly_by_band(self.lived)

    def sentence(self) -> str:
        """The first line of the page."""
        short, name = self.total.short, self.area_name
        if not self.needs:
            return _("Today no child of yours waits for a home in %(name)s.") % {"name": name}
        if not short:
            return _(
                "Today the usable places in %(name)s could take every child who waits, by age and kind of care alone."
            ) % {"name": name}
        if short == 1:
            words = _("Today %(name)s is 1 place short, counting children aged %(bands)s who need %(kinds)s care.")
        else:
            words = _(
                "Today %(name)s is %(short)s places short, counting children aged %(bands)s who need %(kinds)s care."
            )
        return words % {
            "name": name, "short": short, "bands": listed([BAND_LABELS[b].lower() for b in self.short_bands]),
            "kinds": listed([str(KindOfCare(kind).label).lower() for kind in self.short_kinds], _("or")),
        }  # fmt: skip

    def coverage(self) -> str:
        agencies = len({row.agency for row in self.homes})
        unsure = self.places.stale
        words = _("%(homes)s homes of %(agencies)s services; %(stale)s vacancies not confirmed for four weeks left out")
        return words % {"homes": f"{sum(r.homes for r in self.homes):,}", "agencies": agencies, "stale": unsure}


def listed(words: Sequence[str], last: str = "") -> str:
    last = last or _("and")
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def shortage_now_for(council: Organisation, day: date | None = None, filters: Filters | None = None) -> Now:
    """Children of the council who wait or live badly met, against the places of homes in its area."""
    day, own = day or timezone.localdate(), council.area_id or ""
    services = {
        pk: "own" if pk == council.pk else kind
        for pk, kind in Organisation.objects.exclude(agency_kind="").values_list("pk", "agency_kind")
    }
    name = Council.objects.filter(code=own).values_list("name", flat=True).first() or council.name
    everything = Now(
        day, own, name, Filters(), waiting(council.pk, day), place_rows([own], day), living(council.pk, own, day),
        services, _beside(own), elsewhere(council.pk, day),
    )  # fmt: skip
    return narrowed(everything, filters or Filters())


def narrowed(now: Now, filters: Filters) -> Now:
    """The same day with the filters applied."""
    homes = [
        row for row in now.homes
        if filters.service in ("", now.services.get(row.agency)) and _has_room(row, filters.size)
    ]  # fmt: skip
    needs = [need for need in now.needs if _asked(need, filters)]
    return replace(now, filters=filters, needs=needs, homes=homes)


def _beside(own: str) -> list[tuple[str, str]]:
    beside = Adjacency.objects.filter(council=own).values("adjoining")
    return list(Council.objects.filter(code__in=beside).order_by("name").values_list("code", "name"))


def _asked(need: Waiting, filters: Filters) -> bool:
    size = str(min(need.size, 4))
    return (
        filters.kind in ("", need.kind) and filters.band in ("", BANDS[need.band]) and filters.size in ("", size)
    )  # fmt: skip


def _has_room(row: PlaceRow, size: str) -> bool:
    """For a group only homes count that could take it together; every home stays in the count of places otherwise."""
    return not size or row.together >= int(size)
