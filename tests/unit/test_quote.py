"""Prices against the figures that Google prints, part by part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from playground import catalogue
from playground.catalogue import (
    Ask,
    Line,
    NoPrice,
    Price,
    PriceBook,
    Tier,
    TokenUsage,
    UnknownModel,
    cost,
    quote,
)
from playground.catalogue.money import half_up

DAY = date(2026, 11, 21)
LITE = "gemini-3.1-flash-lite-image"
NB2 = "gemini-3.1-flash-image"
NB21 = "gemini-nano-banana-2.1"
NB25 = "gemini-2.5-flash-image"
PRO = "gemini-3-pro-image"
GEMINI = [model for model in catalogue.models() if model.family == "gemini"]

# One picture alone, as printed on the pricing page of 2026-10-09 (standard, then batch or flex).
# Where Google prints .022 and .050 for 3.1 Flash, the tokens give .0224 and .0504.
PRINTED = [
    (NB21, "1K", "standard", "0.0336"),
    (NB21, "2K", "standard", "0.0504"),
    (NB21, "4K", "standard", "0.1134"),
    (NB2, "512", "standard", "0.045"),
    (NB2, "1K", "standard", "0.067"),
    (NB2, "2K", "standard", "0.101"),
    (NB2, "4K", "standard", "0.151"),
    (LITE, "1K", "standard", "0.0336"),
    (PRO, "1K", "standard", "0.134"),
    (PRO, "2K", "standard", "0.134"),
    (PRO, "4K", "standard", "0.24"),
    (NB25, "1K", "standard", "0.039"),
    ("imagen-4.0-fast-generate-001", "1K", "standard", "0.02"),
    ("imagen-4.0-generate-001", "2K", "standard", "0.04"),
    ("imagen-4.0-ultra-generate-001", "1K", "standard", "0.06"),
    (NB21, "1K", "batch", "0.0168"),
    (NB21, "2K", "batch", "0.0252"),
    (NB21, "4K", "batch", "0.0567"),
    (NB2, "512", "batch", "0.022"),
    (NB2, "1K", "batch", "0.034"),
    (NB2, "2K", "batch", "0.050"),
    (NB2, "4K", "batch", "0.076"),
    (NB2, "1K", "flex", "0.034"),
    (PRO, "1K", "batch", "0.067"),
    (PRO, "4K", "batch", "0.12"),
    (PRO, "2K", "flex", "0.067"),
    (LITE, "1K", "batch", "0.0168"),
    (NB25, "1K", "batch", "0.0195"),
]


def picture_alone(model_id: str, size: str, tier: str = "standard", count: int = 1) -> int:
    tokens = catalogue.get(model_id).size(size).image_tokens * count
    usage = TokenUsage(candidates=tokens, candidate_images=tokens, pictures=count)
    return cost(model_id, usage, size, DAY, tier).micros


@pytest.mark.parametrize(("model_id", "size", "tier", "dollars"), PRINTED)
def test_the_printed_prices(model_id: str, size: str, tier: str, dollars: str) -> None:
    ours = Decimal(picture_alone(model_id, size, tier)) / 1_000_000
    # Google rounds to the digits it prints, halves either way: .0195 stands for .01935.
    assert abs(ours - Decimal(dollars)) <= Decimal("0.0005")


@pytest.mark.parametrize(
    ("model_id", "size", "micros"),
    [
        (NB21, "1K", 33_600),
        (NB21, "2K", 50_400),
        (NB21, "4K", 113_400),
        (NB2, "512", 44_820),
        (NB2, "1K", 67_200),
        (NB2, "2K", 100_800),
        (NB2, "4K", 151_200),
        (LITE, "1K", 33_600),
        (PRO, "1K", 134_400),
        (PRO, "2K", 134_400),
        (PRO, "4K", 240_000),
        (NB25, "1K", 38_700),
    ],
)
def test_the_exact_prices(model_id: str, size: str, micros: int) -> None:
    assert picture_alone(model_id, size) == micros


def test_a_rounded_price_is_never_multiplied() -> None:
    """Three pictures of $0.039 as printed are $0.117; as billed they are $0.1161."""
    assert picture_alone(NB25, "1K", count=3) == 116_100


@pytest.mark.parametrize(
    ("model_id", "references", "micros"),
    [(NB21, 1, 1_680), (NB2, 1, 560), (PRO, 1, 1_120), (NB25, 1, 77), (NB25, 3, 232)],
)
def test_the_price_of_input_pictures(model_id: str, references: int, micros: int) -> None:
    bare = quote(Ask(model_id, "1K", on=DAY))
    with_pictures = quote(Ask(model_id, "1K", references=references, on=DAY))
    assert with_pictures.estimate - bare.estimate == micros


def test_a_quote_in_parts() -> None:
    priced = quote(Ask(NB21, "1K", references=1, text_characters=201, on=DAY))
    assert priced.lines == (
        Line("image", 1120, 33_600),
        Line("thinking", 450, 3_375),
        Line("text", 16, 120),
        Line("input_text", 51, 77),
        Line("input_image", 1120, 1_680),
    )
    assert priced.estimate == 33_600 + 3_375 + 120 + 77 + 1_680
    assert priced.ceiling_lines == (
        Line("image", 1120 + 3072, 125_760),
        Line("input_text", 4 * 201 + 64, 1_302),
        Line("input_image", 1120, 1_680),
    )


def test_bytes_make_the_ceiling_tighter() -> None:
    loose = quote(Ask(NB21, "1K", text_characters=400, on=DAY))
    tight = quote(Ask(NB21, "1K", text_characters=400, text_bytes=400, on=DAY))
    assert tight.ceiling < loose.ceiling
    assert tight.estimate == loose.estimate


def test_thoughts_that_are_sent_back_count_in_the_ceiling_only() -> None:
    bare = quote(Ask(NB21, "1K", on=DAY))
    replayed = quote(Ask(NB21, "1K", replayed_thoughts=1000, on=DAY))
    assert replayed.estimate == bare.estimate
    assert replayed.ceiling - bare.ceiling == 1_500


def test_a_ceiling_stays_within_reach_of_its_estimate() -> None:
    """A reservation many times the price would make a daily limit useless."""
    for model in GEMINI:
        for size in model.sizes:
            priced = quote(Ask(model.id, size.name, text_characters=300, on=DAY))
            assert priced.estimate < priced.ceiling < 4 * priced.estimate


def test_without_a_cap_the_whole_output_window_counts() -> None:
    assert quote(Ask(PRO, "1K", on=DAY, capped=False)).ceiling >= 32_768 * 120


def test_imagen_costs_what_it_costs() -> None:
    priced = quote(Ask("imagen-4.0-ultra-generate-001", "2K", text_characters=900, on=DAY))
    assert (priced.estimate, priced.ceiling) == (60_000, 60_000)
    usage = TokenUsage(pictures=3)
    assert cost("imagen-4.0-fast-generate-001", usage, "1K", DAY).micros == 60_000


def test_unknown_things_are_not_priced() -> None:
    with pytest.raises(UnknownModel):
        quote(Ask("banana", "1K"))
    with pytest.raises(LookupError, match="512"):
        quote(Ask(NB21, "512"))
    with pytest.raises(NoPrice):
        quote(Ask(NB21, "1K", tier="flex"))
    with pytest.raises(UnknownModel):
        cost("banana", TokenUsage(), "1K", DAY)


def test_an_alias_costs_what_its_model_costs() -> None:
    alias = "gemini-3.1-flash-image-preview"
    assert quote(Ask(alias, "4K", on=DAY)) == quote(Ask(NB2, "4K", on=DAY))


def test_a_level_that_the_model_lacks_counts_as_its_default() -> None:
    assert quote(Ask(NB2, "1K", thinking="medium", on=DAY)) == quote(Ask(NB2, "1K", on=DAY))


def test_the_logged_answer_of_a_blocked_picture() -> None:
    """litellm issue 20357: 1,119 prompt tokens, of them 1,069 of pictures, and 240 of thoughts."""
    usage = TokenUsage(prompt=1119, prompt_images=1069, thoughts=240)
    billed = cost(PRO, usage, "1K", DAY)
    assert billed.micros == 1119 * 2 + 240 * 12
    assert [line.what for line in billed.lines] == ["thinking", "input_text", "input_image"]
    assert billed.micros <= quote(Ask(PRO, "1K", references=1, text_characters=200, on=DAY)).ceiling


def test_an_answer_with_every_part() -> None:
    usage = TokenUsage(9, 0, 240, 1128, 1120, 2)
    assert cost(NB2, usage, "1K", DAY).lines == (
        Line("image", 1120, 67_200),
        Line("thinking", 240, 720),
        Line("text", 8, 24),
        Line("input_text", 9, 5),
        Line("grounding", 2, 28_000),
    )
    assert cost(NB2, usage, "1K", DAY).micros == 67_200 + 720 + 24 + 5 + 28_000


@pytest.mark.parametrize(
    ("size", "candidates", "pictures", "image", "text"),
    [
        ("1K", 1128, None, 1120, 8),
        ("1K", 2250, None, 2240, 10),
        ("1K", 12, None, 0, 12),
        ("4K", 3790, None, 3780, 10),
        ("4K", 1130, None, 1120, 10),
        ("4K", 1130, 1, 1130, 0),
        ("1K", 1500, 0, 0, 1500),
        ("1K", 2250, 1, 1120, 1130),
        ("9K", 1130, None, 1120, 10),
    ],
)
def test_pictures_told_from_words(
    size: str, candidates: int, pictures: int | None, image: int, text: int
) -> None:
    billed = cost(NB21, TokenUsage(candidates=candidates, pictures=pictures), size, DAY)
    tokens = {line.what: line.tokens for line in billed.lines}
    assert (tokens.get("image", 0), tokens.get("text", 0)) == (image, text)


@pytest.mark.parametrize(
    "usage",
    [
        TokenUsage(prompt=-1),
        TokenUsage(thoughts=-(10**30)),
        TokenUsage(candidates=2**63),
        TokenUsage(candidate_images=-5),
        TokenUsage(prompt_images=10**9, queries=-1),
    ],
)
def test_damaged_counts_are_nothing(usage: TokenUsage) -> None:
    billed = cost(NB21, usage, "1K", DAY)
    assert (billed.micros, billed.lines, billed.damaged) == (0, (), True)


def test_more_pictures_than_prompt_does_not_raise_the_price() -> None:
    whole = cost(NB21, TokenUsage(prompt=100, prompt_images=500), "1K", DAY)
    assert whole.lines == (Line("input_image", 100, 150),)
    assert not whole.damaged


def book() -> PriceBook:
    first = Price(
        model="m",
        tier=Tier.STANDARD,
        valid_from=date(2026, 1, 10),
        input=Fraction(1),
        text_out=Fraction(2),
        image_out=Fraction(30),
        per_image=None,
        query=Fraction(0),
        source="a test",
        day=DAY,
    )
    dearer = replace(first, valid_from=date(2026, 3, 1), image_out=Fraction(40))
    return PriceBook([dearer, first])


@pytest.mark.parametrize(
    ("day", "image_out"),
    [
        (date(1970, 1, 1), 30),
        (date(2026, 1, 10), 30),
        (date(2026, 2, 28), 30),
        (date(2026, 3, 1), 40),
        (date(2099, 1, 1), 40),
    ],
)
def test_the_price_on_a_day(day: date, image_out: int) -> None:
    assert book().on("m", day).image_out == image_out


def test_a_tier_without_price() -> None:
    with pytest.raises(NoPrice):
        book().on("m", DAY, Tier.BATCH)
    with pytest.raises(NoPrice):
        book().on("n", DAY)


def test_half_of_standard() -> None:
    """Batch and flex are half in every token price; queries are not."""
    for row in catalogue.prices().rows:
        standard = catalogue.prices().on(row.model, row.valid_from)
        factor = 1 if row.tier is Tier.STANDARD else 2
        for name in ("input", "text_out", "image_out"):
            assert getattr(row, name) * factor == getattr(standard, name)
        assert row.query == standard.query
        assert row.source
        assert row.day <= DAY


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("0", 0), ("0.4999", 0), ("0.5", 1), ("1.5", 2), ("2.5", 3), ("2.49", 2), ("77.4", 77)],
)
def test_halves_go_up(exact: str, rounded: int) -> None:
    assert half_up(Fraction(exact)) == rounded
