"""How money, names and sizes of files are written."""

from __future__ import annotations

import pytest
from django.utils import translation

from playground.templatetags import code, proofsheet


@pytest.mark.parametrize(
    ("micros", "words"),
    [
        (0, "$0.00"),
        (240_000, "$0.24"),
        (67_200, "$0.067"),
        (33_600, "$0.034"),
        (33_500, "$0.034"),
        (39_999, "$0.04"),
        (10_000_000, "$10.00"),
        (1_234_567_000, "$1,234.567"),
        (499, "<$0.001"),
        (500, "$0.001"),
    ],
)
def test_prices_have_two_decimals_or_three(micros: int, words: str) -> None:
    assert proofsheet.money(micros) == words


def test_a_breakdown_has_four() -> None:
    assert proofsheet.money_exact(33_650) == "$0.0337"


def test_seconds_have_one_decimal() -> None:
    assert proofsheet.seconds(6.24) == "6.2 s"
    assert proofsheet.seconds(12.4, 0) == "12 s"
    assert proofsheet.seconds(None) == ""


def test_from_a_hundred_on_they_are_minutes() -> None:
    assert proofsheet.seconds(99.9) == "99.9 s"
    assert proofsheet.seconds(100) == "1:40"
    assert proofsheet.seconds(1735.2, 0) == "28:55"


def test_a_retired_model_keeps_its_name() -> None:
    assert proofsheet.model_name("gemini-2.5-flash-image") == "Nano Banana, retired"
    assert proofsheet.model_name("never-heard-of") == "never-heard-of"


def test_a_long_prompt_is_cut_for_the_alternative() -> None:
    words = proofsheet.alt("word " * 100, "2.1")

    assert words.startswith("2.1: word")
    assert len(words) <= len("2.1: ") + 120


@pytest.mark.parametrize(
    ("count", "words"), [(20, "0.1 kB"), (975_240, "975.2 kB"), (999_999, "1.0 MB"), (5_816_000, "5.8 MB")]
)
def test_sizes_of_files_count_in_thousands(count: int, words: str) -> None:
    assert code.file_size(count) == words


def test_sizes_of_files_are_written_as_the_reader_does() -> None:
    with translation.override("de"):
        assert code.file_size(5_816_000) == "5,8 MB"
