"""PNG as a container (https://www.w3.org/TR/png-3/, 2025-06-24)."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Iterator
from typing import IO

from playground.imaging import exif
from playground.imaging.header import (
    MAX_CHUNKS,
    MAX_EXIF,
    MAX_PROFILE,
    Essentials,
    Header,
    size_of,
    take,
)
from playground.imaging.rejection import Rejected

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_READ = {
    b"IHDR": 13,
    b"PLTE": 768,
    b"tRNS": 256,
    b"IDAT": 1 << 31,
    b"IEND": 0,
    b"iCCP": MAX_PROFILE,
    b"eXIf": MAX_EXIF,
}
"""The chunks that are read, with the longest data they may have; a longer one is skipped."""
_STEP = 4096
_PIXELS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT")


def dimensions(file: IO[bytes], size: int) -> tuple[int, int]:
    """Width and height in px, from the first 33 bytes."""
    file.seek(8)
    head = take(file, 25)
    width, height, depth, colour, _compression, _filter, interlace = struct.unpack_from(">IIBBBBB", head, 8)
    whole = head[:8] == b"\0\0\0\x0dIHDR" and zlib.crc32(head[4:21]) == _u32(head[21:])
    if not whole or depth not in _DEPTHS.get(colour, ()) or interlace > 1:
        raise Rejected("damaged")
    return width, height


def essentials(file: IO[bytes], header: Header) -> Essentials:
    """Head, palette, transparency and the picture's data as ONE chunk.

    One, because Pillow takes and gives up the interpreter lock once a chunk, and beside a thread that
    is busy with Python each of these turns can cost 5 ms: a 4K picture in chunks of 8 KiB, which is
    what libpng writes, took 13.7 s instead of 0.4 (measured 2026-11-21). An APNG yields the picture
    that viewers without animation show.
    """
    found = Essentials(header, io.BytesIO())
    rebuilt = _Rebuilt(found.stream)
    for kind, data in _chunks(file):
        if kind in _PIXELS:
            rebuilt.add(kind, data)
        elif kind == b"iCCP":
            found.profile = _inflated(data)
        elif kind == b"eXIf":
            found.orientation = exif.orientation(data)
    rebuilt.close()
    return found


class _Rebuilt:
    """A PNG written anew from chunks in their order, with all its picture data in one chunk."""

    def __init__(self, stream: io.BytesIO) -> None:
        self.stream = stream
        self.stream.write(_SIGNATURE)
        self.depth = 0
        self.data_at = 0

    def add(self, kind: bytes, data: bytes) -> None:
        if kind == b"IDAT":
            self._open_data()
            self.stream.write(data)
        elif kind == b"IHDR":
            if self.depth:
                raise Rejected("damaged")
            self.depth = data[8]
            self.stream.write(_chunk(kind, data))
        # One exact 16-bit colour cannot be told from its neighbours once pixels have 8 bits.
        elif not self.data_at and data and not (kind == b"tRNS" and self.depth == 16):
            self.stream.write(_chunk(kind, data))

    def close(self) -> None:
        """Set the data's length. Their checksum stays 0: the parts were verified, Pillow skips it."""
        if not self.data_at:
            raise Rejected("damaged")
        length = self.stream.tell() - self.data_at
        self.stream.write(b"\0\0\0\0" + _chunk(b"IEND", b""))
        self.stream.seek(self.data_at - 8)
        self.stream.write(length.to_bytes(4, "big"))
        self.stream.seek(0)

    def _open_data(self) -> None:
        if not self.data_at:
            self.stream.write(b"\0\0\0\0IDAT")
            self.data_at = self.stream.tell()


def _chunks(file: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk that is read, with its data, checksums verified, up to and with IEND."""
    size = size_of(file)
    file.seek(8)
    for _count in range(MAX_CHUNKS):
        head = take(file, 8)
        length, kind = _u32(head[:4]), head[4:]
        if file.tell() + length + 4 > size:
            raise Rejected("damaged")
        if length > _READ.get(kind, -1):
            file.seek(length + 4, os.SEEK_CUR)
            continue
        yield kind, _verified(file, kind, length)
        if kind == b"IEND":
            return
    raise Rejected("damaged")


def _verified(file: IO[bytes], kind: bytes, length: int) -> bytes:
    data = take(file, length)
    if _checksum(kind, data) != _u32(take(file, 4)):
        raise Rejected("damaged")
    return data


def _checksum(kind: bytes, data: bytes) -> int:
    """The CRC-32 in small steps: above 5 KiB zlib gives up the interpreter lock, and to get it back
    costs more than the sum (1 s for a 4K picture beside a busy thread, measured 2026-11-21)."""
    total = zlib.crc32(kind)
    with memoryview(data) as view:
        for start in range(0, len(data), _STEP):
            total = zlib.crc32(view[start : start + _STEP], total)
    return total


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _inflated(data: bytes) -> bytes | None:
    """The ICC profile of an iCCP chunk; None if it is broken or inflates beyond the limit."""
    _name, _zero, packed = data.partition(b"\0")
    inflater = zlib.decompressobj()
    try:
        profile = inflater.decompress(packed[1:], MAX_PROFILE)
    except zlib.error:
        return None
    return profile if inflater.eof else None


def _u32(data: bytes) -> int:
    return int.from_bytes(data, "big")
