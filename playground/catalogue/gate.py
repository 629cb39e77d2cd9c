"""The one gate for what a model takes. Forms, shell and runner ask here; the words are theirs."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from playground.catalogue.data import get, nearest_ratio
from playground.catalogue.model import Model, UnknownModel
from playground.catalogue.quoting import text_tokens

MAX_SEED = 2_147_483_647
"""Google's seed is a signed 32-bit number [google-genai 3.4.0]; -1 means "random" to people."""

MAX_TEMPERATURE = 2.0
"""[GoogleCloudPlatform/gcc-creative-studio pull request 260, 2026-08-07]"""


class ProblemCode(StrEnum):
    """Beside each: the keys of `values`, all of them for sentences."""

    UNKNOWN_MODEL = "unknown_model"  # model
    GONE_MODEL = "gone_model"  # model, successor
    RATIO = "ratio"  # model, value, nearest, offered
    SIZE = "size"  # model, value, offered
    REFERENCES = "references"  # model, value, limit
    SEED_UNSUPPORTED = "seed_unsupported"  # model
    SEED_RANGE = "seed_range"  # value, limit
    TEMPERATURE_UNSUPPORTED = "temperature_unsupported"  # model
    TEMPERATURE_RANGE = "temperature_range"  # value, limit
    THINKING_UNSUPPORTED = "thinking_unsupported"  # model
    THINKING = "thinking"  # model, value, offered
    SYSTEM_UNSUPPORTED = "system_unsupported"  # model
    CONTEXT = "context"  # model, value, limit


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """`field` is the name of the argument of `problems()` at fault."""

    code: ProblemCode
    field: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict, hash=False)


def problems(
    model_id: str,
    *,
    ratio: str | None = None,
    size: str | None = None,
    references: int = 0,
    seed: int | None = None,
    temperature: float | None = None,
    thinking: str | None = None,
    system: str | None = None,
    text_characters: int = 0,
) -> tuple[Problem, ...]:
    """All that the model would refuse, empty when it takes the request.

    None means "not asked for" everywhere. Whether the model still answers on a connection is not
    asked here: see `Model.retired_on`.
    """
    try:
        model = get(model_id)
    except UnknownModel as unknown:
        return (_unknown(unknown),)
    return (
        *_shape(model, ratio, size),
        *_references(model, references, text_characters),
        *_seed(model, seed),
        *_temperature(model, temperature),
        *_thinking(model, thinking),
        *_system(model, system),
    )


def _problem(code: ProblemCode, name: str, /, **values: object) -> Problem:
    return Problem(code, name, MappingProxyType(values))


def _unknown(unknown: UnknownModel) -> Problem:
    if unknown.gone is None:
        return _problem(ProblemCode.UNKNOWN_MODEL, "model_id", model=unknown.model_id)
    successor = get(unknown.gone.successor).name
    return _problem(ProblemCode.GONE_MODEL, "model_id", model=unknown.model_id, successor=successor)


def _shape(model: Model, ratio: str | None, size: str | None) -> Iterator[Problem]:
    if ratio is not None and ratio not in model.ratios:
        yield _problem(
            ProblemCode.RATIO,
            "ratio",
            model=model.name,
            value=ratio,
            nearest=_nearest(model, ratio),
            offered=model.ratios,
        )
    if size is not None and size not in model.size_names:
        yield _problem(ProblemCode.SIZE, "size", model=model.name, value=size, offered=model.size_names)


def _nearest(model: Model, ratio: str) -> str:
    try:
        return nearest_ratio(model, ratio)
    except ValueError:
        return model.default_ratio


def _references(model: Model, references: int, characters: int) -> Iterator[Problem]:
    limit = model.max_references
    if references > limit:
        yield _problem(ProblemCode.REFERENCES, "references", model=model.name, value=references, limit=limit)
        return
    tokens = text_tokens(characters) + references * model.input_image_tokens
    if tokens > model.context_in:
        yield _problem(
            ProblemCode.CONTEXT,
            "text_characters",
            model=model.name,
            value=tokens,
            limit=model.context_in,
        )


def _seed(model: Model, seed: int | None) -> Iterator[Problem]:
    if seed is None:
        return
    if not model.takes_seed:
        yield _problem(ProblemCode.SEED_UNSUPPORTED, "seed", model=model.name)
    elif not 0 <= seed <= MAX_SEED:
        yield _problem(ProblemCode.SEED_RANGE, "seed", value=seed, limit=MAX_SEED)


def _temperature(model: Model, temperature: float | None) -> Iterator[Problem]:
    if temperature is None:
        return
    if not model.takes_temperature:
        yield _problem(ProblemCode.TEMPERATURE_UNSUPPORTED, "temperature", model=model.name)
    elif not (math.isfinite(temperature) and 0 <= temperature <= MAX_TEMPERATURE):
        yield _problem(ProblemCode.TEMPERATURE_RANGE, "temperature", value=temperature, limit=MAX_TEMPERATURE)


def _thinking(model: Model, thinking: str | None) -> Iterator[Problem]:
    if thinking is None or thinking in model.thinking:
        return
    if not model.thinking:
        yield _problem(ProblemCode.THINKING_UNSUPPORTED, "thinking", model=model.name)
    else:
        yield _problem(
            ProblemCode.THINKING,
            "thinking",
            model=model.name,
            value=thinking,
            offered=model.thinking,
        )


def _system(model: Model, system: str | None) -> Iterator[Problem]:
    if system and not model.takes_system:
        yield _problem(ProblemCode.SYSTEM_UNSUPPORTED, "system", model=model.name)
