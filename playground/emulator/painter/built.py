"""Places without a landscape: city, table, outer space, a backdrop, plain shapes."""

from __future__ import annotations

import math

from PIL import Image, ImageFilter

from . import sky
from .canvas import Box, Canvas, Pen, Point, faded, noise
from .colour import Colour, darker, lighter, mix
from .land import between


def city(canvas: Canvas, horizon: float, time: str) -> None:
    """Three rows of buildings; lit windows when it is dark, wet ground in front."""
    lit = time in ("dusk", "night")
    ground = horizon + (canvas.height - horizon) * 0.52
    rows = ((0.3, 0.55, 0.42), (0.52, 0.42, 0.62), (0.85, 0.3, 0.9))
    for number, (near, high, share) in enumerate(rows):
        base = horizon + (ground - horizon) * (0.5 + 0.25 * number)
        _street(canvas, base, min(high * canvas.unit, base * 0.8), between(canvas, near), share if lit else 0)
        canvas.mist(
            base - canvas.unit * 0.12, base + canvas.unit * 0.02, canvas.palette.haze, 0.4 - 0.15 * number
        )
    floor = darker(canvas.palette.ground, 0.25)
    size = (canvas.width, canvas.height - int(ground))
    if size[1] > 2:
        canvas.image.paste(
            faded(size, mix(floor, canvas.palette.haze, 0.3), darker(floor, 0.4)), (0, int(ground))
        )
        sky.wet(canvas, ground, 0.72)


def _street(canvas: Canvas, base: float, high: float, colour: Colour, lit: float) -> None:
    rng, unit = canvas.rng, canvas.unit
    x = -unit * 0.05
    blocks: list[tuple[float, float, float, int]] = []
    while x < canvas.width:
        wide = unit * rng.uniform(0.045, 0.12)
        tall = high * rng.uniform(0.35, 1) * (0.8 + 0.2 * math.sin(x / unit * 2))
        blocks.append((x, wide, tall, rng.randint(0, 5)))
        x += wide * rng.uniform(0.92, 1.25)

    def draw(pen: Pen) -> None:
        for left, wide, tall, roof in blocks:
            top = base - tall
            pen.rectangle((left, top, left + wide, base))
            if roof == 0:
                pen.rectangle((left + wide * 0.25, top - wide * 0.22, left + wide * 0.75, top))
            elif roof == 1:
                pen.line([(left + wide / 2, top), (left + wide / 2, top - wide * 0.8)], unit * 0.002)
            elif roof == 2:
                pen.polygon([(left, top), (left + wide / 2, top - wide * 0.45), (left + wide, top)])

    fill = (colour, mix(colour, canvas.palette.haze, 0.25))
    canvas.stamp((0, base - high * 1.4, canvas.width, base), fill, draw)
    _windows(canvas, base, blocks, colour, lit)


def _windows(
    canvas: Canvas, base: float, blocks: list[tuple[float, float, float, int]], wall: Colour, lit: float
) -> None:
    rng, unit = canvas.rng, canvas.unit
    cell, gap = unit * 0.0085, unit * 0.016
    bright: list[tuple[float, float]] = []
    dim: list[tuple[float, float]] = []
    for left, wide, tall, _ in blocks:
        columns = int((wide - gap * 0.6) / gap)
        for column in range(columns):
            for row in range(int((tall - gap) / (gap * 1.25))):
                spot = (
                    left + (wide - columns * gap) / 2 + column * gap + gap * 0.2,
                    base - tall + gap * 0.7 + row * gap * 1.25,
                )
                (bright if rng.random() < lit * 0.42 else dim).append(spot)

    dull = mix(wall, canvas.palette.sky[1], 0.3)
    if bright:
        _lights(canvas, base, bright, cell, lighter(canvas.palette.accent, 0.3), 0.95)
    if dim and not lit:
        _lights(canvas, base, dim, cell, dull, 0.4)


def _lights(canvas: Canvas, base: float, spots: list[Point], cell: float, tone: Colour, shine: float) -> None:
    def draw(pen: Pen) -> None:
        for x, y in spots:
            pen.rectangle((x, y, x + cell, y + cell * 1.3))

    canvas.stamp((0.0, 0.0, float(canvas.width), base), tone, draw, opacity=shine)


def table(canvas: Canvas, horizon: float, time: str) -> None:
    """A wall with the light of a window on it, and a table top."""
    pal, w, h, unit = canvas.palette, canvas.width, canvas.height, canvas.unit
    wall = mix(pal.sky[-1], pal.haze, 0.45) if not pal.dark else mix(pal.sky[1], pal.near, 0.3)
    canvas.image.paste(faded((w, h), mix(wall, pal.sky[1], 0.3), lighter(wall, 0.12), sideways=True), (0, 0))
    _window_light(canvas, horizon)
    wood = mix((150, 96, 60), pal.near, 0.5 if pal.dark else 0.1)
    size = (w, max(2, h - int(horizon)))
    top = faded(size, lighter(wood, 0.2), darker(wood, 0.25))
    fibre = noise(size, max(2, 2 * w // unit), max(10, 60 * size[1] // unit), canvas.rng, 2)
    top = Image.composite(
        Image.new("RGB", size, darker(wood, 0.35)), top, fibre.point(lambda v: max(0, (v - 128) * 2) // 2)
    )
    canvas.image.paste(top, (0, int(horizon)))
    canvas.image.paste(lighter(wood, 0.45), (0, int(horizon), w, int(horizon) + max(1, unit // 260)))
    canvas.glow(w * 0.28, horizon + unit * 0.2, unit * 0.9, pal.light, 0.22 if time != "night" else 0.1)


def _window_light(canvas: Canvas, horizon: float) -> None:
    unit = canvas.unit
    x, y, size = canvas.width * 0.62, horizon * 0.12, min(unit * 0.5, horizon * 0.8)
    panes = []
    for column in range(2):
        for row in range(2):
            left, top = x + column * size * 0.4, y + row * size * 0.46 - column * size * 0.09
            panes.append(
                [
                    (left, top),
                    (left + size * 0.36, top - size * 0.08),
                    (left + size * 0.36, top + size * 0.33),
                    (left, top + size * 0.41),
                ]
            )
    box = (x, y - size * 0.2, x + size * 0.9, y + size)
    light = lighter(canvas.palette.light, 0.3)

    def draw(pen: Pen) -> None:
        for pane in panes:
            pen.polygon(pane)

    canvas.stamp(box, light, draw, soft=unit * 0.008, opacity=0.18 if canvas.palette.dark else 0.55)


def space(canvas: Canvas) -> None:
    """Stars, a cloud of gas and a ringed planet."""
    pal, unit, w, h = canvas.palette, canvas.unit, canvas.width, canvas.height
    canvas.image.paste(faded((w, h), pal.sky[0], mix(pal.sky[1], pal.near, 0.4)), (0, 0))
    for colour, low in ((pal.sky[2], 118), (pal.accent, 150)):
        gas = noise((w, h), max(2, 2 * w // unit), max(2, 2 * h // unit), canvas.rng, 4)
        mask = gas.point([min(150, max(0, (v - low) * 2)) for v in range(256)])
        canvas.image.paste(colour, (0, 0, w, h), mask.filter(ImageFilter.GaussianBlur(unit * 0.006)))
    sky.stars(canvas, h, 1.6)
    x, y, r = w * canvas.rng.choice((0.34, 0.66)), h * 0.4, unit * 0.2
    planet(canvas, x, y, r)


def planet(canvas: Canvas, x: float, y: float, r: float) -> None:
    pal = canvas.palette
    box = (x - r, y - r, x + r, y + r)
    ring = (x - r * 1.75, y - r * 0.42, x + r * 1.75, y + r * 0.42)
    hole = (x - r * 1.35, y - r * 0.27, x + r * 1.35, y + r * 0.27)
    tone = lighter(pal.accent, 0.35)
    canvas.glow(x, y, r * 1.8, pal.accent, 0.4)
    canvas.stamp(ring, tone, lambda pen: pen.oval(ring).oval(hole, 0), opacity=0.75)
    canvas.stamp(
        box, (lighter(pal.accent, 0.35), darker(pal.accent, 0.65)), lambda pen: pen.oval(box), sideways=True
    )
    for dy, high, share in ((-0.45, 0.1, 0.25), (-0.1, 0.16, 0.35), (0.32, 0.1, 0.3)):
        half = r * math.sqrt(1 - dy * dy) * 0.98
        canvas.oval(
            (x - half, y + (dy - high) * r, x + half, y + (dy + high) * r),
            darker(pal.accent, 0.45),
            soft=r * 0.03,
            opacity=share,
        )
    front = (ring[0], y, ring[2], ring[3])
    canvas.stamp(
        front,
        tone,
        lambda pen: (pen.oval(ring), pen.oval(hole, 0), pen.rectangle((ring[0], ring[1], ring[2], y), 0, 0))[
            0
        ],
        opacity=0.85,
    )


def studio(canvas: Canvas, horizon: float) -> None:
    """No place at all: a paper backdrop with a large disc behind the subject."""
    pal, w, h, unit = canvas.palette, canvas.width, canvas.height, canvas.unit
    wall = mix(pal.sky[-1], pal.haze, 0.25) if not pal.dark else pal.sky[1]
    canvas.image.paste(faded((w, h), mix(wall, pal.sky[1], 0.22), wall), (0, 0))
    x, r = w * 0.5, unit * 0.36
    disc = mix(pal.accent, pal.sky[-1], 0.2)
    y = horizon - unit * 0.2
    canvas.oval((x - r, y - r, x + r, y + r), (mix(disc, pal.light, 0.3), disc))
    floor = mix(wall, pal.near, 0.3)
    canvas.image.paste(faded((w, max(1, h - int(horizon))), mix(floor, wall, 0.25), floor), (0, int(horizon)))


def abstract(canvas: Canvas) -> None:
    """Overlapping discs, arcs and bars, for prompts nobody understands."""
    pal, rng, w, h, unit = canvas.palette, canvas.rng, canvas.width, canvas.height, canvas.unit
    paper = lighter(pal.sky[-1], 0.3)
    tones = (pal.accent, pal.near, pal.water, pal.sky[1], pal.sky[2], pal.ground)
    canvas.image.paste(faded((w, h), paper, mix(paper, pal.haze, 0.4)), (0, 0))
    step = unit / 3
    for column in range(max(1, math.ceil(w / step))):
        for row in range(max(1, math.ceil(h / step))):
            _figure(canvas, column * step, row * step, step, rng.choice(tones), rng.choice(tones))


def _figure(canvas: Canvas, x: float, y: float, step: float, one: Colour, other: Colour) -> None:
    rng = canvas.rng
    kind = rng.randint(0, 4)
    box = (x, y, x + step, y + step)
    if kind == 0:
        canvas.oval(
            (x + step * 0.08, y + step * 0.08, x + step * 0.92, y + step * 0.92), (one, mix(one, other, 0.5))
        )
    elif kind == 1:
        _arcs(canvas, box, step, one)
    elif kind == 2:
        canvas.stamp(box, (one, other), lambda pen: pen.rectangle(box))
    elif kind == 3:
        for n in range(5):
            top = y + step * (0.06 + n * 0.19)
            bar = [(x, top), (x + step, top), (x + step, top + step * 0.1), (x, top + step * 0.1)]
            canvas.polygon(bar, mix(one, other, n / 5))
    else:
        canvas.polygon(
            [(x, y + step), (x + step / 2, y + step * 0.1), (x + step, y + step)], (one, mix(one, other, 0.4))
        )


def _arcs(canvas: Canvas, box: Box, step: float, colour: Colour) -> None:
    """Quarter rings about one corner of the box."""
    x, y = canvas.rng.choice((box[0], box[2])), canvas.rng.choice((box[1], box[3]))

    def draw(pen: Pen) -> None:
        for ink, share in ((255, 1), (0, 0.75), (255, 0.5), (0, 0.25)):
            r = step * share
            pen.oval((x - r, y - r, x + r, y + r), ink)

    canvas.stamp(box, colour, draw)
