"""Lakes and the sea: water that mirrors, ripples and glitters, and its shores."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageEnhance

from .canvas import Canvas, Pen, faded, noise
from .colour import darker, lighter, mix
from .land import between, line, peaks, pines, ridge


def water(canvas: Canvas, top: float, bottom: float, *, mirror: float, sun: float | None) -> None:
    """Water from `top` down: mirrors what stands above, darkens towards us, glitters under the sun."""
    high, width = int(bottom - top), canvas.width
    if high < 4:
        return
    pal = canvas.palette
    body = faded((width, high), mix(pal.water, pal.sky[-1], 0.5), darker(pal.water, 0.42))
    reach = min(high, int(top))
    above = canvas.image.crop((0, int(top) - reach, width, int(top))).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    above = above.resize((max(2, width // 3), max(2, reach // 6))).resize(
        (width, reach), Image.Resampling.BICUBIC
    )
    ramp = Image.linear_gradient("L").point(lambda v: round((255 - v * 0.72) * mirror)).resize((width, reach))
    body.paste(_rippled(canvas, above), (0, 0), ramp)
    canvas.image.paste(body, (0, int(top)))
    _ripples(canvas, top, high)
    if sun is not None:
        _glitter(canvas, top, high, sun)
    canvas.image.paste(
        mix(pal.haze, pal.light, 0.4), (0, int(top), width, int(top) + max(1, canvas.unit // 400))
    )


def _rippled(canvas: Canvas, image: Image.Image) -> Image.Image:
    """Rows pushed sideways a little, more with nearness."""
    made = image.copy()
    rows = max(3, canvas.unit // 150)
    y, n = 0, 0
    while y < image.height:
        tall = rows + rows * y // max(1, image.height // 3)
        shift = round(math.sin(n * 2.1 + canvas.rng.random()) * tall * 0.55)
        made.paste(image.crop((0, y, image.width, min(image.height, y + tall))), (shift, y))
        y, n = y + tall, n + 1
    return made


def _ripples(canvas: Canvas, top: float, high: int) -> None:
    size = (canvas.width, high)
    down = max(8, 46 * high // canvas.unit)
    field = noise(size, max(3, 5 * canvas.width // canvas.unit), down, canvas.rng, 2)
    near = Image.linear_gradient("L").resize(size)
    lit = field.point(lambda v: min(255, max(0, (v - 158) * 6)))
    shaded = field.point(lambda v: min(255, max(0, (98 - v) * 6)))
    for mask, colour, strength in (
        (lit, lighter(canvas.palette.sky[-1], 0.2), 0.48),
        (shaded, canvas.palette.near, 0.32),
    ):
        soft = ImageEnhance.Brightness(ImageChops.multiply(mask, near)).enhance(strength)
        canvas.image.paste(colour, (0, int(top), size[0], int(top) + high), soft)


def _glitter(canvas: Canvas, top: float, high: int, x: float) -> None:
    rng, unit = canvas.rng, canvas.unit
    strokes = []
    for n in range(110):
        depth = (n / 110) ** 1.15
        y = top + depth * high
        reach = unit * (0.012 + 0.1 * depth)
        at, long = x + rng.gauss(0, reach * 0.55), unit * (0.008 + 0.035 * depth) * rng.uniform(0.4, 1.2)
        strokes.append((at, y, long, unit * (0.0012 + 0.0035 * depth)))

    def draw(pen: Pen) -> None:
        for at, y, long, thick in strokes:
            pen.oval((at - long, y - thick, at + long, y + thick))

    box = (x - unit * 0.3, top, x + unit * 0.3, top + high)
    canvas.stamp(box, lighter(canvas.palette.light, 0.25), draw, opacity=0.72)


def lake(canvas: Canvas, horizon: float, sun: float | None) -> None:
    tall = min(horizon * 0.7, canvas.unit * 0.44)
    peaks(canvas, horizon + 3, tall, 0.34, snow=True)
    canvas.mist(horizon - canvas.unit * 0.14, horizon + canvas.unit * 0.04, canvas.palette.haze, 0.7)
    heights = line(canvas, 0.3, 0.5)
    low = between(canvas, 0.62)
    ridge(canvas, horizon + 2, canvas.unit * 0.075, heights, (low, low))
    pines(canvas, horizon + 2, 0.055, between(canvas, 0.78), 44)
    water(canvas, horizon, canvas.height, mirror=0.92, sun=sun)
    shore(canvas)


def shore(canvas: Canvas) -> None:
    """A dark bank in the near corner, with reeds."""
    rng, unit = canvas.rng, canvas.unit
    w, h = canvas.width, canvas.height
    left = rng.random() < 0.5
    reach = min(w * 0.5, unit * 0.8)
    bank = [
        (reach * n / 20, h - unit * 0.09 * (1 - (n / 20) ** 1.6) - unit * 0.006 * math.sin(n))
        for n in range(21)
    ]
    bank = [*bank, (0, h), (0, h - unit * 0.1)]
    blades = []
    for _ in range(46):
        x, tall = rng.random() ** 1.5 * reach * 0.8, rng.uniform(0.06, 0.2) * unit
        lean = rng.gauss(0.02, 0.03) * unit
        blades.append([(x - unit * 0.003, h), (x + lean, h - tall - unit * 0.05), (x + unit * 0.003, h)])
    if not left:
        bank = [(w - x, y) for x, y in bank]
        blades = [[(w - x, y) for x, y in blade] for blade in blades]

    def draw(pen: Pen) -> None:
        pen.polygon(bank)
        for blade in blades:
            pen.polygon(blade)

    box = (0, h - unit * 0.27, reach, h) if left else (w - reach, h - unit * 0.27, w, h)
    canvas.stamp(box, darker(canvas.palette.near, 0.35), draw)


def sea(canvas: Canvas, horizon: float, sun: float | None) -> None:
    far = between(canvas, 0.34)
    wide = canvas.width
    start = canvas.rng.uniform(-0.1, 0.5) * wide
    island = [
        (
            start + wide * 0.5 * n / 24,
            horizon - canvas.unit * 0.06 * math.sin(math.pi * n / 24) ** 0.8 * (0.7 + 0.3 * math.sin(n)),
        )
        for n in range(25)
    ]
    canvas.polygon(
        [*island, (start + wide * 0.5, horizon + 3), (start, horizon + 3)], (far, canvas.palette.haze)
    )
    water(canvas, horizon, canvas.height, mirror=0.55, sun=sun)
    if canvas.height - horizon > canvas.unit * 0.25:
        beach(canvas)


def beach(canvas: Canvas) -> None:
    """Wet sand and a line of foam along the bottom edge."""
    w, h, unit = canvas.width, canvas.height, canvas.unit
    phase = canvas.rng.uniform(0, 6)
    edge = [
        (w * n / 40, h - unit * (0.075 + 0.02 * math.sin(n / 5 + phase) + 0.05 * (n / 40 - 0.5)))
        for n in range(41)
    ]
    foam = lighter(canvas.palette.sky[-1], 0.6)
    sand = mix((222, 196, 156), canvas.palette.near, 0.5 if canvas.palette.dark else 0.12)
    sand = mix(sand, canvas.palette.sky[-1], 0.25)
    lip = [(x, y - unit * 0.008) for x, y in edge]
    canvas.polygon([*lip, (w, h), (0, h)], foam, opacity=0.8, soft=1)
    canvas.polygon([*edge, (w, h), (0, h)], (mix(sand, canvas.palette.water, 0.35), sand))
