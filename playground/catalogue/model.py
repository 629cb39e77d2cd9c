"""What an image model is: the facts of models.toml as frozen values, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Family = Literal["gemini", "imagen"]

INTERIM_PICTURES = 2
"""The most that a thinking model makes [ai.google.dev image-generation, 2026-07-16]."""

WORDS_BESIDE_INTERIM_PICTURES = 512
"""Tokens left for thoughts and words should interim pictures count as output. Our choice."""


@dataclass(frozen=True, slots=True)
class Size:
    """`name` is the string on the wire ("512", "1K", "2K", "4K"); `image_tokens` are the output
    tokens of one picture, 0 where the price is per picture."""

    name: str
    image_tokens: int


@dataclass(frozen=True, slots=True)
class Alias:
    """Another id of the same model, with the day it stopped answering, if it did."""

    id: str
    shut_down: date | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Which source vouches for which fields (`about`), and the day of that source."""

    about: str
    source: str
    day: date


@dataclass(frozen=True, slots=True)
class Gone:
    """An id that answers 404 and of which nothing else is kept."""

    id: str
    shut_down: date | None
    successor: str
    source: str
    day: date


class UnknownModel(LookupError):
    """No such id. `gone` is set when the id once was a model of Google's."""

    def __init__(self, model_id: str, gone: Gone | None = None) -> None:
        super().__init__(model_id)
        self.model_id = model_id
        self.gone = gone


@dataclass(frozen=True, slots=True)
class Model:
    """One image model. Field by field the head of models.toml says what each means.

    `pixels` maps (ratio, size) to (width, height) as documented; real answers deviate, so record
    what was decoded. `flex` is None when unknown. Days are those of the Gemini Developer API;
    relays and Vertex may differ. `typical_thoughts`, `typical_text` and `room` are our estimates
    and choices, everything else comes from `facts`.
    """

    id: str
    alias_list: tuple[Alias, ...]
    family: Family
    name: str
    sizes: tuple[Size, ...]
    default_size: str
    sends_size: bool
    ratios: tuple[str, ...]
    pixels: Mapping[tuple[str, str], tuple[int, int]] = field(hash=False)
    default_ratio: str
    max_references: int
    reference_note: str
    input_image_tokens: int
    input_image_tokens_max: int
    thinking: tuple[str, ...]
    default_thinking: str | None
    thinking_always: bool
    takes_seed: bool
    takes_temperature: bool
    takes_system: bool
    grounding_web: bool
    grounding_image: bool
    flex: bool | None
    batch: bool
    signatures: bool
    latency_seconds: tuple[int, int]
    context_in: int
    context_out: int
    released: date
    deprecated: date | None
    shut_down: date | None
    successor: str | None
    notes: tuple[str, ...]
    facts: tuple[Fact, ...]
    typical_thoughts: Mapping[str, int] = field(hash=False)
    typical_text: int
    room: Mapping[str, int] = field(hash=False)

    @property
    def aliases(self) -> tuple[str, ...]:
        return tuple(alias.id for alias in self.alias_list)

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source once, with its day: "ai.google.dev changelog (2026-10-06)"."""
        return tuple(dict.fromkeys(f"{fact.source} ({fact.day})" for fact in self.facts))

    @property
    def size_names(self) -> tuple[str, ...]:
        return tuple(size.name for size in self.sizes)

    def retired_on(self, day: date) -> bool:
        """True from the shutdown day on."""
        return self.shut_down is not None and day >= self.shut_down

    def size(self, name: str) -> Size:
        """The size with this wire string. Raises LookupError when the model does not offer it."""
        for size in self.sizes:
            if size.name == name:
                return size
        raise LookupError(f"{self.id} does not offer size {name}")

    def offers(self, ratio: str, size: str) -> bool:
        return (ratio, size) in self.pixels

    def wire_size(self, size: str) -> str | None:
        """What goes into `imageSize`: None where the model must not be sent one."""
        return size if self.sends_size else None

    def thinking_key(self, level: str | None) -> str:
        """The level that a call runs at: `level` if the model has it, else its default.

        "always" stands for a model that thinks without levels, "none" for one that does not think.
        """
        if level is not None and level in self.thinking:
            return level
        if self.default_thinking is not None:
            return self.default_thinking
        return "always" if self.thinking_always else "none"

    def max_output_tokens(self, size: str, thinking: str | None = None) -> int:
        """The cap to send as `generationConfig.maxOutputTokens`; 0: send none (imagen).

        Without a cap one call may use the whole `context_out`, and a model that answers with many
        pictures could then cost 29 times what was asked: about $1 for a $0.03 picture. A daily
        limit would be useless. So each request carries a cap, and `quote()` counts it in full.

        It must never cut the picture off, since a cut answer is paid for and holds nothing:
        - the picture itself, plus `room` for thoughts and words by thinking level. Google's own
          limit for Nano Banana 2 Lite leaves 2,976 tokens beside its picture at level "high", so
          rooms of 2,048 to 4,096 are not tight;
        - or, if that is more, two interim pictures and some words. Interim pictures are not billed;
          whether they count towards the cap is unknown, so they must fit.
        Never more than the documented `context_out`.
        """
        picture = self.size(size).image_tokens
        room = self.room[self.thinking_key(thinking)]
        if self.thinking_always:
            room = max(room, INTERIM_PICTURES * picture + WORDS_BESIDE_INTERIM_PICTURES)
        return min(picture + room, self.context_out)
