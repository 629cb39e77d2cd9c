"""Rows of figures, each beside its limit, and how they are printed."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `limit` was measured in the same run; `target` is what may not be passed.

    The target is compared with `ours / limit` when there is a measured limit, else with `ours`; None
    means that the row is told for information.
    """

    name: str
    unit: str
    ours: float
    limit: float | None = None
    target: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.ours / self.limit if self.limit else None

    @property
    def missed(self) -> bool:
        judged = self.ours if self.ratio is None else self.ratio
        return self.target is not None and judged > self.target


def printed(rows: Sequence[Row]) -> str:
    """The table as text: name, ours, limit, ratio, target, verdict, note."""
    lines = [("", "ours", "limit", "ratio", "at most", "", "")]
    lines += [_cells(row) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    return "\n".join(_line(line, widths) for line in lines)


def middle(values: Iterable[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not pass."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


Cells = tuple[str, str, str, str, str, str, str]


def _cells(row: Row) -> Cells:
    target = "" if row.target is None else f"{row.target:g}" + (" x" if row.ratio else f" {row.unit}")
    verdict = "" if row.target is None else ("MISSED" if row.missed else "ok")
    return (
        row.name,
        f"{row.ours:.4g} {row.unit}",
        "" if row.limit is None else f"{row.limit:.4g} {row.unit}",
        "" if row.ratio is None else f"{row.ratio:.2f} x",
        target,
        verdict,
        row.note,
    )


def _line(cells: Cells, widths: Sequence[int]) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells[:1], widths[:1], strict=True)]
    padded += [cell.rjust(width) for cell, width in zip(cells[1:6], widths[1:], strict=True)]
    return "  ".join([*padded, cells[6]]).rstrip()
