"""PNG, JPEG and WebP files as containers: their header, and a copy of only what the pixels need.

The walks of `png`, `jpeg` and `webp` are plain reads and seeks with a bound on every loop. They keep
all that surrounds the pixels away from the decoders, because that is where files are made to hurt: a
million empty segments, EXIF entries that overlap, text that inflates, animations, a second picture at
the end. They also find a file's end, so that a truncated file is told from a whole one at any byte.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from playground.imaging import jpeg, png, webp
from playground.imaging.header import Essentials, Header, header_of, size_of
from playground.imaging.rejection import MAX_BYTES, MAX_EDGE, MAX_PIXELS, Rejected
from playground.imaging.sniff import HEAD_BYTES, sniff

_DIMENSIONS: dict[str, Callable[[IO[bytes], int], tuple[int, int]]] = {
    "PNG": png.dimensions,
    "JPEG": jpeg.dimensions,
    "WEBP": webp.dimensions,
}
_ESSENTIALS: dict[str, Callable[[IO[bytes], Header], Essentials]] = {
    "PNG": png.essentials,
    "JPEG": jpeg.essentials,
    "WEBP": webp.essentials,
}


def peek(file: IO[bytes], max_bytes: int | None = MAX_BYTES) -> Header:
    """A picture's header, without decoding a pixel and without reading the file into memory.

    The sniffed kind wins over any name or declared type. An animation counts as its first frame;
    width and height are those of the file, before its orientation is applied. The stream is left at
    its start. Raises Rejected; errors of reading are passed on.
    """
    size = size_of(file)
    if size == 0:
        raise Rejected("empty")
    if max_bytes is not None and size > max_bytes:
        raise Rejected("too_large", megabytes=_megabytes(size), limit=max_bytes // 1_000_000)
    file.seek(0)
    kind = sniff(file.read(HEAD_BYTES))
    width, height = _DIMENSIONS[kind](file, size)
    file.seek(0)
    _check(width, height)
    return header_of(kind, width, height)


def essentials(file: IO[bytes], header: Header) -> Essentials:
    """The parts of a peeked file that its pixels need, as a stream of their own in memory.

    Raises Rejected if the file is incomplete; errors of reading are passed on.
    """
    return _ESSENTIALS[header.format](file, header)


def _megabytes(size: int) -> str:
    """Never rounded down to the limit: 30 MB and one byte is more than 30 MB."""
    return f"{-(-size // 100_000) / 10:.1f}"


def _check(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise Rejected("damaged")
    if width * height > MAX_PIXELS:
        raise Rejected(
            "too_many_pixels",
            width=width,
            height=height,
            megapixels=_megabytes(width * height),
            limit=MAX_PIXELS // 1_000_000,
        )
    if max(width, height) > MAX_EDGE:
        raise Rejected("too_long", width=width, height=height, limit=MAX_EDGE)
