"""WebP as a container (RFC 9649, 2024-11)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import IO

from playground.imaging import exif
from playground.imaging.header import (
    MAX_CHUNKS,
    MAX_EXIF,
    MAX_PROFILE,
    Essentials,
    Header,
    take,
)
from playground.imaging.rejection import Rejected


def dimensions(file: IO[bytes], size: int) -> tuple[int, int]:
    """Width and height of the canvas in px, from the first 30 bytes."""
    file.seek(0)
    head = take(file, 30)
    if _little(head[4:8]) + 8 > size:
        raise Rejected("damaged")
    kind = head[12:16]
    if kind == b"VP8X":
        return _little(head[24:27]) + 1, _little(head[27:30]) + 1
    if kind == b"VP8L" and head[20] == 0x2F:
        bits = _little(head[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise Rejected("damaged")


def essentials(file: IO[bytes], header: Header) -> Essentials:
    """The file up to the length it declares: libwebp looks at the picture's own chunks only."""
    file.seek(4)
    length = _little(take(file, 4)) + 8
    file.seek(0)
    data = take(file, length)
    found = Essentials(header, io.BytesIO(data))
    for kind, start, length in _chunks(data):
        if kind == b"EXIF" and length <= MAX_EXIF:
            found.orientation = exif.orientation(data[start : start + length].removeprefix(b"Exif\0\0"))
        elif kind == b"ICCP" and length <= MAX_PROFILE:
            found.profile = data[start : start + length]
        elif kind == b"VP8L":
            found.lossless = True
    return found


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk as (kind, start of its data, their length)."""
    position = 12
    for _count in range(MAX_CHUNKS):
        if position + 8 > len(data):
            return
        length = _little(data[position + 4 : position + 8])
        yield data[position : position + 4], position + 8, length
        position += 8 + length + (length & 1)
    raise Rejected("damaged")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")
