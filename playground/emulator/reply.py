"""Answers of generateContent: camelCase, in the shape of the fact sheet's section 4."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from . import signatures
from .tokens import Count

Json = dict[str, object]
SUPPORT: Final = "Support code: 42876398."
_FILTERED: Final = (
    "Unable to show the generated image. The image was filtered out because it violated Google's "
    f"Generative AI Prohibited Use policy. Try rephrasing the prompt. {SUPPORT}"
)
_RECITED: Final = f"Unable to show the generated image. It resembles protected content too closely. {SUPPORT}"
_FINISH: Final = {
    "blocked picture": ("IMAGE_SAFETY", _FILTERED),
    "prohibited picture": (
        "IMAGE_PROHIBITED_CONTENT",
        f"The model output could not be generated. {SUPPORT}",
    ),
    "recited picture": ("IMAGE_RECITATION", _RECITED),
    "no picture": ("NO_IMAGE", ""),
}
BLOCKED_KINDS: Final = tuple(_FINISH)
TEXT_ONLY: Final = (
    "I can describe this scene for you, but I did not make a picture of it. "
    "Tell me what you would like to see, and I will draw it."
)
HTML: Final = (
    b"<!doctype html><html><head><title>502 Bad Gateway</title></head>"
    b"<body><center><h1>502 Bad Gateway</h1></center></body></html>"
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every answer ends with."""

    model: str
    response_id: str

    def close(self, body: Json, count: Count | None) -> Json:
        if count is not None:
            body["usageMetadata"] = {**count.usage(), "serviceTier": "standard"}
        body["modelVersion"] = self.model
        body["responseId"] = self.response_id
        return body


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def text_part(text: str, *, signed: bool) -> Json:
    part: Json = {"text": text}
    if signed:
        part["thoughtSignature"] = encoded(signatures.sign_text(text))
    return part


def picture_part(data: bytes, *, signed: bool, mime_type: str = "image/png") -> Json:
    part: Json = {"inlineData": {"mimeType": mime_type, "data": encoded(data)}}
    if signed:
        part["thoughtSignature"] = encoded(signatures.sign_picture(data))
    return part


def thought(part: Json) -> Json:
    return {**part, "thought": True}


def answer(parts: Sequence[Json], finish: str = "STOP") -> Json:
    content: Json = {"role": "model"}
    if parts:
        content["parts"] = list(parts)
    return {"candidates": [{"content": content, "finishReason": finish, "index": 0}]}


def blocked_prompt() -> Json:
    return {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}


def blocked(kind: str, message: str = "") -> Json:
    """An answer without a picture, `kind` one of BLOCKED_KINDS."""
    finish, usual = _FINISH[kind]
    candidate: dict[str, object] = {"content": {"role": "model"}, "finishReason": finish, "index": 0}
    if message or usual:
        candidate["finishMessage"] = message or usual
    return {"candidates": [candidate]}


def error_body() -> Mapping[str, object]:
    """What some relays send with status 200 (fact sheet 5.2)."""
    return {"error": {"code": 400, "message": "The relay could not carry out the request."}}
