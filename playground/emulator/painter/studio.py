"""One picture from brief to PNG."""

from __future__ import annotations

import random

from PIL import Image

from . import scene, styles, words
from .brief import Brief, Painting, encode
from .lettering import mark, set_text

# Scenes are painted at about this many pixels and enlarged: soft things do not show it, type is set after.
STAGE_PIXELS = 1_120_000


def stage(width: int, height: int) -> tuple[int, int]:
    """The size to paint at for a picture of width x height."""
    share = min(1.0, (STAGE_PIXELS / (width * height)) ** 0.5)
    return (width, height) if share > 0.9 else (max(16, round(width * share)), max(16, round(height * share)))


def paint(brief: Brief) -> Painting:
    """Paint, mark and encode."""
    rng = random.Random(brief.seed)  # noqa: S311 (chance for a picture, not for a secret)
    wish = words.read(brief.prompt)
    size = stage(brief.width, brief.height)
    image, said = scene.paint(wish, size, rng)
    image = styles.APPLY[wish.style](image, rng) if wish.style else scene.finish(image, rng)
    note = f"Here is {said}."
    if image.size != (brief.width, brief.height):
        image = image.resize((brief.width, brief.height), Image.Resampling.BICUBIC)
    if wish.text:
        image = set_text(image, wish.text)
    return Painting(encode(mark(image), brief.prompt), note, image)
