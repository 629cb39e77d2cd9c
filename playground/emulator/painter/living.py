"""Animals, people, plants, and a robot."""

from __future__ import annotations

import math
from typing import Final

from .colour import darker, lighter, mix, of
from .figure import Easel, round_fade

_INK: Final = (34, 32, 40)
_CREAM: Final = (246, 239, 224)


def cat(e: Easel) -> None:
    fur = e.tone(of("c67f43"))
    dark, pale = darker(fur, 0.28), lighter(fur, 0.55)
    e.shadow(0.36)
    e.line([(0.2, 0.06), (0.38, 0.06), (0.44, 0.2), (0.38, 0.34)], 0.07, dark, smooth=True)
    e.shape(
        [
            (-0.17, 0.02),
            (-0.22, 0.22),
            (-0.15, 0.46),
            (-0.1, 0.6),
            (0.1, 0.6),
            (0.19, 0.42),
            (0.27, 0.2),
            (0.24, 0.02),
            (0.0, 0.0),
        ],
        (lighter(fur, 0.1), dark),
        smooth=True,
    )
    e.oval(-0.02, 0.32, 0.085, 0.19, pale)
    for x in (-0.09, 0.05):
        e.shape(
            [(x - 0.05, 0.01), (x - 0.05, 0.2), (x, 0.28), (x + 0.05, 0.2), (x + 0.05, 0.01)],
            fur,
            smooth=True,
        )
        e.oval(x - 0.005, 0.025, 0.06, 0.03, pale)
    for side in (-1, 1):
        e.shape([(side * 0.19 - 0.01, 0.72), (side * 0.185 - 0.01, 0.96), (side * 0.04 - 0.01, 0.84)], fur)
        e.shape(
            [(side * 0.165 - 0.01, 0.76), (side * 0.165 - 0.01, 0.905), (side * 0.075 - 0.01, 0.83)],
            of("d99a86"),
        )
    e.oval(-0.01, 0.7, 0.2, 0.155, (lighter(fur, 0.14), darker(fur, 0.12)))
    for n in (-1, 0, 1):
        e.line([(n * 0.05 - 0.01, 0.84), (n * 0.035 - 0.01, 0.77)], 0.016, dark)
    e.oval(-0.01, 0.635, 0.095, 0.065, pale)
    for side in (-1, 1):
        e.oval(side * 0.085 - 0.01, 0.715, 0.034, 0.036, of("e9c65a"))
        e.oval(side * 0.085 - 0.01, 0.715, 0.014, 0.034, _INK)
        e.oval(side * 0.085 - 0.02, 0.728, 0.009, 0.009, (255, 255, 255))
        for dy in (0.0, 0.03):
            e.line(
                [(side * 0.07 - 0.01, 0.635 - dy), (side * 0.26 - 0.01, 0.655 - dy * 2)],
                0.006,
                _CREAM,
                opacity=0.8,
            )
    e.shape([(-0.035, 0.665), (0.015, 0.665), (-0.01, 0.638)], of("b5655a"))


def dog(e: Easel) -> None:
    fur = e.tone(of("a8764a"))
    dark, pale = darker(fur, 0.36), lighter(fur, 0.5)
    e.shadow(0.36)
    e.line([(0.2, 0.14), (0.34, 0.24), (0.38, 0.4)], 0.055, dark, smooth=True)
    e.shape(
        [
            (-0.19, 0.02),
            (-0.21, 0.26),
            (-0.15, 0.52),
            (-0.08, 0.62),
            (0.1, 0.6),
            (0.19, 0.4),
            (0.27, 0.18),
            (0.24, 0.02),
            (0.0, 0.0),
        ],
        (lighter(fur, 0.1), darker(fur, 0.22)),
        smooth=True,
    )
    e.oval(-0.03, 0.36, 0.1, 0.2, pale)
    for x in (-0.11, 0.05):
        e.shape(
            [(x - 0.05, 0.01), (x - 0.045, 0.24), (x, 0.3), (x + 0.045, 0.24), (x + 0.05, 0.01)],
            fur,
            smooth=True,
        )
        e.oval(x - 0.01, 0.028, 0.065, 0.032, pale)
    e.oval(-0.02, 0.74, 0.175, 0.17, (lighter(fur, 0.14), darker(fur, 0.1)))
    for side in (-1, 1):
        e.shape(
            [
                (side * 0.12 - 0.02, 0.88),
                (side * 0.21 - 0.02, 0.84),
                (side * 0.25 - 0.02, 0.66),
                (side * 0.19 - 0.02, 0.56),
                (side * 0.145 - 0.02, 0.7),
            ],
            dark,
            smooth=True,
        )
        e.oval(side * 0.068 - 0.02, 0.775, 0.024, 0.026, _INK)
        e.oval(side * 0.068 - 0.028, 0.785, 0.008, 0.008, (255, 255, 255))
    e.oval(-0.02, 0.665, 0.1, 0.085, pale)
    e.oval(-0.02, 0.7, 0.042, 0.03, _INK)
    e.line([(-0.02, 0.68), (-0.02, 0.64), (-0.06, 0.62)], 0.01, _INK, smooth=True)
    e.line([(-0.02, 0.64), (0.02, 0.62)], 0.01, _INK)
    e.box(-0.13, 0.555, 0.1, 0.6, e.canvas.palette.accent, 0.02)


def person(e: Easel) -> None:
    coat = e.tone(darker(e.canvas.palette.accent, 0.1))
    dark = darker(mix(e.canvas.palette.near, _INK, 0.5), 0.2)
    e.shadow(0.2)
    for x in (-0.05, 0.055):
        e.shape([(x - 0.045, 0.0), (x - 0.04, 0.34), (x + 0.04, 0.34), (x + 0.035, 0.0)], dark)
    e.shape(
        [
            (-0.1, 0.3),
            (-0.13, 0.56),
            (-0.11, 0.76),
            (-0.03, 0.82),
            (0.03, 0.82),
            (0.11, 0.76),
            (0.14, 0.54),
            (0.11, 0.3),
        ],
        (lighter(coat, 0.1), darker(coat, 0.36)),
        smooth=True,
    )
    e.line([(-0.11, 0.74), (-0.15, 0.56), (-0.13, 0.42)], 0.05, darker(coat, 0.2), smooth=True)
    e.line([(0.11, 0.74), (0.16, 0.57), (0.14, 0.43)], 0.05, darker(coat, 0.4), smooth=True)
    e.oval(0, 0.89, 0.062, 0.075, (of("e0b08c"), of("b57f62")))
    e.shape(
        [
            (-0.068, 0.88),
            (-0.06, 0.965),
            (0.0, 0.99),
            (0.062, 0.96),
            (0.07, 0.88),
            (0.03, 0.935),
            (-0.03, 0.935),
        ],
        dark,
        smooth=True,
    )


def robot(e: Easel) -> None:
    steel = e.tone(of("a9b5b8"))
    fade = round_fade(steel)
    glow = lighter(e.canvas.palette.accent, 0.25)
    e.shadow(0.34)
    for x in (-0.12, 0.06):
        e.box(x, 0.0, x + 0.07, 0.22, darker(steel, 0.3))
        e.box(x - 0.03, 0.0, x + 0.1, 0.06, fade, 0.02)
    e.line([(-0.2, 0.5), (-0.3, 0.36), (-0.27, 0.24)], 0.045, darker(steel, 0.2), smooth=True)
    e.line([(0.2, 0.5), (0.32, 0.58), (0.33, 0.7)], 0.045, darker(steel, 0.35), smooth=True)
    e.box(-0.2, 0.2, 0.2, 0.58, fade, 0.06)
    e.box(-0.11, 0.32, 0.11, 0.48, darker(steel, 0.5), 0.02)
    for n in range(3):
        e.oval(-0.06 + n * 0.06, 0.4, 0.018, 0.018, glow)
    e.box(-0.04, 0.57, 0.04, 0.63, darker(steel, 0.4))
    e.box(-0.21, 0.62, 0.21, 0.9, fade, 0.08)
    e.box(-0.15, 0.69, 0.15, 0.83, darker(steel, 0.72), 0.06)
    for side in (-1, 1):
        e.oval(side * 0.075, 0.76, 0.034, 0.034, glow)
    e.line([(0, 0.9), (0, 0.97)], 0.016, darker(steel, 0.4))
    e.oval(0, 0.985, 0.026, 0.026, e.canvas.palette.accent)


def flower(e: Easel) -> None:
    bloom, stem = e.tone(e.canvas.palette.accent), mix(of("55804a"), e.canvas.palette.near, 0.3)
    for x, high, size in ((-0.18, 0.66, 0.8), (0.2, 0.58, 0.7), (0.0, 0.84, 1.0)):
        e.line([(x * 0.15, 0), (x * 0.7, high * 0.5), (x, high)], 0.022, stem, smooth=True)
        e.shape(
            [
                (x * 0.3, high * 0.2),
                (x * 0.5 + 0.09, high * 0.44),
                (x * 0.4 + 0.15, high * 0.62),
                (x * 0.3 + 0.03, high * 0.4),
            ],
            lighter(stem, 0.1),
            smooth=True,
        )
        for n in range(8):
            angle = 2 * math.pi * n / 8 + x
            cx, cy = x + math.cos(angle) * 0.085 * size, high + math.sin(angle) * 0.085 * size
            e.oval(cx, cy, 0.062 * size, 0.062 * size, lighter(bloom, 0.05 + 0.18 * (n % 2)))
        e.oval(x, high, 0.055 * size, 0.055 * size, (of("f0c050"), of("b5782a")))


def tree(e: Easel) -> None:
    leaf = e.tone(mix(of("5f8a45"), e.canvas.palette.near, 0.35))
    trunk = darker(of("6a4a34"), 0.3 if e.canvas.palette.dark else 0.05)
    rng = e.canvas.rng
    e.shadow(0.34)
    e.shape(
        [
            (-0.05, 0),
            (-0.025, 0.4),
            (-0.12, 0.62),
            (-0.02, 0.5),
            (0.02, 0.66),
            (0.03, 0.46),
            (0.14, 0.6),
            (0.03, 0.36),
            (0.06, 0),
        ],
        (trunk, darker(trunk, 0.3)),
    )
    for share, spread, number in ((0.34, 1.0, 9), (0.14, 0.86, 8), (-0.12, 0.66, 7)):
        tone = darker(leaf, share) if share > 0 else lighter(leaf, -share)
        for n in range(number):
            angle = 2 * math.pi * n / number + rng.uniform(-0.3, 0.3)
            x, y = math.cos(angle) * 0.22 * spread, 0.7 + math.sin(angle) * 0.17 * spread
            size = rng.uniform(0.11, 0.16) * (0.7 + 0.3 * spread)
            e.oval(x - (1 - spread) * 0.16, y + (1 - spread) * 0.14, size, size * 0.9, tone)


def pine(e: Easel) -> None:
    leaf = e.tone(mix(of("3b6a50"), e.canvas.palette.near, 0.4))
    e.shadow(0.24)
    e.box(-0.03, 0, 0.03, 0.2, darker(of("5a4030"), 0.2))
    for n in range(5):
        low, wide = 0.12 + n * 0.16, 0.27 - n * 0.045
        points = [
            (-wide, low),
            (-wide * 0.3, low + 0.03),
            (0, low - 0.02),
            (wide * 0.3, low + 0.03),
            (wide, low),
            (0, low + 0.3),
        ]
        e.shape(points, (lighter(leaf, 0.06 + 0.03 * n), darker(leaf, 0.3)))


def palm(e: Easel) -> None:
    leaf = e.tone(mix(of("4f8a50"), e.canvas.palette.near, 0.35))
    trunk = mix(of("8a6a4a"), e.canvas.palette.near, 0.25)
    e.shadow(0.2)
    e.line([(-0.06, 0), (0.0, 0.3), (0.05, 0.55), (0.04, 0.72)], 0.045, trunk, smooth=True)
    for angle in (-2.9, -2.45, -0.2, -0.7, 0.25, 2.85, 1.2, 2.0):
        dx, dy = math.cos(angle), math.sin(angle)
        tip = (0.04 + dx * 0.42, 0.74 + dy * 0.2 - 0.08)
        top = (0.04 + dx * 0.22, 0.8 + dy * 0.13 + 0.06)
        low = (0.04 + dx * 0.22, 0.74 + dy * 0.13)
        e.shape([(0.04, 0.73), top, tip, low], leaf if dy > 0 else darker(leaf, 0.25), smooth=True)


def cactus(e: Easel) -> None:
    skin = e.tone(mix(of("5a8a5e"), e.canvas.palette.near, 0.25))
    fade = round_fade(skin)
    e.shadow(0.24)
    e.line([(-0.04, 0.4), (-0.24, 0.42), (-0.26, 0.66)], 0.1, darker(skin, 0.12), smooth=True)
    e.line([(0.04, 0.3), (0.24, 0.32), (0.26, 0.52)], 0.09, darker(skin, 0.34), smooth=True)
    e.box(-0.09, -0.02, 0.09, 0.95, fade, 0.09)
    for x in (-0.045, 0.0, 0.045):
        e.line([(x, 0.05), (x, 0.88)], 0.008, darker(skin, 0.35), opacity=0.6)
    e.oval(0.0, 0.95, 0.045, 0.035, e.canvas.palette.accent)


def mushroom(e: Easel) -> None:
    cap = e.tone(of("c0392b"))
    e.shadow(0.34)
    e.shape(
        [(-0.12, 0.0), (-0.09, 0.3), (-0.1, 0.5), (0.1, 0.5), (0.09, 0.3), (0.14, 0.0)],
        (_CREAM, darker(_CREAM, 0.3)),
        smooth=True,
    )
    e.shape(
        [
            (-0.44, 0.44),
            (-0.36, 0.72),
            (-0.12, 0.9),
            (0.12, 0.9),
            (0.36, 0.72),
            (0.44, 0.44),
            (0.2, 0.4),
            (-0.2, 0.4),
        ],
        (lighter(cap, 0.14), darker(cap, 0.34)),
        smooth=True,
    )
    for x, y, r in (
        (-0.24, 0.62, 0.055),
        (0.02, 0.74, 0.07),
        (0.25, 0.6, 0.05),
        (-0.05, 0.53, 0.04),
        (0.14, 0.5, 0.03),
    ):
        e.oval(x, y, r, r * 0.8, _CREAM)


def birds(e: Easel) -> None:
    ink = e.colour or (
        lighter(e.canvas.palette.near, 0.75) if e.canvas.palette.dark else darker(e.canvas.palette.near, 0.3)
    )
    for x, y, size in (
        (-0.5, 0.5, 0.2),
        (-0.15, 0.75, 0.28),
        (0.2, 0.55, 0.22),
        (0.5, 0.85, 0.16),
        (0.02, 0.3, 0.14),
    ):
        e.line(
            [(x - size, y + size * 0.3), (x - size * 0.4, y + size * 0.42), (x, y)],
            0.03 * size / 0.2,
            ink,
            smooth=True,
        )
        e.line(
            [(x, y), (x + size * 0.45, y + size * 0.4), (x + size, y + size * 0.22)],
            0.03 * size / 0.2,
            ink,
            smooth=True,
        )
