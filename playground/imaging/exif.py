"""The one EXIF entry that changes pixels (CIPA DC-008, version 3.0, 2023-05)."""

from __future__ import annotations

import struct

_ORIENTATION, _SHORT = 0x0112, 3


def orientation(data: bytes) -> int:
    """The orientation, 1 to 8, of a TIFF structure; 1 if it has none or makes no sense.

    Read here and not by Pillow, which copies what every entry points at: 64 KB of entries that
    overlap would take 300 MB.
    """
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None or len(data) < 8:
        return 1
    (start,) = struct.unpack_from(order + "I", data, 4)
    if start + 2 > len(data):
        return 1
    (count,) = struct.unpack_from(order + "H", data, start)
    for place in range(start + 2, min(start + 2 + 12 * count, len(data) - 11), 12):
        tag, kind, _values, value = struct.unpack_from(order + "HHIH", data, place)
        if (tag, kind) == (_ORIENTATION, _SHORT):
            return int(value) if 1 <= value <= 8 else 1
    return 1
