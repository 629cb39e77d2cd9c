"""Opening the pictures a request brings, one at a time and never larger than the painter needs."""

from __future__ import annotations

import io
import threading
import warnings
from typing import Final

from PIL import Image, ImageOps

from .errors import BAD_PICTURE, invalid
from .wire import Content, Part, Request

MAX_PIXELS: Final = 50_000_000
# Edits are painted at about this size and enlarged, as scenes are.
LONG_EDGE: Final = 1408
# A decoded picture of 50 megapixels takes 200 MB: one at a time in the whole process.
_ONE = threading.Lock()


def open_picture(data: bytes) -> Image.Image:
    """An RGB copy of at most LONG_EDGE pixels on its long edge. Raises Refusal (400)."""
    with _ONE:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return _open(data)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError, EOFError):
            raise invalid(BAD_PICTURE) from None


def _open(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        if picture.format == "JPEG":
            picture.draft("RGB", (LONG_EDGE, LONG_EDGE))
        picture.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.BICUBIC, reducing_gap=1.5)
        ImageOps.exif_transpose(picture, in_place=True)
        if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
            layer = picture.convert("RGBA")
            white = Image.new("RGB", layer.size, "white")
            white.paste(layer, mask=layer.getchannel("A"))
            return white
        if picture.mode.startswith("I"):
            return picture.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
        return picture.convert("RGB")


def brought(request: Request) -> tuple[list[Part], Part | None]:
    """The pictures of the last user turn, in order, and the model's latest picture, if there is one.

    When neither exists, the latest user pictures of the conversation stand in.
    """
    mine = _pictures(request.last)
    previous: Part | None = None
    earlier: list[Part] = []
    for content in reversed(request.contents[:-1]):
        pictures = _pictures(content)
        if pictures and content.role == "model" and previous is None:
            previous = pictures[-1]
        elif pictures and not earlier:
            earlier = pictures
    return (mine if mine or previous else earlier), previous


def _pictures(content: Content) -> list[Part]:
    return [part for part in content.parts if part.is_picture and not part.thought]
