"""The promises of a quote for any request and any answer: no ceiling is passed, more never costs less."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from playground import catalogue
from playground.catalogue import Ask, Model, TokenUsage, cost, quote
from playground.catalogue.money import Item, add_up

steady = settings(derandomize=True, deadline=None)  # the same examples on every machine

DAY = date(2026, 11, 21)
GEMINI = [model for model in catalogue.models() if model.family == "gemini"]

rates = st.fractions(0, 200, max_denominator=1000)


@steady
@given(st.lists(st.tuples(st.integers(0, 10_000), rates), max_size=6))
def test_lines_add_up_and_only_the_total_is_rounded(parts: list[tuple[int, Fraction]]) -> None:
    total, lines = add_up(Item("text", count, rate) for count, rate in parts)
    exact = sum((count * rate for count, rate in parts), Fraction(0))
    assert abs(total - exact) <= Fraction(1, 2)
    assert sum(line.micros for line in lines) == total
    for line, (count, rate) in zip(lines, [part for part in parts if part[0]], strict=True):
        assert line.micros >= 0
        assert abs(line.micros - count * rate) <= 1


@st.composite
def asks(draw: st.DrawFn, model: Model) -> Ask:
    return Ask(
        model.id,
        draw(st.sampled_from(model.size_names)),
        references=draw(st.integers(0, model.max_references)),
        text_characters=draw(st.integers(0, 4000)),
        thinking=draw(st.sampled_from([None, *model.thinking])),
        on=DAY,
    )


def utmost_prompt(ask: Ask, model: Model) -> int:
    return ask.references * model.input_image_tokens_max + 4 * ask.text_characters


@steady
@given(st.data(), st.sampled_from(GEMINI))
def test_no_usage_within_the_limits_passes_the_ceiling(data: st.DataObject, model: Model) -> None:
    """Thoughts, words and any number of pictures share the capped output in any way."""
    ask = data.draw(asks(model))
    cap = model.max_output_tokens(ask.size, ask.thinking)
    candidates = data.draw(st.integers(0, cap) | st.just(cap))
    thoughts = data.draw(st.integers(0, cap - candidates))
    images = data.draw(st.none() | st.integers(0, candidates) | st.just(candidates))
    prompt = data.draw(st.integers(0, utmost_prompt(ask, model)))
    usage = TokenUsage(
        prompt=prompt,
        prompt_images=data.draw(st.integers(0, prompt)),
        thoughts=thoughts,
        candidates=candidates,
        candidate_images=images,
    )
    billed = cost(model.id, usage, ask.size, DAY)
    assert not billed.damaged
    assert billed.micros <= quote(ask).ceiling
    assert sum(line.micros for line in billed.lines) == billed.micros


@steady
@given(st.data(), st.sampled_from(catalogue.models()))
def test_an_estimate_is_within_its_ceiling(data: st.DataObject, model: Model) -> None:
    priced = quote(data.draw(asks(model)))
    assert 0 < priced.estimate <= priced.ceiling
    assert sum(line.micros for line in priced.lines) == priced.estimate
    assert sum(line.micros for line in priced.ceiling_lines) == priced.ceiling


@steady
@given(st.data(), st.sampled_from(catalogue.models()))
def test_more_input_never_costs_less(data: st.DataObject, model: Model) -> None:
    ask = data.draw(asks(model))
    more = replace(
        ask,
        references=ask.references + data.draw(st.integers(0, 5)),
        text_characters=ask.text_characters + data.draw(st.integers(0, 5000)),
    )
    assert quote(more).estimate >= quote(ask).estimate
    assert quote(more).ceiling >= quote(ask).ceiling


@steady
@given(st.data(), st.sampled_from(GEMINI))
def test_larger_sizes_and_deeper_thought_never_cost_less(data: st.DataObject, model: Model) -> None:
    ask = data.draw(asks(model))
    assume(len(model.sizes) > 1 or len(model.thinking) > 1)
    sizes = [quote(replace(ask, size=name)) for name in model.size_names]
    levels = [quote(replace(ask, thinking=level)) for level in model.thinking]
    for priced in (sizes, levels):
        assert [each.estimate for each in priced] == sorted(each.estimate for each in priced)
        assert [each.ceiling for each in priced] == sorted(each.ceiling for each in priced)


counts = st.integers(0, 40_000)


@steady
@given(counts, counts, counts, st.none() | counts, st.sampled_from(GEMINI))
def test_more_usage_never_costs_less(
    prompt: int, thoughts: int, candidates: int, images: int | None, model: Model
) -> None:
    usage = TokenUsage(prompt, 0, thoughts, candidates, images)
    size = model.default_size
    less = cost(model.id, usage, size, DAY).micros
    for name in ("prompt", "thoughts", "candidates"):
        more = replace(usage, **{name: getattr(usage, name) + 1})
        assert cost(model.id, more, size, DAY).micros >= less


@steady
@given(st.builds(TokenUsage, *[st.integers()] * 4, st.none() | st.integers(), st.integers()))
def test_no_count_breaks_the_sum(usage: TokenUsage) -> None:
    for model in catalogue.models():
        billed = cost(model.id, usage, model.default_size, DAY)
        assert billed.micros >= 0
        assert all(line.micros >= 0 for line in billed.lines)
