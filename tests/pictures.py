"""Pictures for tests, good and hostile, the same bytes on every run.

The hostile ones are put together with struct and zlib, because no encoder would write them.
"""

from __future__ import annotations

import io
import random
import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageCms
from PIL.PngImagePlugin import PngInfo

PHOTOGRAPHS = Path(__file__).parent / "photographs"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
SCRIPT_TAIL = b"<html><script>alert(1)</script>" + b"PK\x03\x04" + b"\0" * 64
SERIAL = b"SERIAL-4711"


def photograph(name: str) -> bytes:
    """A real photograph: "astronaut.jpg", "chelsea.png", "coffee.png" or "rocket.jpg"."""
    return (PHOTOGRAPHS / name).read_bytes()


def noise(width: int, height: int, strength: int = 6, seed: int = 1) -> Image.Image:
    """Soft colours under fine noise, which compresses about as badly as a photograph does."""
    dice = random.Random(seed)
    soft = Image.frombytes("RGB", (8, 8), dice.randbytes(192)).resize((width, height))
    grain = Image.frombytes("RGB", (width, height), dice.randbytes(width * height * 3))
    return ImageChops.add(soft, grain.point([value % strength for value in range(256)] * 3))


def quadrants(width: int = 48, height: int = 32) -> Image.Image:
    """Red and green above, blue and white below: shows which way up it is."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("lime", (width // 2, 0, width, height // 2))
    image.paste("blue", (0, height // 2, width // 2, height))
    image.paste("white", (width // 2, height // 2, width, height))
    return image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def chunk(kind: bytes, data: bytes) -> bytes:
    """A PNG chunk with its length and checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(
    width: int,
    height: int,
    pixels: bytes = b"",
    depth: int = 8,
    colour: int = 2,
    extra: bytes = b"",
) -> bytes:
    """A PNG by hand: `pixels` are filtered rows, `extra` is a run of chunks before them."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(pixels))
    return SIGNATURE + chunk(b"IHDR", head) + extra + data + chunk(b"IEND", b"")


def rows(width: int, height: int, pixel: bytes) -> bytes:
    """Unfiltered PNG rows of one pixel's bytes."""
    return (b"\0" + pixel * width) * height


def bomb() -> bytes:
    """900 megapixels declared in a hundred bytes."""
    return png(30_000, 30_000, b"\0")


def with_chunks(data: bytes, extra: bytes) -> bytes:
    """A PNG with chunks put in behind its head."""
    return data[:33] + extra + data[33:]


def split_data(data: bytes, size: int) -> bytes:
    """The same PNG with its picture data in chunks of `size` bytes, as libpng writes them."""
    head, packed, position = data[:33], b"", 33
    while position < len(data):
        length, kind = struct.unpack(">I4s", data[position : position + 8])
        packed += data[position + 8 : position + 8 + length] if kind == b"IDAT" else b""
        position += 12 + length
    parts = [chunk(b"IDAT", packed[at : at + size]) for at in range(0, len(packed), size)]
    return head + b"".join(parts) + chunk(b"IEND", b"")


def text_bomb(kind: bytes = b"zTXt") -> bytes:
    """A text or profile chunk of 60 KB that inflates to 60 MB."""
    packed = zlib.compress(bytes(60_000_000), 9)
    return chunk(kind, b"Comment\0\0" + packed)


def segment(marker: int, data: bytes = b"") -> bytes:
    """A JPEG segment with its length."""
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def with_segments(data: bytes, extra: bytes) -> bytes:
    """A JPEG with segments put in behind its start."""
    return data[:2] + extra + data[2:]


def exif(orientation: int | None = None, private: bool = False) -> bytes:
    """EXIF, without its "Exif" prefix: an orientation, and if private a serial number and GPS."""
    tags = Image.Exif()
    if orientation is not None:
        tags[0x0112] = orientation
    if private:
        tags[0xA431] = SERIAL.decode()
        tags.get_ifd(0x8825)[2] = (48.0, 51.0, 29.6)
        tags.get_ifd(0x8825)[1] = "N"
    return tags.tobytes().removeprefix(b"Exif\0\0")


def overlapping_exif(entries: int = 5_000) -> bytes:
    """EXIF whose entries all point at the same 60 KB: a reader that copies each takes 300 MB."""
    entry = struct.pack("<HHII", 0x9286, 7, 60_000, 8)
    return b"II*\0" + struct.pack("<IH", 8, entries) + entry * entries


def private_jpeg() -> bytes:
    """Orientation 6, GPS, serial number, preview, XMP, IPTC, a comment, another picture behind."""
    tiff = exif(6, private=True)
    preview = saved(Image.new("RGB", (16, 12), "red"), "JPEG", comment=SERIAL)
    extra = segment(0xE1, b"Exif\0\0" + tiff + preview)
    extra += segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + SERIAL + b"</x:xmpmeta>")
    extra += segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x0b" + SERIAL)
    extra += segment(0xFE, SERIAL)
    return with_segments(saved(quadrants(), "JPEG", quality=95), extra) + preview + SCRIPT_TAIL


def private_png() -> bytes:
    """Text chunks, EXIF, XMP and a polyglot tail (HTML and ZIP) on a valid PNG."""
    text = PngInfo()
    text.add_text("Serial", SERIAL.decode())
    text.add_text("Packed", SERIAL.decode() * 9, zip=True)
    text.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{SERIAL.decode()}</x:xmpmeta>")
    tags = b"Exif\0\0" + exif(6, private=True)
    return saved(quadrants(), "PNG", pnginfo=text, exif=tags) + SCRIPT_TAIL


def private_webp() -> bytes:
    """EXIF and XMP in a WebP, with a tail behind it."""
    tags = b"Exif\0\0" + exif(6, private=True)
    return saved(quadrants(), "WEBP", quality=95, exif=tags, xmp=SERIAL) + SCRIPT_TAIL


def profile(swapped: bool = False) -> bytes:
    """An RGB profile that is not sRGB: a matrix profile with red and blue swapped, or sRGB itself."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return _swap_primaries(data) if swapped else data


def _swap_primaries(data: bytes) -> bytes:
    """rXYZ and bXYZ change names, and the description loses its "sRGB"."""
    swapped = data.replace(b"rXYZ", b"tmpX").replace(b"bXYZ", b"rXYZ").replace(b"tmpX", b"bXYZ")
    return swapped.replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))


def pixel(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    value = image.getpixel((x, y))
    assert isinstance(value, tuple)
    return value


def near(colour: tuple[int, ...], wanted: tuple[int, ...], within: int = 12) -> bool:
    return all(abs(one - other) <= within for one, other in zip(colour, wanted, strict=True))


def corners(data: bytes) -> list[str]:
    image = opened(data).convert("RGB")
    names = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255,) * 3}
    right, low = image.width - 5, image.height - 5
    return [
        next(name for name, colour in names.items() if near(pixel(image, *at), colour, 60))
        for at in ((4, 4), (right, 4), (4, low), (right, low))
    ]


STRANGERS = {
    "gif": (b"GIF89a" + b"\1\0\1\0\0\0\0;", "animation"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "svg"),
    "svg with a prologue": (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- -->\n<svg/>', "svg"),
    "svgz": (b"\x1f\x8b\x08\0" + bytes(64), "type"),
    "html": (b" \n<!DOCTYPE html><script>alert(1)</script>", "type"),
    "psd": (b"8BPS\0\1" + bytes(64), "type"),
    "fits": (b"SIMPLE  =                    T" + bytes(64), "type"),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "type"),
    "tiff": (b"II*\0\x08\0\0\0" + bytes(64), "type"),
    "tiff, other order": (b"MM\0*\0\0\0\x08" + bytes(64), "type"),
    "pdf": (b"%PDF-1.7\n" + bytes(64), "type"),
    "ico": (b"\0\0\1\0\1\0" + bytes(64), "type"),
    "bmp": (b"BM" + bytes(64), "type"),
    "jp2": (b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(64), "type"),
    "jxl": (b"\xff\x0a" + bytes(64), "type"),
    "zip": (b"PK\3\4" + bytes(64), "type"),
    "mp4": (b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(64), "type"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64), "heic"),
    "avif": (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(64), "avif"),
    "text": (b"hello, this is text", "unknown"),
    "zeros": (bytes(4096), "unknown"),
    "wav": (b"RIFF\x24\0\0\0WAVEfmt " + bytes(64), "unknown"),
    "nothing": (b"", "empty"),
}
"""Files that are no accepted picture, by name, with the code of their refusal."""


WHOLE = {
    "png": saved(quadrants(), "PNG"),
    "png, alpha": saved(quadrants().convert("RGBA"), "PNG"),
    "png, small chunks": split_data(saved(noise(40, 30), "PNG"), 100),
    "jpeg": saved(noise(40, 30), "JPEG"),
    "jpeg, progressive": saved(noise(40, 30), "JPEG", progressive=True),
    "webp": saved(noise(40, 30), "WEBP"),
    "webp, lossless": saved(noise(40, 30), "WEBP", lossless=True),
    "webp, extended": private_webp(),
}
"""Small whole pictures of every kind that is taken, by name."""
