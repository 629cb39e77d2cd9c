"""A data file that breaks a rule is refused, with the file, the table and a sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from playground.catalogue import BadCatalogue
from playground.catalogue.loading import HERE, load

MODELS = (HERE / "models.toml").read_text(encoding="utf-8")
PRICES = (HERE / "prices.toml").read_text(encoding="utf-8")


def load_changed(folder: Path, models: str = MODELS, prices: str = PRICES) -> None:
    (folder / "models.toml").write_text(models, encoding="utf-8")
    (folder / "prices.toml").write_text(prices, encoding="utf-8")
    load(folder / "models.toml", folder / "prices.toml")


def changed(text: str, before: str, after: str) -> str:
    """The text with the first `before` replaced; the test fails if there is none."""
    assert before in text
    return text.replace(before, after, 1)


def test_the_files_as_they_are(tmp_path: Path) -> None:
    load_changed(tmp_path)


MODEL_FAULTS = {
    "no pixels for a size": (
        '{ name = "4K", image_tokens = 3780 }',
        '{ name = "8K", image_tokens = 1 }',
        "no pixels for 1:1 at 8K",
    ),
    "no pixels for a ratio": ('pixels = "gemini-3"', 'pixels = "gemini-2-5"', "no pixels for 1:1 at 2K"),
    "no such pixel table": ('pixels = "gemini-3"', 'pixels = "gemini-9"', "there is no such table"),
    "typing error in pixels": ("[792, 336]", "[792, 168]", "21:9 at 512 is 792x168"),
    "unknown ratio": ('"1:8", "8:1"]\n\n', '"8:1"]\n\n', "lacks: ['1:8']"),
    "nonsense ratio": ('ratios = ["1:1",', 'ratios = ["1x1",', "holds 1x1"),
    "alias twice": (
        'id = "gemini-3-pro-image-preview"',
        'id = "gemini-nano-banana-2.1"',
        "stands there twice",
    ),
    "name twice": ('name = "Nano Banana Pro"', 'name = "nano banana 2.1"', "stands there twice"),
    "alias of a gone id": (
        'id = "nano-banana-pro-preview"',
        'id = "gemini-2.0-flash-exp-image-generation"',
        "stands there twice",
    ),
    "successor unknown": ('successor = "gemini-nano-banana-2.1"', 'successor = "banana"', "successor banana"),
    "successor ends itself": (
        'successor = "gemini-nano-banana-2.1"',
        'successor = "gemini-2.5-flash-image"',
        "ends itself",
    ),
    "no successor": ('successor = "gemini-nano-banana-2.1"\n', "", "needs a successor"),
    "dates out of order": ("deprecated = 2026-10-06", "deprecated = 2020-01-01", "not in this order"),
    "default size": ('default_size = "1K"', 'default_size = "512"', "default_size"),
    "default ratio": ('default_ratio = "1:1"', 'default_ratio = "9:21"', "default_ratio"),
    "default thinking": ('default_thinking = "medium"', 'default_thinking = "low"', "not among its levels"),
    "no default thinking": ('default_thinking = "medium"\n', "", "default_thinking belongs"),
    "room for a level missing": ("medium = 3072\n", "", "room and typical thoughts"),
    "thoughts for a level missing": ("medium = 450, ", "", "room and typical thoughts"),
    "room too small": ("medium = 3072", "medium = 20", "less than what is typical"),
    "room too large": ("high = 2976", "high = 2977", "do not fit into context_out"),
    "no source": ('source = "third-party: laozhang docs"', 'source = " "', "source must be a text"),
    "input tokens": (
        "input_image_tokens_max = 1120",
        "input_image_tokens_max = 1",
        "less than input_image_tokens",
    ),
    "latency": ("latency_seconds = [15, 40]", "latency_seconds = [40, 15]", "[low, high]"),
    "pair": ("latency_seconds = [15, 40]", "latency_seconds = [15]", "two numbers"),
    "family": ('family = "gemini"', 'family = "gpt"', "gemini or imagen"),
    "no tokens": ("image_tokens = 3780", "image_tokens = 0", "needs image_tokens"),
    "negative": ("max_references = 14", "max_references = -1", "whole number"),
    "a truth as a number": ("max_references = 14", "max_references = true", "whole number"),
    "a number as a truth": ("takes_seed = false", "takes_seed = 0", "true or false"),
    "a time as a date": ("released = 2026-10-06", "released = 2026-10-06T00:00:00", "must be a date"),
    "missing key": ("batch = true\n", "", "batch is missing"),
    "key that nobody reads": ("batch = true\n", "batch = true\nbatsh = true\n", "mean nothing here: batsh"),
    "schema": ("schema = 1", "schema = 2", "schema must be 1"),
    "not TOML": ("schema = 1", "schema = ", "cannot be read"),
}


@pytest.mark.parametrize("fault", MODEL_FAULTS)
def test_a_bad_models_file(tmp_path: Path, fault: str) -> None:
    before, after, sentence = MODEL_FAULTS[fault]
    with pytest.raises(BadCatalogue, match=re.escape(sentence)) as caught:
        load_changed(tmp_path, models=changed(MODELS, before, after))
    assert str(caught.value).startswith("models.toml")


PRICE_FAULTS = {
    "unknown model": ('model = "gemini-3-pro-image"', 'model = "banana"', "not there: banana"),
    "two prices at once": ('tier = "batch"', 'tier = "standard"', "two standard prices"),
    "no price for a tier": ('tier = "batch"', 'tier = "flex"', "batch is offered, and it has 0 prices"),
    "unknown tier": ('tier = "batch"', 'tier = "priority"', "tier must be one of"),
    "starts too late": ("valid_from = 2026-10-06", "valid_from = 2026-10-07", "starts after the release"),
    "a binary fraction": ('input = "1.50"', "input = 1.50", "input must be a text"),
    "not a sum": ('input = "1.50"', 'input = "a lot"', "sum in quotes"),
    "negative": ('input = "1.50"', 'input = "-1.50"', "must not be negative"),
    "infinite": ('input = "1.50"', 'input = "Infinity"', "must not be negative"),
    "no query price": ('query = "0.014"\n', "", "lacks query"),
    "per picture": (
        'input = "1.50"\ntext_out = "7.50"\nimage_out = "30"\n',
        'per_image = "0.03"\n',
        "for imagen models",
    ),
    "no source": ('source = "ai.google.dev pricing page"', 'source = ""', "source must be a text"),
    "schema": ("schema = 1", "schema = 7", "schema must be 1"),
}


@pytest.mark.parametrize("fault", PRICE_FAULTS)
def test_a_bad_prices_file(tmp_path: Path, fault: str) -> None:
    before, after, sentence = PRICE_FAULTS[fault]
    with pytest.raises(BadCatalogue, match=re.escape(sentence)) as caught:
        load_changed(tmp_path, prices=changed(PRICES, before, after))
    assert str(caught.value).startswith("prices.toml")


def test_a_tier_that_is_not_offered(tmp_path: Path) -> None:
    row = '[[prices]]\nmodel = "gemini-nano-banana-2.1"\ntier = "flex"\nvalid_from = 2026-10-06\n'
    rates = 'input = "1"\ntext_out = "1"\nimage_out = "1"\nquery = "0.014"\n'
    origin = 'source = "a rumour"\ndate = 2026-11-01\n'
    with pytest.raises(BadCatalogue, match="flex is not offered, and it has 1 prices"):
        load_changed(tmp_path, prices=PRICES + row + rates + origin)


def test_the_sentence_names_the_table(tmp_path: Path) -> None:
    with pytest.raises(BadCatalogue, match=r"^models\.toml, models gemini-nano-banana-2\.1: batch"):
        load_changed(tmp_path, models=changed(MODELS, "batch = true\n", ""))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadCatalogue, match=r"^models\.toml: cannot be read"):
        load(tmp_path / "models.toml", tmp_path / "prices.toml")
