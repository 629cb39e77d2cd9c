"""Objects that stand somewhere: each draws itself on an easel."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from .colour import darker, lighter, mix, of
from .figure import Easel, round_fade

_INK: Final = (34, 32, 40)
_CREAM: Final = (246, 239, 224)


def cup(e: Easel) -> None:
    body = e.tone(_CREAM)
    e.shadow(0.5)
    e.oval(0, 0.06, 0.52, 0.075, (lighter(body, 0.1), darker(body, 0.25)))
    e.oval(0, 0.085, 0.3, 0.04, darker(body, 0.18))
    e.ring(0.36, 0.43, 0.16, 0.17, 0.05, darker(body, 0.16))
    e.shape(
        [(-0.36, 0.72), (-0.34, 0.4), (-0.26, 0.16), (-0.15, 0.08), (0.15, 0.08), (0.26, 0.16), (0.34, 0.4), (0.36, 0.72)],
        (lighter(body, 0.15), darker(body, 0.34)),
    )
    e.oval(0, 0.72, 0.36, 0.085, (lighter(body, 0.4), body))
    e.oval(0, 0.71, 0.32, 0.068, (of("6b3f23"), of("3a2114")))
    e.oval(-0.08, 0.715, 0.13, 0.026, of("b58352"), opacity=0.65)
    for n, x in enumerate((-0.12, 0.02, 0.15)):
        high = 0.16 + 0.05 * (n % 2)
        path = [(x, 0.79), (x + 0.05, 0.79 + high * 0.4), (x - 0.04, 0.79 + high * 0.8), (x + 0.03, 0.79 + high * 1.25)]
        e.line(path, 0.022, (255, 252, 246), smooth=True, opacity=0.34)


def cat(e: Easel) -> None:
    fur = e.tone(of("c67f43"))
    dark, pale = darker(fur, 0.28), lighter(fur, 0.55)
    e.shadow(0.36)
    e.line([(0.2, 0.06), (0.38, 0.06), (0.44, 0.2), (0.38, 0.34)], 0.07, dark, smooth=True)
    e.shape(
        [(-0.17, 0.02), (-0.22, 0.22), (-0.15, 0.46), (-0.1, 0.6), (0.1, 0.6), (0.19, 0.42), (0.27, 0.2), (0.24, 0.02), (0.0, 0.0)],
        (lighter(fur, 0.1), dark), smooth=True,
    )  # fmt: skip
    e.oval(-0.02, 0.32, 0.085, 0.19, pale)
    for x in (-0.09, 0.05):
        e.shape([(x - 0.05, 0.01), (x - 0.05, 0.2), (x, 0.28), (x + 0.05, 0.2), (x + 0.05, 0.01)], fur, smooth=True)
        e.oval(x - 0.005, 0.025, 0.06, 0.03, pale)
    for side in (-1, 1):
        e.shape([(side * 0.19 - 0.01, 0.72), (side * 0.185 - 0.01, 0.96), (side * 0.04 - 0.01, 0.84)], fur)
        e.shape([(side * 0.165 - 0.01, 0.76), (side * 0.165 - 0.01, 0.905), (side * 0.075 - 0.01, 0.83)], of("d99a86"))
    e.oval(-0.01, 0.7, 0.2, 0.155, (lighter(fur, 0.14), darker(fur, 0.12)))
    for n in (-1, 0, 1):
        e.line([(n * 0.05 - 0.01, 0.84), (n * 0.035 - 0.01, 0.77)], 0.016, dark)
    e.oval(-0.01, 0.635, 0.095, 0.065, pale)
    for side in (-1, 1):
        e.oval(side * 0.085 - 0.01, 0.715, 0.034, 0.036, of("e9c65a"))
        e.oval(side * 0.085 - 0.01, 0.715, 0.014, 0.034, _INK)
        e.oval(side * 0.085 - 0.02, 0.728, 0.009, 0.009, (255, 255, 255))
        for dy in (0.0, 0.03):
            e.line([(side * 0.07 - 0.01, 0.635 - dy), (side * 0.26 - 0.01, 0.655 - dy * 2)], 0.006, _CREAM, opacity=0.8)
    e.shape([(-0.035, 0.665), (0.015, 0.665), (-0.01, 0.638)], of("b5655a"))


def dog(e: Easel) -> None:
    fur = e.tone(of("a8764a"))
    dark, pale = darker(fur, 0.36), lighter(fur, 0.5)
    e.shadow(0.36)
    e.line([(0.2, 0.14), (0.34, 0.24), (0.38, 0.4)], 0.055, dark, smooth=True)
    e.shape(
        [(-0.19, 0.02), (-0.21, 0.26), (-0.15, 0.52), (-0.08, 0.62), (0.1, 0.6), (0.19, 0.4), (0.27, 0.18), (0.24, 0.02), (0.0, 0.0)],
        (lighter(fur, 0.1), darker(fur, 0.22)), smooth=True,
    )  # fmt: skip
    e.oval(-0.03, 0.36, 0.1, 0.2, pale)
    for x in (-0.11, 0.05):
        e.shape([(x - 0.05, 0.01), (x - 0.045, 0.24), (x, 0.3), (x + 0.045, 0.24), (x + 0.05, 0.01)], fur, smooth=True)
        e.oval(x - 0.01, 0.028, 0.065, 0.032, pale)
    e.oval(-0.02, 0.74, 0.175, 0.17, (lighter(fur, 0.14), darker(fur, 0.1)))
    for side in (-1, 1):
        e.shape(
            [(side * 0.12 - 0.02, 0.88), (side * 0.21 - 0.02, 0.84), (side * 0.25 - 0.02, 0.66), (side * 0.19 - 0.02, 0.56), (side * 0.145 - 0.02, 0.7)],
            dark, smooth=True,
        )  # fmt: skip
        e.oval(side * 0.068 - 0.02, 0.775, 0.024, 0.026, _INK)
        e.oval(side * 0.068 - 0.028, 0.785, 0.008, 0.008, (255, 255, 255))
    e.oval(-0.02, 0.665, 0.1, 0.085, pale)
    e.oval(-0.02, 0.7, 0.042, 0.03, _INK)
    e.line([(-0.02, 0.68), (-0.02, 0.64), (-0.06, 0.62)], 0.01, _INK, smooth=True)
    e.line([(-0.02, 0.64), (0.02, 0.62)], 0.01, _INK)
    e.box(-0.13, 0.555, 0.1, 0.6, e.canvas.palette.accent, 0.02)


def boat(e: Easel) -> None:
    hull, sail = e.tone(of("b5472f")), mix(e.tone(_CREAM) if e.colour is None else _CREAM, e.canvas.palette.light, 0.3)
    pal = e.canvas.palette
    for n in range(5):
        wide = 0.36 - 0.05 * n
        e.oval(0.02 * (-1) ** n, -0.04 - 0.05 * n, wide, 0.014, darker(hull, 0.5), opacity=0.34 - 0.05 * n)
    e.line([(0.0, 0.12), (0.0, 1.0)], 0.018, darker(pal.ground, 0.4))
    e.shape([(0.03, 0.24), (0.03, 0.97), (0.2, 0.62), (0.36, 0.24)], (sail, mix(sail, pal.sky[1], 0.35)))
    e.shape([(-0.03, 0.24), (-0.03, 0.86), (-0.16, 0.56), (-0.27, 0.24)], (mix(sail, pal.sky[1], 0.2), sail))
    e.shape([(-0.38, 0.18), (0.42, 0.18), (0.33, 0.02), (0.24, -0.02), (-0.22, -0.02), (-0.31, 0.03)], (lighter(hull, 0.1), darker(hull, 0.35)))
    e.box(-0.38, 0.15, 0.42, 0.18, lighter(hull, 0.5))


def lighthouse(e: Easel) -> None:
    red, white = e.tone(of("c6452f")), mix(_CREAM, e.canvas.palette.sky[-1], 0.2)
    if e.canvas.palette.dark:
        white = darker(white, 0.3)
    rock = darker(mix(e.canvas.palette.near, e.canvas.palette.haze, 0.15), 0.2)
    e.shape(
        [(-0.5, -0.05), (-0.38, 0.05), (-0.24, 0.07), (-0.14, 0.13), (0.12, 0.13), (0.26, 0.06), (0.42, 0.04), (0.52, -0.05)],
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
    e.shape([(-0.08, 0.86), (-0.46, 0.44), (-0.4, 0.41), (-0.08, 0.77), (0.16, 0.42), (0.2, 0.46)], darker(roof, 0.15))
    e.box(-0.18, 0, -0.04, 0.26, darker(roof, 0.3))
    for x, y in ((-0.33, 0.24), (-0.14, 0.46), (0.2, 0.2), (0.34, 0.2)):
        e.box(x, y, x + 0.09, y + 0.12, glass)


def tree(e: Easel) -> None:
    leaf = e.tone(mix(of("5f8a45"), e.canvas.palette.near, 0.35))
    trunk = darker(of("6a4a34"), 0.3 if e.canvas.palette.dark else 0.05)
    rng = e.canvas.rng
    e.shadow(0.34)
    e.shape([(-0.05, 0), (-0.025, 0.4), (-0.12, 0.62), (-0.02, 0.5), (0.02, 0.66), (0.03, 0.46), (0.14, 0.6), (0.03, 0.36), (0.06, 0)], (trunk, darker(trunk, 0.3)))
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
        points = [(-wide, low), (-wide * 0.3, low + 0.03), (0, low - 0.02), (wide * 0.3, low + 0.03), (wide, low), (0, low + 0.3)]
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


def flower(e: Easel) -> None:
    bloom, stem = e.tone(e.canvas.palette.accent), mix(of("55804a"), e.canvas.palette.near, 0.3)
    for x, high, size in ((-0.18, 0.66, 0.8), (0.2, 0.58, 0.7), (0.0, 0.84, 1.0)):
        e.line([(x * 0.15, 0), (x * 0.7, high * 0.5), (x, high)], 0.022, stem, smooth=True)
        e.shape([(x * 0.3, high * 0.2), (x * 0.5 + 0.09, high * 0.44), (x * 0.4 + 0.15, high * 0.62), (x * 0.3 + 0.03, high * 0.4)], lighter(stem, 0.1), smooth=True)
        for n in range(8):
            angle = 2 * math.pi * n / 8 + x
            cx, cy = x + math.cos(angle) * 0.085 * size, high + math.sin(angle) * 0.085 * size
            e.oval(cx, cy, 0.062 * size, 0.062 * size, lighter(bloom, 0.05 + 0.18 * (n % 2)))
        e.oval(x, high, 0.055 * size, 0.055 * size, (of("f0c050"), of("b5782a")))


def rocket(e: Easel) -> None:
    body, fin = e.tone(_CREAM), darker(e.canvas.palette.accent, 0.05)
    x, y = e.at([(0, 0.08)])[0]
    e.canvas.glow(x, y, e.size * 0.35, (255, 190, 100), 0.8)
    e.shape([(-0.07, 0.2), (-0.1, 0.08), (0, -0.16), (0.1, 0.08), (0.07, 0.2)], of("f0913c"), smooth=True)
    e.shape([(-0.04, 0.2), (-0.05, 0.1), (0, -0.02), (0.05, 0.1), (0.04, 0.2)], of("ffe9a8"), smooth=True)
    for side in (-1, 1):
        e.shape([(side * 0.1, 0.42), (side * 0.24, 0.2), (side * 0.22, 0.12), (side * 0.09, 0.22)], (fin, darker(fin, 0.2)))
    e.shape([(-0.08, 0.2), (-0.13, 0.46), (-0.1, 0.74), (0, 0.98), (0.1, 0.74), (0.13, 0.46), (0.08, 0.2)], (lighter(body, 0.3), darker(body, 0.42)), smooth=True)
    e.shape([(-0.083, 0.8), (0, 1.0), (0.083, 0.8)], (fin, darker(fin, 0.3)), smooth=False)
    e.oval(0, 0.62, 0.055, 0.055, darker(body, 0.35))
    e.oval(0, 0.62, 0.042, 0.042, (lighter(e.canvas.palette.sky[1], 0.35), e.canvas.palette.sky[0]))
    e.box(-0.09, 0.18, 0.09, 0.22, darker(body, 0.5), 0.01)


def person(e: Easel) -> None:
    coat = e.tone(darker(e.canvas.palette.accent, 0.1))
    dark = darker(mix(e.canvas.palette.near, _INK, 0.5), 0.2)
    e.shadow(0.2)
    for x in (-0.05, 0.055):
        e.shape([(x - 0.045, 0.0), (x - 0.04, 0.34), (x + 0.04, 0.34), (x + 0.035, 0.0)], dark)
    e.shape([(-0.1, 0.3), (-0.13, 0.56), (-0.11, 0.76), (-0.03, 0.82), (0.03, 0.82), (0.11, 0.76), (0.14, 0.54), (0.11, 0.3)], (lighter(coat, 0.1), darker(coat, 0.36)), smooth=True)
    e.line([(-0.11, 0.74), (-0.15, 0.56), (-0.13, 0.42)], 0.05, darker(coat, 0.2), smooth=True)
    e.line([(0.11, 0.74), (0.16, 0.57), (0.14, 0.43)], 0.05, darker(coat, 0.4), smooth=True)
    e.oval(0, 0.89, 0.062, 0.075, (of("e0b08c"), of("b57f62")))
    e.shape([(-0.068, 0.88), (-0.06, 0.965), (0.0, 0.99), (0.062, 0.96), (0.07, 0.88), (0.03, 0.935), (-0.03, 0.935)], dark, smooth=True)


def apple(e: Easel) -> None:
    skin = e.tone(of("c2382e"))
    e.shadow(0.42)
    e.shape([(0, 0.02), (-0.26, 0.04), (-0.42, 0.34), (-0.34, 0.68), (-0.12, 0.74), (0, 0.67), (0.12, 0.74), (0.34, 0.68), (0.42, 0.34), (0.26, 0.04)], (lighter(skin, 0.16), darker(skin, 0.38)), smooth=True)
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
    e.shape([(-0.5, 0.3), (-0.4, 0.37), (-0.22, 0.56), (0.05, 0.6), (0.3, 0.5), (0.42, 0.36), (0.52, 0.32), (0.42, 0.24), (0.26, 0.08), (0, 0.02), (-0.24, 0.08), (-0.4, 0.23)], (lighter(skin, 0.25), darker(skin, 0.24)), smooth=True)
    e.oval(-0.12, 0.44, 0.12, 0.05, (255, 250, 225), opacity=0.5)


def pear(e: Easel) -> None:
    skin = e.tone(of("b9b04a"))
    e.shadow(0.36)
    e.shape([(0, 0.01), (-0.24, 0.05), (-0.34, 0.28), (-0.24, 0.5), (-0.13, 0.68), (-0.06, 0.84), (0.06, 0.84), (0.13, 0.68), (0.24, 0.5), (0.34, 0.28), (0.24, 0.05)], (lighter(skin, 0.2), darker(skin, 0.34)), smooth=True)
    e.oval(-0.14, 0.36, 0.05, 0.1, (255, 248, 220), opacity=0.4)
    e.line([(0, 0.84), (0.03, 0.94), (0.09, 0.99)], 0.03, of("5a3c28"), smooth=True)


def banana(e: Easel) -> None:
    skin = e.tone(of("ecc440"))
    e.shadow(0.46)
    outer = [(-0.46, 0.62), (-0.42, 0.36), (-0.24, 0.12), (0.06, 0.03), (0.34, 0.12), (0.48, 0.3)]
    inner = [(0.44, 0.36), (0.28, 0.3), (0.06, 0.28), (-0.16, 0.38), (-0.3, 0.52), (-0.37, 0.66)]
    e.shape([*outer, *inner], (lighter(skin, 0.18), darker(skin, 0.18)), smooth=True)
    e.shape([*[(x * 0.97, y * 1.02) for x, y in outer[1:]], *[(x, y * 0.74) for x, y in inner[1:-1]]], darker(skin, 0.16), smooth=True, opacity=0.55)
    e.shape([(-0.37, 0.63), (-0.46, 0.61), (-0.45, 0.76), (-0.39, 0.77)], of("7a6a30"))
    e.oval(0.465, 0.33, 0.03, 0.035, of("4d4024"))


def birds(e: Easel) -> None:
    ink = e.colour or (lighter(e.canvas.palette.near, 0.75) if e.canvas.palette.dark else darker(e.canvas.palette.near, 0.3))
    for x, y, size in ((-0.5, 0.5, 0.2), (-0.15, 0.75, 0.28), (0.2, 0.55, 0.22), (0.5, 0.85, 0.16), (0.02, 0.3, 0.14)):
        e.line([(x - size, y + size * 0.3), (x - size * 0.4, y + size * 0.42), (x, y)], 0.03 * size / 0.2, ink, smooth=True)
        e.line([(x, y), (x + size * 0.45, y + size * 0.4), (x + size, y + size * 0.22)], 0.03 * size / 0.2, ink, smooth=True)


def balloon(e: Easel) -> None:
    one, other = e.tone(e.canvas.palette.accent), mix(_CREAM, e.canvas.palette.sky[-1], 0.3)
    hull = [(0, 0.3), (-0.16, 0.38), (-0.36, 0.62), (-0.34, 0.84), (-0.18, 0.97), (0, 1.0), (0.18, 0.97), (0.34, 0.84), (0.36, 0.62), (0.16, 0.38)]
    for n, share in enumerate((1.0, 0.72, 0.42, 0.14)):
        tone = one if n % 2 == 0 else other
        e.shape([(x * share, y) for x, y in hull], (lighter(tone, 0.14), darker(tone, 0.3)), smooth=True)
    for x in (-0.06, 0.06):
        e.line([(x * 1.6, 0.33), (x, 0.13)], 0.008, _INK)
    e.box(-0.075, 0.02, 0.075, 0.14, (of("9a6a40"), of("6a4428")), 0.02)


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
    e.shape([(-0.12, 0.0), (-0.09, 0.3), (-0.1, 0.5), (0.1, 0.5), (0.09, 0.3), (0.14, 0.0)], (_CREAM, darker(_CREAM, 0.3)), smooth=True)
    e.shape([(-0.44, 0.44), (-0.36, 0.72), (-0.12, 0.9), (0.12, 0.9), (0.36, 0.72), (0.44, 0.44), (0.2, 0.4), (-0.2, 0.4)], (lighter(cap, 0.14), darker(cap, 0.34)), smooth=True)
    for x, y, r in ((-0.24, 0.62, 0.055), (0.02, 0.74, 0.07), (0.25, 0.6, 0.05), (-0.05, 0.53, 0.04), (0.14, 0.5, 0.03)):
        e.oval(x, y, r, r * 0.8, _CREAM)


def vase(e: Easel) -> None:
    clay = e.tone(of("3f7f86"))
    top = Easel(e.canvas, e.x, e.y - e.size * 0.42, e.size * 0.62, e.flip)
    flower(top)
    e.shadow(0.3)
    e.shape([(-0.12, 0.01), (-0.22, 0.16), (-0.2, 0.32), (-0.09, 0.44), (-0.11, 0.52), (0.11, 0.52), (0.09, 0.44), (0.2, 0.32), (0.22, 0.16), (0.12, 0.01)], (lighter(clay, 0.25), darker(clay, 0.4)), smooth=True)


def car(e: Easel) -> None:
    body = e.tone(darker(e.canvas.palette.accent, 0.08))
    glass = mix(e.canvas.palette.sky[1], _INK, 0.35)
    e.shadow(0.62)
    e.shape([(-0.34, 0.28), (-0.22, 0.52), (0.16, 0.52), (0.34, 0.28)], (lighter(body, 0.2), darker(body, 0.2)))
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
    e.shape([(-0.12, 0), (0.04, 0.5), (0.16, 0)], lighter(e.canvas.palette.light, 0.1) if e.canvas.palette.near[0] < 45 else _INK)


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
        e.shape([(dx * 0.1, 0.64 + dy * 0.1), tip, (tip[0] - dy * 0.09, tip[1] + dx * 0.09), (dx * 0.1 - dy * 0.09, 0.64 + dy * 0.1 + dx * 0.09)], lighter(wall, 0.3), opacity=0.85)
    e.box(-0.04, 0, 0.04, 0.16, _INK)


DRAW: Final[dict[str, Callable[[Easel], None]]] = {
    "cup": cup, "cat": cat, "dog": dog, "boat": boat, "lighthouse": lighthouse, "house": house, "tree": tree,
    "pine": pine, "palm": palm, "flower": flower, "rocket": rocket, "person": person, "apple": apple,
    "orange fruit": orange, "lemon": lemon, "pear": pear, "banana": banana, "birds": birds, "balloon": balloon,
    "robot": robot, "cactus": cactus, "mushroom": mushroom, "vase": vase, "car": car, "tent": tent,
    "windmill": windmill,
}  # fmt: skip
# How tall a thing stands in a landscape, as a share of the short edge; in a still life; whether it flies.
TALL: Final = {
    "cup": 0.2, "cat": 0.3, "dog": 0.32, "boat": 0.3, "lighthouse": 0.55, "house": 0.24, "tree": 0.42, "pine": 0.44,
    "palm": 0.46, "flower": 0.3, "rocket": 0.5, "person": 0.34, "apple": 0.15, "orange fruit": 0.15, "lemon": 0.14,
    "pear": 0.18, "banana": 0.2, "birds": 0.14, "balloon": 0.36, "robot": 0.4, "cactus": 0.34, "mushroom": 0.2,
    "vase": 0.3, "car": 0.22, "tent": 0.2, "windmill": 0.42,
}  # fmt: skip
AT_TABLE: Final = {
    "cup": 0.32, "cat": 0.55, "dog": 0.55, "apple": 0.22, "orange fruit": 0.22, "lemon": 0.2, "pear": 0.28,
    "banana": 0.3, "vase": 0.62, "flower": 0.5, "robot": 0.5, "mushroom": 0.26, "cactus": 0.42,
}  # fmt: skip
FLYING: Final = frozenset({"birds", "balloon", "rocket"})
AFLOAT: Final = frozenset({"boat"})
INDOORS: Final = frozenset({"cup", "apple", "orange fruit", "lemon", "pear", "banana", "vase"})
