"""The operations of a model: list, describe, generate, stream, count."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from . import generate as generating
from . import reply, streaming, tokens, wire
from .emulation import Emulation
from .faults import Fault
from .generate import Call
from .http import Answer, Asked, Stream, json_answer
from .rules import ModelRule


def listed(emulation: Emulation, _asked: Asked, _name: str) -> Answer:
    return json_answer({"models": [_described(rule) for rule in emulation.served()]})


def described(emulation: Emulation, asked: Asked, name: str) -> Answer:
    return json_answer(_described(emulation.model(name, asked.version)))


def generate(emulation: Emulation, asked: Asked, name: str) -> Answer:
    """generateContent: one answer, after the time it takes."""
    raw = wire.document(asked.body(), wire.VERTEX_REQUEST if asked.vertex else wire.REQUEST)
    rule = emulation.model(name, asked.version)
    fault = _fault(emulation, asked, raw, rule)
    if emulation.shelf is not None:
        made, seconds = emulation.shelf.answer(rule, raw), emulation.studio.fixed(rule)
    else:
        answer, seconds = generating.run(Call(_read(emulation, asked, raw), rule, fault, emulation.studio))
        made = json.dumps(answer).encode("ascii")
    emulation.wait_until(asked.started, seconds)
    return _spoilt(Answer(made, headers=emulation.marks(rule, name)), fault)


def stream(emulation: Emulation, asked: Asked, name: str) -> Answer | Stream:
    """streamGenerateContent: thoughts as they are had, then the words and pictures, then what it took."""
    raw = wire.document(asked.body(), wire.VERTEX_REQUEST if asked.vertex else wire.REQUEST)
    rule = emulation.model(name, asked.version)
    fault = _fault(emulation, asked, raw, rule)
    answer, seconds = generating.run(Call(_read(emulation, asked, raw), rule, fault, emulation.studio))
    if fault and fault.kind in ("html", "error body"):
        emulation.wait_until(asked.started, seconds)
        return _spoilt(Answer(b""), fault)
    form = streaming.EVENTS if asked.query("alt") == "sse" else streaming.LIST

    def pieces() -> Iterator[bytes]:
        for share, piece in streaming.pieces(answer, form, fault):
            emulation.wait_until(asked.started, seconds * share)
            yield piece

    return Stream(pieces(), form.content_type, headers=emulation.marks(rule, name))


def count(emulation: Emulation, asked: Asked, name: str) -> Answer:
    """countTokens: `contents` alone, or a whole request in `generateContentRequest`."""
    raw = wire.document(asked.body(), wire.COUNT)
    rule = emulation.model(name, asked.version)
    request = _read(emulation, asked, raw.get("generateContentRequest") or raw)
    text, pictures = tokens.prompt(request)
    return json_answer(tokens.Count(text, pictures * rule.input_image_tokens, 0).counted())


def _read(emulation: Emulation, asked: Asked, raw: Mapping[str, Any]) -> wire.Request:
    return wire.read(raw, lambda uri: emulation.files.data(asked.key, uri))


def _fault(emulation: Emulation, asked: Asked, raw: Mapping[str, Any], rule: ModelRule) -> Fault | None:
    fault = emulation.faults.pick(_prompt(raw), rule.id, asked.key, asked.header("x-emulate"))
    emulation.fail(fault, rule)
    return fault


def _prompt(raw: Mapping[str, Any]) -> str:
    """The last turn's text, before anything else about the request was checked."""
    contents = raw.get("contents") or [{}]
    return "\n".join(part["text"] for part in contents[-1].get("parts", []) if part.get("text"))


def _described(rule: ModelRule) -> dict[str, object]:
    return {
        "name": f"models/{rule.id}",
        "version": "emulated",
        "displayName": rule.name,
        "description": f"{rule.name}, emulated on this machine.",
        "inputTokenLimit": rule.context_in,
        "outputTokenLimit": rule.context_out,
        "supportedGenerationMethods": ["generateContent", "countTokens", "batchGenerateContent"],
        "thinking": bool(rule.thoughts),
    }


def _spoilt(answer: Answer, fault: Fault | None) -> Answer:
    """The answer as the fault wants it to arrive."""
    kind = fault.kind if fault else ""
    if kind == "truncated json":
        return Answer(answer.body[: len(answer.body) // 2])
    if kind == "html":
        return Answer(reply.HTML, content_type="text/html; charset=UTF-8")
    if kind == "error body":
        return json_answer(reply.error_body())
    if kind == "cut":
        return Answer(answer.body, sent=len(answer.body) // 2)
    return answer
