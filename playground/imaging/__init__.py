"""Pictures as bytes: check, re-encode, inspect, shrink. Pure functions, no database, no network.

`peek` belongs into the web process: it reads a few kilobytes. All others decode the whole picture and
belong into a worker, behind a limit on how many run at once. Above an idle process, `normalise` of 50
megapixels peaks at 225 to 450 MB, 505 for a progressive JPEG without chroma sampling, 630 for a WebP;
`inspect` of a 4K PNG at 120 MB (measured 2026-11-21). Pillow gives up the interpreter lock while it
works, so threads use all cores. glibc keeps much of what was freed, once an arena, unless the
process was started with MALLOC_MMAP_THRESHOLD_=1048576.

A file counts as what its bytes are; names and declared types are never asked. Of an animation the
first frame is taken (of an APNG, the picture for viewers without animation). Everything here is
deterministic: the same bytes give the same bytes.
"""

from __future__ import annotations

import io
import math
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from PIL.Image import Image

from playground.imaging import pixels
from playground.imaging.containers import essentials, peek
from playground.imaging.header import ACCEPTED, EXTENSIONS, MIME_TYPES, Essentials, Header, header_of
from playground.imaging.pixels import THUMBNAILS, thumbnail_widths
from playground.imaging.rejection import MAX_BYTES, MAX_EDGE, MAX_PIXELS, Rejected, sentence_of

__all__ = [
    "ACCEPTED",
    "EXTENSIONS",
    "MAX_BYTES",
    "MAX_EDGE",
    "MAX_PIXELS",
    "MIME_TYPES",
    "THUMBNAILS",
    "Header",
    "Inspected",
    "Normalised",
    "Rejected",
    "inspect",
    "normalise",
    "peek",
    "sentence_of",
    "shrink",
    "thumbnail_widths",
]

_SHRINK_TRIES = 8
_BYTES_A_PIXEL = {"JPEG": 0.3, "PNG": 2.0}
"""A first guess for photographs; each next try uses what the last one gave."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What is known of a picture that was fully decoded. `header` has the size as shown, upright.

    `placeholder` is the dominant colour as "#rrggbb"; `thumbnails` are WebP files by name, one for
    each of THUMBNAILS.
    """

    header: Header
    placeholder: str
    thumbnails: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Normalised(Inspected):
    """A reference as it is stored and sent: `data` is all that is left of the file it came from."""

    data: bytes


def inspect(data: bytes) -> Inspected:
    """A provider's picture, decoded in full once; its bytes stay as they are.

    Real kind and pixels, whatever the provider said they were, and thumbnails made from the same
    decode. No limit of bytes here (the way in has one), MAX_PIXELS holds. Raises Rejected.
    """
    source = _essentials(io.BytesIO(data), max_bytes=None)
    view = pixels.fitted(pixels.decode(source), max(THUMBNAILS.values()))
    view = pixels.to_srgb(pixels.upright(view, source.orientation), source.profile)
    return Inspected(
        _turned(source.header, source.orientation),
        pixels.placeholder(view),
        pixels.thumbnails(view),
    )


def normalise(source: IO[bytes] | Path) -> Normalised:
    """A reference re-encoded: upright, sRGB, 8 bits, and nothing in it but pixels.

    JPEG stays JPEG (quality 92, its own chroma sampling) and PNG stays PNG (level 1, alpha kept). A
    WebP becomes a JPEG, or a PNG where it was lossless or has alpha: every provider takes those two,
    and 50 megapixels are written in a second instead of ten. Raises Rejected; errors of reading the
    source are passed on.
    """
    with _opened(source) as file:
        parts = _essentials(file)
    image = pixels.decode(parts)
    sampling = pixels.sampling_of(image)
    image = pixels.upright(image, parts.orientation)
    image = pixels.to_srgb(image, parts.profile)
    view = pixels.fitted(image, max(THUMBNAILS.values()))
    kind = _kept_kind(parts, image)
    if kind == "JPEG" and image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    width, height = image.size
    data = pixels.encode(image, kind, sampling)
    del image
    return Normalised(
        header_of(kind, width, height),
        pixels.placeholder(view),
        pixels.thumbnails(view),
        data,
    )


def shrink(data: bytes, max_bytes: int) -> tuple[bytes, str]:
    """A scaled copy of at most `max_bytes` bytes, with its MIME type; the very bytes if they fit.

    A JPEG, or a PNG if the picture has alpha. The first try is as large as photographs usually allow,
    each next one follows from what the last one gave. Raises Rejected, also ("too_large") if
    `max_bytes` cannot hold even a picture of some pixels.
    """
    source = _essentials(io.BytesIO(data), max_bytes=None)
    if len(data) <= max_bytes:
        return data, source.header.mime_type
    image = pixels.upright(pixels.decode(source), source.orientation)
    image = pixels.to_srgb(image, source.profile)
    kind = "PNG" if pixels.has_alpha(image) else "JPEG"
    edge = float(max(image.size))
    edge *= min(1.0, math.sqrt(max_bytes / _BYTES_A_PIXEL[kind] / (image.width * image.height)))
    for _try in range(_SHRINK_TRIES):
        copy = pixels.encode(_flat(pixels.fitted(image, max(1, int(edge))), kind), kind)
        if len(copy) <= max_bytes:
            return copy, MIME_TYPES[kind]
        edge *= min(0.9, 0.97 * math.sqrt(max_bytes / len(copy)))
    raise Rejected("too_large", megabytes=f"{len(data) / 1e6:.1f}", limit=max_bytes // 1_000_000)


def _essentials(file: IO[bytes], max_bytes: int | None = MAX_BYTES) -> Essentials:
    return essentials(file, peek(file, max_bytes))


def _opened(source: IO[bytes] | Path) -> AbstractContextManager[IO[bytes]]:
    return source.open("rb") if isinstance(source, Path) else nullcontext(source)


def _turned(header: Header, orientation: int) -> Header:
    """The header with the size as shown: orientations 5 to 8 lie on their side."""
    if orientation < 5:
        return header
    return header_of(header.format, header.height, header.width)


def _kept_kind(source: Essentials, image: Image) -> str:
    if source.header.format != "WEBP":
        return source.header.format
    return "PNG" if source.lossless or pixels.has_alpha(image) else "JPEG"


def _flat(image: Image, kind: str) -> Image:
    if kind == "PNG" or image.mode in ("L", "RGB"):
        return image
    return image.convert("RGB")
