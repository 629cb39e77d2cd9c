"""Manners of painting, as changes to a finished picture: they serve scenes and edits alike."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from .canvas import grain, noise, vignette
from .colour import Colour, mix

_PAPER: Final = (248, 242, 229)


def _wobbled(image: Image.Image, rng: random.Random, cell: int, reach: float) -> Image.Image:
    """The picture with a grid of handles pulled about a little: edges stop being ruled."""
    columns, rows = max(2, image.width // cell), max(2, image.height // cell)
    xs = [round(image.width * n / columns) for n in range(columns + 1)]
    ys = [round(image.height * n / rows) for n in range(rows + 1)]
    pull = {
        (i, j): (rng.uniform(-reach, reach), rng.uniform(-reach, reach))
        for i in range(columns + 1)
        for j in range(rows + 1)
    }
    mesh = []
    for i in range(columns):
        for j in range(rows):
            box = (xs[i], ys[j], xs[i + 1], ys[j + 1])
            corners: list[float] = []
            for a, b in ((i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j)):
                dx, dy = pull[a, b]
                corners += [xs[a] + dx, ys[b] + dy]
            mesh.append((box, tuple(corners)))
    return image.transform(image.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def watercolour(image: Image.Image, rng: random.Random) -> Image.Image:
    """Washes with dark rims, pigment that settles unevenly, and a ragged white edge."""
    size, unit = image.size, min(image.size)
    small = image.resize((max(8, size[0] // 2), max(8, size[1] // 2)), Image.Resampling.BOX)
    wash = small.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.GaussianBlur(1.2))
    wash = _wobbled(wash, rng, max(12, unit // 32), unit * 0.0035)
    rims = wash.convert("L").filter(ImageFilter.FIND_EDGES).filter(ImageFilter.GaussianBlur(1.1))
    rims = ImageOps.invert(rims.point(lambda v: min(150, v * 3)))
    wash = ImageChops.multiply(wash, Image.merge("RGB", (rims,) * 3)).resize(size, Image.Resampling.BICUBIC)
    wash = ImageEnhance.Color(Image.blend(wash, Image.new("RGB", size, _PAPER), 0.16)).enhance(1.2)
    pigment = noise(size, 9, 9, rng, 5).point(lambda v: 214 + v // 6)
    wash = ImageChops.multiply(wash, Image.merge("RGB", (pigment,) * 3))
    paper = grain(Image.new("RGB", size, _PAPER), rng, 5)
    return Image.composite(grain(wash, rng, 6), paper, _ragged(size, rng))


def _ragged(size: tuple[int, int], rng: random.Random) -> Image.Image:
    """A mask that leaves an uneven margin free."""
    unit = min(size)
    margin = Image.new("L", size)
    edge = round(unit * 0.045)
    ImageDraw.Draw(margin).rectangle((edge, edge, size[0] - edge, size[1] - edge), fill=255)
    margin = margin.resize((max(4, size[0] // 4), max(4, size[1] // 4)), Image.Resampling.BOX)
    margin = margin.filter(ImageFilter.GaussianBlur(unit * 0.006)).resize(size, Image.Resampling.BILINEAR)
    rough = noise(size, 20 * size[0] // unit, 20 * size[1] // unit, rng, 4)
    sum_ = ImageChops.add(margin, rough, offset=-128)
    return sum_.point(lambda v: max(0, min(255, (v - 118) * 9)))


def ink(image: Image.Image, rng: random.Random) -> Image.Image:
    """Lines and three layers of hatching in dark ink on cream paper."""
    size, unit = image.size, min(image.size)
    tone = _evened(image.convert("L").filter(ImageFilter.GaussianBlur(unit * 0.0016)))
    sheet = Image.new("L", size, 255)
    step = max(5, unit // 128)
    for limit, lean in ((140, 1), (84, -1), (40, 0)):
        hatch = _hatched(size, step, lean)
        mask = tone.point(lambda v, limit=limit: 255 if v < limit else 0)
        sheet.paste(ImageChops.multiply(sheet, hatch), (0, 0), mask.filter(ImageFilter.GaussianBlur(1)))
    edges = tone.filter(ImageFilter.FIND_EDGES).filter(ImageFilter.GaussianBlur(0.7))
    edges = ImageOps.invert(edges.point(lambda v: min(255, max(0, v - 8) * 7)))
    sheet = ImageChops.multiply(_wobbled(sheet, rng, max(16, unit // 20), unit * 0.002), edges)
    paper = ImageOps.colorize(sheet, (30, 32, 48), _PAPER)
    wash = ImageOps.colorize(
        tone.filter(ImageFilter.GaussianBlur(unit * 0.006)), (170, 165, 160), (255, 255, 255)
    )
    return grain(ImageChops.multiply(paper, wash), rng, 5)


def _evened(tone: Image.Image) -> Image.Image:
    """Half way to an even spread of tones: dark photographs keep some paper, pale ones get some lines."""
    return Image.blend(ImageOps.autocontrast(tone, cutoff=1), ImageOps.equalize(tone), 0.5)


def _hatched(size: tuple[int, int], step: int, lean: int) -> Image.Image:
    """Parallel lines, leaning right, left or lying."""
    tile_edge = step * 16  # a multiple of the step, so that tiles meet
    tile = Image.new("L", (tile_edge * 2, tile_edge * 2), 255)
    draw = ImageDraw.Draw(tile)
    for n in range(-tile_edge * 2, tile_edge * 4, step * 2):
        draw.line(
            (n, 0, n + lean * tile_edge * 2, tile_edge * 2) if lean else (0, n, tile_edge * 2, n),
            fill=60,
            width=2 + step // 6,
        )
    tile = tile.reduce(2)
    sheet = Image.new("L", size)
    for top in range(0, size[1], tile_edge):
        for left in range(0, size[0], tile_edge):
            sheet.paste(tile, (left, top))
    return sheet


def pixel(image: Image.Image, rng: random.Random) -> Image.Image:
    """Large square pixels in 28 colours."""
    cell = max(3, round(min(image.size) / 112))
    size = (max(4, round(image.width / cell)), max(4, round(image.height / cell)))
    small = ImageEnhance.Color(image.resize(size, Image.Resampling.BOX)).enhance(1.25)
    few = small.quantize(28, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return few.resize(image.size, Image.Resampling.NEAREST)


def poster(image: Image.Image, rng: random.Random) -> Image.Image:
    """Few flat inks, screen-printed slightly out of register, with a paper margin."""
    size, unit = image.size, min(image.size)
    flat = image.filter(ImageFilter.GaussianBlur(unit * 0.004))
    flat = ImageEnhance.Color(flat).enhance(1.3)
    few = flat.reduce(2).quantize(9, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    few = few.resize(size, Image.Resampling.BICUBIC)
    shift = max(1, unit // 420)
    red, green, blue = few.split()
    few = Image.merge(
        "RGB", (ImageChops.offset(red, shift, 0), green, ImageChops.offset(blue, -shift, shift))
    )
    margin = round(unit * 0.055)
    sheet = Image.new("RGB", size, _PAPER)
    sheet.paste(few.crop((margin, margin, size[0] - margin, size[1] - margin)), (margin, margin))
    return grain(sheet, rng, 7)


def noir(image: Image.Image, rng: random.Random) -> Image.Image:
    """Black and white, deep shadows, light through a blind, coarse grain."""
    grey = _evened(image.convert("L"))
    grey = grey.point(lambda v: round(255 * (v / 255) ** 1.35 * (0.35 + 0.65 * (v / 255) ** 0.6)))
    blind = Image.new("L", (4, 160))
    blind.putdata([255 if (y // 10) % 2 else 150 for y in range(160) for _ in range(4)])
    blind = blind.resize(image.size, Image.Resampling.BICUBIC).rotate(
        -9, Image.Resampling.BILINEAR, fillcolor=150
    )
    soft = blind.filter(ImageFilter.GaussianBlur(min(image.size) * 0.004))
    made = ImageOps.colorize(ImageChops.multiply(grey, soft), (8, 9, 12), (240, 238, 232), (104, 104, 106))
    return grain(vignette(made, 0.8), rng, 12)


APPLY: Final[dict[str, Callable[[Image.Image, random.Random], Image.Image]]] = {
    "watercolour": watercolour,
    "ink": ink,
    "pixel": pixel,
    "poster": poster,
    "noir": noir,
}


def duotone(image: Image.Image, colour: Colour) -> Image.Image:
    """The picture in the shades of one colour."""
    grey = ImageOps.autocontrast(image.convert("L"), cutoff=1)
    return ImageOps.colorize(grey, mix(colour, (8, 8, 20), 0.78), mix(colour, (255, 252, 244), 0.86), colour)
