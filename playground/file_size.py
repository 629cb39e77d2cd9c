"""How large something is, as people are told: in thousands of bytes, with one decimal."""

from __future__ import annotations

from typing import Literal


def rounded(count: int) -> tuple[float, Literal["kB", "MB"]]:
    """Bytes as (0.6, "kB"), (975.2, "kB") or (5.8, "MB"); at least 0.1 kB, and never 1000.0 kB."""
    kilobytes = round(count / 1_000, 1)
    if kilobytes < 1_000:
        return max(kilobytes, 0.1), "kB"
    return round(count / 1_000_000, 1), "MB"
