"""Files that are cut, changed or made to hurt a decoder: refused or read, never an error (U09, U12)."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import imaging
from playground.imaging import Rejected
from tests import pictures
from tests.pictures import WHOLE, corners

# Changed bytes can also change the size or the kind that a header tells.
READ_OR_REFUSED = {"", "damaged", "variant", "too_many_pixels", "too_long", "unknown", "empty"}


def normalised(data: bytes) -> imaging.Normalised:
    return imaging.normalise(io.BytesIO(data))


def outcome(data: bytes) -> str:
    """ "" if the file was read, else the code of its refusal; any other error passes through."""
    try:
        done = normalised(data)
    except Rejected as rejected:
        return rejected.code if rejected.sentence else "no sentence"
    assert pictures.opened(done.data).size == (done.header.width, done.header.height)
    return ""


@pytest.mark.parametrize("name", WHOLE)
def test_cut_at_any_byte_is_damage(name: str) -> None:
    data = WHOLE[name].removesuffix(pictures.SCRIPT_TAIL)
    assert normalised(data)
    for length in {*range(16, len(data), max(1, len(data) // 150)), *range(len(data) - 20, len(data))}:
        with pytest.raises(Rejected) as caught:
            normalised(data[:length])
        assert caught.value.code == "damaged", length


@pytest.mark.parametrize("name", ["astronaut.jpg", "chelsea.png"])
def test_photograph_cut_at_every_kilobyte_is_damage(name: str) -> None:
    data = pictures.photograph(name)
    for length in range(1024, len(data), 1024):
        with pytest.raises(Rejected, match="damaged"):
            imaging.inspect(data[:length])


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    name=st.sampled_from(sorted(WHOLE)),
    flips=st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_changed_bytes_are_refused_or_read(name: str, flips: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE[name])
    for place, value in flips:
        data[place % len(data)] = value
    assert outcome(bytes(data)) in READ_OR_REFUSED


@settings(max_examples=150, deadline=None, derandomize=True)
@given(kind=st.sampled_from([b"tRNS", b"PLTE", b"eXIf", b"iCCP", b"fcTL", b"acTL"]), data=st.binary())
def test_any_content_of_known_chunks_is_refused_or_read(kind: bytes, data: bytes) -> None:
    source = pictures.with_chunks(WHOLE["png"], pictures.chunk(kind, data))
    assert outcome(source) in ("", "damaged")


def test_png_with_a_wrong_checksum_is_damage() -> None:
    data = WHOLE["png"]
    place = data.index(b"IDAT") + 10
    with pytest.raises(Rejected, match="damaged"):
        normalised(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])


def test_png_whose_head_comes_twice_is_damage() -> None:
    head = WHOLE["png"][8:33]
    with pytest.raises(Rejected, match="damaged"):
        normalised(pictures.with_chunks(WHOLE["png"], head))


def test_png_without_data_is_damage() -> None:
    empty = WHOLE["png"][:33] + pictures.chunk(b"IEND", b"")
    with pytest.raises(Rejected, match="damaged"):
        normalised(empty)


def test_errors_of_reading_are_not_called_damage(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        imaging.normalise(tmp_path / "gone.png")


# What is made to hurt


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_text_that_inflates_is_passed_by(kind: bytes) -> None:
    data = pictures.with_chunks(WHOLE["png"], pictures.text_bomb(kind) * 3)
    assert corners(normalised(data).data) == ["red", "lime", "blue", "white"]


def test_exif_that_overlaps_is_passed_by() -> None:
    tiff = pictures.overlapping_exif()
    data = pictures.with_segments(WHOLE["jpeg"], pictures.segment(0xE1, b"Exif\0\0" + tiff))
    assert normalised(data).header.width == 40


def test_pixels_that_inflate_beyond_the_picture_are_left() -> None:
    squeezed = zlib.compress(bytes(200_000_000), 9)
    head = pictures.png(1, 1)[:33]
    data = head + pictures.chunk(b"IDAT", squeezed) + pictures.chunk(b"IEND", b"")
    assert normalised(data).header.width == 1


def test_endless_scans_are_refused() -> None:
    """Each scan of a progressive JPEG walks over the whole picture again."""
    data = WHOLE["jpeg, progressive"]
    last = data.rindex(b"\xff\xda")
    with pytest.raises(Rejected, match="damaged"):
        normalised(data[:-2] + data[last:-2] * 80 + data[-2:])


def test_tables_without_end_are_refused() -> None:
    tables = pictures.segment(0xDB, (b"\0" + bytes(range(1, 65))) * 900)
    with pytest.raises(Rejected, match="damaged"):
        normalised(pictures.with_segments(WHOLE["jpeg"], tables * 9))
