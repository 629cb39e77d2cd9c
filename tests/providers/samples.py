"""Answers of the Gemini API, shortened from its documentation and from issue reports (2026-11)."""

from __future__ import annotations

import base64
from typing import Any, Final

PICTURE: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR4nGM4ISeHFTEMLQkAkL9BAbKfPiIAAAAASUVORK5CYII="
)
# All byte values: two thirds of them do not survive a wrong alphabet or a text codec.
SIGNATURE: Final = bytes(range(256)) + b"\xfb\xff\xfe"


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def picture(data: bytes = PICTURE, **more: object) -> dict[str, Any]:
    return {"inlineData": {"mimeType": "image/png", "data": encoded(data)}, **more}


def candidate(*parts: object, reason: str | None = "STOP", **more: object) -> dict[str, Any]:
    content = {"role": "model", "parts": list(parts)} if parts else {}
    named = {"finishReason": reason} if reason is not None else {}
    return {"content": content, **named, "index": 0, **more}


def reply(*candidates: object, **more: object) -> dict[str, Any]:
    return {"candidates": list(candidates), "modelVersion": "m-001", "responseId": "r1", **more}


USAGE: Final[dict[str, Any]] = {
    "promptTokenCount": 1129,
    "candidatesTokenCount": 1128,
    "totalTokenCount": 2497,
    "thoughtsTokenCount": 240,
    "promptTokensDetails": [
        {"modality": "TEXT", "tokenCount": 9},
        {"modality": "IMAGE", "tokenCount": 1120},
    ],
    "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1120}],
    "serviceTier": "standard",
}
WHOLE: Final = reply(
    candidate(
        {"text": "Composing...", "thought": True},
        picture(b"interim", thought=True),
        {"text": "Here is your image.", "thoughtSignature": encoded(b"text signature")},
        picture(thoughtSignature=encoded(SIGNATURE)),
    ),
    usageMetadata=USAGE,
)
GROUNDED: Final = reply(
    candidate(
        picture(),
        groundingMetadata={
            "searchEntryPoint": {"renderedContent": "<style>...</style>"},
            "webSearchQueries": ["weather tokyo"],
            "groundingChunks": [{"web": {"uri": "https://example.com", "title": "example.com"}}],
        },
    ),
    usageMetadata={"promptTokenCount": 9, "toolUsePromptTokenCount": 50},
)


def error(code: int, message: str, status: str = "", details: list[object] | None = None) -> dict[str, Any]:
    inside: dict[str, Any] = {"code": code, "message": message, "status": status}
    return {"error": {**inside, "details": details} if details else inside}


def typed(name: str, **fields: object) -> dict[str, object]:
    return {"@type": f"type.googleapis.com/google.rpc.{name}", **fields}


BAD_KEY: Final = error(
    400,
    "API key not valid. Please pass a valid API key.",
    "INVALID_ARGUMENT",
    [
        typed("ErrorInfo", reason="API_KEY_INVALID", domain="googleapis.com"),
        typed("LocalizedMessage", locale="en-US", message="API key not valid."),
    ],
)
OVERLOADED: Final = error(503, "The model is overloaded. Please try again later.", "UNAVAILABLE")


def quota(quota_id: str, text: str, delay: str | None = "34.074824224s") -> dict[str, Any]:
    """429 with Help, QuotaFailure and, with a delay, RetryInfo."""
    help_ = typed("Help", links=[{"description": "Learn more", "url": "https://ai.google.dev"}])
    failure = typed("QuotaFailure", violations=[{"quotaMetric": "x", "quotaId": quota_id}])
    retry: list[object] = [typed("RetryInfo", retryDelay=delay)] if delay else []
    return error(429, text, "RESOURCE_EXHAUSTED", [help_, failure, *retry])
