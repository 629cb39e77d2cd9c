"""What is let in: by its bytes, before a pixel is decoded (hostile cases U01, U05, U11, U17, U18, U26)."""

from __future__ import annotations

import io
import struct
import tracemalloc
from typing import Any

import pytest

from playground import imaging
from playground.imaging import MAX_BYTES, Rejected, peek
from tests import pictures


def refusal(data: bytes) -> Rejected:
    with pytest.raises(Rejected) as caught:
        peek(io.BytesIO(data))
    return caught.value


@pytest.mark.parametrize("name", pictures.STRANGERS)
def test_stranger_is_refused_with_its_own_code(name: str) -> None:
    data, code = pictures.STRANGERS[name]
    assert refusal(data).code == code


@pytest.mark.parametrize("name", [name for name in pictures.STRANGERS if name != "nothing"])
def test_stranger_from_a_provider_is_refused_too(name: str) -> None:
    with pytest.raises(Rejected) as caught:
        imaging.inspect(pictures.STRANGERS[name][0])
    assert caught.value.code == pictures.STRANGERS[name][1]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            pictures.STRANGERS["heic"][0],
            "HEIC pictures are not supported. Save it as JPEG or PNG, then add it again.",
        ),
        (
            pictures.STRANGERS["psd"][0],
            "This is a Photoshop file, not a picture in PNG, JPEG or WebP.",
        ),
        (
            pictures.bomb(),
            "30000 × 30000 px is 900.0 megapixels. The limit is 50 megapixels.",
        ),
        (b"\xff\xd8\xff", "This file is damaged or incomplete. Save or export it again."),
    ],
)
def test_sentence_says_what_and_what_to_do(data: bytes, sentence: str) -> None:
    assert refusal(data).sentence == sentence


@pytest.mark.parametrize(
    ("kind", "mime_type", "extension"),
    [("PNG", "image/png", "png"), ("JPEG", "image/jpeg", "jpg"), ("WEBP", "image/webp", "webp")],
)
def test_kind_and_size_come_from_the_bytes(kind: str, mime_type: str, extension: str) -> None:
    file = io.BytesIO(pictures.saved(pictures.quadrants(48, 32), kind))
    file.seek(17)
    assert peek(file) == imaging.Header(kind, mime_type, extension, 48, 32)
    assert file.tell() == 0


@pytest.mark.parametrize("options", [{"lossless": True}, {"exif": b"Exif\0\0II*\0"}])
def test_all_three_heads_of_webp_are_read(options: dict[str, Any]) -> None:
    header = peek(io.BytesIO(pictures.saved(pictures.quadrants(49, 31), "WEBP", **options)))
    assert (header.width, header.height) == (49, 31)


def test_one_byte_more_than_the_limit_is_too_large() -> None:
    padding = bytes(MAX_BYTES)
    data = pictures.png(1, 1, pictures.rows(1, 1, b"\1\2\3"))
    assert peek(io.BytesIO(data + padding[: MAX_BYTES - len(data)])).width == 1
    rejected = refusal(data + padding[: MAX_BYTES - len(data) + 1])
    assert (rejected.code, rejected.sentence) == (
        "too_large",
        "30.1 MB. The limit is 30 MB.",
    )


@pytest.mark.parametrize(
    ("width", "height", "code"),
    [
        (30_000, 30_000, "too_many_pixels"),
        (7_072, 7_072, "too_many_pixels"),
        (1, 50_000_000, "too_long"),
        (50_000_000, 1, "too_long"),
        (0, 10, "damaged"),
        (10, 0, "damaged"),
        (0xFFFFFFFF, 0xFFFFFFFF, "too_many_pixels"),
    ],
)
def test_png_of_absurd_size_is_refused(width: int, height: int, code: str) -> None:
    assert refusal(pictures.png(width, height, b"\0")).code == code


def test_fifty_megapixels_are_let_in() -> None:
    assert peek(io.BytesIO(pictures.png(10_000, 5_000, b"\0"))).width == 10_000


def test_jpeg_and_webp_of_absurd_size_are_refused() -> None:
    frame = segment_frame(65_000, 65_000)
    assert refusal(jpeg_of(frame)).code == "too_many_pixels"
    canvas = b"VP8X\x0a\0\0\0" + bytes(4) + b"\xff\xff\xff" * 2
    webp = b"RIFF" + struct.pack("<I", 4 + len(canvas)) + b"WEBP" + canvas
    assert refusal(webp).code == "too_many_pixels"


@pytest.mark.parametrize(
    ("depth", "components", "code"), [(12, 3, "variant"), (8, 2, "variant"), (8, 0, "variant")]
)
def test_rare_jpeg_is_refused_by_name(depth: int, components: int, code: str) -> None:
    assert refusal(jpeg_of(segment_frame(8, 8, depth, components))).code == code


def test_second_frame_in_a_jpeg_is_refused() -> None:
    """Pillow believes the last frame, libjpeg the first: a way around a limit of pixels."""
    assert refusal(jpeg_of(segment_frame(8, 8) + segment_frame(60_000, 60_000))).code == "damaged"


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xe0" + b"\0\x02\xff\xe0" * 400_000,
        b"\xff\xd8" + b"\xff" * 2_000_000,
        b"\xff\xd8\xff\xe0\0\x02" + bytes(2_000_000),
    ],
    ids=["empty segments", "fill bytes", "stray bytes"],
)
def test_endless_head_is_given_up_soon(data: bytes) -> None:
    file = Counting(data)
    with pytest.raises(Rejected, match="damaged"):
        peek(file)
    assert file.reads < 5_000


@pytest.mark.parametrize("name", ["astronaut.jpg", "coffee.png"])
def test_only_the_head_is_read(name: str) -> None:
    file = Counting(pictures.photograph(name) + bytes(20_000_000))
    tracemalloc.start()
    peek(file)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert file.given < 16_000
    assert peak < 100_000


def test_large_first_chunk_is_not_read() -> None:
    big = pictures.SIGNATURE + pictures.chunk(b"IDAT", bytes(5_000_000))
    file = Counting(big)
    with pytest.raises(Rejected, match="damaged"):
        peek(file)
    assert file.given < 16_000


def test_wrong_checksum_or_colour_of_the_head_is_damage() -> None:
    good = pictures.png(4, 4, pictures.rows(4, 4, b"\1\2\3"))
    assert refusal(good[:29] + b"\0\0\0\0" + good[33:]).code == "damaged"
    assert refusal(pictures.png(4, 4, b"\0", depth=3)).code == "damaged"


def segment_frame(width: int, height: int, depth: int = 8, components: int = 3) -> bytes:
    data = struct.pack(">BHHB", depth, height, width, components)
    return pictures.segment(0xC0, data + b"\1\x11\0" * components)


def jpeg_of(frames: bytes) -> bytes:
    return b"\xff\xd8" + frames + pictures.segment(0xDA, bytes(10)) + bytes(64) + b"\xff\xd9"


class Counting(io.BytesIO):
    """A file that knows how much was read from it."""

    reads = 0
    given = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.reads += 1
        self.given += len(data)
        return data
