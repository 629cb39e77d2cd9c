"""What is a mention while somebody types is one in the thread as well, and no more."""

from __future__ import annotations

import pytest

from playground import mentions


@pytest.mark.parametrize(
    ("prompt", "pieces"),
    [
        ("", [("", None)]),
        ("a cup", [("a cup", None)]),
        ("image2", [("", None), ("image2", 2), ("", None)]),
        ("on Image\u00a010.", [("on ", None), ("Image\u00a010", 10), (".", None)]),
        ("afterimage 3", [("afterimage 3", None)]),
    ],
)
def test_a_prompt_in_pieces(prompt: str, pieces: list[tuple[str, int | None]]) -> None:
    found = list(mentions.pieces(prompt))

    assert found == pieces
    assert "".join(text for text, _number in found) == prompt
