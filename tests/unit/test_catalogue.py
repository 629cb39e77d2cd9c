"""The facts of models.toml, held against the tables of the documentation and the rules of use."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import catalogue
from playground.catalogue import Model, UnknownModel
from playground.catalogue.ratios import fraction

steady = settings(derandomize=True, deadline=None)  # the same examples on every machine

# ai.google.dev, image-generation (generateContent), 2026-07-16; 21:9 at 512 is mended.
GEMINI_3 = """
1:1  512x512   1024x1024 2048x2048 4096x4096
1:4  256x1024  512x2048  1024x4096 2048x8192
1:8  192x1536  384x3072  768x6144  1536x12288
2:3  424x632   848x1264  1696x2528 3392x5056
3:2  632x424   1264x848  2528x1696 5056x3392
3:4  448x600   896x1200  1792x2400 3584x4800
4:1  1024x256  2048x512  4096x1024 8192x2048
4:3  600x448   1200x896  2400x1792 4800x3584
4:5  464x576   928x1152  1856x2304 3712x4608
5:4  576x464   1152x928  2304x1856 4608x3712
8:1  1536x192  3072x384  6144x768  12288x1536
9:16 384x688   768x1376  1536x2752 3072x5504
16:9 688x384   1376x768  2752x1536 5504x3072
21:9 792x336   1584x672  3168x1344 6336x2688
"""
GEMINI_2_5 = """
1:1 1024x1024
2:3 832x1248
3:2 1248x832
3:4 864x1184
4:3 1184x864
4:5 896x1152
5:4 1152x896
9:16 768x1344
16:9 1344x768
21:9 1536x672
"""
TEN = {"1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"}
FOURTEEN = TEN | {"1:4", "4:1", "1:8", "8:1"}

LITE = "gemini-3.1-flash-lite-image"
NB2 = "gemini-3.1-flash-image"
NB21 = "gemini-nano-banana-2.1"
NB25 = "gemini-2.5-flash-image"
PRO = "gemini-3-pro-image"
IMAGEN = (
    "imagen-4.0-generate-001",
    "imagen-4.0-ultra-generate-001",
    "imagen-4.0-fast-generate-001",
)
TODAY = date(2026, 11, 21)

every_model = pytest.mark.parametrize("model", catalogue.models(), ids=lambda model: model.id)


def rows(table: str, sizes: list[str]) -> dict[tuple[str, str], tuple[int, int]]:
    found = {}
    for line in table.strip().splitlines():
        ratio, *pixels = line.split()
        for size, text in zip(sizes, pixels, strict=True):
            width, _, height = text.partition("x")
            found[ratio, size] = (int(width), int(height))
    return found


def only(
    pixels: dict[tuple[str, str], tuple[int, int]], ratios: set[str], sizes: set[str]
) -> dict[tuple[str, str], tuple[int, int]]:
    return {key: value for key, value in pixels.items() if key[0] in ratios and key[1] in sizes}


@pytest.mark.parametrize(
    ("model_id", "ratios", "sizes"),
    [
        (NB21, FOURTEEN, {"1K", "2K", "4K"}),
        (NB2, FOURTEEN, {"512", "1K", "2K", "4K"}),
        (LITE, FOURTEEN, {"1K"}),
        (PRO, TEN, {"1K", "2K", "4K"}),
    ],
)
def test_pixels_of_gemini_3(model_id: str, ratios: set[str], sizes: set[str]) -> None:
    documented = rows(GEMINI_3, ["512", "1K", "2K", "4K"])
    assert dict(catalogue.get(model_id).pixels) == only(documented, ratios, sizes)


def test_pixels_of_gemini_2_5() -> None:
    assert dict(catalogue.get(NB25).pixels) == rows(GEMINI_2_5, ["1K"])


def test_the_list_and_its_default() -> None:
    assert [model.id for model in catalogue.models()] == [NB21, PRO, LITE, NB2, NB25, *IMAGEN]
    assert catalogue.DEFAULT_MODEL == NB21
    assert set(catalogue.RATIOS) == FOURTEEN
    assert len(catalogue.RATIOS) == 14


LEVELS = ("minimal", "medium", "high")

# references, thinking, default, seed, temperature, system, web, image search, flex, in, out
OPTIONS: dict[str, tuple[object, ...]] = {
    NB21: (14, LEVELS, "medium", False, False, True, True, True, False, 131072, 32768),
    NB2: (14, ("minimal", "high"), "minimal", True, True, True, True, True, True, 131072, 32768),
    LITE: (14, ("minimal", "high"), "minimal", True, True, True, False, False, None, 65536, 4096),
    PRO: (14, (), None, True, True, True, True, False, True, 65536, 32768),
    NB25: (3, (), None, True, True, False, False, False, None, 32768, 32768),
}


@pytest.mark.parametrize("model_id", OPTIONS)
def test_options(model_id: str) -> None:
    model = catalogue.get(model_id)
    assert (
        model.max_references,
        model.thinking,
        model.default_thinking,
        model.takes_seed,
        model.takes_temperature,
        model.takes_system,
        model.grounding_web,
        model.grounding_image,
        model.flex,
        model.context_in,
        model.context_out,
    ) == OPTIONS[model_id]
    assert model.batch
    assert model.family == "gemini"


def test_what_does_not_go_out_on_the_wire() -> None:
    assert catalogue.get(NB25).wire_size("1K") is None
    assert catalogue.get(LITE).wire_size("1K") == "1K"
    assert catalogue.get(NB21).wire_size("4K") == "4K"


def test_only_2_5_neither_thinks_nor_signs() -> None:
    gemini = [model for model in catalogue.models() if model.family == "gemini"]
    assert [model.id for model in gemini if not model.thinking_always] == [NB25]
    assert [model.id for model in gemini if not model.signatures] == [NB25]


@pytest.mark.parametrize(
    ("model_id", "deprecated", "shut_down"),
    [
        (NB21, None, None),
        (PRO, None, None),
        (LITE, None, None),
        (NB2, date(2026, 10, 6), None),
        (NB25, date(2026, 9, 18), date(2026, 10, 2)),
        (IMAGEN[0], date(2026, 6, 15), date(2026, 8, 17)),
    ],
)
def test_life_cycle(model_id: str, deprecated: date | None, shut_down: date | None) -> None:
    model = catalogue.get(model_id)
    assert (model.deprecated, model.shut_down) == (deprecated, shut_down)
    if shut_down is None:
        assert not model.retired_on(date.max)
    else:
        assert model.retired_on(shut_down)
        assert not model.retired_on(shut_down - timedelta(days=1))


@every_model
def test_a_model_that_ends_has_a_successor_that_lives(model: Model) -> None:
    if model.deprecated is None:
        return
    assert model.successor is not None
    assert catalogue.get(model.successor).deprecated is None


@every_model
def test_every_model_says_where_its_facts_are_from(model: Model) -> None:
    assert model.sources
    assert all(fact.day <= TODAY and fact.source and fact.about for fact in model.facts)


@every_model
def test_every_ratio_and_size_has_pixels_of_that_shape(model: Model) -> None:
    assert set(model.pixels) == {(ratio, size) for ratio in model.ratios for size in model.size_names}
    for (ratio, _), (width, height) in model.pixels.items():
        off = fraction(ratio) * height / width
        assert max(off, 1 / off) < 1.08


@every_model
def test_a_model_cannot_be_changed_and_can_be_a_key(model: Model) -> None:
    assert {model: 1}[model] == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.name = "other"  # type: ignore[misc]  # that it fails is what is tested
    with pytest.raises(TypeError):
        model.pixels["1:1", "1K"] = (1, 1)  # type: ignore[index]  # as above


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("gemini-3.1-flash-image-preview", NB2),
        ("gemini-3-pro-image-preview", PRO),
        ("nano-banana-pro-preview", PRO),
        ("gemini-2.5-flash-image-preview", NB25),
        ("models/gemini-nano-banana-2.1", NB21),
    ],
)
def test_other_ids_of_a_model(asked: str, found: str) -> None:
    assert catalogue.get(asked).id == found


def test_an_alias_keeps_the_day_it_ended() -> None:
    ends = {alias.id: alias.shut_down for model in catalogue.models() for alias in model.alias_list}
    assert ends == {
        "gemini-3.1-flash-image-preview": date(2026, 6, 25),
        "gemini-3-pro-image-preview": date(2026, 6, 25),
        "nano-banana-pro-preview": None,
        "gemini-2.5-flash-image-preview": date(2026, 1, 15),
    }


@pytest.mark.parametrize("asked", ["", "banana", "gemini-3-pro", "GEMINI-3-PRO-IMAGE", "models/"])
def test_an_unknown_model(asked: str) -> None:
    with pytest.raises(UnknownModel) as caught:
        catalogue.get(asked)
    assert isinstance(caught.value, LookupError)
    assert caught.value.model_id == asked
    assert caught.value.gone is None


def test_a_model_that_is_gone_is_unknown_with_a_reason() -> None:
    with pytest.raises(UnknownModel) as caught:
        catalogue.get("gemini-2.0-flash-exp-image-generation")
    assert caught.value.gone is not None
    assert caught.value.gone.shut_down == date(2025, 11, 14)
    assert catalogue.get(caught.value.gone.successor).id == NB21


@pytest.mark.parametrize(
    ("model_id", "ratio", "nearest"),
    [
        (NB21, "8:1", "8:1"),
        (PRO, "8:1", "21:9"),
        (PRO, "1:8", "9:16"),
        (PRO, "1:4", "9:16"),
        (IMAGEN[0], "21:9", "16:9"),
        (IMAGEN[0], "3:2", "4:3"),
        (IMAGEN[0], "4:5", "3:4"),
        (NB21, "1920:1080", "16:9"),
        (NB21, "1000:1001", "1:1"),
        (NB21, "100:1", "8:1"),
    ],
)
def test_nearest_ratio(model_id: str, ratio: str, nearest: str) -> None:
    assert catalogue.nearest_ratio(model_id, ratio) == nearest
    assert catalogue.nearest_ratio(catalogue.get(model_id), ratio) == nearest


@pytest.mark.parametrize("ratio", ["", "16", "16:", ":9", "0:1", "1:0", "-1:1", "1:1:1", "a:b", "٣:٢"])
def test_nearest_ratio_of_nonsense(ratio: str) -> None:
    with pytest.raises(ValueError, match="not a ratio"):
        catalogue.nearest_ratio(NB21, ratio)


@steady
@given(st.integers(1, 20_000), st.integers(1, 20_000), st.sampled_from(catalogue.models()))
def test_no_other_ratio_is_nearer(width: int, height: int, model: Model) -> None:
    wanted = fraction(f"{width}:{height}")
    nearest = fraction(catalogue.nearest_ratio(model, f"{width}:{height}"))
    distance = max(nearest / wanted, wanted / nearest)
    assert all(distance <= max(fraction(r) / wanted, wanted / fraction(r)) for r in model.ratios)


def test_offers() -> None:
    assert catalogue.offers(NB2, "1:8", "512")
    assert not catalogue.offers(NB21, "1:8", "512")
    assert not catalogue.offers(PRO, "1:8", "1K")
    with pytest.raises(UnknownModel):
        catalogue.offers("banana", "1:1", "1K")


@every_model
def test_a_size_that_is_not_offered(model: Model) -> None:
    with pytest.raises(LookupError, match="8K"):
        model.size("8K")


@every_model
def test_the_output_cap_leaves_room_and_fits(model: Model) -> None:
    for size in model.sizes:
        for level in (None, *model.thinking):
            cap = model.max_output_tokens(size.name, level)
            assert cap <= model.context_out
            if model.family == "imagen":
                assert cap == 0
                continue
            assert cap >= size.image_tokens + 1024
            if model.thinking_always:
                assert cap >= 3 * size.image_tokens + 512


@pytest.mark.parametrize(
    ("model_id", "size", "level", "cap"),
    [
        (NB21, "1K", None, 1120 + 3072),
        (NB21, "1K", "medium", 1120 + 3072),
        (NB21, "1K", "minimal", 3 * 1120 + 512),
        (NB21, "1K", "high", 1120 + 4096),
        (NB21, "4K", None, 3 * 3780 + 512),
        (NB21, "1K", "unheard of", 1120 + 3072),
        (LITE, "1K", "high", 4096),
        (PRO, "1K", None, 1120 + 3072),
        (NB25, "1K", None, 1290 + 1024),
    ],
)
def test_output_caps(model_id: str, size: str, level: str | None, cap: int) -> None:
    assert catalogue.get(model_id).max_output_tokens(size, level) == cap


@every_model
def test_a_more_thorough_level_never_has_less_room(model: Model) -> None:
    for size in model.sizes:
        caps = [model.max_output_tokens(size.name, level) for level in model.thinking]
        assert caps == sorted(caps)


@every_model
def test_what_ends_is_deprecated_first(model: Model) -> None:
    if model.shut_down is not None:
        assert model.deprecated is not None
        assert model.released < model.deprecated < model.shut_down
