"""The title that a conversation gets from its first prompt."""

from __future__ import annotations

import pytest

from playground.services.titles import TITLE_COLUMNS, clean, columns, title_of

LONG = "A wide view over the roofs of a small town by the sea with gulls and boats and a lighthouse at dusk"


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("A red cup on an oak table", "A red cup on an oak table"),
        ("  A red cup\n\ton  oak  ", "A red cup\n\ton  oak"),
        (
            "The cup from image 1 on a warm oak table, seen from above. Soft light as in image 3.",
            "The cup on a warm oak table, seen from above",
        ),
        ("A cup (image 1) on the planks of images 2 and 3", "A cup on the planks"),
        ("The hat of image 1, image 2 and 3 on a cat", "The hat on a cat"),
        ("The subject of image 1 in front of image 2, late light", "The subject, late light"),
        ("Image 1 at dusk, with a full moon", "Image 1 at dusk, with a full moon"),
        ("Combine image 1 and image 2", "Combine image 1 and image 2"),
        ("The dog in image 1", "The dog in image 1"),
        ("A view of Mt. Fuji at dawn, shot at f/1.4", "A view of Mt. Fuji at dawn, shot at f/1.4"),
        ("Hi. Draw me a fox!", "Hi. Draw me a fox"),
        ("What does a fox say? Draw the answer.", "What does a fox say?"),
        ("- **A poster for a jazz night**", "A poster for a jazz night"),
        ("Poster for a concert:\nblue, with a saxophone", "Poster for a concert"),
        ("...", "..."),
        ("一只红色的杯子放在橡木桌上。光线柔和。", "一只红色的杯子放在橡木桌上"),
    ],
)
def test_titles(prompt: str, title: str) -> None:
    assert title_of(prompt) == " ".join(title.split())


def test_a_long_prompt_is_cut_between_words() -> None:
    title = title_of(LONG)

    assert title == "A wide view over the roofs of a small town by the sea with gulls and boats and…"
    assert columns(title) <= TITLE_COLUMNS


@pytest.mark.parametrize("after", ["a ,", "a -", "a (", "a —"])
def test_no_lone_sign_stands_before_the_ellipsis(after: str) -> None:
    words = "word " * 15

    assert title_of(f"{words}{after} someverylongword").endswith("word a…")


def test_a_text_without_spaces_is_cut_at_its_punctuation() -> None:
    title = title_of(
        "黄昏时分的海边小镇，灯塔在远处闪烁，渔船停靠在码头，海鸥在空中盘旋，"
        "人们在街上散步聊天并且欣赏美丽的风景"
    )

    assert title == "黄昏时分的海边小镇，灯塔在远处闪烁，渔船停靠在码头，海鸥在空中盘旋…"
    assert columns(title) <= TITLE_COLUMNS


def test_without_punctuation_no_katakana_word_is_torn() -> None:
    before = "夕暮れの海辺の町に立つ古い灯台とその前を通り過ぎる赤い漁船の絵に"

    assert title_of(f"{before}スポーツカーレースと人々の姿を加えて描いてください") == f"{before}…"


def test_one_endless_word_is_cut_somewhere() -> None:
    assert title_of("x" * 500) == "x" * (TITLE_COLUMNS - 1) + "…"


def test_no_emoji_is_torn() -> None:
    family = "👩‍👩‍👧‍👦"

    title = title_of(family * 60)

    assert title == family * (len(title) // len(family)) + "…"


def test_nothing_turns_a_title_around_or_breaks_its_line() -> None:
    assert title_of("A cup\u202e gnp.exe\u0000 on\u2028oak") == "A cup gnp.exe on oak"
    assert clean(" a\tb\u200bc\r\n ") == "a bc"
    assert clean("👩‍👧") == "👩‍👧"


def test_a_prompt_that_nobody_sees_still_has_a_name() -> None:
    assert title_of("\u200b \u202e") == "Untitled"


def test_blanks_without_end_are_read_once() -> None:
    assert title_of("A red cup" + " " * 400_000 + "on oak") == "A red cup on oak"
    assert title_of("A red cup in image 1" + " " * 400_000 + "on oak") == "A red cup on oak"
