"""Which stretch of a text is a comment, a string, a keyword: enough colour to read by."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from .layout import Group, Style, Value

Tint: TypeAlias = Literal["", "comment", "text", "word", "aside"]

_TEXT: Final = r'(?P<text>"(?:[^"\\\n]|\\.)*")'
_PYTHON_WORDS: Final = "from|import|for|in|if|elif|and|not|or"
_JAVASCRIPT_WORDS: Final = "import|from|const|new|await|for|of|if|else|continue"
_SHELL_WORDS: Final = "for|in|while|read|do|done"
_PATTERNS: Final = {
    "python": re.compile(rf"(?m)(?P<comment>^#.*$)|{_TEXT}|(?P<word>\b(?:{_PYTHON_WORDS})\b)"),
    "javascript": re.compile(rf"(?m)(?P<comment>^//.*$)|{_TEXT}|(?P<word>\b(?:{_JAVASCRIPT_WORDS})\b)"),
    "curl": re.compile(
        rf"(?m)(?P<comment>^#.*$)|(?P<word>\"[A-Za-z]+\"(?=: )|^(?:{_SHELL_WORDS})\b|\bdo$)|{_TEXT}"
    ),
    # "⟨picture 1.1, 5.8 MB⟩" is said by us, where bytes were.
    "json": re.compile(rf'(?P<aside>"⟨[^"⟩]*⟩")|(?P<word>"(?:[^"\\]|\\.)*"(?=: ))|{_TEXT}'),
}
_JSON: Final = Style("  ", padded=True, trailing=False)


def tinted(text: str, language: str) -> Iterator[tuple[Tint, str]]:
    """The text in stretches, which put together are the text, but that asides lose their quotes."""
    at = 0
    for found in _PATTERNS[language].finditer(text):
        if found.start() > at:
            yield "", text[at : found.start()]
        kind: Tint = found.lastgroup  # type: ignore[assignment]  # the groups are named so
        yield kind, found[0].strip('"') if kind == "aside" else found[0]
        at = found.end()
    yield "", text[at:]


def pretty(value: object) -> str:
    """JSON to be read: short objects stay on one line, every script stays itself."""
    return _JSON.write(_value(value))


def _value(value: object) -> Value:
    if isinstance(value, dict):
        names = [f"{_scalar(str(name))}: " for name in value]
        return Group("{", [_value(item) for item in value.values()], "}", names)
    if isinstance(value, list):
        return Group("[", [_value(item) for item in value], "]")
    return _scalar(value)


def _scalar(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
