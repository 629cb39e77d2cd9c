"""Aspect ratios as exact numbers, and the nearest one that a model offers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def fraction(ratio: str) -> Fraction:
    """Width over height of "16:9". Raises ValueError for anything else."""
    width, colon, height = ratio.partition(":")
    if not (colon and _digits(width) and _digits(height)) or not (int(width) and int(height)):
        raise ValueError(f"{ratio!r} is not a ratio such as 16:9")
    return Fraction(int(width), int(height))


def nearest(offered: Sequence[str], ratio: str) -> str:
    """The offered ratio at the least |log(a / b)|; the earlier one of equals.

    Compared as max(a / b, b / a), which orders alike and is exact. Raises ValueError.
    """
    wanted = fraction(ratio)
    return min(offered, key=lambda other: max(fraction(other) / wanted, wanted / fraction(other)))


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6
