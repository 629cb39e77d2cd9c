"""What each model takes and gives, handed to the emulator as plain data.

The data is the catalogue's `models.toml`, read by path: the emulator imports nothing from the rest of
the project. Tests and other users may pass `ModelRule` objects of their own.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue" / "models.toml"


@dataclass(frozen=True, slots=True)
class ModelRule:
    """One model. `sizes` maps the wire string to output tokens, `pixels` (ratio, size) to (width, height).

    `aliases` maps other ids to the day they were shut down (None: they live as long as the model).
    `latency` is the typical range in seconds. `thinking` holds the levels that may be sent, in lower case;
    `thoughts` the thought tokens per level ("always" where none can be sent; empty: it does not think).
    """

    id: str
    name: str
    sizes: Mapping[str, int]
    pixels: Mapping[tuple[str, str], tuple[int, int]]
    aliases: Mapping[str, dt.date | None] = field(default_factory=dict)
    default_size: str = "1K"
    default_ratio: str = "1:1"
    sends_size: bool = True
    max_references: int = 14
    thinking: tuple[str, ...] = ("minimal", "high")
    default_thinking: str = "minimal"
    thoughts: Mapping[str, int] = field(default_factory=lambda: {"minimal": 150, "high": 900})
    takes_seed: bool = True
    takes_temperature: bool = True
    takes_system: bool = True
    grounding_web: bool = False
    grounding_image: bool = False
    signatures: bool = True
    input_image_tokens: int = 1120
    context_in: int = 131_072
    context_out: int = 32_768
    latency: tuple[float, float] = (8.0, 20.0)
    released: dt.date | None = None
    shut_down: dt.date | None = None

    @property
    def ratios(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ratio for ratio, _ in self.pixels))

    def retired(self, name: str, today: dt.date) -> bool:
        """Whether the model, or the alias it was called by, was shut down by `today`."""
        ends = (self.shut_down, self.aliases.get(name))
        return any(end is not None and end <= today for end in ends)


def ratio_value(ratio: str) -> float:
    width, height = ratio.split(":")
    return int(width) / int(height)


def nearest_ratio(rule: ModelRule, width: int, height: int) -> str:
    """The model's ratio that is nearest to a picture of width x height pixels, by proportion."""
    wanted = width / height
    return min(rule.ratios, key=lambda r: max(wanted / ratio_value(r), ratio_value(r) / wanted))


def index(rules: Sequence[ModelRule]) -> dict[str, ModelRule]:
    """Rules by id and by alias."""
    return {name: rule for rule in rules for name in (rule.id, *rule.aliases)}


class BadRules(ValueError):
    """The model file cannot be used; the text says why."""


def load(path: Path = CATALOGUE) -> tuple[ModelRule, ...]:
    """The Gemini models of a catalogue file, in its order. Raises BadRules."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        tables = {name: _pixels(table["rows"]) for name, table in raw["pixels"].items()}
        return tuple(_rule(m, tables[m["pixels"]]) for m in raw["models"] if m["family"] == "gemini")
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadRules(f"{path.name} cannot be read: {error!r}") from error


def _pixels(rows: Mapping[str, Mapping[str, list[int]]]) -> dict[tuple[str, str], tuple[int, int]]:
    return {(ratio, size): (edges[0], edges[1]) for ratio, row in rows.items() for size, edges in row.items()}


def _rule(raw: Mapping[str, Any], table: Mapping[tuple[str, str], tuple[int, int]]) -> ModelRule:
    sizes = {size["name"]: size["image_tokens"] for size in raw["sizes"]}
    return ModelRule(
        id=raw["id"],
        name=raw["name"],
        sizes=sizes,
        pixels={(ratio, size): table[ratio, size] for ratio in raw["ratios"] for size in sizes},
        aliases={alias["id"]: alias.get("shut_down") for alias in raw["aliases"]},
        default_size=raw["default_size"],
        default_ratio=raw["default_ratio"],
        sends_size=raw["sends_size"],
        max_references=raw["max_references"],
        thinking=tuple(raw["thinking"]),
        default_thinking=raw.get("default_thinking", "always"),
        thoughts=dict(raw["typical"]["thoughts"]),
        takes_seed=raw["takes_seed"],
        takes_temperature=raw["takes_temperature"],
        takes_system=raw["takes_system"],
        grounding_web=raw["grounding_web"],
        grounding_image=raw["grounding_image"],
        signatures=raw["signatures"],
        input_image_tokens=raw["input_image_tokens"],
        context_in=raw["context_in"],
        context_out=raw["context_out"],
        latency=(float(raw["latency_seconds"][0]), float(raw["latency_seconds"][1])),
        released=raw.get("released"),
        shut_down=raw.get("shut_down"),
    )
