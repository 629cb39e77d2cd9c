"""Exact sums of token prices, rounded half-up once, with parts that add up to the total."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

What = Literal["image", "input_text", "input_image", "thinking", "text", "grounding"]


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a price. `tokens` counts tokens; for grounding queries, for imagen pictures."""

    what: What
    tokens: int
    micros: int


@dataclass(frozen=True, slots=True)
class Item:
    """A line before rounding. `rate` is micro-dollars for one token, query or picture."""

    what: What
    count: int
    rate: Fraction


def half_up(micros: Fraction) -> int:
    """A sum that is not negative, to the nearest whole number, halves upwards."""
    return (2 * micros.numerator + micros.denominator) // (2 * micros.denominator)


def add_up(items: Iterable[Item]) -> tuple[int, tuple[Line, ...]]:
    """The rounded total and its lines; lines of nothing are left out.

    Only the total is rounded. A line is the difference of two rounded running sums, so the lines
    always add up to the total, and no line is off by a whole micro-dollar.
    """
    running = Fraction(0)
    lines: list[Line] = []
    for item in items:
        before, running = running, running + item.count * item.rate
        if item.count:
            lines.append(Line(item.what, item.count, half_up(running) - half_up(before)))
    return half_up(running), tuple(lines)
