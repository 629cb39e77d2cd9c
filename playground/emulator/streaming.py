"""An answer in pieces, as streamGenerateContent sends it (fact sheet, 4.1 and sample gc_13).

Each chunk is a GenerateContentResponse with a part of the candidate; a picture arrives whole; the reason
for the end and the final usage come last. With `alt=sse` chunks are events, else items of one JSON list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from . import errors
from .errors import HangUp
from .faults import Fault
from .reply import Json

# Thoughts come in the first part of the time, evenly; what is answered comes at its end.
THINKING_SHARE: Final = 0.7


@dataclass(frozen=True, slots=True)
class Form:
    """How chunks are written after each other."""

    content_type: str
    first: bytes
    next: bytes
    after: bytes
    end: bytes


EVENTS: Final = Form("text/event-stream", b"data: ", b"data: ", b"\r\n\r\n", b"")
LIST: Final = Form("application/json; charset=UTF-8", b"[", b",\r\n", b"", b"]")


def chunks(answer: Json) -> Iterator[tuple[float, Json]]:
    """(share of the time at which it comes, chunk), in order. The last one comes at 1."""
    common = {name: answer[name] for name in ("modelVersion", "responseId")}
    usage: dict[str, Any] = dict(answer.get("usageMetadata", {}))  # type: ignore[call-overload]
    candidates: list[dict[str, Any]] = answer.get("candidates", [])  # type: ignore[assignment]
    parts = candidates[0]["content"].get("parts", []) if candidates else []
    if not parts:  # refused, or blocked: there is nothing to send before the reason
        yield 1.0, answer
        return
    thoughts = sum(bool(part.get("thought")) for part in parts)
    sofar: dict[str, Any] = {}
    if usage:
        prompt = usage["promptTokenCount"]
        sofar = {"promptTokenCount": prompt, "totalTokenCount": prompt}
    for number, part in enumerate(parts, start=1):
        share = THINKING_SHARE * number / (thoughts + 1) if number <= thoughts else 1.0
        chunk: Json = {"candidates": [{"content": {"role": "model", "parts": [part]}, "index": 0}]}
        yield share, chunk | ({"usageMetadata": sofar} if sofar else {}) | common
    last = {**candidates[0], "content": {"role": "model", "parts": [{"text": ""}]}}
    yield 1.0, {**answer, "candidates": [last]}


def pieces(answer: Json, form: Form, fault: Fault | None) -> Iterator[tuple[float, bytes]]:
    """(share of the time, bytes) of a whole answer. Raises HangUp where the fault cuts the connection."""
    kind = fault.kind if fault else ""
    lead = form.first
    for number, (share, chunk) in enumerate(chunks(answer)):
        body = json.dumps(chunk).encode("ascii")
        if kind in ("cut", "truncated json") and number == 0:
            yield share, lead + body[: len(body) // 2]
            if kind == "cut":
                raise HangUp("the emulator was told to hang up")
            return
        yield share, lead + body + form.after
        lead = form.next
        if kind == "error in stream" and number == 0:
            failed = errors.Refusal(503, errors.OVERLOADED).body()
            yield share, lead + json.dumps(failed).encode("ascii") + form.after + form.end
            return
    yield 1.0, form.end
