"""Several pictures in one: prints laid out on a ground, or one print set into another picture."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter, ImageOps

from .colour import Colour

_PAPER: Colour = (250, 247, 240)


def _cell(image: Image.Image, wide: float, high: float) -> Image.Image:
    """The picture, cut gently towards the cell's shape and no larger than the cell."""
    shape = image.width / image.height
    shape = min(max(shape, wide / high * 0.72), wide / high * 1.4)
    if wide / high > shape:
        wide = high * shape
    else:
        high = wide / shape
    return ImageOps.fit(image, (max(8, round(wide)), max(8, round(high))), Image.Resampling.BICUBIC)


def lay(ground: Image.Image, image: Image.Image, x: float, y: float, angle: float) -> None:
    """Put a print of the picture on the ground, its middle at (x, y), turned by `angle` degrees.

    It has a white margin and casts a soft shadow.
    """
    edge = max(2, round(min(image.size) * 0.035))
    sheet = Image.new("RGB", (image.width + 2 * edge, image.height + 2 * edge), _PAPER)
    sheet.paste(image, (edge, edge))
    soft = max(2.0, min(image.size) * 0.028)
    pad = round(soft * 3)
    mask = Image.new("L", (sheet.width + 2 * pad, sheet.height + 2 * pad))
    ImageDraw.Draw(mask).rectangle((pad, pad, pad + sheet.width - 1, pad + sheet.height - 1), fill=255)
    whole = Image.new("RGB", mask.size, _PAPER)
    whole.paste(sheet, (pad, pad))
    turned = mask.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    print_ = whole.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    left, top = round(x - turned.width / 2), round(y - turned.height / 2)
    small = turned.reduce(4).filter(ImageFilter.GaussianBlur(soft / 4))
    shadow = small.resize(turned.size, Image.Resampling.BILINEAR).point(lambda v: round(v * 0.5))
    drop = round(soft * 0.8)
    ground.paste((16, 14, 24), (left + drop // 2, top + drop), shadow)
    ground.paste(print_, (left, top), turned)


def grid(count: int, width: int, height: int) -> tuple[int, int]:
    """Columns and rows in which `count` cells come nearest to squares."""

    def fit(columns: int) -> float:
        rows = math.ceil(count / columns)
        shape = (width / columns) / (height / rows)
        return max(shape, 1 / shape) * (1 + 0.35 * (columns * rows - count) / count)

    columns = min(range(1, count + 1), key=fit)
    return columns, math.ceil(count / columns)


def collage(ground: Image.Image, images: Sequence[Image.Image], rng: random.Random) -> Image.Image:
    """All pictures as prints on the ground, evenly, each a little crooked; the last row is centred."""
    width, height = ground.size
    columns, rows = grid(len(images), width, height)
    wide, high = width * 0.94 / columns, height * 0.94 / rows
    for number, image in enumerate(images):
        row, column = divmod(number, columns)
        in_row = min(columns, len(images) - row * columns)
        x = width / 2 + (column - (in_row - 1) / 2) * wide + rng.uniform(-0.02, 0.02) * wide
        y = height / 2 + (row - (rows - 1) / 2) * high + rng.uniform(-0.02, 0.02) * high
        lay(ground, _cell(image, wide * 0.88, high * 0.86), x, y, rng.uniform(-3.2, 3.2))
    return ground


def inset(ground: Image.Image, images: Sequence[Image.Image], where: str, rng: random.Random) -> Image.Image:
    """Pictures set into another one as prints, out of its middle unless that is asked for."""
    width, height = ground.size
    share = 0.46 if len(images) == 1 else 0.34
    spots = {"left": (0.27, 0.64), "right": (0.73, 0.64), "center": (0.5, 0.54)}
    order = [spots.get(where, (0.7, 0.64)), (0.27, 0.66), (0.3, 0.27), (0.72, 0.26), (0.5, 0.5)]
    for number, image in enumerate(images[:5]):
        at = order[number]
        print_ = _cell(image, width * share, height * share)
        lay(ground, print_, width * at[0], height * at[1], rng.uniform(1.5, 4) * rng.choice((-1, 1)))
    return ground
