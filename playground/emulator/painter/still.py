"""Fruit and crockery."""

from __future__ import annotations

from typing import Final

from .colour import darker, lighter, of
from .figure import Easel, round_fade
from .living import flower

_CREAM: Final = (246, 239, 224)


def apple(e: Easel) -> None:
    skin = e.tone(of("c2382e"))
    e.shadow(0.42)
    e.shape(
        [
            (0, 0.02),
            (-0.26, 0.04),
            (-0.42, 0.34),
            (-0.34, 0.68),
            (-0.12, 0.74),
            (0, 0.67),
            (0.12, 0.74),
            (0.34, 0.68),
            (0.42, 0.34),
            (0.26, 0.04),
        ],
        (lighter(skin, 0.16), darker(skin, 0.38)),
        smooth=True,
    )
    e.oval(-0.2, 0.5, 0.06, 0.1, (255, 246, 236), opacity=0.5)
    e.line([(0, 0.66), (0.02, 0.8), (0.07, 0.9)], 0.035, of("5a3c28"), smooth=True)
    e.shape([(0.05, 0.8), (0.18, 0.93), (0.34, 0.88), (0.2, 0.78)], of("6d9a4a"), smooth=True)


def orange(e: Easel) -> None:
    skin = e.tone(of("e58a2e"))
    e.shadow(0.42)
    e.oval(0, 0.37, 0.38, 0.37, round_fade(skin))
    e.oval(-0.14, 0.52, 0.08, 0.07, (255, 240, 214), opacity=0.45)
    e.shape([(-0.02, 0.7), (0.05, 0.86), (0.24, 0.9), (0.16, 0.74)], of("5f8f45"), smooth=True)
    e.oval(0, 0.715, 0.03, 0.018, of("4d6a34"))


def lemon(e: Easel) -> None:
    skin = e.tone(of("ecc53f"))
    e.shadow(0.46)
    e.shape(
        [
            (-0.5, 0.3),
            (-0.4, 0.37),
            (-0.22, 0.56),
            (0.05, 0.6),
            (0.3, 0.5),
            (0.42, 0.36),
            (0.52, 0.32),
            (0.42, 0.24),
            (0.26, 0.08),
            (0, 0.02),
            (-0.24, 0.08),
            (-0.4, 0.23),
        ],
        (lighter(skin, 0.25), darker(skin, 0.24)),
        smooth=True,
    )
    e.oval(-0.12, 0.44, 0.12, 0.05, (255, 250, 225), opacity=0.5)


def pear(e: Easel) -> None:
    skin = e.tone(of("b9b04a"))
    e.shadow(0.36)
    e.shape(
        [
            (0, 0.01),
            (-0.24, 0.05),
            (-0.34, 0.28),
            (-0.24, 0.5),
            (-0.13, 0.68),
            (-0.06, 0.84),
            (0.06, 0.84),
            (0.13, 0.68),
            (0.24, 0.5),
            (0.34, 0.28),
            (0.24, 0.05),
        ],
        (lighter(skin, 0.2), darker(skin, 0.34)),
        smooth=True,
    )
    e.oval(-0.14, 0.36, 0.05, 0.1, (255, 248, 220), opacity=0.4)
    e.line([(0, 0.84), (0.03, 0.94), (0.09, 0.99)], 0.03, of("5a3c28"), smooth=True)


def banana(e: Easel) -> None:
    skin = e.tone(of("ecc440"))
    e.shadow(0.46)
    outer = [(-0.46, 0.62), (-0.42, 0.36), (-0.24, 0.12), (0.06, 0.03), (0.34, 0.12), (0.48, 0.3)]
    inner = [(0.44, 0.36), (0.28, 0.3), (0.06, 0.28), (-0.16, 0.38), (-0.3, 0.52), (-0.37, 0.66)]
    e.shape([*outer, *inner], (lighter(skin, 0.18), darker(skin, 0.18)), smooth=True)
    e.shape(
        [*[(x * 0.97, y * 1.02) for x, y in outer[1:]], *[(x, y * 0.74) for x, y in inner[1:-1]]],
        darker(skin, 0.16),
        smooth=True,
        opacity=0.55,
    )
    e.shape([(-0.37, 0.63), (-0.46, 0.61), (-0.45, 0.76), (-0.39, 0.77)], of("7a6a30"))
    e.oval(0.465, 0.33, 0.03, 0.035, of("4d4024"))


def cup(e: Easel) -> None:
    body = e.tone(_CREAM)
    e.shadow(0.5)
    e.oval(0, 0.06, 0.52, 0.075, (lighter(body, 0.1), darker(body, 0.25)))
    e.oval(0, 0.085, 0.3, 0.04, darker(body, 0.18))
    e.ring(0.36, 0.43, 0.16, 0.17, 0.05, darker(body, 0.16))
    e.shape(
        [
            (-0.36, 0.72),
            (-0.34, 0.4),
            (-0.26, 0.16),
            (-0.15, 0.08),
            (0.15, 0.08),
            (0.26, 0.16),
            (0.34, 0.4),
            (0.36, 0.72),
        ],
        (lighter(body, 0.15), darker(body, 0.34)),
    )
    e.oval(0, 0.72, 0.36, 0.085, (lighter(body, 0.4), body))
    e.oval(0, 0.71, 0.32, 0.068, (of("6b3f23"), of("3a2114")))
    e.oval(-0.08, 0.715, 0.13, 0.026, of("b58352"), opacity=0.65)
    for n, x in enumerate((-0.12, 0.02, 0.15)):
        high = 0.16 + 0.05 * (n % 2)
        path = [
            (x, 0.79),
            (x + 0.05, 0.79 + high * 0.4),
            (x - 0.04, 0.79 + high * 0.8),
            (x + 0.03, 0.79 + high * 1.25),
        ]
        e.line(path, 0.022, (255, 252, 246), smooth=True, opacity=0.34)


def vase(e: Easel) -> None:
    clay = e.tone(of("3f7f86"))
    top = Easel(e.canvas, e.x, e.y - e.size * 0.42, e.size * 0.62, e.flip)
    flower(top)
    e.shadow(0.3)
    e.shape(
        [
            (-0.12, 0.01),
            (-0.22, 0.16),
            (-0.2, 0.32),
            (-0.09, 0.44),
            (-0.11, 0.52),
            (0.11, 0.52),
            (0.09, 0.44),
            (0.2, 0.32),
            (0.22, 0.16),
            (0.12, 0.01),
        ],
        (lighter(clay, 0.25), darker(clay, 0.4)),
        smooth=True,
    )
