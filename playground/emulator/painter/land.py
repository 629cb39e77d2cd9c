"""Land: hills, mountains, forest, desert."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .canvas import Canvas, Pen, Point
from .colour import Colour, darker, lighter, mix


def line(canvas: Canvas, rough: float, bumps: float) -> list[float]:
    """A horizon line, about 0 to 1: slow waves plus finer ones, `rough` says how fine ones count."""
    rng = canvas.rng
    wide = canvas.width / canvas.unit
    waves = [
        (2 * math.pi * bumps * wide * 2**n * rng.uniform(0.7, 1.3), rng.uniform(0, 7), rough**n)
        for n in range(5 if rough > 0.35 else 3)
    ]
    whole = sum(weight for *_, weight in waves)
    steps = max(60, int(110 * wide))
    return [
        0.5 + 0.5 * sum(w * math.sin(f * i / steps + p) for f, p, w in waves) / whole
        for i in range(steps + 1)
    ]


def ridge(
    canvas: Canvas, base: float, height: float, heights: Sequence[float], fill: tuple[Colour, Colour]
) -> list[Point]:
    """A range from its line down to the bottom. Returns the line's points."""
    last = len(heights) - 1
    points = [(canvas.width * n / last, base - h * height) for n, h in enumerate(heights)]
    foot = min(canvas.height, base + canvas.unit * 0.5)
    outline = [*points, (float(canvas.width), foot), (0.0, foot)]
    canvas.polygon(outline, fill)
    if foot < canvas.height:
        canvas.image.paste(fill[1], (0, int(foot), canvas.width, canvas.height))
    return points


def between(canvas: Canvas, share: float) -> Colour:
    """The colour of land at a distance: 0 far in the haze, 1 near."""
    return mix(canvas.palette.haze, canvas.palette.near, share)


def ranges(canvas: Canvas, horizon: float, count: int, high: float, *, bumps: float = 0.55) -> None:
    """Hills behind hills, each nearer one darker and lower in the picture."""
    depth = canvas.height - horizon
    for n in range(count):
        near = (n + 1) / count
        base = horizon + depth * 0.86 * (n / count) ** 1.25
        top = between(canvas, 0.18 + 0.72 * near**1.2)
        fill = (lighter(top, 0.1), mix(top, canvas.palette.haze, 0.32 * (1 - near)))
        ridge(canvas, base, canvas.unit * high * (0.6 + 0.5 * near), line(canvas, 0.28, bumps), fill)
        canvas.mist(base, base + canvas.unit * 0.12, canvas.palette.haze, 0.3 * (1 - near))


def hills(canvas: Canvas, horizon: float) -> None:
    ranges(canvas, horizon, 5, 0.13)
    specks(canvas, horizon + (canvas.height - horizon) * 0.3, 0.016, 26)
    specks(canvas, horizon + (canvas.height - horizon) * 0.52, 0.03, 12)


def specks(canvas: Canvas, y: float, size: float, number: int) -> None:
    """Groups of small trees on a slope."""
    rng, unit = canvas.rng, canvas.unit
    wide = canvas.width / unit
    trees: list[tuple[float, float, float]] = []
    for _ in range(max(2, int(number * wide / 5))):
        middle = rng.uniform(0, canvas.width)
        trees += [
            (
                middle + rng.gauss(0, unit * size * 2.2),
                y + rng.uniform(-0.02, 0.02) * unit,
                rng.uniform(0.7, 1.3),
            )
            for _ in range(rng.randint(2, 6))
        ]

    def draw(pen: Pen) -> None:
        for x, foot, scale in trees:
            r = unit * size * 0.5 * scale
            pen.oval((x - r, foot - r * 2.1, x + r, foot))

    box = (0, y - unit * (size * 1.6 + 0.03), canvas.width, y + unit * 0.03)
    canvas.stamp(box, darker(between(canvas, 0.75), 0.12), draw, opacity=0.92)


def peaks(canvas: Canvas, base: float, height: float, near: float, *, snow: bool) -> None:
    """Sharp mountains, lit from one side, with snow on the heights."""
    rng, unit = canvas.rng, canvas.unit
    x = -unit * rng.uniform(0, 0.3)
    rock = between(canvas, near)
    tops: list[tuple[float, float, float]] = []
    while x < canvas.width + unit * 0.2:
        half = unit * rng.uniform(0.2, 0.42)
        tops.append((x + half * 0.7, height * rng.uniform(0.55, 1), half))
        x += half * rng.uniform(0.8, 1.35)
    for middle, high, half in sorted(tops, key=lambda t: t[1]):
        _peak(canvas, middle, base, high, half, rock, snow=snow)


def _peak(
    canvas: Canvas, x: float, base: float, high: float, half: float, rock: Colour, *, snow: bool
) -> None:
    rng = canvas.rng
    left = _edge(canvas, (x, base - high), (x - half * 1.25, base + 2))
    right = _edge(canvas, (x, base - high), (x + half * 1.25, base + 2))
    spine = _edge(canvas, (x, base - high), (x + half * rng.uniform(-0.1, 0.35), base + 2))
    foot = mix(rock, canvas.palette.haze, 0.35)
    canvas.polygon([*left[::-1], *right], (rock, foot))
    lit = mix(rock, canvas.palette.light, 0.24)
    canvas.polygon([*left[::-1], *spine], (lit, mix(lit, canvas.palette.haze, 0.4)))
    if snow:
        white = mix((250, 250, 250), canvas.palette.sky[-1], 0.25)
        reach = 3 + rng.randint(0, 1)
        drop = [
            (px + half * 0.05 * (-1) ** n, py + high * 0.05 * (n % 2))
            for n, (px, py) in enumerate(spine[:reach])
        ]
        canvas.polygon([*left[:reach][::-1], *drop], white)
        canvas.polygon([*spine[:reach][::-1], *right[: reach - 1]], mix(white, rock, 0.4))


def _edge(canvas: Canvas, top: Point, foot: Point) -> list[Point]:
    """A jagged line from a peak to its foot."""
    steps = 8
    wide, high = foot[0] - top[0], foot[1] - top[1]
    rng = canvas.rng
    return [
        (
            top[0] + wide * n / steps + (rng.uniform(-0.06, 0.06) * wide if 0 < n < steps else 0),
            top[1] + high * n / steps + (rng.uniform(-0.03, 0.03) * high if 0 < n < steps else 0),
        )
        for n in range(steps + 1)
    ]


def mountains(canvas: Canvas, horizon: float) -> None:
    tall = min(horizon * 0.75, canvas.unit * 0.5)
    peaks(canvas, horizon + canvas.unit * 0.06, tall, 0.3, snow=True)
    canvas.mist(horizon - canvas.unit * 0.1, horizon + canvas.unit * 0.16, canvas.palette.haze, 0.75)
    peaks(canvas, horizon + canvas.unit * 0.1, tall * 0.42, 0.52, snow=False)
    canvas.mist(horizon, horizon + canvas.unit * 0.2, canvas.palette.haze, 0.6)
    ranges(canvas, horizon + canvas.unit * 0.1, 3, 0.1, bumps=0.8)
    pines(canvas, canvas.height * 0.99, 0.16, darker(canvas.palette.near, 0.25), 16)


def pines(canvas: Canvas, base: float, size: float, colour: Colour, number: int) -> None:
    """A row of firs whose heights vary, thinner in the middle of the picture."""
    rng, unit = canvas.rng, canvas.unit
    trees = []
    for _ in range(max(3, int(number * canvas.width / unit))):
        x = rng.uniform(-0.05, 1.05) * canvas.width
        side = abs(x / canvas.width - 0.5) * 2
        trees.append(
            (x, base + rng.uniform(0, 0.02) * unit, size * unit * rng.uniform(0.55, 1) * (0.45 + 0.75 * side))
        )

    def draw(pen: Pen) -> None:
        for x, foot, tall in trees:
            for tier in range(5):
                top, low = foot - tall * (1 - tier * 0.16), foot - tall * (0.72 - tier * 0.17)
                wide = tall * (0.07 + 0.055 * tier)
                pen.polygon([(x, top), (x - wide, low), (x, low - tall * 0.03), (x + wide, low)])
            pen.rectangle((x - tall * 0.02, foot - tall * 0.1, x + tall * 0.02, foot + unit * 0.1))

    canvas.stamp(
        (0, base - size * unit * 1.3, canvas.width, min(canvas.height, base + unit * 0.1)), colour, draw
    )


def forest(canvas: Canvas, horizon: float) -> None:
    """Rows of firs into the fog, trunks of the nearest at the edges."""
    depth = canvas.height - horizon
    for n in range(5):
        near = (n + 1) / 5
        base = horizon + depth * (0.1 + 0.82 * near)
        pines(canvas, base, 0.3 + 0.34 * near, between(canvas, 0.2 + 0.75 * near), max(5, 22 - 4 * n))
        canvas.mist(
            base - canvas.unit * 0.2, base + canvas.unit * 0.06, canvas.palette.haze, 0.55 * (1 - near) + 0.12
        )
    floor = (darker(canvas.palette.near, 0.05), darker(canvas.palette.near, 0.4))
    ridge(canvas, canvas.height * 0.985, canvas.unit * 0.03, line(canvas, 0.3, 0.7), floor)


def desert(canvas: Canvas, horizon: float) -> None:
    """Dunes with a lit and a shaded side."""
    pal = canvas.palette
    sand = mix((224, 164, 104), pal.near, 0.55 if pal.dark else 0.12)
    depth = canvas.height - horizon
    ridge(canvas, horizon + 2, canvas.unit * 0.08, line(canvas, 0.4, 0.5), (mix(sand, pal.haze, 0.7),) * 2)
    for n in range(4):
        near = (n + 1) / 4
        base = horizon + depth * (0.06 + 0.62 * (n / 4) ** 1.1)
        heights = line(canvas, 0.2, 0.42)
        tone = mix(mix(sand, pal.haze, 0.5), sand, near)
        high = canvas.unit * (0.07 + 0.13 * near)
        crest = ridge(canvas, base + high * 0.6, high, heights, (lighter(tone, 0.16), tone))
        shade = [
            (x + canvas.unit * 0.05 * near, y + abs(math.sin(x / canvas.unit * 4 + n)) * high * 0.9)
            for x, y in crest
        ]
        canvas.polygon([*crest, *shade[::-1]], darker(tone, 0.36), opacity=0.5, soft=canvas.unit * 0.003)
