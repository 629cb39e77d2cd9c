"""Pixels: decode, turn upright, bring to sRGB, make thumbnails, encode. All of it is Pillow's work.

Pillow gives up the interpreter lock while it decodes, resizes and encodes, so threads use all cores.
"""

from __future__ import annotations

import io
from collections.abc import Callable

# WebPImagePlugin registers itself: else the first thumbnail would load every plugin that Pillow has.
from PIL import Image, ImageCms, JpegImagePlugin, PngImagePlugin, WebPImagePlugin, _webp  # noqa: F401

from playground.imaging.header import Essentials
from playground.imaging.rejection import Rejected

THUMBNAILS = {"tile": 512, "view": 1280}
"""Long edge in px of each WebP thumbnail; never larger than the picture."""

JPEG_QUALITY = 92
_WEBP_QUALITY = 80
_WEBP_METHOD = 2
"""Method 2 of libwebp 1.6 takes 32 ms for 1280 px and 41 KB; method 4, 86 ms and the same 41 KB;
method 0, 19 ms and 45 KB (measured 2026-11-21)."""
_GAP = 1.5
"""Box reduction by a whole number may go down to this many times the wanted size before the finer
filter; 1.5 halves the time of none, and the eye sees no difference."""
_SMALL_GAP = 1.0
_READ_BYTES = 4 * 1024 * 1024
_ALPHA = ("LA", "RGBA")
_TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def thumbnail_widths(width: int, height: int) -> dict[str, int]:
    """How wide each thumbnail of a picture of this size is."""
    longest = max(width, height)
    return {spec: max(round(width * min(edge, longest) / longest), 1) for spec, edge in THUMBNAILS.items()}


def decode(source: Essentials) -> Image.Image:
    """The full picture as L, LA, RGB, RGBA or CMYK. Consumes `source.stream`. Raises Rejected.

    Whatever a decoder makes of hostile bytes means "damaged"; only a lack of memory is passed on,
    since that says nothing about the file.
    """
    try:
        return _plain(_DECODERS[source.header.format](source))
    except (Rejected, MemoryError):
        raise
    except Exception as error:
        raise Rejected("damaged") from error
    finally:
        source.stream.close()


def sampling_of(image: Image.Image) -> int:
    """The chroma sampling of a decoded JPEG as Pillow's number (0 is 4:4:4); 4:2:0 when unknown."""
    if not isinstance(image, JpegImagePlugin.JpegImageFile):
        return 2
    sampling = JpegImagePlugin.get_sampling(image)
    return sampling if sampling in (0, 1, 2) else 2


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """The picture turned as its EXIF orientation (1 to 8) says."""
    method = _TRANSPOSITIONS.get(orientation)
    return image if method is None else image.transpose(method)


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB, in place where the mode allows it. A broken profile is ignored.

    CMYK becomes RGB even without a profile, by Pillow's plain formula.
    """
    if profile is not None:
        image = _converted(image, profile)
    return image.convert("RGB") if image.mode == "CMYK" else image


def fitted(image: Image.Image, edge: int, gap: float = _GAP) -> Image.Image:
    """A copy whose long edge is `edge` px; the very picture if it is not larger than that."""
    scale = edge / max(image.size)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    if image.mode not in _ALPHA:
        return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=gap)
    # Colours of transparent pixels must not bleed. Pillow's own detour does not reduce first.
    weighted = image.convert({"LA": "La", "RGBA": "RGBa"}[image.mode])
    small = weighted.resize(size, Image.Resampling.BICUBIC, reducing_gap=gap)
    return small.convert(image.mode)


def thumbnails(view: Image.Image) -> dict[str, bytes]:
    """WebP files by name, from the picture already fitted to the largest of them."""
    shown = view.convert("RGBA" if view.mode in _ALPHA else "RGB")
    return {name: _webp_bytes(fitted(shown, edge, _SMALL_GAP)) for name, edge in THUMBNAILS.items()}


def placeholder(view: Image.Image) -> str:
    """The dominant colour as "#rrggbb"; transparent parts count as white."""
    # 1024 points say it as well as 4096, in a quarter of the time.
    small = fitted(view, 32, _SMALL_GAP).convert("RGBA")
    ground = Image.new("RGBA", small.size, "white")
    ground.alpha_composite(small)
    few = ground.convert("RGB").quantize(8, Image.Quantize.MEDIANCUT)
    counts = few.histogram()[:8]
    palette = few.getpalette() or [0, 0, 0]
    first = counts.index(max(counts)) * 3
    return "#{:02x}{:02x}{:02x}".format(*palette[first : first + 3])


def has_alpha(image: Image.Image) -> bool:
    """Whether any pixel is not opaque."""
    return image.mode in _ALPHA and image.getchannel("A").getextrema() != (255, 255)


def encode(image: Image.Image, kind: str, sampling: int = 2) -> bytes:
    """The picture as "PNG" (level 1) or "JPEG", with no metadata at all."""
    image.info.clear()
    out = io.BytesIO()
    if kind == "PNG":
        image.save(out, "PNG", compress_level=1)
    else:
        image.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=sampling)
    return out.getvalue()


def _decode_jpeg(source: Essentials) -> Image.Image:
    # Not Image.open, which may take the file for a sequence of pictures (MPO).
    return _loaded(JpegImagePlugin.JpegImageFile(source.stream), source)


def _decode_png(source: Essentials) -> Image.Image:
    return _loaded(PngImagePlugin.PngImageFile(source.stream), source)


def _loaded(
    image: JpegImagePlugin.JpegImageFile | PngImagePlugin.PngImageFile, source: Essentials
) -> Image.Image:
    if image.size != (source.header.width, source.header.height):
        raise Rejected("damaged")
    image.decodermaxblock = _READ_BYTES
    image.load()
    return image


def _decode_webp(source: Essentials) -> Image.Image:
    """The first frame, straight from libwebp's canvas.

    Pillow's own class keeps the decoder's two canvases beside the bytes and the picture: 810 MB for
    50 megapixels; here they are gone before the picture is made (610 MB).
    """
    decoder = _webp.WebPAnimDecoder(source.stream.getvalue())
    width, height, _loop, _ground, _frames, mode = _webp_info(decoder)
    if (width, height) != (source.header.width, source.header.height):
        raise Rejected("damaged")
    pixels, _timestamp = decoder.get_next()
    del decoder
    target = "RGB" if mode == "RGBX" else mode
    return Image.frombytes(target, (width, height), pixels, "raw", mode)


def _webp_info(decoder: object) -> tuple[int, int, int, int, int, str]:
    info: tuple[tuple[int, int], int, int, int, str] = decoder.get_info()  # type: ignore[attr-defined]
    (width, height), loop, ground, frames, mode = info
    return width, height, loop, ground, frames, mode


_DECODERS: dict[str, Callable[[Essentials], Image.Image]] = {
    "JPEG": _decode_jpeg,
    "PNG": _decode_png,
    "WEBP": _decode_webp,
}


def _plain(image: Image.Image) -> Image.Image:
    """Few modes in place of many: palettes spelled out, 16 bits to 8, one-bit to grey."""
    see_through = "transparency" in image.info
    if image.mode == "P" or (image.mode == "RGB" and see_through):
        return image.convert("RGBA" if see_through else "RGB")
    if image.mode in ("1", "L") and see_through:
        return image.convert("LA")
    if image.mode == "I;16":
        # convert("L") alone would clip: everything above 255 white.
        return image.point(lambda value: value / 256).convert("L")
    return image.convert("L") if image.mode == "1" else image


def _converted(image: Image.Image, data: bytes) -> Image.Image:
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
        if ImageCms.getProfileDescription(profile).startswith("sRGB"):
            return image
        return _transformed(image, profile, profile.profile.xcolor_space.strip())
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


def _transformed(image: Image.Image, profile: ImageCms.ImageCmsProfile, space: str) -> Image.Image:
    """Through the profile to sRGB, if it describes this kind of picture at all."""
    srgb = ImageCms.createProfile("sRGB")
    if space == "RGB" and image.mode in ("RGB", "RGBA"):
        ImageCms.profileToProfile(image, profile, srgb, outputMode=image.mode, inPlace=True)
    elif (space, image.mode) in (("GRAY", "L"), ("CMYK", "CMYK")):
        done = ImageCms.profileToProfile(image, profile, srgb, outputMode="RGB")
        if done is not None:
            return done.convert("L") if space == "GRAY" else done
    return image


def _webp_bytes(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.info.clear()
    image.save(out, "WEBP", quality=_WEBP_QUALITY, method=_WEBP_METHOD)
    return out.getvalue()
