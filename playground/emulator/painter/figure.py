"""A small easel for one object: its own coordinates, from -0.5 to 0.5 across and 0 (foot) to 1 upwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .canvas import Canvas, Fade, Pen, Point, around
from .colour import Colour, darker, lighter, mix

Shape = Sequence[Point]


def spline(points: Shape, steps: int = 8, *, closed: bool = True) -> list[Point]:
    """A smooth curve through the points (Catmull-Rom)."""
    made: list[Point] = []
    count = len(points)
    for n in range(count if closed else count - 1):
        a, b, c, d = (
            points[(n + k) % count] if closed else points[min(max(n + k, 0), count - 1)]
            for k in (-1, 0, 1, 2)
        )
        for step in range(steps):
            t = step / steps
            made.append((_through(a[0], b[0], c[0], d[0], t), _through(a[1], b[1], c[1], d[1], t)))
    return made if closed else [*made, points[-1]]


def _through(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


@dataclass(slots=True)
class Easel:
    """Places an object: (`x`, `y`) is the middle of its foot in pixels, `size` its height."""

    canvas: Canvas
    x: float
    y: float
    size: float
    flip: bool = False
    colour: Colour | None = None

    def at(self, points: Shape) -> list[Point]:
        side = -self.size if self.flip else self.size
        return [(self.x + px * side, self.y - py * self.size) for px, py in points]

    def tone(self, usual: Colour) -> Colour:
        """The colour that was asked for, else the usual one, as the light of the scene leaves it."""
        colour = self.colour or usual
        pal = self.canvas.palette
        return mix(darker(colour, 0.32), pal.sky[1], 0.12) if pal.dark else mix(colour, pal.sky[-1], 0.06)

    def shape(self, points: Shape, fill: Colour | Fade, *, smooth: bool = False, opacity: float = 1) -> None:
        outline = self.at(spline(points) if smooth else points)
        self.canvas.stamp(
            around(outline), fill, lambda pen: pen.polygon(outline), opacity=opacity, sideways=True
        )

    def oval(
        self, x: float, y: float, wide: float, high: float, fill: Colour | Fade, *, opacity: float = 1
    ) -> None:
        """An ellipse around (x, y) with these half axes."""
        (x0, y0), (x1, y1) = self.at([(x - wide, y + high), (x + wide, y - high)])
        box = (min(x0, x1), y0, max(x0, x1), y1)
        self.canvas.stamp(box, fill, lambda pen: pen.oval(box), opacity=opacity, sideways=True)

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: Colour | Fade, radius: float = 0) -> None:
        """A rectangle from its lower left to its upper right corner."""
        (ax, ay), (bx, by) = self.at([(x0, y1), (x1, y0)])
        area = (min(ax, bx), ay, max(ax, bx), by)
        self.canvas.stamp(area, fill, lambda pen: pen.rectangle(area, radius * self.size), sideways=True)

    def line(
        self, points: Shape, width: float, fill: Colour, *, smooth: bool = False, opacity: float = 1
    ) -> None:
        path = self.at(spline(points, closed=False) if smooth else points)
        left, top, right, bottom = around(path)
        wide = width * self.size
        area = (left - wide, top - wide, right + wide, bottom + wide)
        self.canvas.stamp(area, fill, lambda pen: pen.line(path, wide), opacity=opacity)

    def ring(self, x: float, y: float, wide: float, high: float, width: float, fill: Colour) -> None:
        (x0, y0), (x1, y1) = self.at([(x - wide, y + high), (x + wide, y - high)])
        outer = (min(x0, x1), y0, max(x0, x1), y1)
        thick = width * self.size
        inner = (outer[0] + thick, outer[1] + thick, outer[2] - thick, outer[3] - thick)

        def draw(pen: Pen) -> None:
            pen.oval(outer)
            pen.oval(inner, 0)

        self.canvas.stamp(outer, fill, draw)

    def shadow(self, wide: float = 0.34, strength: float = 0.42) -> None:
        """The soft shadow under a thing that stands on something."""
        half, lean = wide * self.size, wide * self.size * 0.25
        box = (self.x - half + lean, self.y - half * 0.16, self.x + half + lean, self.y + half * 0.2)
        soft = max(1.0, half * 0.09)
        self.canvas.oval(box, darker(self.canvas.palette.near, 0.6), soft=soft, opacity=strength)


def round_fade(colour: Colour) -> Fade:
    """Light on the left, shade on the right: how round things look."""
    return lighter(colour, 0.2), darker(colour, 0.3)
