"""What a model takes and refuses: the one gate that forms, shell and runner share."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import catalogue
from playground.catalogue import MAX_SEED, ProblemCode, problems

steady = settings(derandomize=True, deadline=None)  # the same examples on every machine

NB21 = "gemini-nano-banana-2.1"
NB2 = "gemini-3.1-flash-image"
NB25 = "gemini-2.5-flash-image"
PRO = "gemini-3-pro-image"

TAKEN: list[tuple[str, dict[str, Any]]] = [
    (NB21, {}),
    (NB21, {"ratio": "1:8", "size": "4K", "references": 14, "thinking": "medium"}),
    (NB2, {"size": "512", "seed": 0, "temperature": 0.0, "thinking": "high"}),
    (NB2, {"seed": MAX_SEED, "temperature": 2.0, "system": "be brief"}),
    (PRO, {"ratio": "21:9", "size": "4K", "seed": 7}),
    (NB25, {"references": 3, "seed": 7, "system": ""}),
]


@pytest.mark.parametrize(("model_id", "asked"), TAKEN)
def test_what_a_model_takes(model_id: str, asked: dict[str, Any]) -> None:
    assert problems(model_id, **asked) == ()


REFUSED: list[tuple[str, dict[str, Any], ProblemCode, str]] = [
    ("banana", {"size": "9K"}, ProblemCode.UNKNOWN_MODEL, "model_id"),
    ("gemini-2.0-flash-exp-image-generation", {}, ProblemCode.GONE_MODEL, "model_id"),
    (PRO, {"ratio": "8:1"}, ProblemCode.RATIO, "ratio"),
    (PRO, {"ratio": "square"}, ProblemCode.RATIO, "ratio"),
    (NB21, {"size": "512"}, ProblemCode.SIZE, "size"),
    (NB21, {"size": "1k"}, ProblemCode.SIZE, "size"),
    (NB21, {"references": 15}, ProblemCode.REFERENCES, "references"),
    (NB25, {"references": 4}, ProblemCode.REFERENCES, "references"),
    ("imagen-4.0-generate-001", {"references": 1}, ProblemCode.REFERENCES, "references"),
    (NB21, {"seed": 7}, ProblemCode.SEED_UNSUPPORTED, "seed"),
    (PRO, {"seed": -1}, ProblemCode.SEED_RANGE, "seed"),
    (PRO, {"seed": MAX_SEED + 1}, ProblemCode.SEED_RANGE, "seed"),
    (NB21, {"temperature": 1.0}, ProblemCode.TEMPERATURE_UNSUPPORTED, "temperature"),
    (PRO, {"temperature": 2.1}, ProblemCode.TEMPERATURE_RANGE, "temperature"),
    (PRO, {"temperature": math.nan}, ProblemCode.TEMPERATURE_RANGE, "temperature"),
    (PRO, {"thinking": "high"}, ProblemCode.THINKING_UNSUPPORTED, "thinking"),
    (NB2, {"thinking": "medium"}, ProblemCode.THINKING, "thinking"),
    (NB25, {"system": "be brief"}, ProblemCode.SYSTEM_UNSUPPORTED, "system"),
    (PRO, {"text_characters": 4 * 65_536 + 1}, ProblemCode.CONTEXT, "text_characters"),
]


@pytest.mark.parametrize(("model_id", "asked", "code", "name"), REFUSED)
def test_what_a_model_refuses(model_id: str, asked: dict[str, Any], code: ProblemCode, name: str) -> None:
    (problem,) = problems(model_id, **asked)
    assert (problem.code, problem.field) == (code, name)
    assert problem.values


def test_values_are_enough_for_a_sentence() -> None:
    (problem,) = problems(PRO, ratio="8:1")
    assert dict(problem.values) == {
        "model": "Nano Banana Pro",
        "value": "8:1",
        "nearest": "21:9",
        "offered": catalogue.get(PRO).ratios,
    }
    (gone,) = problems("gemini-2.0-flash-exp-image-generation")
    assert gone.values["successor"] == "Nano Banana 2.1"


def test_all_problems_are_told_at_once() -> None:
    found = problems(NB21, ratio="9:21", size="512", references=15, seed=1, temperature=1.0)
    assert [problem.code for problem in found] == [
        ProblemCode.RATIO,
        ProblemCode.SIZE,
        ProblemCode.REFERENCES,
        ProblemCode.SEED_UNSUPPORTED,
        ProblemCode.TEMPERATURE_UNSUPPORTED,
    ]


@steady
@given(st.text(), st.text(), st.text(), st.integers(), st.floats(), st.integers())
def test_no_input_breaks_the_gate(
    ratio: str, size: str, thinking: str, seed: int, temperature: float, references: int
) -> None:
    for model in catalogue.models():
        problems(
            model.id,
            ratio=ratio,
            size=size,
            thinking=thinking,
            seed=seed,
            temperature=temperature,
            references=references,
        )
