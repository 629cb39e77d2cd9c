"""Places: hills, mountains, lake, sea, city, forest, desert, table, space, and none at all."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageFilter

from . import sky
from .canvas import Canvas, Pen, Point, faded, noise
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
        0.5 + 0.5 * sum(w * math.sin(f * i / steps + p) for f, p, w in waves) / whole for i in range(steps + 1)
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
    trees = []
    for _ in range(max(2, int(number * wide / 5))):
        middle = rng.uniform(0, canvas.width)
        for _ in range(rng.randint(2, 6)):
            trees.append((middle + rng.gauss(0, unit * size * 2.2), y + rng.uniform(-0.02, 0.02) * unit, rng.uniform(0.7, 1.3)))

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


def _peak(canvas: Canvas, x: float, base: float, high: float, half: float, rock: Colour, *, snow: bool) -> None:
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
        drop = [(px + half * 0.05 * (-1) ** n, py + high * 0.05 * (n % 2)) for n, (px, py) in enumerate(spine[:reach])]
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
        trees.append((x, base + rng.uniform(0, 0.02) * unit, size * unit * rng.uniform(0.55, 1) * (0.45 + 0.75 * side)))

    def draw(pen: Pen) -> None:
        for x, foot, tall in trees:
            for tier in range(5):
                top, low = foot - tall * (1 - tier * 0.16), foot - tall * (0.72 - tier * 0.17)
                wide = tall * (0.07 + 0.055 * tier)
                pen.polygon([(x, top), (x - wide, low), (x, low - tall * 0.03), (x + wide, low)])
            pen.rectangle((x - tall * 0.02, foot - tall * 0.1, x + tall * 0.02, foot + unit * 0.1))

    canvas.stamp((0, base - size * unit * 1.3, canvas.width, min(canvas.height, base + unit * 0.1)), colour, draw)


def water(canvas: Canvas, top: float, bottom: float, *, mirror: float, sun: float | None) -> None:
    """Water from `top` down: mirrors what stands above, darkens towards us, glitters under the sun."""
    high, width = int(bottom - top), canvas.width
    if high < 4:
        return
    pal = canvas.palette
    body = faded((width, high), mix(pal.water, pal.sky[-1], 0.5), darker(pal.water, 0.42))
    reach = min(high, int(top))
    above = canvas.image.crop((0, int(top) - reach, width, int(top))).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    above = above.resize((max(2, width // 3), max(2, reach // 6))).resize((width, reach), Image.Resampling.BICUBIC)
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
    field = noise(size, max(3, 5 * canvas.width // canvas.unit), max(8, 46 * high // canvas.unit), canvas.rng, 2)
    near = Image.linear_gradient("L").resize(size)
    for low, colour, strength in ((158, lighter(canvas.palette.sky[-1], 0.2), 0.3), (None, canvas.palette.near, 0.2)):
        if low:
            mask = field.point(lambda v, low=low: min(255, max(0, (v - low) * 6)))  # type: ignore[misc]
        else:
            mask = field.point(lambda v: min(255, max(0, (98 - v) * 6)))
        mask = ImageChops.multiply(mask, near).point(lambda v, s=strength: round(v * s * 1.6))  # type: ignore[misc]
        canvas.image.paste(colour, (0, int(top), size[0], int(top) + high), mask)


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
    bank = [(reach * n / 20, h - unit * 0.09 * (1 - (n / 20) ** 1.6) - unit * 0.006 * math.sin(n)) for n in range(21)]
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
        (start + wide * 0.5 * n / 24, horizon - canvas.unit * 0.06 * math.sin(math.pi * n / 24) ** 0.8 * (0.7 + 0.3 * math.sin(n)))
        for n in range(25)
    ]
    canvas.polygon([*island, (start + wide * 0.5, horizon + 3), (start, horizon + 3)], (far, canvas.palette.haze))
    water(canvas, horizon, canvas.height, mirror=0.55, sun=sun)
    if canvas.height - horizon > canvas.unit * 0.25:
        beach(canvas)


def beach(canvas: Canvas) -> None:
    """Wet sand and a line of foam along the bottom edge."""
    w, h, unit = canvas.width, canvas.height, canvas.unit
    phase = canvas.rng.uniform(0, 6)
    edge = [
        (w * n / 40, h - unit * (0.075 + 0.02 * math.sin(n / 5 + phase) + 0.05 * (n / 40 - 0.5))) for n in range(41)
    ]
    foam = lighter(canvas.palette.sky[-1], 0.6)
    sand = mix((222, 196, 156), canvas.palette.near, 0.5 if canvas.palette.dark else 0.12)
    sand = mix(sand, canvas.palette.sky[-1], 0.25)
    lip = [(x, y - unit * 0.008) for x, y in edge]
    canvas.polygon([*lip, (w, h), (0, h)], foam, opacity=0.8, soft=1)
    canvas.polygon([*edge, (w, h), (0, h)], (mix(sand, canvas.palette.water, 0.35), sand))


def city(canvas: Canvas, horizon: float, time: str) -> None:
    """Three rows of buildings; lit windows when it is dark, wet ground in front."""
    lit = time in ("dusk", "night")
    ground = horizon + (canvas.height - horizon) * 0.52
    rows = ((0.3, 0.55, 0.42), (0.52, 0.42, 0.62), (0.85, 0.3, 0.9))
    for number, (near, high, share) in enumerate(rows):
        base = horizon + (ground - horizon) * (0.5 + 0.25 * number)
        _street(canvas, base, min(high * canvas.unit, base * 0.8), between(canvas, near), share if lit else 0)
        canvas.mist(base - canvas.unit * 0.12, base + canvas.unit * 0.02, canvas.palette.haze, 0.4 - 0.15 * number)
    floor = darker(canvas.palette.ground, 0.25)
    size = (canvas.width, canvas.height - int(ground))
    if size[1] > 2:
        canvas.image.paste(faded(size, mix(floor, canvas.palette.haze, 0.3), darker(floor, 0.4)), (0, int(ground)))
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


def _windows(canvas: Canvas, base: float, blocks: list[tuple[float, float, float, int]], wall: Colour, lit: float) -> None:
    rng, unit = canvas.rng, canvas.unit
    cell, gap = unit * 0.0085, unit * 0.016
    bright: list[tuple[float, float]] = []
    dim: list[tuple[float, float]] = []
    for left, wide, tall, _ in blocks:
        columns = int((wide - gap * 0.6) / gap)
        for column in range(columns):
            for row in range(int((tall - gap) / (gap * 1.25))):
                spot = (left + (wide - columns * gap) / 2 + column * gap + gap * 0.2, base - tall + gap * 0.7 + row * gap * 1.25)
                (bright if rng.random() < lit * 0.42 else dim).append(spot)

    def draw(spots: list[tuple[float, float]]) -> None:
        box = (0.0, 0.0, float(canvas.width), base)
        canvas.stamp(box, tone, lambda pen: [pen.rectangle((x, y, x + cell, y + cell * 1.3)) for x, y in spots][0], opacity=shine)

    for spots, tone, shine in ((dim, mix(wall, canvas.palette.sky[1], 0.3), 0.4), (bright, lighter(canvas.palette.accent, 0.3), 0.95)):
        if spots and (spots is bright or not lit):
            draw(spots)


def forest(canvas: Canvas, horizon: float) -> None:
    """Rows of firs into the fog, trunks of the nearest at the edges."""
    depth = canvas.height - horizon
    for n in range(5):
        near = (n + 1) / 5
        base = horizon + depth * (0.1 + 0.82 * near)
        pines(canvas, base, 0.3 + 0.34 * near, between(canvas, 0.2 + 0.75 * near), max(5, 22 - 4 * n))
        canvas.mist(base - canvas.unit * 0.2, base + canvas.unit * 0.06, canvas.palette.haze, 0.55 * (1 - near) + 0.12)
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
        shade = [(x + canvas.unit * 0.05 * near, y + abs(math.sin(x / canvas.unit * 4 + n)) * high * 0.9) for x, y in crest]
        canvas.polygon([*crest, *shade[::-1]], darker(tone, 0.36), opacity=0.5, soft=canvas.unit * 0.003)


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
    top = Image.composite(Image.new("RGB", size, darker(wood, 0.35)), top, fibre.point(lambda v: max(0, (v - 128) * 2) // 2))
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
            panes.append([(left, top), (left + size * 0.36, top - size * 0.08), (left + size * 0.36, top + size * 0.33), (left, top + size * 0.41)])
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
        mask = gas.point(lambda v, low=low: min(150, max(0, (v - low) * 2)))  # type: ignore[misc]
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
    canvas.stamp(ring, tone, lambda pen: (pen.oval(ring), pen.oval(hole, 0))[0], opacity=0.75)
    canvas.stamp(box, (lighter(pal.accent, 0.35), darker(pal.accent, 0.65)), lambda pen: pen.oval(box), sideways=True)
    for dy, high, share in ((-0.45, 0.1, 0.25), (-0.1, 0.16, 0.35), (0.32, 0.1, 0.3)):
        half = r * math.sqrt(1 - dy * dy) * 0.98
        canvas.oval((x - half, y + (dy - high) * r, x + half, y + (dy + high) * r), darker(pal.accent, 0.45), soft=r * 0.03, opacity=share)
    front = (ring[0], y, ring[2], ring[3])
    canvas.stamp(front, tone, lambda pen: (pen.oval(ring), pen.oval(hole, 0), pen.rectangle((ring[0], ring[1], ring[2], y), 0, 0))[0], opacity=0.85)


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
    step = unit * 0.5
    for column in range(max(1, math.ceil(w / step))):
        for row in range(max(1, math.ceil(h / step))):
            _figure(canvas, column * step, row * step, step, rng.choice(tones), rng.choice(tones))


def _figure(canvas: Canvas, x: float, y: float, step: float, one: Colour, other: Colour) -> None:
    rng = canvas.rng
    kind = rng.randint(0, 4)
    box = (x, y, x + step, y + step)
    if kind == 0:
        canvas.oval((x + step * 0.08, y + step * 0.08, x + step * 0.92, y + step * 0.92), (one, mix(one, other, 0.5)))
    elif kind == 1:
        dx, dy = rng.choice((0, 1)), rng.choice((0, 1))
        for n, share in enumerate((1, 0.75, 0.5, 0.25)):
            r = step * share
            cx, cy = x + dx * step, y + dy * step
            around = (cx - r, cy - r, cx + r, cy + r)
            tone = one if n % 2 == 0 else lighter(canvas.palette.sky[-1], 0.3)
            canvas.stamp(box, tone, lambda pen, around=around: pen.oval(around))  # type: ignore[misc]
    elif kind == 2:
        canvas.stamp(box, (one, other), lambda pen: pen.rectangle(box))
    elif kind == 3:
        for n in range(5):
            top = y + step * (0.06 + n * 0.19)
            canvas.stamp((x, top, x + step, top + step * 0.1), mix(one, other, n / 5), lambda pen, top=top: pen.rectangle((x, top, x + step, top + step * 0.1)))  # type: ignore[misc]
    else:
        canvas.polygon([(x, y + step), (x + step / 2, y + step * 0.1), (x + step, y + step)], (one, mix(one, other, 0.4)))
