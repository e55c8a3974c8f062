"""Ofsted's lines beside the lines of the dashboard that say the same, so that nobody has to wonder why they differ."""

from datetime import timedelta

from django.utils.translation import gettext as _

from placements.homes.selectors.capacity import capacity
from placements.homes.selectors.ofsted import (
    Year,
    applications_of,
    coverage,
    enquiries_of,
    newly_approved,
    places_on,
    vacant_of,
    withdrawn_of,
)
from placements.shortages.selectors.blocks import Block, Value
from placements.shortages.selectors.funnel import people_between, withdrawn_between


def reconciled_block(year: Year) -> Block:
    """One row for each line that both have: Ofsted's count, the dashboard's, how far apart, and why."""
    rows = [*_stock(year), *_flows(year)]
    columns = [
        ("line", _("Ofsted's line")), ("count", _("Count")), ("beside", _("On the dashboard")),
        ("there", _("Count there")), ("apart", _("Apart")), ("why", _("Why")),
    ]  # fmt: skip
    title = _("Beside the dashboard: %s") % year.title
    return Block("ofsted_reconciled", title, columns, rows, year.end, coverage())


def _row(line: str, count: int, beside: str, there: int, why: str) -> list[Value]:
    return [line, count, beside, there, there - count, why if there != count else ""]


def _stock(year: Year) -> list[list[Value]]:
    """The shortage page tells states of one place apart; the page of figures counts the same rows another way."""
    found, today = places_on(year), capacity(year.agency, year.end, kind="mainstream")
    page = _("Figures, places on the day")
    ended = _("A child who lives on in a home that is no longer approved is counted there.")
    other = _("A home on hold or without terms is not available here; there its places are vacant and blocked.")
    return [
        _row(_("Approved and above terms"), found.approved, page, today.approved + today.above_terms, ended),
        _row(_("Filled"), found.filled, page, today.filled, ended),
        _row(_("Vacant"), vacant_of(found), page, today.vacant, other),
        _row(_("Not available"), found.not_available, page, today.not_available, other),
        _row(_("Vacant and not available"), vacant_of(found) + found.not_available, page,
             today.vacant + today.not_available, ended),
    ]  # fmt: skip


def _flows(year: Year) -> list[list[Value]]:
    found = people_between(year.agency, year.start, year.end + timedelta(days=1), year.end)
    page = _("Recruitment: people who first enquired in the year")
    people = _("There, those who first enquired in the year and have come so far since; here, everybody who came so "
               "far in the year, whenever they enquired.")  # fmt: skip
    approved = sum(newly_approved(year).values())
    withdrawn = sum(withdrawn_of(year).values())
    return [
        _row(_("Initial enquiries"), enquiries_of(year), _("Recruitment: enquiries"), found.forms, ""),
        _row(_("Initial enquiries"), enquiries_of(year), _("Recruitment: people"), found.people,
             _("A person who filled in several forms counts once there.")),
        _row(_("Applications received"), applications_of(year), page, found.applied, people),
        _row(_("Households newly approved"), approved, page, found.approved, people),
        _row(_("Applications withdrawn"), withdrawn, _("Recruitment: why people withdrew"),
             withdrawn_between(year.agency, year.start, year.end + timedelta(days=1)),
             _("There, enquiries withdrawn before an application are counted too, and those without a reason are "
               "not.")),
    ]  # fmt: skip
