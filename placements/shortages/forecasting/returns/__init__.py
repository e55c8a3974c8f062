"""Reading a council's SSDA903 returns: checked row by row, pseudonymised on the way in, merged over years."""

from placements.shortages.forecasting.returns.findings import (
    REJECTED_SHARE_LIMIT,
    Finding,
    ImportReport,
    Reconciliation,
    ReturnRefusedError,
)
from placements.shortages.forecasting.returns.reader import ImportResult, read_folder, read_sources
from placements.shortages.forecasting.returns.tables import Source, sources_in

__all__ = [
    "REJECTED_SHARE_LIMIT",
    "Finding",
    "ImportReport",
    "ImportResult",
    "Reconciliation",
    "ReturnRefusedError",
    "Source",
    "read_folder",
    "read_sources",
    "sources_in",
]
