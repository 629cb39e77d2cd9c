"""What one call said and heard, as it may be shown: no key, a size for every picture, never large.

Made while the call runs, from what is at hand anyway: the request before its pictures are put in, the
answer after the provider has taken its pictures out. A record that fails costs the call nothing.
"""

from __future__ import annotations

import json
import logging
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from playground.file_size import rounded

from .redaction import HIDDEN

logger = logging.getLogger(__name__)

MAX_CHARACTERS: Final = 100_000
"""Of one body's JSON. Texts in it are cut to the first of the lengths below with which it fits."""
_TEXT_CHARACTERS: Final = (40_000, 8_000, 1_000, 100)
_MAX_DEPTH: Final = 100
"""Of values within values: what is deeper could be kept, and then not be written on a page."""
_REQUEST_HEADERS: Final = frozenset(
    {"accept", "content-type", "user-agent", "x-goog-api-client", "x-server-timeout"}
)
_ANSWER_HEADERS: Final = frozenset(
    {
        *("content-length", "content-type", "date", "retry-after", "server", "server-timing"),
        *("x-emulated-by", "x-emulator-retired", "x-gemini-service-tier", "x-goog-request-id"),
        "x-request-id",
    }
)
_SECRET_NAMES: Final = frozenset({"authorization", "api_key", "apikey", "x-api-key", "x-goog-api-key"})
_SIGNATURES: Final = frozenset({"thoughtsignature", "thought_signature"})
# So much of base64 in one piece is no word of anybody's.
_LEAST_BASE64: Final = 400
_MORE: Final = "⟨more⟩"
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{400,}={0,2}")

Hide = Callable[[str], str]


@dataclass(slots=True)
class Record:
    """`request` and `answer` are JSON as it may be kept; sizes are in bytes, as they were sent."""

    url: str
    request: object = None
    request_headers: dict[str, str] = field(default_factory=dict)
    request_size: int = 0
    status: int | None = None
    answer: object = None
    answer_headers: dict[str, str] = field(default_factory=dict)


def shown(value: object, hide: Hide, pictures: Mapping[str, int] | None = None) -> object:
    """A JSON value without secrets, pictures and excess. `pictures` are the sizes of stand-ins.

    None when it cannot be shown: whoever looks is told nothing then, and nothing else suffers.
    """
    try:
        return _bounded(value, hide, pictures or {})
    except Exception as error:  # bodies come from anywhere; the name only, since texts may quote them
        logger.warning("a body could not be recorded: %s", type(error).__name__)
        return None


def shown_text(body: bytes, hide: Hide, pictures: Mapping[str, int] | None = None) -> object:
    """The same for a body as it came: its JSON, or its text where it is none; None if it is empty."""
    if not body:
        return None
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        value = body.decode("utf-8", "replace")
    return shown(value, hide, pictures)


def request_headers(headers: Mapping[str, str], hide: Hide) -> dict[str, str]:
    return _headers(headers, _REQUEST_HEADERS, hide)


def answer_headers(headers: Mapping[str, str], hide: Hide) -> dict[str, str]:
    return _headers(headers, _ANSWER_HEADERS, hide)


def picture(size: int) -> str:
    """What stands in the place of a picture's bytes."""
    return f"⟨picture, {_size(size)}⟩"


def _headers(headers: Mapping[str, str], names: frozenset[str], hide: Hide) -> dict[str, str]:
    kept = {name.lower(): value for name, value in headers.items() if name.lower() in names}
    return {name: _storable(hide(value))[:500] for name, value in sorted(kept.items())}


def _bounded(value: object, hide: Hide, pictures: Mapping[str, int]) -> object:
    """With texts as long as they can be; what is behind the last that fits is left out."""
    made: object = None
    for limit in _TEXT_CHARACTERS:
        reader = _Reader(hide, pictures, limit)
        made = reader.read(value)
        if reader.room > 0:
            break
    return made


@dataclass(slots=True)
class _Reader:
    """Copies a JSON value, at most `room` characters of it, however large it is."""

    hide: Hide
    pictures: Mapping[str, int]
    limit: int
    room: int = MAX_CHARACTERS
    depth: int = 0

    def read(self, value: object, name: str = "") -> object:
        if isinstance(value, str):
            text = self._text(value, name)
            self.room -= len(text) + 4
            return text
        if isinstance(value, Mapping | list | tuple):
            return self._nested(value, name)
        self.room -= 8
        return str(value) if isinstance(value, float) and not math.isfinite(value) else value

    def _nested(self, value: Mapping[object, object] | Sequence[object], name: str) -> object:
        if self.depth == _MAX_DEPTH:
            return _MORE
        self.depth += 1
        try:
            return self._mapping(value) if isinstance(value, Mapping) else self._list(value, name)
        finally:
            self.depth -= 1

    def _mapping(self, value: Mapping[object, object]) -> dict[str, object]:
        made: dict[str, object] = {}
        for key, item in value.items():
            if self.room <= 0:
                made["…"] = _MORE
                break
            name = _storable(self.hide(str(key)[:200]))
            self.room -= len(name) + 4
            made[name] = self.read(item, name)
        return made

    def _list(self, value: Sequence[object], name: str) -> list[object]:
        made: list[object] = []
        for item in value:
            if self.room <= 0:
                made.append(_MORE)
                break
            made.append(self.read(item, name))
        return made

    def _text(self, text: str, name: str) -> str:
        if text in self.pictures:
            return picture(self.pictures[text])
        if name.lower() in _SECRET_NAMES:
            return HIDDEN
        if name.lower() in _SIGNATURES:
            return f"{_storable(self.hide(text[:_LEAST_BASE64]))[:16]}… ⟨{_size(_decoded(text))}⟩"
        # The beginning tells: a picture that was not taken out has 27 MB.
        if _BASE64.match(text[: _LEAST_BASE64 + 2]) and " " not in text:
            size = _decoded(text)
            return picture(size) if name == "data" else f"⟨{_size(size)}⟩"
        # Cut first, so that nothing below works on megabytes; a key must not be cut in two, though.
        begun = self.hide(text[: self.limit + _LEAST_BASE64])
        if len(text) > self.limit:
            begun = begun[: self.limit]
        return _cut(_storable(_without_base64(begun)), self.limit, len(text))


def _without_base64(text: str) -> str:
    """A JSON that broke off is kept as text: its pictures are no reading matter."""
    return _BASE64.sub(lambda found: f"⟨{_size(_decoded(found[0]))}⟩", text)


def _cut(text: str, limit: int, whole: int) -> str:
    return text if whole <= limit else f"{text}… ⟨{whole - limit} more characters⟩"


def _storable(text: str) -> str:
    """Without what no database holds: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "␀").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _decoded(text: str) -> int:
    """Bytes that this much base64 stands for."""
    return (len(text) - text[-2:].count("=")) * 3 // 4


def _size(count: int) -> str:
    """Kept in no language: what stands around it is JSON."""
    size, unit = rounded(count)
    return f"{size:.1f} {unit}"
