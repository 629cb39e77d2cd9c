"""`image 2` in a prompt: what counts as a mention, and which of them have no picture."""

from __future__ import annotations

import pytest
from django.utils import translation

from playground import mentions


@pytest.mark.parametrize(
    ("prompt", "numbers"),
    [
        ("the cup of image 1 on image 2.", [1, 2]),
        ("Image 3, IMAGE\u00a04 and image5", [3, 4, 5]),
        ("(image 6)", [6]),
        ("把image 1放在image 2上", [1, 2]),
        ("an image of 12 cups", []),
        ("images 1 and 2", []),
        ("afterimage 3", []),
        ("image 1080p and image 1234", []),
        ("image 2x2", []),
        ("", []),
    ],
)
def test_what_counts_as_a_mention(prompt: str, numbers: list[int]) -> None:
    assert [int(found[2]) for found in mentions.pattern().finditer(prompt)] == numbers


@pytest.mark.parametrize(
    ("prompt", "references", "continues", "missing"),
    [
        ("image 1 on image 2", 2, False, None),
        ("image 3, then image 4", 2, False, 3),
        ("image 0", 2, False, 0),
        ("image 1", 0, False, 1),
        ("image 1", 0, True, None),
        ("image 2", 1, True, 2),
    ],
)
def test_the_first_one_without_a_picture(
    prompt: str, references: int, *, continues: bool, missing: int | None
) -> None:
    assert mentions.missing(prompt, references, continues=continues) == missing


def test_the_sentence_counts() -> None:
    with translation.override("en"):
        assert [mentions.sentence(6, references) for references in (5, 1, 0)] == [
            "The prompt mentions image 6, but there are 5 references.",
            "The prompt mentions image 6, but there is 1 reference.",
            "The prompt mentions image 6, but there are no references yet.",
        ]
