"""Texts as string literals that nothing can break out of, and that show what they hold.

Whatever cannot be seen is escaped: control and direction characters, odd spaces, U+2028. What can be
read stays readable, in every script.
"""

from __future__ import annotations

from collections.abc import Callable

_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def python(text: str) -> str:
    return _quoted(text, lambda code: f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}")


def json(text: str) -> str:
    """For JSON, and for JavaScript, which reads the same escapes."""
    return _quoted(text, _utf_16)


def json_in_shell(text: str) -> str:
    """JSON that stands between single quotes of a shell, and holds none."""
    return json(text).replace("'", "\\u0027")


def _quoted(text: str, escape: Callable[[int], str]) -> str:
    letters = (
        _SHORT.get(letter) or (letter if letter.isprintable() else escape(ord(letter))) for letter in text
    )
    return f'"{"".join(letters)}"'


def _utf_16(code: int) -> str:
    units = chr(code).encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
