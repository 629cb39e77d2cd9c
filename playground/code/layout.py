"""Nested values as text: on one line where they fit, else one to a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, Union

WIDTH = 88


@dataclass(frozen=True, slots=True)
class Group:
    """Named or plain values between brackets. `names` stand before them as they are written ("seed=")."""

    opening: str
    values: Sequence[Value]
    closing: str
    names: Sequence[str] = ()

    def items(self) -> list[tuple[str, Value]]:
        names = self.names or [""] * len(self.values)
        return list(zip(names, self.values, strict=True))


Value: TypeAlias = Union[str, Group]  # noqa: UP007  # a name that is used before it is bound


@dataclass(frozen=True, slots=True)
class Style:
    """`padded`: a space inside of braces. `trailing`: a comma behind the last of several lines."""

    indent: str
    padded: bool = False
    trailing: bool = True

    def write(self, value: Value, depth: int = 0, used: int = 0) -> str:
        """The value as text; `used` columns of its first line are taken."""
        if isinstance(value, str):
            return value
        flat = self.flat(value)
        if used + len(flat) < WIDTH or not value.values:
            return flat
        inner = self.indent * (depth + 1)
        lines = [
            f"{inner}{name}{self.write(item, depth + 1, len(inner) + len(name))}"
            for name, item in value.items()
        ]
        end = "," if self.trailing else ""
        return f"{value.opening}\n" + ",\n".join(lines) + f"{end}\n{self.indent * depth}{value.closing}"

    def flat(self, value: Value) -> str:
        if isinstance(value, str):
            return value
        inside = ", ".join(name + self.flat(item) for name, item in value.items())
        space = " " if self.padded and inside and value.opening.endswith("{") else ""
        return f"{value.opening}{space}{inside}{space}{value.closing}"
