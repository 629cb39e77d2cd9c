"""List prices: rows of prices.toml, and the one that holds on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from playground.catalogue.reading import Table


class Tier(StrEnum):
    STANDARD = "standard"
    BATCH = "batch"
    FLEX = "flex"


class NoPrice(LookupError):
    """The model is not sold in this tier."""


@dataclass(frozen=True, slots=True)
class Price:
    """One row.

    `input`, `text_out` and `image_out` are dollars per million tokens, which is the same number as
    micro-dollars per token; `per_image` and `query` are dollars.
    """

    model: str
    tier: Tier
    valid_from: date
    input: Fraction
    text_out: Fraction
    image_out: Fraction
    per_image: Fraction | None
    query: Fraction
    source: str
    day: date

    @property
    def dearest_out(self) -> Fraction:
        return max(self.text_out, self.image_out)


class PriceBook:
    """All rows. Built once at load; `on` finds the row that holds on a day."""

    def __init__(self, rows: Collection[Price]) -> None:
        self.rows = tuple(sorted(rows, key=lambda row: (row.model, row.tier, row.valid_from)))

    def history(self, model_id: str, tier: str) -> tuple[Price, ...]:
        """Rows of one model and tier, oldest first."""
        return tuple(row for row in self.rows if row.model == model_id and row.tier == tier)

    def on(self, model_id: str, day: date, tier: str = Tier.STANDARD) -> Price:
        """The latest row with valid_from <= day; before the first row, the first one.

        A machine whose clock is years behind must still be able to quote. Raises NoPrice.
        """
        history = self.history(model_id, tier)
        if not history:
            raise NoPrice(f"{model_id} has no {tier} price")
        return next((row for row in reversed(history) if row.valid_from <= day), history[0])


def load_prices(path: Path) -> PriceBook:
    """Raises BadCatalogue."""
    top = Table.of_file(path)
    if top.count("schema") != 1:
        raise top.fail("schema must be 1.")
    rows: list[Price] = []
    seen: set[tuple[str, Tier, date]] = set()
    for table in top.tables("prices"):
        row = _price(table)
        if (row.model, row.tier, row.valid_from) in seen:
            raise table.fail(f"has two {row.tier} prices from {row.valid_from} on.")
        seen.add((row.model, row.tier, row.valid_from))
        rows.append(row)
    top.finish()
    return PriceBook(rows)


def _price(table: Table) -> Price:
    nothing = Fraction(0)
    per_image = table.optional_dollars("per_image")
    by_token = per_image is None
    row = Price(
        model=table.text("model"),
        tier=_tier(table),
        valid_from=table.day("valid_from"),
        input=table.dollars("input") if by_token else nothing,
        text_out=table.dollars("text_out") if by_token else nothing,
        image_out=table.dollars("image_out") if by_token else nothing,
        per_image=per_image,
        query=table.optional_dollars("query") or nothing,
        source=table.text("source"),
        day=table.day("date"),
    )
    table.finish()
    return row


def _tier(table: Table) -> Tier:
    name = table.text("tier")
    if name not in set(Tier):
        raise table.fail(f"tier must be one of {', '.join(Tier)}.")
    return Tier(name)
