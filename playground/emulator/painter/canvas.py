"""Drawing with soft edges on a Pillow picture: stencils are cut larger than needed and shrunk."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .colour import Colour, Palette

Point = tuple[float, float]
Box = tuple[float, float, float, float]
# A fill is one colour or two: the first at the top (or left), the second at the bottom (or right).
Fade = tuple[Colour, Colour]
_LARGE: Final = 400_000


class Pen:
    """A stencil's drawing tool in the canvas's own coordinates."""

    def __init__(self, draw: ImageDraw.ImageDraw, left: float, top: float, scale: int) -> None:
        self._draw, self._left, self._top, self._scale = draw, left, top, scale

    def at(self, points: Sequence[Point]) -> list[Point]:
        s = self._scale
        return [((x - self._left) * s, (y - self._top) * s) for x, y in points]

    def _box(self, box: Box) -> list[Point]:
        x0, x1 = sorted((box[0], box[2]))
        y0, y1 = sorted((box[1], box[3]))
        return self.at([(x0, y0), (x1, y1)])

    def polygon(self, points: Sequence[Point], ink: int = 255) -> Pen:
        self._draw.polygon(self.at(points), fill=ink)
        return self

    def oval(self, box: Box, ink: int = 255) -> Pen:
        self._draw.ellipse(self._box(box), fill=ink)
        return self

    def rectangle(self, box: Box, radius: float = 0, ink: int = 255) -> Pen:
        if radius:
            self._draw.rounded_rectangle(self._box(box), radius * self._scale, fill=ink)
        else:
            self._draw.rectangle(self._box(box), fill=ink)
        return self

    def line(self, points: Sequence[Point], width: float, ink: int = 255) -> Pen:
        path = self.at(points)
        wide = max(1, round(width * self._scale))
        self._draw.line(path, fill=ink, width=wide, joint="curve")
        for x, y in (path[0], path[-1]):
            self._draw.ellipse((x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2), fill=ink)
        return self


Draw = Callable[[Pen], object]


class Canvas:
    """A picture in the making. `unit` is its short edge, `rng` the only source of chance."""

    def __init__(self, image: Image.Image, palette: Palette, rng: random.Random) -> None:
        self.image = image
        self.palette = palette
        self.rng = rng
        self.width, self.height = image.size
        self.unit = min(image.size)

    def stencil(self, box: Box, draw: Draw, soft: float = 0) -> tuple[Image.Image, int, int]:
        """A mask of what `draw` draws inside `box`, with the place of its corner."""
        pad = soft * 3 + 1
        left, top = max(0, int(box[0] - pad)), max(0, int(box[1] - pad))
        right, bottom = min(self.width, int(box[2] + pad) + 1), min(self.height, int(box[3] + pad) + 1)
        wide, high = max(1, right - left), max(1, bottom - top)
        scale = 2 if wide * high > _LARGE // 8 else 3
        mask = Image.new("L", (wide * scale, high * scale))
        draw(Pen(ImageDraw.Draw(mask), left, top, scale))
        mask = mask.reduce(scale)
        return (mask.filter(ImageFilter.GaussianBlur(soft)) if soft else mask), left, top

    def stamp(
        self,
        box: Box,
        fill: Colour | Fade,
        draw: Draw,
        *,
        soft: float = 0,
        opacity: float = 1,
        sideways: bool = False,
    ) -> None:
        """Colour what `draw` draws inside `box`; `soft` blurs its edge by so many pixels."""
        if box[2] <= 0 or box[3] <= 0 or box[0] >= self.width or box[1] >= self.height:
            return
        mask, left, top = self.stencil(box, draw, soft)
        if opacity < 1:
            mask = mask.point(lambda value: round(value * opacity))
        if len(fill) == 2:
            self.image.paste(faded(mask.size, *fill, sideways=sideways), (left, top), mask)
        else:
            self.image.paste(fill, (left, top, left + mask.width, top + mask.height), mask)

    def oval(self, box: Box, fill: Colour | Fade, *, soft: float = 0, opacity: float = 1) -> None:
        self.stamp(box, fill, lambda pen: pen.oval(box), soft=soft, opacity=opacity)

    def polygon(
        self, points: Sequence[Point], fill: Colour | Fade, *, soft: float = 0, opacity: float = 1
    ) -> None:
        self.stamp(around(points), fill, lambda pen: pen.polygon(points), soft=soft, opacity=opacity)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Light that fades with distance, `strength` 0 to 1 in its middle."""
        edge = max(2, int(radius * 2))
        small = _halo().point(lambda value: round(value * strength))
        left, top = int(x - radius), int(y - radius)
        box = (max(0, left), max(0, top), min(self.width, left + edge), min(self.height, top + edge))
        if box[2] <= box[0] or box[3] <= box[1]:
            return
        rate = 256 / edge
        area = ((box[0] - left) * rate, (box[1] - top) * rate, (box[2] - left) * rate, (box[3] - top) * rate)
        mask = small.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR, box=area)
        self.image.paste(colour, box, mask)

    def mist(self, top: float, bottom: float, colour: Colour, strength: float) -> None:
        """A band of haze, thickest in its middle."""
        high = max(2, int(bottom - top))
        ramp = [round(255 * strength * (1 - abs(2 * n / 31 - 1)) ** 1.5) for n in range(32)]
        strip = Image.new("L", (1, 32))
        strip.putdata(ramp)
        mask = strip.resize((self.width, high), Image.Resampling.BILINEAR)
        self.image.paste(colour, (0, int(top), self.width, int(top) + high), mask)


def around(points: Sequence[Point]) -> Box:
    """The box that holds all points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


@cache
def _halo() -> Image.Image:
    return Image.radial_gradient("L").point(lambda v: round(255 * max(0.0, 1 - v / 181) ** 2.2))


def faded(size: tuple[int, int], one: Colour, other: Colour, *, sideways: bool = False) -> Image.Image:
    """A smooth change from one colour to the other, downwards or sideways."""
    return stops(size, (one, other), sideways=sideways)


def stops(size: tuple[int, int], colours: Sequence[Colour], *, sideways: bool = False) -> Image.Image:
    """A smooth change through several colours, evenly spaced."""
    steps = 48
    strip = Image.new("RGB", (1, steps))
    made: list[Colour] = []
    for n in range(steps):
        place = n / (steps - 1) * (len(colours) - 1)
        low = min(int(place), len(colours) - 2)
        share = place - low
        one, other = colours[low], colours[low + 1]
        made.append((
            round(one[0] + (other[0] - one[0]) * share),
            round(one[1] + (other[1] - one[1]) * share),
            round(one[2] + (other[2] - one[2]) * share),
        ))  # fmt: skip
    strip.putdata(made)
    if sideways:
        strip = strip.transpose(Image.Transpose.ROTATE_90)
    return strip.resize(size, Image.Resampling.BILINEAR)


def noise(size: tuple[int, int], across: int, down: int, rng: random.Random, octaves: int = 3) -> Image.Image:
    """Smooth grey noise of `across` x `down` cells, finer detail on top."""
    small = (max(2, size[0] // 4), max(2, size[1] // 4))

    def layer(octave: int) -> Image.Image:
        cells = (max(2, across << octave), max(2, down << octave))
        raw = Image.frombytes("L", cells, rng.randbytes(cells[0] * cells[1]))
        return raw.resize(small, Image.Resampling.BICUBIC)

    made = layer(0)
    for octave in range(1, octaves):
        made = Image.blend(made, layer(octave), 0.5 ** (octave + 0.2) * 0.75)
    return made.resize(size, Image.Resampling.BILINEAR)


def grain(image: Image.Image, rng: random.Random, strength: int) -> Image.Image:
    """Fine paper grain, `strength` levels either way."""
    edge = 256
    tile = Image.frombytes("L", (edge, edge), rng.randbytes(edge * edge))
    tile = tile.point(lambda v: 128 + round((v - 127.5) / 127.5 * strength))
    sheet = Image.new("L", image.size)
    for top in range(0, image.height, edge):
        for left in range(0, image.width, edge):
            sheet.paste(tile, (left, top))
    return ImageChops.add(image, Image.merge("RGB", (sheet,) * 3), offset=-128)


def vignette(image: Image.Image, strength: float, colour: Colour = (10, 8, 20)) -> Image.Image:
    """Darker towards the corners."""
    mask = Image.radial_gradient("L").point(lambda v: round(max(0, v - 110) / 145 * 255 * strength))
    image.paste(colour, (0, 0, *image.size), mask.resize(image.size, Image.Resampling.BILINEAR))
    return image
