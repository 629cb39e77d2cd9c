"""Pictures re-encoded, inspected and shrunk (hostile cases U09, U12, U14, U15, U18, V08)."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from playground import imaging
from playground.imaging import Rejected
from tests import pictures
from tests.pictures import WHOLE, corners, near, pixel


def normalised(data: bytes) -> imaging.Normalised:
    return imaging.normalise(io.BytesIO(data))


# What a reference becomes


@pytest.mark.parametrize("name", ["astronaut.jpg", "chelsea.png", "coffee.png"])
def test_photographs_come_through(name: str) -> None:
    data = pictures.photograph(name)
    done = normalised(data)
    before, after = pictures.opened(data), pictures.opened(done.data)
    assert after.format == before.format == done.header.format
    assert after.size == before.size == (done.header.width, done.header.height)
    assert near(mean(before), mean(after), within=2)


def test_photograph_in_adobe_rgb_shows_its_colours() -> None:
    """Its blues are outside of sRGB's red: unconverted, they would look washed out."""
    data = pictures.photograph("rocket.jpg")
    before, after = pictures.opened(data), pictures.opened(normalised(data).data)
    assert after.size == before.size
    assert near(mean(before), (54, 64, 86), within=2)
    assert near(mean(after), (43, 61, 86), within=2)


def mean(image: Image.Image) -> tuple[int, ...]:
    return pixel(image.convert("RGB").resize((1, 1)), 0, 0)


@pytest.mark.parametrize(
    "data",
    [pictures.private_jpeg(), pictures.private_png(), pictures.private_webp()],
    ids=["jpeg", "png", "webp"],
)
def test_nothing_but_pixels_is_left(data: bytes) -> None:
    assert pictures.SERIAL in data
    assert b"<script" in data
    done = normalised(data)
    for kept in (done.data, *done.thumbnails.values()):
        assert pictures.SERIAL not in kept
        for word in (b"<script", b"PK\3\4", b"Exif", b"eXIf", b"xmp", b"8BIM", b"tEXt", b"zTXt"):
            assert word not in kept
        assert not pictures.opened(kept).getexif()
    assert (done.header.width, done.header.height) == (32, 48)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_orientation_ends_upright(kind: str, orientation: int) -> None:
    turned = lying(pictures.quadrants(), orientation)
    tags = b"Exif\0\0" + pictures.exif(orientation)
    quality: dict[str, Any] = {} if kind == "PNG" else {"quality": 95}
    data = pictures.saved(turned, kind, exif=tags, **quality)
    done = normalised(data)
    assert (done.header.width, done.header.height) == (48, 32)
    for kept in (done.data, done.thumbnails["tile"]):
        assert corners(kept) == ["red", "lime", "blue", "white"]
    seen = imaging.inspect(data)
    assert (seen.header.width, seen.header.height) == (48, 32)
    assert corners(seen.thumbnails["view"]) == ["red", "lime", "blue", "white"]


def lying(image: Image.Image, orientation: int) -> Image.Image:
    """The picture as a camera stores it, so that this orientation turns it upright."""
    inverse = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    if orientation == 1:
        return image
    return image.transpose(Image.Transpose(inverse[orientation]))


@pytest.mark.parametrize("tiff", [b"", b"II*\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\0\x09"])
def test_senseless_exif_means_upright(tiff: bytes) -> None:
    extra = pictures.segment(0xE1, b"Exif\0\0" + tiff)
    done = normalised(pictures.with_segments(WHOLE["jpeg"], extra))
    assert (done.header.width, done.header.height) == (40, 30)


def test_orientation_beyond_eight_means_upright() -> None:
    data = pictures.saved(pictures.quadrants(), "JPEG", exif=b"Exif\0\0" + pictures.exif(9))
    assert normalised(data).header.width == 48


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_profile_is_applied_and_gone(kind: str) -> None:
    """The profile says that red is blue: what looks blue must be stored as blue."""
    image = Image.new("RGB", (32, 32), (230, 20, 20))
    plain: dict[str, Any] = {} if kind == "PNG" else {"quality": 95}
    data = pictures.saved(image, kind, icc_profile=pictures.profile(swapped=True), **plain)
    done = normalised(data)
    after = pictures.opened(done.data)
    assert near(pixel(after.convert("RGB"), 9, 9), (20, 20, 230), 25)
    assert "icc_profile" not in after.info
    seen = pictures.opened(imaging.inspect(data).thumbnails["tile"]).convert("RGB")
    assert near(pixel(seen, 9, 9), (20, 20, 230), 25)


@pytest.mark.parametrize("broken", [b"nonsense", bytes(128), pictures.profile()[:300]])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_broken_profile_is_ignored(kind: str, broken: bytes) -> None:
    done = normalised(pictures.saved(pictures.quadrants(), kind, icc_profile=broken))
    assert corners(done.data) == ["red", "lime", "blue", "white"]


def test_profile_of_another_colour_space_is_ignored() -> None:
    grey = Image.new("L", (8, 8), 90)
    data = pictures.saved(grey, "PNG", icc_profile=pictures.profile(swapped=True))
    assert pictures.opened(normalised(data).data).getpixel((1, 1)) == 90


# Modes


@pytest.mark.parametrize(
    ("mode", "colour", "kept_mode", "kept_colour"),
    [
        ("1", 255, "L", (255,)),
        ("L", 77, "L", (77,)),
        ("LA", (77, 128), "LA", (77, 128)),
        ("RGB", (9, 80, 160), "RGB", (9, 80, 160)),
        ("RGBA", (9, 80, 160, 128), "RGBA", (9, 80, 160, 128)),
        ("P", 3, "RGB", None),
        ("I;16", 0x8040, "L", (0x80,)),
    ],
)
def test_png_keeps_what_it_shows(
    mode: str, colour: Any, kept_mode: str, kept_colour: tuple[int, ...] | None
) -> None:
    image = Image.new(mode, (20, 10), colour)
    after = pictures.opened(normalised(pictures.saved(image, "PNG")).data)
    assert (after.format, after.mode, after.size) == ("PNG", kept_mode, (20, 10))
    if kept_colour is not None:
        value = after.getpixel((5, 5))
        assert (value if isinstance(value, tuple) else (value,)) == kept_colour


def test_sixteen_bits_of_colour_become_eight() -> None:
    deep = struct.pack(">HHH", 0x1234, 0x8001, 0xFFFF)
    data = pictures.png(4, 3, pictures.rows(4, 3, deep), depth=16)
    assert pixel(pictures.opened(normalised(data).data), 1, 1) == (0x12, 0x80, 0xFF)


def test_sixteen_bit_transparent_colour_does_not_take_its_neighbours_along() -> None:
    deep = struct.pack(">HHH", 0x1234, 0x8001, 0xFFFF)
    clear = pictures.chunk(b"tRNS", struct.pack(">HHH", 0x1200, 0x8000, 0xFF00))
    data = pictures.png(4, 3, pictures.rows(4, 3, deep), depth=16, extra=clear)
    assert pictures.opened(normalised(data).data).mode == "RGB"


@pytest.mark.parametrize(
    ("colour_type", "pixel_bytes", "extra"),
    [
        (2, b"\x0a\x0b\x0c", pictures.chunk(b"tRNS", struct.pack(">HHH", 10, 11, 12))),
        (0, b"\x0a", pictures.chunk(b"tRNS", struct.pack(">H", 10))),
        (3, b"\1", pictures.chunk(b"PLTE", bytes(6)) + pictures.chunk(b"tRNS", b"\xff\0")),
        (3, b"\1", pictures.chunk(b"PLTE", bytes(6)) + pictures.chunk(b"tRNS", b"\x80\x00")),
    ],
    ids=["colour", "grey", "palette entry", "palette alphas"],
)
def test_transparent_colour_becomes_alpha(colour_type: int, pixel_bytes: bytes, extra: bytes) -> None:
    data = pictures.png(4, 3, pictures.rows(4, 3, pixel_bytes), colour=colour_type, extra=extra)
    after = pictures.opened(normalised(data).data)
    assert after.mode in ("LA", "RGBA")
    assert pixel(after, 1, 1)[-1] == 0


def test_cmyk_and_grey_jpegs_are_read() -> None:
    cmyk = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    done = normalised(pictures.saved(cmyk, "JPEG", quality=95))
    after = pictures.opened(done.data)
    assert (after.format, after.mode) == ("JPEG", "RGB")
    assert near(pixel(after, 5, 5), (255, 0, 0), 20)
    grey = normalised(pictures.saved(Image.new("L", (16, 16), 99), "JPEG"))
    assert pictures.opened(grey.data).mode == "L"


@pytest.mark.parametrize("sampling", [0, 1, 2])
def test_jpeg_keeps_its_chroma_sampling(sampling: int) -> None:
    from PIL import JpegImagePlugin

    data = pictures.saved(pictures.quadrants(), "JPEG", subsampling=sampling)
    after = pictures.opened(normalised(data).data)
    assert isinstance(after, JpegImagePlugin.JpegImageFile)
    assert JpegImagePlugin.get_sampling(after) == sampling


def test_webp_becomes_what_every_provider_takes() -> None:
    clear = pictures.quadrants().convert("RGBA")
    clear.putpixel((0, 0), (0, 0, 0, 0))
    assert normalised(WHOLE["webp"]).header.extension == "jpg"
    assert normalised(WHOLE["webp, lossless"]).header.extension == "png"
    assert normalised(pictures.saved(clear, "WEBP")).header.extension == "png"


def test_animations_count_as_their_first_picture() -> None:
    later = [Image.new("RGB", (48, 32), "black")] * 2
    for kind, options in (("WEBP", {"lossless": True}), ("PNG", {})):
        extra: dict[str, Any] = {"save_all": True, "append_images": later, **options}
        done = normalised(pictures.saved(pictures.quadrants(), kind, **extra))
        assert corners(done.data) == ["red", "lime", "blue", "white"]
        assert getattr(pictures.opened(done.data), "n_frames", 1) == 1


def test_jpeg_with_more_pictures_behind_it_is_its_first(tmp_path: Path) -> None:
    """Phones append previews and gain maps (MPO, Ultra HDR)."""
    place = tmp_path / "phone.jpg"
    pictures.quadrants().save(
        place, "MPO", save_all=True, append_images=[Image.new("RGB", (480, 320))], quality=95
    )
    assert b"MPF" in place.read_bytes()
    done = imaging.normalise(place)
    assert (done.header.format, done.header.width) == ("JPEG", 48)
    assert corners(done.data) == ["red", "lime", "blue", "white"]


def test_same_bytes_give_same_bytes() -> None:
    data = pictures.photograph("chelsea.png")
    assert normalised(data) == normalised(data)
    assert imaging.inspect(data) == imaging.inspect(data)


# What a provider sends


def test_output_is_what_its_bytes_are() -> None:
    seen = imaging.inspect(pictures.saved(pictures.noise(1400, 700), "JPEG"))
    assert (seen.header.format, seen.header.width, seen.header.height) == ("JPEG", 1400, 700)
    sizes = {name: pictures.opened(data).size for name, data in seen.thumbnails.items()}
    assert sizes == {"tile": (512, 256), "view": (1280, 640)}
    assert {pictures.opened(data).format for data in seen.thumbnails.values()} == {"WEBP"}


@pytest.mark.parametrize("size", [(300, 200), (1, 1), (900, 1), (1, 3000)])
def test_thumbnails_are_never_enlarged(size: tuple[int, int]) -> None:
    seen = imaging.inspect(pictures.saved(Image.new("RGB", size), "PNG"))
    for name, data in seen.thumbnails.items():
        width, height = pictures.opened(data).size
        assert max(width, height) == min(max(size), imaging.THUMBNAILS[name])
        assert min(width, height) >= 1


@pytest.mark.parametrize(
    ("image", "colour"),
    [
        (Image.new("RGB", (60, 40), (18, 52, 86)), "#123456"),
        (Image.new("L", (60, 40), 0), "#000000"),
        (Image.new("RGBA", (60, 40), (0, 0, 0, 0)), "#ffffff"),
    ],
)
def test_placeholder_is_the_dominant_colour(image: Image.Image, colour: str) -> None:
    assert imaging.inspect(pictures.saved(image, "PNG")).placeholder == colour


def test_placeholder_follows_the_larger_part() -> None:
    image = Image.new("RGB", (90, 60), (200, 30, 30))
    image.paste((30, 30, 200), (0, 0, 30, 60))
    assert imaging.inspect(pictures.saved(image, "PNG")).placeholder == "#c81e1e"


def test_transparent_colours_do_not_bleed_into_thumbnails() -> None:
    image = Image.new("RGBA", (2000, 1000), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (1000, 0, 2000, 1000))
    tile = pictures.opened(imaging.inspect(pictures.saved(image, "PNG")).thumbnails["tile"])
    assert near(pixel(tile, 260, 100), (0, 0, 255, 255), 12)
    assert pixel(tile, 100, 100)[3] == 0


# What is sent where everything does not fit


def test_what_fits_is_sent_as_it_is() -> None:
    data = WHOLE["webp"]
    assert imaging.shrink(data, len(data)) == (data, "image/webp")


@pytest.mark.parametrize("limit", [400_000, 100_000, 20_000, 2_000])
def test_scaled_copy_fits(limit: int) -> None:
    data = pictures.saved(pictures.noise(1200, 800, 90), "PNG", compress_level=1)
    copy, mime_type = imaging.shrink(data, limit)
    image = pictures.opened(copy)
    assert len(copy) <= limit
    assert (mime_type, image.format) == ("image/jpeg", "JPEG")
    assert abs(image.width / image.height - 1.5) < 0.05


def test_scaled_copy_keeps_alpha() -> None:
    clear = pictures.noise(600, 400, 90).convert("RGBA")
    clear.putalpha(128)
    copy, mime_type = imaging.shrink(pictures.saved(clear, "PNG"), 60_000)
    assert len(copy) <= 60_000
    assert mime_type == "image/png"
    assert pixel(pictures.opened(copy), 3, 3)[3] == 128


def test_scaled_copy_of_an_opaque_picture_with_alpha_is_a_jpeg() -> None:
    data = pictures.saved(pictures.noise(600, 400, 90).convert("RGBA"), "PNG")
    assert imaging.shrink(data, 60_000)[1] == "image/jpeg"


def test_impossible_limit_is_refused() -> None:
    with pytest.raises(Rejected) as caught:
        imaging.shrink(WHOLE["jpeg"], 50)
    assert caught.value.code == "too_large"
