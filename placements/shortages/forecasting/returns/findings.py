"""What was found wrong in a return, in words, and the report of an import."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

REJECTED_SHARE_LIMIT = 0.02
RECONCILE_TOLERANCE = 0.02


@dataclass(frozen=True)
class Finding:
    """One thing found on one row. `error`: the row was rejected; otherwise it was kept as `message` says.

    Holds no value from the row except short codes, so that a report can be kept and shared.
    """

    error: bool
    file: str
    line: int
    column: str
    code: str
    message: str
    fix: str


class ReturnRefusedError(Exception):
    """The return cannot be used. `str()` says why and what to do; `report` lists every rejected row."""

    def __init__(self, message: str, report: ImportReport | None = None) -> None:
        super().__init__(message)
        self.report = report


@dataclass(frozen=True)
class Reconciliation:
    """Children in care on 31 March in the return beside DfE's published figure."""

    year: int
    in_return: int
    published: int

    @property
    def difference(self) -> float:
        """As a share of the published figure."""
        return (self.in_return - self.published) / self.published if self.published else 0.0

    @property
    def apart(self) -> bool:
        return abs(self.in_return - self.published) > RECONCILE_TOLERANCE * self.published

    def sentence(self) -> str:
        difference = f"{abs(self.difference):.1%}"
        if not self.apart:
            return f"31 March {self.year}: {self.in_return} in the return, {self.published} published."
        way = "more" if self.in_return > self.published else "fewer"
        return (
            f"31 March {self.year}: {self.in_return} children in the return, {difference} {way} than the "
            f"{self.published} published by DfE. Check that the return is the final one and that no "
            "file is missing."
        )


@dataclass
class ImportReport:
    """Counts and findings of one import. Rows are counted as read, before merging over years."""

    files: list[str] = field(default_factory=list)
    episode_rows: int = 0
    header_rows: int = 0
    short_break_rows: int = 0
    rejected_episode_rows: int = 0
    rejected_header_rows: int = 0
    episodes_kept: int = 0
    children: int = 0
    unaccompanied: int = 0
    findings: list[Finding] = field(default_factory=list)
    stock_31_march: dict[int, int] = field(default_factory=dict)
    reconciliation: list[Reconciliation] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def rejected_share(self) -> float:
        """The larger of the shares of episode rows and of header rows that were rejected."""
        episodes = self.rejected_episode_rows / max(self.episode_rows, 1)
        return max(episodes, self.rejected_header_rows / max(self.header_rows, 1))

    def counts(self) -> dict[str, int]:
        """Findings by code, most frequent first."""
        return dict(Counter(finding.code for finding in self.findings).most_common())

    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.error]

    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.error]

    def to_csv(self) -> str:
        """Every finding as CSV text, errors first."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["result", "file", "line", "column", "code", "what is wrong", "what to do"])
        for finding in [*self.errors(), *self.warnings()]:
            result = "row rejected" if finding.error else "row kept"
            writer.writerow(
                [
                    result,
                    finding.file,
                    finding.line,
                    finding.column,
                    finding.code,
                    finding.message,
                    finding.fix,
                ]
            )
        return out.getvalue()

    def reconcile(self, published: Iterable[tuple[int, int]]) -> None:
        """Set the 31 March stock beside DfE's figures, given as (year, children)."""
        self.reconciliation = [
            Reconciliation(year, self.stock_31_march[year], figure)
            for year, figure in published
            if year in self.stock_31_march
        ]
