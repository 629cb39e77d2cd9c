"""What one call did cost, from the token counts that the provider reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from playground.catalogue.data import CATALOGUE, get
from playground.catalogue.model import Model
from playground.catalogue.money import Item, Line, add_up
from playground.catalogue.pricebook import Price, Tier

ABSURD = 10_000_000
"""No context window of an image model holds a hundredth of this; such a count is damage."""


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Counts as reported.

    `candidates` includes `candidate_images`, which is None where the provider gave no details.
    `pictures` is how many arrived, None when unknown; it helps where details are missing, and
    prices imagen. `queries` are grounding queries.
    """

    prompt: int = 0
    prompt_images: int = 0
    thoughts: int = 0
    candidates: int = 0
    candidate_images: int | None = None
    queries: int = 0
    pictures: int | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """Micro-dollars, exact and rounded half-up once; the lines add up to `micros`.

    `damaged`: a count was negative or absurd and was taken as 0, so do not settle by this sum.
    """

    micros: int
    lines: tuple[Line, ...]
    damaged: bool = False


def cost(model_id: str, usage: TokenUsage, size: str, on: date, tier: str = Tier.STANDARD) -> Cost:
    """Google's formula [gemini-api notes 2.3, 2026-11-21]: prompt x in + thoughts x text + image
    tokens x image + other candidates x text + queries.

    `size` is the one asked for; it tells pictures from words where the provider did not. The free
    monthly queries are not known here, so every query counts. Raises UnknownModel, NoPrice.
    """
    model = get(model_id)
    price = CATALOGUE.prices.on(model.id, on, tier)
    sane = _sane(usage)
    total, lines = add_up(_items(model, price, sane, size))
    return Cost(total, lines, damaged=sane != usage)


def _items(model: Model, price: Price, usage: TokenUsage, size: str) -> list[Item]:
    if price.per_image is not None:
        pictures = 1 if usage.pictures is None else usage.pictures
        return [Item("image", pictures, price.per_image * 1_000_000)]
    images = usage.candidate_images
    if images is None:
        images = _image_tokens(model, usage, size)
    input_images = min(usage.prompt_images, usage.prompt)
    return [
        Item("image", images, price.image_out),
        Item("thinking", usage.thoughts, price.text_out),
        Item("text", max(usage.candidates - images, 0), price.text_out),
        Item("input_text", usage.prompt - input_images, price.input),
        Item("input_image", input_images, price.input),
        Item("grounding", usage.queries, price.query * 1_000_000),
    ]


def _image_tokens(model: Model, usage: TokenUsage, size: str) -> int:
    """The share of pictures in `candidates` when the provider did not say.

    Whole pictures of the size asked for; if not even one fits, one of the largest size that does
    (providers are known to answer 4K with 1K). The rest is words.
    """
    asked = next((each.image_tokens for each in model.sizes if each.name == size), 0)
    if usage.pictures is not None:
        return min(usage.candidates, usage.pictures * asked)
    if asked and usage.candidates >= asked:
        return usage.candidates // asked * asked
    smaller = (each.image_tokens for each in model.sizes)
    return max((tokens for tokens in smaller if tokens <= usage.candidates), default=0)


def _sane(usage: TokenUsage) -> TokenUsage:
    return TokenUsage(
        prompt=_count(usage.prompt),
        prompt_images=_count(usage.prompt_images),
        thoughts=_count(usage.thoughts),
        candidates=_count(usage.candidates),
        candidate_images=_optional(usage.candidate_images),
        queries=_count(usage.queries),
        pictures=_optional(usage.pictures),
    )


def _count(value: int) -> int:
    return value if 0 <= value <= ABSURD else 0


def _optional(value: int | None) -> int | None:
    return None if value is None else _count(value)
