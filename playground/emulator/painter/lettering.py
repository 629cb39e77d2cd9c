"""Words in type, and the small mark that says where a picture comes from."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageStat

from .colour import Colour

_PAPER: Colour = (250, 245, 233)
_INK: Colour = (28, 27, 38)


@lru_cache(maxsize=64)
def type_of(size: int) -> ImageFont.FreeTypeFont:
    """Aileron, the face that Pillow carries with it, at so many pixels."""
    return cast("ImageFont.FreeTypeFont", ImageFont.load_default(size))


def _broken(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _fitted(text: str, width: float, height: float) -> tuple[ImageFont.FreeTypeFont, list[str], int]:
    """The largest type in which the text fits the box, its lines, and the distance between them."""
    size = int(min(height, width * 0.3))
    while True:
        font = type_of(size)
        lines = _broken(text, font, width)
        leading = int(size * 1.12)
        if size <= 8 or (len(lines) * leading <= height and max(font.getlength(x) for x in lines) <= width):
            return font, lines, leading
        size = int(size * 0.92)


def set_text(image: Image.Image, text: str, *, place: str = "top") -> Image.Image:
    """Set a text large: in the upper third ("top"), the middle ("center") or the lower third ("bottom").

    Its colour is paper or ink, whichever stands out from what lies under it.
    """
    width, height = image.size
    box = (width * 0.86, min(height * 0.34, width * 0.6))
    font, lines, leading = _fitted(text, *box)
    tall = len(lines) * leading
    top = {"top": height * 0.08, "center": (height - tall) / 2}.get(place, height * 0.9 - tall)
    under = image.crop((0, int(max(0, top)), width, int(min(height, top + tall)) or 1)).convert("L")
    dark_ground = ImageStat.Stat(under).mean[0] / 255 < 0.6
    ink, shade = (_PAPER, _INK) if dark_ground else (_INK, _PAPER)
    wide, pad = max(font.getlength(x) for x in lines), leading * 0.5
    left = (width - wide) / 2
    _halo(image, (int(left - pad), int(top - pad), int(left + wide + pad), int(top + tall + pad)), shade)
    draw = ImageDraw.Draw(image)
    weight = max(1, round(font.size / 55))  # Aileron comes in one weight: a stroke makes it a display face.
    for number, line in enumerate(lines):
        at = ((width - font.getlength(line)) / 2, top + number * leading)
        draw.text(at, line, font=font, fill=ink, stroke_width=weight, stroke_fill=ink)
    return image


def _halo(image: Image.Image, box: tuple[int, int, int, int], shade: Colour) -> None:
    """Quieten what lies under a text, so that it reads on any picture."""
    high = box[3] - box[1]
    mask = Image.new("L", (64, 32))
    ImageDraw.Draw(mask).rounded_rectangle((8, 7, 55, 24), 8, fill=112)
    mask = mask.filter(ImageFilter.GaussianBlur(4)).resize((box[2] - box[0], high), Image.Resampling.BICUBIC)
    image.paste(shade, box, mask)


def mark(image: Image.Image) -> Image.Image:
    """The word "emulated" on a small dark label in the lower right corner."""
    size = max(9, round(min(image.size) * 0.017))
    font = type_of(size)
    pad = round(size * 0.5)
    wide, high = round(font.getlength("emulated")) + pad * 2, round(size * 1.15) + pad
    left, top = image.width - wide - pad, image.height - high - pad
    under = image.crop((left, top, left + wide, top + high))
    label = Image.new("RGB", (wide, high), (24, 24, 30))
    shape = Image.new("L", (wide * 3, high * 3))
    ImageDraw.Draw(shape).rounded_rectangle((0, 0, wide * 3 - 1, high * 3 - 1), high, fill=175)
    under.paste(label, (0, 0), shape.reduce(3))
    ImageDraw.Draw(under).text((wide / 2, high / 2), "emulated", font=font, fill=(244, 240, 230), anchor="mm")
    image.paste(under, (left, top))
    return image
