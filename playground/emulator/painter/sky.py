"""Everything above the horizon, and what falls from it."""

from __future__ import annotations

import math
from typing import Final

from PIL import Image, ImageFilter

from .canvas import Canvas, Pen, noise, stops
from .colour import Colour, lighter, mix

_RAINBOW: Final[tuple[Colour, ...]] = (
    (205, 84, 70), (226, 142, 70), (236, 200, 98), (110, 166, 110), (80, 136, 180), (118, 98, 168),
)  # fmt: skip


def air(canvas: Canvas, horizon: float) -> None:
    """The sky's gradient, down to a little below the horizon."""
    size = (canvas.width, max(2, min(canvas.height, int(horizon * 1.06) + 2)))
    canvas.image.paste(stops(size, canvas.palette.sky), (0, 0))
    if size[1] < canvas.height:
        canvas.image.paste(canvas.palette.sky[-1], (0, size[1], canvas.width, canvas.height))


def stars(canvas: Canvas, horizon: float, amount: float = 1.0) -> None:
    """Stars, denser towards the top; a few large ones glow."""
    rng, unit = canvas.rng, canvas.unit
    for _ in range(int(170 * amount * max(1, canvas.width * horizon / unit**2))):
        x, y = rng.uniform(0, canvas.width), horizon * rng.random() ** 1.5
        size = unit * rng.choice((0.0009, 0.0012, 0.0016, 0.0024))
        shine = rng.uniform(0.35, 1) * (1 - 0.7 * y / horizon)
        canvas.oval((x - size, y - size, x + size, y + size), canvas.palette.light, opacity=shine)
    for _ in range(5):
        x, y = rng.uniform(0, canvas.width), horizon * rng.random() * 0.7
        canvas.glow(x, y, unit * 0.012, canvas.palette.light, 0.8)


def sun(canvas: Canvas, x: float, y: float, radius: float, strength: float = 1.0) -> None:
    """The sun's disc and the light around it."""
    light = canvas.palette.light
    canvas.glow(x, y, radius * 9, mix(light, canvas.palette.sky[-1], 0.35), 0.55 * strength)
    canvas.glow(x, y, radius * 3.4, light, 0.75 * strength)
    canvas.oval((x - radius, y - radius, x + radius, y + radius), lighter(light, 0.35))


def moon(canvas: Canvas, x: float, y: float, radius: float, *, crescent: bool) -> None:
    """A full moon with its seas, or a crescent."""
    light = canvas.palette.light
    canvas.glow(x, y, radius * 6, light, 0.34)
    box = (x - radius, y - radius, x + radius, y + radius)
    if crescent:
        bite = (box[0] + radius * 0.62, box[1] - radius * 0.22, box[2] + radius * 0.5, box[3] - radius * 0.34)
        canvas.stamp(box, light, lambda pen: pen.oval(box).oval(bite, 0))
        return
    canvas.oval(box, (lighter(light, 0.4), mix(light, canvas.palette.sky[1], 0.14)))
    for dx, dy, size in ((-0.3, -0.2, 0.24), (0.25, 0.1, 0.3), (-0.1, 0.42, 0.17), (0.34, -0.42, 0.13)):
        at, wide = (x + dx * radius, y + dy * radius), size * radius
        spot = (at[0] - wide, at[1] - wide, at[0] + wide, at[1] + wide)
        canvas.oval(spot, mix(light, canvas.palette.haze, 0.5), soft=radius * 0.05, opacity=0.5)


def clouds(canvas: Canvas, horizon: float, cover: float) -> None:
    """Long soft banks of cloud, lit from below where the sun is low. `cover` 0 to 1."""
    width, height = canvas.width, max(8, int(horizon))
    across = max(2, round(2.2 * width / canvas.unit))
    field = noise((width, height), across, max(3, round(6 * height / canvas.unit)), canvas.rng, 4)
    low = 150 - 60 * cover
    mask = field.point(lambda v: round(max(0.0, min(1.0, (v - low) / 70)) ** 1.3 * 190))
    shade = Image.new("L", (1, 16))
    shade.putdata([round(255 * math.sin(math.pi * min(1, (n + 1.5) / 15)) ** 0.7) for n in range(16)])
    mask = Image.composite(mask, Image.new("L", mask.size), shade.resize(mask.size))
    light = mix(canvas.palette.light, canvas.palette.sky[-1], 0.25)
    if canvas.palette.dark:
        light = mix(canvas.palette.sky[2], canvas.palette.sky[-1], 0.5)
    canvas.image.paste(light, (0, 0, width, height), mask)


def cumulus(canvas: Canvas, x: float, y: float, size: float) -> None:
    """One drawn cloud with a flat base."""
    rng = canvas.rng
    puffs = [(rng.uniform(-1, 1), rng.uniform(0.25, 0.62)) for _ in range(7)]
    top = lighter(canvas.palette.sky[-1], 0.65)
    fill = (top, mix(top, canvas.palette.sky[1], 0.35))
    box = (x - size * 1.5, y - size, x + size * 1.5, y)

    def draw(pen: Pen) -> None:
        for dx, high in puffs:
            tall = high * (1 - abs(dx) * 0.55) * size
            pen.oval((x + dx * size - tall, y - tall * 1.5, x + dx * size + tall, y + tall * 0.5))
        pen.rectangle((x - size * 1.25, y - size * 0.22, x + size * 1.25, y), size * 0.11)
        pen.rectangle((x - size * 1.6, y + 1, x + size * 1.6, y + size), 0, 0)

    canvas.stamp(box, fill, draw, soft=size * 0.012, opacity=0.92)


def rain(canvas: Canvas, amount: float = 1.0) -> None:
    """Slanting rain over the whole picture, and the grey light that comes with it."""
    veil = mix(canvas.palette.haze, (110, 122, 138), 0.6)
    canvas.image.paste(veil, (0, 0, canvas.width, canvas.height), Image.new("L", canvas.image.size, 66))
    rng, unit = canvas.rng, canvas.unit
    drops = []
    for _ in range(int(240 * amount * canvas.width * canvas.height / unit**2)):
        x, y, long = (
            rng.uniform(0, canvas.width * 1.1),
            rng.uniform(-unit * 0.05, canvas.height),
            rng.uniform(0.02, 0.06),
        )
        drops.append((x, y, long * unit))

    def draw(pen: Pen) -> None:
        for x, y, long in drops:
            pen.line([(x, y), (x - long * 0.22, y + long)], unit * 0.0014)

    canvas.stamp((0, 0, canvas.width, canvas.height), (236, 240, 244), draw, opacity=0.42)


def snow(canvas: Canvas) -> None:
    """Falling snow in three depths."""
    rng, unit = canvas.rng, canvas.unit
    area = canvas.width * canvas.height / unit**2
    for size, number, soft, shine in (
        (0.0022, 260, 0, 0.75),
        (0.0042, 90, 0, 0.85),
        (0.0085, 26, 0.003, 0.7),
    ):
        flakes = [
            (rng.uniform(0, canvas.width), rng.uniform(0, canvas.height), unit * size * rng.uniform(0.7, 1.3))
            for _ in range(int(number * area))
        ]
        _flakes(canvas, flakes, soft * unit, shine)


def _flakes(canvas: Canvas, flakes: list[tuple[float, float, float]], soft: float, shine: float) -> None:
    def draw(pen: Pen) -> None:
        for x, y, r in flakes:
            pen.oval((x - r, y - r, x + r, y + r))

    box = (0.0, 0.0, float(canvas.width), float(canvas.height))
    canvas.stamp(box, (250, 251, 252), draw, soft=soft, opacity=shine)


def fog(canvas: Canvas, horizon: float) -> None:
    """Banks of fog about the horizon."""
    haze = lighter(canvas.palette.haze, 0.35 if not canvas.palette.dark else 0.1)
    for at, high, strength in ((0.0, 0.42, 0.72), (0.16, 0.3, 0.6), (0.36, 0.36, 0.5)):
        middle = horizon + at * canvas.unit
        canvas.mist(middle - high * canvas.unit / 2, middle + high * canvas.unit / 2, haze, strength)


def rainbow(canvas: Canvas, horizon: float) -> None:
    """An arc over the land."""
    radius = min(canvas.width * 0.42, horizon * 0.86)
    for number, colour in enumerate(_RAINBOW):
        _arc(canvas, horizon, radius * (1 - 0.02 * number), radius * 0.02, colour)


def _arc(canvas: Canvas, horizon: float, radius: float, band: float, colour: Colour) -> None:
    x = canvas.width * 0.55
    box = (x - radius, horizon - radius, x + radius, horizon + radius)
    inner = (box[0] + band, box[1] + band, box[2] - band, box[3] - band)
    area = (box[0], box[1], box[2], horizon)
    canvas.stamp(area, colour, lambda pen: pen.oval(box).oval(inner, 0), soft=band * 0.3, opacity=0.42)


def wet(canvas: Canvas, top: float, strength: float) -> None:
    """Let the ground below `top` mirror what stands above it, blurred, as after rain."""
    high = int(min(canvas.height - top, top))
    if high < 4:
        return
    above = canvas.image.crop((0, int(top) - high, canvas.width, int(top)))
    mirrored = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    mirrored = mirrored.resize((canvas.width // 4, high // 16 + 1)).resize((canvas.width, high))
    mirrored = mirrored.filter(ImageFilter.GaussianBlur(canvas.unit * 0.004))
    ramp = Image.linear_gradient("L").point(lambda v: round((255 - v) * strength))
    canvas.image.paste(mirrored, (0, int(top)), ramp.resize((canvas.width, high)))
