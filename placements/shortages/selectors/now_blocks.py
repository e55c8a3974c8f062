"""The blocks of the page "Now"."""

from dataclasses import asdict

from django.utils.translation import gettext as _

from carers.law.vocabulary import KindOfCare
from placements.shortages.forecasting.categories import BAND_LABELS, BANDS
from placements.shortages.selectors.blocks import Block, Value
from placements.shortages.selectors.now import SERVICES, Now

STATES = ("approved", "filled", "not_available", "held", "blocked", "stale", "usable")


def state_words() -> dict[str, str]:
    return {
        "approved": _("Approved"), "filled": _("Filled"), "not_available": _("Not available"), "held": _("Held"),
        "blocked": _("Kept for one family"), "stale": _("Not confirmed"), "usable": _("Usable"),
    }  # fmt: skip


def need_block(now: Now) -> Block:
    """Age bands: waiting, met badly, usable places, short."""
    bands = [band for band in range(5) if now.filters.band in ("", BANDS[band])]
    rows: list[list[Value]] = []
    for band in bands:
        badly = now.badly[band]["met_badly"]
        rows.append([BAND_LABELS[band], now.need(band), badly, now.usable(band), now.shortage([band]).short])
    columns = [
        ("age", _("Age")), ("waiting", _("Children waiting")), ("met_badly", _("Met badly")),
        ("usable", _("Places that could take them")), ("short", _("Short")),
    ]  # fmt: skip
    notes = [
        _("A place counts under each age it could take, so the columns cannot be added up; "
          "the first sentence counts each place once."),
        _("Met badly: living apart from brothers or sisters, further away than asked (or than 20 miles), "
          "or in another kind of care than asked."),
    ]  # fmt: skip
    return Block("need", _("Children and usable places, by age"), columns, rows, now.day, now.coverage(), notes)


def kinds_block(now: Now) -> Block:
    """Age bands by kinds of care: waiting, usable, short in each cell."""
    columns = [("age", _("Age"))]
    for kind in now.kinds:
        label = str(KindOfCare(kind).label)
        columns += [
            (f"{kind}_waiting", _("%s: waiting") % label), (f"{kind}_usable", _("%s: usable") % label),
            (f"{kind}_short", _("%s: short") % label),
        ]  # fmt: skip
    rows: list[list[Value]] = []
    for band in range(5):
        row: list[Value] = [BAND_LABELS[band]]
        for kind in now.kinds:
            row += [now.need(band, kind), now.usable(band, kind), now.shortage([band], [kind]).short]
        rows.append(row)
    return Block("kinds", _("Need and usable places, by age and kind of care"), columns, rows, now.day, now.coverage())


def places_block(now: Now) -> Block:
    """Own service, other councils', voluntary and private: every place in its state."""
    columns = [("service", _("Service")), *state_words().items()]
    rows: list[list[Value]] = [
        [str(words), *asdict(now.places_of(service)).values()]
        for service, words in SERVICES.items()
        if now.filters.service in ("", service)
    ]
    rows.append([_("All"), *asdict(now.places).values()])
    notes = [_("Approved = filled + not available + held + kept for one family + not confirmed + usable.")]
    return Block("places", _("Places in the area, by service"), columns, rows, now.day, now.coverage(), notes)


def siblings_block(now: Now) -> Block:
    """Groups that wait, and homes with room for that many together."""
    rows: list[list[Value]] = []
    for size in (1, 2, 3, 4):
        children = sum(1 for need in now.needs if min(need.size, 4) == size)
        groups = sum(1 / need.size for need in now.needs if min(need.size, 4) == size)
        homes = sum(row.homes for row in now.homes if row.together >= size)
        label = _("One child") if size == 1 else _("%s or more") % size if size == 4 else str(size)
        rows.append([label, round(groups), children, homes])
    columns = [
        ("size", _("Brothers and sisters")), ("groups", _("Groups waiting")), ("children", _("Children waiting")),
        ("homes", _("Homes with room for that many together")),
    ]  # fmt: skip
    return Block("siblings", _("Brothers and sisters"), columns, rows, now.day, now.coverage())


def badly_block(now: Now) -> Block:
    """Children who live with carers, and those whose home does not meet what was asked."""
    rows: list[list[Value]] = [
        [
            BAND_LABELS[band],
            *(found[key] for key in ("children", "met_badly", "split", "too_far", "other_kind")),
            now.elsewhere.get(band, 0),
        ]
        for band, found in enumerate(now.badly)
    ]
    columns = [
        ("age", _("Age")), ("children", _("Children living with carers")), ("met_badly", _("Met badly")),
        ("split", _("Apart from brothers or sisters")), ("too_far", _("Further than asked")),
        ("other_kind", _("Another kind of care")),
        ("elsewhere", _("Placed outside this service in the last year, not as asked")),
    ]  # fmt: skip
    notes = [_("A child can be in more than one of the three ways: by the rows, or said by whoever placed "
               "the child.")]  # fmt: skip
    coverage = _("every child of yours placed through this service")
    return Block("badly", _("Need met badly"), columns, rows, now.day, coverage, notes)


NOW_BLOCKS = {
    "need": need_block, "kinds": kinds_block, "places": places_block, "siblings": siblings_block, "badly": badly_block,
}  # fmt: skip
