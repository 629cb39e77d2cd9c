"""One picture from brief to PNG."""

from __future__ import annotations

from PIL import Image

from .brief import Brief, Painting, encode


def paint(brief: Brief) -> Painting:
    """Paint, mark and encode."""
    image = Image.new("RGB", (brief.width, brief.height), (brief.seed % 256, 90, 120))
    return Painting(encode(image, brief.prompt), "Here is your picture.", image)
