"""The family of a picture as a small drawing: who was made from whom, this one in the middle.

Only the way to this picture is unfolded, with brothers and sisters along it and what came after it.
Everything is placed here, in the units of the drawing, since a page may carry no inline style.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from playground.queries.images import Relative

WIDTH, HEIGHT = 60, 40
COLUMN, ROW = 89, 66
COLUMNS = 4
LABEL = 18
# How many children are drawn of a picture on the way to this one, and of those that came after it.
ALONG, AFTER = 3, 2


@dataclass(frozen=True, slots=True)
class Node:
    """A picture at its place; `hidden` children of it are not drawn."""

    relative: Relative
    x: int
    y: int
    this: bool
    hidden: int

    @property
    def label(self) -> str:
        """What stands below the picture."""
        if self.this:
            return f"{self.relative.frame} {_('this')}"
        return f"{self.relative.frame} +{self.hidden}" if self.hidden else self.relative.frame

    @property
    def label_y(self) -> int:
        return self.y + HEIGHT + 14

    @property
    def middle(self) -> int:
        return self.y + HEIGHT // 2


@dataclass(frozen=True, slots=True)
class Tree:
    """`count` is the whole family, drawn or not. `lines` are paths of an SVG."""

    nodes: Sequence[Node]
    lines: Sequence[str]
    count: int

    @property
    def width(self) -> int:
        return max(node.x for node in self.nodes) + WIDTH

    @property
    def height(self) -> int:
        return max(node.y for node in self.nodes) + HEIGHT + LABEL


def tree(family: Mapping[UUID, Relative], this: UUID) -> Tree | None:
    """None for a picture that was made from nothing and of which nothing was made."""
    drawing = _Drawing(family, this)
    return drawing.tree() if drawing.count > 1 else None


class _Drawing:
    def __init__(self, family: Mapping[UUID, Relative], this: UUID) -> None:
        self.family, self.this = family, this
        self.children: defaultdict[UUID, list[Relative]] = defaultdict(list)
        for relative in sorted(family.values(), key=lambda one: (one.turn_number, one.number)):
            if relative.parent is not None:
                self.children[relative.parent].append(relative)
        self.way = self._way()
        self.count = self._count(self.way[-1])
        self.nodes: list[Node] = []
        self.lines: list[str] = []
        self.rows = 0

    def tree(self) -> Tree:
        came_after = bool(self._seen(self.this))
        start = min(len(self.way) - 1, COLUMNS - 1 - came_after)
        self._draw(self.family[self.way[start]], 0)
        return Tree(self.nodes, self.lines, self.count)

    def _way(self) -> list[UUID]:
        """This picture, the one it was made from, and so on."""
        way = [self.this]
        while (parent := self.family[way[-1]].parent) is not None and parent in self.family:
            way.append(parent)
        return way

    def _seen(self, parent: UUID) -> list[Relative]:
        """Children that are still there, or of which something is."""
        return [child for child in self.children[parent] if not child.deleted or self._seen(child.id)]

    def _count(self, root: UUID) -> int:
        own = 0 if self.family[root].deleted and root != self.this else 1
        return own + sum(self._count(child.id) for child in self._seen(root))

    def _drawn(self, relative: Relative, column: int, *, after: bool) -> list[Relative]:
        """Which children are drawn beside a picture: the one on the way, and some of the others."""
        children = self._seen(relative.id) if column < COLUMNS - 1 else []
        most = ALONG if relative.id in self.way else AFTER if after else 0
        room = most - sum(child.id in self.way for child in children)
        others = [child for child in children if child.id not in self.way][: max(room, 0)]
        return [child for child in children if child.id in self.way or child in others]

    def _draw(self, relative: Relative, column: int, *, after: bool = False) -> Node:
        """Place a picture beside its children, who are placed first; a leaf takes the next row."""
        this = relative.id == self.this
        children = self._drawn(relative, column, after=after)
        drawn = [self._draw(child, column + 1, after=after or this) for child in children]
        if drawn:
            y = (drawn[0].y + drawn[-1].y) // 2
        else:
            y, self.rows = self.rows * ROW, self.rows + 1
        hidden = len(self._seen(relative.id)) - len(drawn)
        node = Node(relative, column * COLUMN, y, this, hidden)
        self.nodes.append(node)
        self.lines += [_line(node, child) for child in drawn]
        return node


def _line(parent: Node, child: Node) -> str:
    start, end = parent.x + WIDTH, child.x
    middle = (start + end) // 2
    return f"M{start} {parent.middle}C{middle} {parent.middle} {middle} {child.middle} {end} {child.middle}"
