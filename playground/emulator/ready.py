"""Answers made beforehand, for measuring clients: one body per model, ratio and size, nearly free to send."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Mapping
from typing import Any, Final

from PIL import Image, ImageChops

from . import painter, reply, tokens
from .errors import invalid
from .rules import ModelRule
from .tokens import Count

_PROMPT: Final = "hills and a lake at dusk, a boat"


class Shelf:
    """Ready-made answers, each made when first asked for. `target`: about so many bytes of PNG, or None."""

    def __init__(self, target: int | None = None) -> None:
        self._target = target
        self._bodies: dict[tuple[str, str, str], bytes] = {}
        self._lock = threading.Lock()

    def answer(self, rule: ModelRule, raw: Mapping[str, Any]) -> bytes:
        """The body for a request read by `wire.document`. Raises Refusal (400)."""
        image = raw.get("generationConfig", {}).get("imageConfig", {})
        ratio = image.get("aspectRatio") or rule.default_ratio
        size = image.get("imageSize") or rule.default_size
        if (ratio, size) not in rule.pixels:
            raise invalid(f"There is no {ratio[:20]} at {size[:20]} for models/{rule.id}.")
        name = (rule.id, ratio, size)
        with self._lock:
            if name not in self._bodies:
                self._bodies[name] = self._make(rule, ratio, size)
            return self._bodies[name]

    def _make(self, rule: ModelRule, ratio: str, size: str) -> bytes:
        width, height = rule.pixels[ratio, size]
        painting = painter.paint(painter.Brief(_PROMPT, width, height, seed=1))
        data = painting.data if self._target is None else grained(painting.image, self._target)
        parts = [
            reply.text_part(painting.note, signed=rule.signatures),
            reply.picture_part(data, signed=rule.signatures),
        ]
        thinking = rule.thoughts.get(rule.default_thinking, 0)
        count = Count(12, 0, thinking, tokens.words(painting.note), rule.sizes[size])
        envelope = reply.Envelope(rule.id, "ready-made")
        return json.dumps(envelope.close(reply.answer(parts), count)).encode("ascii")


def grained(image: Image.Image, target: int) -> bytes:
    """A PNG of the picture with as much grain as brings it near `target` bytes (photographs: 1.2 a pixel).

    The grain is found on a small crop and is at most what 8 bits can hold, so a target may be out of reach.
    """
    edge = min(384, image.width, image.height)
    crop = image.crop((0, 0, edge, edge))
    wanted = target * edge * edge / (image.width * image.height)
    low, high = 0.0, 96.0
    for _ in range(9):
        middle = (low + high) / 2
        low, high = (middle, high) if len(_png(_noisy(crop, middle))) < wanted else (low, middle)
    return _png(_noisy(image, (low + high) / 2))


def _noisy(image: Image.Image, sigma: float) -> Image.Image:
    """Grain of its own in each channel. Not repeatable from run to run: Pillow's noise takes no seed."""
    bands = [
        ImageChops.add(band, Image.effect_noise(image.size, sigma), offset=-128) for band in image.split()
    ]
    return Image.merge("RGB", bands)


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()
