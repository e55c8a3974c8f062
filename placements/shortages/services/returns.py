"""Take a council's SSDA903 return in: checked, pseudonymised, reconciled with DfE's figure, stored or refused."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.access.services.look_ups import keyed
from accounts.acts import audit
from accounts.input.errors import Invalid
from accounts.models import CouncilFigure
from accounts.tenancy.caller import CallerAt
from placements.models import Return
from placements.shortages.forecasting.history import CareHistory
from placements.shortages.forecasting.returns import (
    ImportReport,
    ImportResult,
    ReturnRefusedError,
    Source,
    read_sources,
)
from placements.shortages.forecasting.returns.codes import FIRST_YEAR, LAST_YEAR
from placements.shortages.services import jobs

FINDINGS_KEPT = 10_000
# Rows travel as one array a column: a placeholder for every value would cost more than writing them.
_INSERT = """
INSERT INTO placements_episode (council_id, source_id, child, birth_month, starts_on, ends_on, kind, new_placement)
SELECT %s, %s, child, birth_month, DATE '0001-01-01' + starts - 1,
    CASE WHEN ends > 0 THEN DATE '0001-01-01' + ends - 1 END, kind, fresh
FROM unnest(%s::text[], %s::int[], %s::int[], %s::int[], %s::smallint[], %s::boolean[])
    WITH ORDINALITY AS row (child, birth_month, starts, ends, kind, fresh, number)
ORDER BY number
"""


def key_of(council: object) -> bytes:
    """The key that replaces CHILD: one for each council, and the same for ever, or a child would become another."""
    return keyed("hearth.returns", str(council))


def take_in(by: CallerAt, sources: Sequence[Source], year: int | None = None) -> Return:
    """The stored return, accepted or refused: either way with every finding. Forecasts follow an accepted one.

    `year`: the year it ends in, where somebody says so. Invalid for one that cannot be read.
    """
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        words = _("Returns of %(first)s to %(last)s can be read.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise Invalid(words, "return.year", {"year": words})
    try:
        result = read_sources(sources, key_of(by.organisation_id), _published(by), year)
    except ReturnRefusedError as refused:
        return _refused(by, str(refused), refused.report or ImportReport())
    with transaction.atomic():
        row = _row(by, result.report, Return.State.ACCEPTED, result)
        _store(row, result.history)
        audit.record(by, "return.accepted", row, episodes=row.episodes_kept)
        jobs.ask(by)
    return row


def _refused(by: CallerAt, words: str, report: ImportReport) -> Return:
    with transaction.atomic():
        row = _row(by, report, Return.State.REFUSED)
        row.words = words
        row.save(update_fields=["words"])
        audit.record(by, "return.refused", row)
    return row


def _published(by: CallerAt) -> list[tuple[int, int]]:
    area = by.organisation.area_id if by.organisation else None
    figures = CouncilFigure.objects.filter(council=area, measure="looked_after", value__isnull=False)
    return [(year, value) for year, value in figures.values_list("year", "value") if value is not None]


def _row(by: CallerAt, report: ImportReport, state: Return.State, result: ImportResult | None = None) -> Return:
    notes = list(report.notes)
    if len(report.findings) > FINDINGS_KEPT:
        notes.append(f"The first {FINDINGS_KEPT:,} of {len(report.findings):,} findings are listed.")
    findings = [*report.errors(), *report.warnings()][:FINDINGS_KEPT]
    row = Return(
        council_id=by.organisation_id, state=state, files=report.files, uploaded_by=by.user,
        children=report.children, episodes_kept=report.episodes_kept,
        rows_read=report.episode_rows + report.header_rows,
        rows_rejected=report.rejected_episode_rows + report.rejected_header_rows,
        findings=[asdict(finding) for finding in findings], notes=notes, reconciliation=_reconciled(report),
        first_month=result.history.first_month if result else 0,
        last_month=result.history.last_month if result else 0,
    )  # fmt: skip
    row.save()
    return row


def _reconciled(report: ImportReport) -> list[dict[str, Any]]:
    return [
        {"year": one.year, "in_return": one.in_return, "published": one.published, "apart": one.apart,
         "words": one.sentence()}
        for one in report.reconciliation
    ]  # fmt: skip


def _store(row: Return, history: CareHistory) -> None:
    keys = [history.keys[at] for at in history.child.tolist()]
    columns = [
        keys, history.birth_month[history.child].tolist(), history.start.tolist(), history.end.tolist(),
        history.kind.tolist(), history.new_placement.tolist(),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [row.council_id, row.pk, *columns])
