"""What one call will cost: an estimate for the button, a ceiling for the reservation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from playground.catalogue.data import CATALOGUE, get
from playground.catalogue.model import Model
from playground.catalogue.money import Item, Line, add_up
from playground.catalogue.pricebook import Price, Tier

CHARACTERS_PER_TOKEN = 4
"""Google's rule of thumb for English [ai.google.dev tokens]. Other scripts need more tokens."""

BYTES_PER_CHARACTER = 4
"""UTF-8 needs at most four. A token covers at least one byte, so bytes bound the tokens."""

PROMPT_OVERHEAD = 64
"""Tokens that the ceiling allows for role marks and the like. Our choice."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One call for one picture.

    `references` counts every picture sent, from the tray and from the history. `text_characters`
    counts every character sent, history included; `text_bytes` the same in UTF-8 where it is
    known, which makes the ceiling tighter. `text_answers`: words were asked for beside the picture.
    `replayed_thoughts` are thoughts tokens of earlier turns
    whose signatures are sent back: Google may count them as input, so the ceiling does. `on` is
    the day whose prices hold, None for today (UTC). `capped`: the request carries
    `Model.max_output_tokens`; False for a wire without such a field, and the ceiling then covers
    the whole `context_out`.
    """

    model: str
    size: str
    references: int = 0
    text_characters: int = 0
    thinking: str | None = None
    text_answers: bool = True
    on: date | None = None
    tier: str = Tier.STANDARD
    text_bytes: int | None = None
    replayed_thoughts: int = 0
    capped: bool = True


@dataclass(frozen=True, slots=True)
class Quote:
    """Micro-dollars for ONE picture; the caller multiplies by the count.

    `estimate` uses typical thoughts and words (our numbers). `ceiling` is at least what any usage
    within the model's documented limits and the cap that we send can cost. Lines add up to each.
    """

    estimate: int
    ceiling: int
    lines: tuple[Line, ...]
    ceiling_lines: tuple[Line, ...]


def quote(ask: Ask) -> Quote:
    """Price a call before it is made.

    Raises UnknownModel, LookupError for a size that the model lacks, NoPrice for a tier. A thinking
    level that the model lacks counts as its default, since that is what would be sent.
    """
    model = get(ask.model)
    price = CATALOGUE.prices.on(model.id, ask.on or datetime.now(UTC).date(), ask.tier)
    model.size(ask.size)
    if price.per_image is not None:
        total, lines = add_up([Item("image", 1, price.per_image * 1_000_000)])
        return Quote(total, total, lines, lines)
    estimate, lines = add_up(_typical(ask, model, price))
    ceiling, ceiling_lines = add_up(_utmost(ask, model, price))
    return Quote(estimate, ceiling, lines, ceiling_lines)


def text_tokens(characters: int) -> int:
    """Typical tokens of a text: a quarter of its characters, rounded up."""
    return -(-max(characters, 0) // CHARACTERS_PER_TOKEN)


def _typical(ask: Ask, model: Model, price: Price) -> list[Item]:
    thoughts = model.typical_thoughts.get(model.thinking_key(ask.thinking), 0)
    pictures = max(ask.references, 0) * model.input_image_tokens
    return [
        Item("image", model.size(ask.size).image_tokens, price.image_out),
        Item("thinking", thoughts, price.text_out),
        Item("text", model.typical_text if ask.text_answers else 0, price.text_out),
        Item("input_text", text_tokens(ask.text_characters), price.input),
        Item("input_image", pictures, price.input),
    ]


def _utmost(ask: Ask, model: Model, price: Price) -> list[Item]:
    """Every output token at the dearest price, since the model may answer with several pictures
    in place of words; every input token that the request can come to.

    The documented input limit is not used to lower the ceiling: a request beyond it is refused
    unpaid, and one near it must still be covered if the limit turns out to be larger.
    """
    cap = model.max_output_tokens(ask.size, ask.thinking) if ask.capped else model.context_out
    pictures = max(ask.references, 0) * model.input_image_tokens_max
    return [
        Item("image", cap, price.dearest_out),
        Item("input_text", _text_bound(ask), price.input),
        Item("input_image", pictures, price.input),
    ]


def _text_bound(ask: Ask) -> int:
    """Tokens that the words of a request cannot exceed."""
    widest = max(ask.text_characters, 0) * BYTES_PER_CHARACTER
    if ask.text_bytes is not None:
        widest = max(ask.text_bytes, text_tokens(ask.text_characters))
    return widest + max(ask.replayed_thoughts, 0) + PROMPT_OVERHEAD
