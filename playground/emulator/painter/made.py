"""Things that people made: boats, buildings, vehicles."""

from __future__ import annotations

import math
from typing import Final

from .colour import darker, lighter, mix, of
from .figure import Easel

_INK: Final = (34, 32, 40)
_CREAM: Final = (246, 239, 224)


def boat(e: Easel) -> None:
    hull, sail = (
        e.tone(of("b5472f")),
        mix(e.tone(_CREAM) if e.colour is None else _CREAM, e.canvas.palette.light, 0.3),
    )
    pal = e.canvas.palette
    for n in range(5):
        wide = 0.36 - 0.05 * n
        e.oval(0.02 * (-1) ** n, -0.04 - 0.05 * n, wide, 0.014, darker(hull, 0.5), opacity=0.34 - 0.05 * n)
    e.line([(0.0, 0.12), (0.0, 1.0)], 0.018, darker(pal.ground, 0.4))
    e.shape([(0.03, 0.24), (0.03, 0.97), (0.2, 0.62), (0.36, 0.24)], (sail, mix(sail, pal.sky[1], 0.35)))
    e.shape([(-0.03, 0.24), (-0.03, 0.86), (-0.16, 0.56), (-0.27, 0.24)], (mix(sail, pal.sky[1], 0.2), sail))
    e.shape(
        [(-0.38, 0.18), (0.42, 0.18), (0.33, 0.02), (0.24, -0.02), (-0.22, -0.02), (-0.31, 0.03)],
        (lighter(hull, 0.1), darker(hull, 0.35)),
    )
    e.box(-0.38, 0.15, 0.42, 0.18, lighter(hull, 0.5))


def lighthouse(e: Easel) -> None:
    red, white = e.tone(of("c6452f")), mix(_CREAM, e.canvas.palette.sky[-1], 0.2)
    if e.canvas.palette.dark:
        white = darker(white, 0.3)
    rock = darker(mix(e.canvas.palette.near, e.canvas.palette.haze, 0.15), 0.2)
    e.shape(
        [
            (-0.5, -0.05),
            (-0.38, 0.05),
            (-0.24, 0.07),
            (-0.14, 0.13),
            (0.12, 0.13),
            (0.26, 0.06),
            (0.42, 0.04),
            (0.52, -0.05),
        ],
        (lighter(rock, 0.12), rock),
    )

    def edge(y: float) -> float:
        return 0.115 - 0.05 * (y - 0.1) / 0.64

    for n in range(5):
        low, high = 0.1 + n * 0.128, 0.1 + (n + 1) * 0.128
        tone = white if n % 2 == 0 else red
        corners = [(-edge(low), low), (-edge(high), high), (edge(high), high), (edge(low), low)]
        e.shape(corners, (lighter(tone, 0.14), darker(tone, 0.36)))
    e.box(-0.095, 0.735, 0.095, 0.76, darker(red, 0.3))
    x, y = e.at([(0, 0.81)])[0]
    if e.canvas.palette.dark or e.canvas.palette.near[0] < 45:
        _beam(e)
        e.canvas.glow(x, y, e.size * 0.3, (255, 232, 170), 0.85)
    e.box(-0.05, 0.76, 0.05, 0.855, (lighter(e.canvas.palette.accent, 0.6), e.canvas.palette.accent))
    for bar in (-0.045, 0.0, 0.045):
        e.line([(bar, 0.76), (bar, 0.855)], 0.008, _INK)
    e.shape([(-0.075, 0.855), (0, 0.95), (0.075, 0.855)], (red, darker(red, 0.3)))
    e.oval(0.0, 0.36, 0.018, 0.028, _INK)
    e.oval(0.0, 0.58, 0.015, 0.024, _INK)


def _beam(e: Easel) -> None:
    for side in (-1, 1):
        points = e.at([(0, 0.81), (side * 2.2, 0.98), (side * 2.2, 0.68)])
        e.canvas.polygon(points, (255, 240, 200), soft=e.size * 0.02, opacity=0.16)


def house(e: Easel) -> None:
    wall, pal = e.tone(of("efe3cb")), e.canvas.palette
    roof = darker(mix(pal.accent, of("8c3a2c"), 0.5), 0.3 if pal.dark else 0.05)
    glass = lighter(pal.accent, 0.4) if pal.dark or pal.near[0] < 45 else mix(pal.sky[0], _INK, 0.2)
    e.shadow(0.55)
    e.box(0.18, 0.62, 0.28, 0.95, darker(wall, 0.3))
    e.shape([(-0.4, 0), (-0.4, 0.46), (-0.08, 0.8), (0.16, 0.46), (0.16, 0)], (lighter(wall, 0.15), wall))
    e.box(0.1, 0, 0.46, 0.46, darker(wall, 0.2))
    e.shape([(-0.08, 0.86), (0.36, 0.86), (0.54, 0.44), (0.14, 0.44)], (roof, darker(roof, 0.2)))
    e.shape(
        [(-0.08, 0.86), (-0.46, 0.44), (-0.4, 0.41), (-0.08, 0.77), (0.16, 0.42), (0.2, 0.46)],
        darker(roof, 0.15),
    )
    e.box(-0.18, 0, -0.04, 0.26, darker(roof, 0.3))
    for x, y in ((-0.33, 0.24), (-0.14, 0.46), (0.2, 0.2), (0.34, 0.2)):
        e.box(x, y, x + 0.09, y + 0.12, glass)


def rocket(e: Easel) -> None:
    body, fin = e.tone(_CREAM), darker(e.canvas.palette.accent, 0.05)
    x, y = e.at([(0, 0.08)])[0]
    e.canvas.glow(x, y, e.size * 0.35, (255, 190, 100), 0.8)
    e.shape([(-0.07, 0.2), (-0.1, 0.08), (0, -0.16), (0.1, 0.08), (0.07, 0.2)], of("f0913c"), smooth=True)
    e.shape([(-0.04, 0.2), (-0.05, 0.1), (0, -0.02), (0.05, 0.1), (0.04, 0.2)], of("ffe9a8"), smooth=True)
    for side in (-1, 1):
        e.shape(
            [(side * 0.1, 0.42), (side * 0.24, 0.2), (side * 0.22, 0.12), (side * 0.09, 0.22)],
            (fin, darker(fin, 0.2)),
        )
    e.shape(
        [(-0.08, 0.2), (-0.13, 0.46), (-0.1, 0.74), (0, 0.98), (0.1, 0.74), (0.13, 0.46), (0.08, 0.2)],
        (lighter(body, 0.3), darker(body, 0.42)),
        smooth=True,
    )
    e.shape([(-0.083, 0.8), (0, 1.0), (0.083, 0.8)], (fin, darker(fin, 0.3)), smooth=False)
    e.oval(0, 0.62, 0.055, 0.055, darker(body, 0.35))
    e.oval(0, 0.62, 0.042, 0.042, (lighter(e.canvas.palette.sky[1], 0.35), e.canvas.palette.sky[0]))
    e.box(-0.09, 0.18, 0.09, 0.22, darker(body, 0.5), 0.01)


def balloon(e: Easel) -> None:
    one, other = e.tone(e.canvas.palette.accent), mix(_CREAM, e.canvas.palette.sky[-1], 0.3)
    hull = [
        (0, 0.3),
        (-0.16, 0.38),
        (-0.36, 0.62),
        (-0.34, 0.84),
        (-0.18, 0.97),
        (0, 1.0),
        (0.18, 0.97),
        (0.34, 0.84),
        (0.36, 0.62),
        (0.16, 0.38),
    ]
    for n, share in enumerate((1.0, 0.72, 0.42, 0.14)):
        tone = one if n % 2 == 0 else other
        e.shape([(x * share, y) for x, y in hull], (lighter(tone, 0.14), darker(tone, 0.3)), smooth=True)
    for x in (-0.06, 0.06):
        e.line([(x * 1.6, 0.33), (x, 0.13)], 0.008, _INK)
    e.box(-0.075, 0.02, 0.075, 0.14, (of("9a6a40"), of("6a4428")), 0.02)


def car(e: Easel) -> None:
    body = e.tone(darker(e.canvas.palette.accent, 0.08))
    glass = mix(e.canvas.palette.sky[1], _INK, 0.35)
    e.shadow(0.62)
    e.shape(
        [(-0.34, 0.28), (-0.22, 0.52), (0.16, 0.52), (0.34, 0.28)], (lighter(body, 0.2), darker(body, 0.2))
    )
    e.shape([(-0.27, 0.29), (-0.18, 0.47), (-0.03, 0.47), (-0.03, 0.29)], glass)
    e.shape([(0.01, 0.29), (0.01, 0.47), (0.14, 0.47), (0.26, 0.29)], darker(glass, 0.2))
    e.box(-0.6, 0.08, 0.6, 0.32, (lighter(body, 0.12), darker(body, 0.3)), 0.09)
    e.oval(-0.56, 0.22, 0.035, 0.03, lighter(e.canvas.palette.light, 0.2))
    for x in (-0.34, 0.34):
        e.oval(x, 0.1, 0.12, 0.12, _INK)
        e.oval(x, 0.1, 0.055, 0.055, of("b9bec4"))


def tent(e: Easel) -> None:
    cloth = e.tone(e.canvas.palette.accent)
    e.shadow(0.6)
    e.shape([(-0.5, 0), (0.05, 0.72), (0.5, 0)], (lighter(cloth, 0.16), darker(cloth, 0.3)))
    e.shape([(0.05, 0.72), (0.5, 0), (0.66, 0.06), (0.14, 0.74)], darker(cloth, 0.45))
    e.shape(
        [(-0.12, 0), (0.04, 0.5), (0.16, 0)],
        lighter(e.canvas.palette.light, 0.1) if e.canvas.palette.near[0] < 45 else _INK,
    )


def windmill(e: Easel) -> None:
    wall = e.tone(of("efe6d2"))
    e.shadow(0.3)
    e.shape([(-0.16, 0), (-0.09, 0.62), (0.09, 0.62), (0.16, 0)], (lighter(wall, 0.15), darker(wall, 0.36)))
    e.shape([(-0.12, 0.62), (0, 0.78), (0.12, 0.62)], darker(of("7a3f32"), 0.1))
    for n in range(4):
        angle = math.pi / 4 + n * math.pi / 2 + 0.25
        dx, dy = math.cos(angle), math.sin(angle)
        tip = (dx * 0.4, 0.64 + dy * 0.4)
        e.line([(0, 0.64), tip], 0.012, _INK)
        e.shape(
            [
                (dx * 0.1, 0.64 + dy * 0.1),
                tip,
                (tip[0] - dy * 0.09, tip[1] + dx * 0.09),
                (dx * 0.1 - dy * 0.09, 0.64 + dy * 0.1 + dx * 0.09),
            ],
            lighter(wall, 0.3),
            opacity=0.85,
        )
    e.box(-0.04, 0, 0.04, 0.16, _INK)
