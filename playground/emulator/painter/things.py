"""The things a prompt may name: how each is drawn, how tall it stands, where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from . import living, made, still
from .figure import Easel

DRAW: Final[dict[str, Callable[[Easel], None]]] = {
    "cup": still.cup,
    "cat": living.cat,
    "dog": living.dog,
    "boat": made.boat,
    "lighthouse": made.lighthouse,
    "house": made.house,
    "tree": living.tree,
    "pine": living.pine,
    "palm": living.palm,
    "flower": living.flower,
    "rocket": made.rocket,
    "person": living.person,
    "apple": still.apple,
    "orange fruit": still.orange,
    "lemon": still.lemon,
    "pear": still.pear,
    "banana": still.banana,
    "birds": living.birds,
    "balloon": made.balloon,
    "robot": living.robot,
    "cactus": living.cactus,
    "mushroom": living.mushroom,
    "vase": still.vase,
    "car": made.car,
    "tent": made.tent,
    "windmill": made.windmill,
}
# How tall a thing stands in a landscape, as a share of the short edge; in a still life; whether it flies.
TALL: Final = {
    "cup": 0.2,
    "cat": 0.3,
    "dog": 0.32,
    "boat": 0.3,
    "lighthouse": 0.55,
    "house": 0.24,
    "tree": 0.42,
    "pine": 0.44,
    "palm": 0.46,
    "flower": 0.3,
    "rocket": 0.5,
    "person": 0.34,
    "apple": 0.15,
    "orange fruit": 0.15,
    "lemon": 0.14,
    "pear": 0.18,
    "banana": 0.2,
    "birds": 0.14,
    "balloon": 0.36,
    "robot": 0.4,
    "cactus": 0.34,
    "mushroom": 0.2,
    "vase": 0.3,
    "car": 0.22,
    "tent": 0.2,
    "windmill": 0.42,
}
AT_TABLE: Final = {
    "cup": 0.32,
    "cat": 0.55,
    "dog": 0.55,
    "apple": 0.22,
    "orange fruit": 0.22,
    "lemon": 0.2,
    "pear": 0.28,
    "banana": 0.3,
    "vase": 0.62,
    "flower": 0.5,
    "robot": 0.5,
    "mushroom": 0.26,
    "cactus": 0.42,
}
FLYING: Final = frozenset({"birds", "balloon", "rocket"})
AFLOAT: Final = frozenset({"boat"})
INDOORS: Final = frozenset({"cup", "apple", "orange fruit", "lemon", "pear", "banana", "vase"})
