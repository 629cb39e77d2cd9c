"""JPEG as a container (ITU-T T.81, 1992-09)."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from typing import IO

from playground.imaging import exif
from playground.imaging.header import MAX_PROFILE, Essentials, Header, take
from playground.imaging.rejection import Rejected

MAX_SEGMENTS = 1_000
MAX_SCANS = 64
"""Each scan of a progressive JPEG walks over the whole picture; encoders write about ten."""
_MAX_TABLES = 256 * 1024
_MAX_FILL = 64

_DHT, _DAC, _SOI, _EOI, _SOS, _DQT, _DRI = 0xC4, 0xCC, 0xD8, 0xD9, 0xDA, 0xDB, 0xDD
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
_FRAMES = set(range(0xC0, 0xD0)) - {_DHT, 0xC8, _DAC}
# APP0 (JFIF) and APP14 (Adobe) decide how colours are read, so they stay.
_PIXELS = _FRAMES | {_DHT, _DAC, _SOS, _DQT, _DRI, _APP0, _APP14}
_BARE = {0x01, _SOI, *range(0xD0, 0xD8)}
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def dimensions(file: IO[bytes], size: int) -> tuple[int, int]:
    """Width and height in px, from the one frame segment of the head."""
    frames = [at for at in _segments(file) if at[0] in _FRAMES]
    if len(frames) != 1 or frames[0][2] < 6:
        raise Rejected("damaged")
    file.seek(frames[0][1])
    depth, height, width, components = struct.unpack(">BHHB", take(file, 6))
    if depth != 8 or components not in (1, 3, 4):
        raise Rejected("variant")
    return width, height


def essentials(file: IO[bytes], header: Header) -> Essentials:
    """Tables, frame and scans up to the end mark.

    Previews, gain maps and other pictures that phones append are left behind with all metadata.
    """
    found = Essentials(header, io.BytesIO())
    found.stream.write(b"\xff\xd8")
    profile: dict[int, bytes] = {}
    for marker, start, length in _segments(file):
        if marker not in _PIXELS and marker not in (_APP1, _APP2):
            continue
        file.seek(start)
        data = take(file, length)
        if marker in _PIXELS:
            found.stream.write(struct.pack(">BBH", 0xFF, marker, length + 2) + data)
        elif marker == _APP1 and data.startswith(b"Exif\0\0"):
            found.orientation = exif.orientation(data[6:])
        elif marker == _APP2 and data.startswith(b"ICC_PROFILE\0") and length > 14:
            profile[data[12]] = data[14:]
    if found.stream.tell() > _MAX_TABLES:
        raise Rejected("damaged")
    found.profile = _joined(profile)
    _copy_scans(file, found.stream)
    return found


def _joined(profile: dict[int, bytes]) -> bytes | None:
    whole = b"".join(profile[number] for number in sorted(profile))
    return whole if 0 < len(whole) <= MAX_PROFILE else None


def _segments(file: IO[bytes]) -> Iterator[tuple[int, int, int]]:
    """Each segment of the head as (marker, start of its data, their length); the last is SOS.

    Leaves the stream behind the last segment. Every loop is bounded, because one file can hold
    millions of empty segments.
    """
    file.seek(2)
    for _count in range(MAX_SEGMENTS):
        marker = _next_marker(file)
        if marker in _BARE:
            continue
        if marker in (0, _EOI):
            raise Rejected("damaged")
        length = int.from_bytes(take(file, 2), "big") - 2
        if length < 0:
            raise Rejected("damaged")
        start = file.tell()
        yield marker, start, length
        file.seek(start + length)
        if marker == _SOS:
            return
    raise Rejected("damaged")


def _next_marker(file: IO[bytes]) -> int:
    """The next marker; a few stray or fill bytes before it are allowed, as decoders do."""
    filled = False
    for _count in range(_MAX_FILL):
        byte = take(file, 1)[0]
        if filled and byte != 0xFF:
            return byte
        filled = byte == 0xFF
    raise Rejected("damaged")


def _copy_scans(file: IO[bytes], stream: io.BytesIO) -> None:
    body = file.read()
    with memoryview(body) as view:
        stream.write(view[: _end(body)])
    stream.seek(0)


def _end(body: bytes) -> int:
    """Where the picture's end mark ends. Raises Rejected if there is none."""
    position, scans = 0, 1
    for _count in range(MAX_SEGMENTS):
        match = _MARKER.search(body, position)
        if match is None:
            break
        position, marker = match.end(), body[match.end() - 1]
        scans += marker == _SOS
        if marker == _EOI and scans <= MAX_SCANS:
            return position
        if marker not in _BARE:
            position += int.from_bytes(body[position : position + 2], "big")
    raise Rejected("damaged")
