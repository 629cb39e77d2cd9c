"""generateContent from a checked request to an answer."""

from __future__ import annotations

import hashlib
import os
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from . import faults, painter, references, reply, tokens, validation
from .errors import invalid
from .faults import Fault
from .rules import ModelRule, nearest_ratio
from .tokens import Count
from .wire import Part, Request

Latency = float | tuple[float, float] | str
# So many pictures, and one, does a temperature just below 1 choose from.
VARIANTS = 16


@dataclass(slots=True)
class Studio:
    """What making an answer needs from outside: chance and time, both replaceable."""

    latency: Latency = 0.0
    entropy: Callable[[int], bytes] = os.urandom
    sleep: Callable[[float], object] = field(default=lambda seconds: threading.Event().wait(seconds))
    # Pictures being painted at once: more would only cost memory, painting is CPU.
    gate: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(2))

    def seconds(self, rule: ModelRule, chance: random.Random) -> float:
        """How long this answer takes. A range, also the catalogue's, is drawn from evenly."""
        span = rule.latency if self.latency == "catalogue" else self.latency
        if isinstance(span, tuple):
            return chance.uniform(*span)
        return float(span)

    def fixed(self, rule: ModelRule) -> float:
        """The same for an answer that has no seed."""
        return self.seconds(rule, random.Random(int.from_bytes(self.entropy(8), "big")))  # noqa: S311


@dataclass(frozen=True, slots=True)
class Call:
    request: Request
    rule: ModelRule
    fault: Fault | None
    studio: Studio

    @property
    def kind(self) -> str:
        return self.fault.kind if self.fault else ""

    def response_id(self) -> str:
        return reply.encoded(self.studio.entropy(15)).replace("+", "-").replace("/", "_")


def seed_of(request: Request, model: str, entropy: Callable[[int], bytes]) -> int:
    """The number all chance of an answer comes from: the whole request when seeded, else fresh.

    A temperature below 1 leaves chance fewer pictures to choose from: at 0 there is one for each
    request, whatever the seed.
    """
    if request.seed is None:
        drawn = int.from_bytes(entropy(8), "big")
    else:
        drawn = _of_request(request, model, request.seed)
    if request.temperature is None or request.temperature >= 1:
        return drawn
    choice = drawn % (1 + int(request.temperature * VARIANTS))
    return _of_request(request, model, None) ^ (choice * 0x9E3779B97F4A7C15)


def _of_request(request: Request, model: str, seed: int | None) -> int:
    """Depends on texts, picture bytes, model, ratio, size and seed, and on options that were sent."""
    digest = hashlib.sha256(f"{model}|{seed}|{request.aspect_ratio}|{request.size}".encode())
    if request.system or request.thinking:
        digest.update(f"|{request.thinking}|{request.system}".encode("utf-8", "surrogatepass"))
    for content in request.contents:
        for part in content.parts:
            digest.update(b"|" + (part.text or "").encode("utf-8", "surrogatepass"))
            digest.update(b"|" + (part.data() if part.is_picture else b""))
    return int.from_bytes(digest.digest()[:8], "big")


def run(call: Call) -> tuple[reply.Json, float]:
    """The answer as JSON, and the seconds it is to take in all. Raises Refusal."""
    validation.check(call.request, call.rule)
    text, pictures = tokens.prompt(call.request)
    sent = Count(text, pictures * call.rule.input_image_tokens, 0)
    if sent.text + sent.pictures > call.rule.context_in:
        raise invalid(
            f"The input token count ({sent.text + sent.pictures}) exceeds the maximum number of tokens "
            f"allowed ({call.rule.context_in})."
        )
    seed = seed_of(call.request, call.rule.id, call.studio.entropy)
    seconds = call.studio.seconds(call.rule, random.Random(seed ^ 1))  # noqa: S311 (no secret)
    envelope = reply.Envelope(call.rule.id, call.response_id())
    body, count = _body(call, sent, seed)
    return envelope.close(body, None if call.kind == "no usage" else count), seconds


def _body(call: Call, sent: Count, seed: int) -> tuple[reply.Json, Count]:
    if call.kind == "blocked prompt":
        return reply.blocked_prompt(), sent
    thinking = tokens.thoughts(call.request, call.rule)
    thought = Count(sent.text, sent.pictures, thinking)
    if call.kind in reply.BLOCKED_KINDS:
        return reply.blocked(call.kind, call.fault.message if call.fault else ""), thought
    signed = call.rule.signatures
    if call.kind == "text only" or "IMAGE" not in call.request.modalities:
        words = tokens.words(reply.TEXT_ONLY)
        return reply.answer([reply.text_part(reply.TEXT_ONLY, signed=signed)]), Count(
            sent.text, sent.pictures, thinking, words
        )
    return _pictures(call, sent, thinking, seed)


def _pictures(call: Call, sent: Count, thinking: int, seed: int) -> tuple[reply.Json, Count]:
    number = call.fault.number if call.fault and call.kind == "several pictures" else 1
    size = call.request.size or call.rule.default_size
    drawn = call.rule.sizes[size] * number
    limit = call.request.max_output_tokens
    if limit is not None and 0 < limit < drawn:
        return reply.answer([], "MAX_TOKENS"), Count(sent.text, sent.pictures, thinking)
    paintings = _paint(call, size, seed, number)
    parts: list[reply.Json] = []
    words = 0
    if call.request.include_thoughts and call.rule.thoughts:
        parts += _thoughts(paintings[0])
    if "TEXT" in call.request.modalities:
        parts.append(reply.text_part(paintings[0].note, signed=call.rule.signatures))
        words = tokens.words(paintings[0].note)
    parts += [_picture(call, painting) for painting in paintings]
    return reply.answer(parts), Count(sent.text, sent.pictures, thinking, words, drawn)


def _picture(call: Call, painting: painter.Painting) -> reply.Json:
    kind = call.request.mime_type
    data = painting.data if kind == "image/png" else painting.jpeg(call.request.quality)
    part = reply.picture_part(data, signed=call.rule.signatures, mime_type=kind)
    if call.kind in ("truncated data", "bad base64"):
        whole = reply.encoded(data)
        kept = len(whole) * 3 // 5 // 4 * 4 + (call.kind == "bad base64")
        part["inlineData"] = {"mimeType": kind, "data": whole[:kept]}
    return part


def _thoughts(painting: painter.Painting) -> list[reply.Json]:
    words = f"**Composing the picture**\n\n{painting.note} I settle the light first, then the details."
    draft = reply.picture_part(painting.draft(), signed=False)
    return [reply.thought({"text": words}), reply.thought(draft)]


def _paint(call: Call, size: str, seed: int, number: int) -> list[painter.Painting]:
    with call.studio.gate:
        mine, previous = references.brought(call.request)
        opened = [_open(part) for part in mine]
        base = _open(previous) if previous else None
        shape = opened[-1] if opened else base
        near = nearest_ratio(call.rule, *shape.size) if shape else call.rule.default_ratio
        ratio = call.request.aspect_ratio or near
        width, height = call.rule.pixels[ratio, size]
        if call.kind == "wrong size":
            width, height = width // 2, height // 2 + 8
        brief = painter.Brief(
            prompt=faults.strip(call.request.prompt),
            system=call.request.system,
            width=width,
            height=height,
            seed=seed,
            pictures=tuple(opened),
            previous=base,
        )
        return [painter.paint(brief.again(n)) for n in range(number)]


def _open(part: Part) -> Image.Image:
    return references.open_picture(part.data())
