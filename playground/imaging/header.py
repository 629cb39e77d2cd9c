"""What the three container modules share: the header, the essentials, and bounded reads."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from typing import IO

from playground.imaging.rejection import Rejected

ACCEPTED = ("PNG", "JPEG", "WEBP")
MIME_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}

MAX_CHUNKS = 65_536
MAX_PROFILE = 4 * 1024 * 1024
MAX_EXIF = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Header:
    """What a file's first bytes say. `format` is Pillow's name, `extension` has no dot, size in px."""

    format: str
    mime_type: str
    extension: str
    width: int
    height: int


def header_of(kind: str, width: int, height: int) -> Header:
    return Header(kind, MIME_TYPES[kind], EXTENSIONS[kind], width, height)


@dataclass(slots=True)
class Essentials:
    """A file reduced to its first picture's pixels, with what is needed to show them rightly.

    `stream` is a valid file of the same format without metadata (a WebP still has them).
    `orientation` is EXIF's, 1 to 8. `profile` is the embedded ICC profile. `lossless` says how a
    WebP was coded.
    """

    header: Header
    stream: io.BytesIO
    orientation: int = 1
    profile: bytes | None = None
    lossless: bool = False


def take(file: IO[bytes], count: int) -> bytes:
    """Exactly `count` bytes; a file that ends before is damaged. `count` must be bounded."""
    data = file.read(count)
    if len(data) != count:
        raise Rejected("damaged")
    return data


def size_of(file: IO[bytes]) -> int:
    """The stream's length in bytes; its position becomes the end."""
    file.seek(0, os.SEEK_END)
    return file.tell()
